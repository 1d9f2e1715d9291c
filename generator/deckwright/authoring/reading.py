"""Files from the disk to sources, with a diagnostic for each way in which that fails."""

from __future__ import annotations

from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Source, Span

LARGEST = 8 * 1024 * 1024
"""Largest file read, in bytes: a lesson of a hundred scenarios has about a quarter of a megabyte."""


def read_source(path: Path, root: Path, report: Report, *, largest: int = LARGEST) -> Source | None:
    """Return a UTF-8 text file as a source, or None with a diagnostic in the report.

    A byte order mark is dropped, since offsets would count it.
    """
    shown = shown_path(path, root)
    nowhere = Span(Source(shown), 0, 0)
    if path.exists() and not path.is_file():
        report.error(
            "unreadable-file", f"cannot read `{shown}`: it is no file", nowhere, help="put a text file in its place"
        )
        return None
    try:
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except OSError as error:
        report.error(
            "unreadable-file",
            f"cannot read `{shown}`: {(error.strerror or str(error)).lower()}",
            nowhere,
            help="check that the file exists and that you may read it",
        )
        return None
    if len(data) > largest:
        report.error(
            "file-too-large",
            f"`{shown}` is larger than {largest // 1024 // 1024} MB",
            nowhere,
            help="split the lesson into several files; pictures belong into the `media` folder",
        )
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        report.error(
            "wrong-encoding",
            f"`{shown}` is UTF-16, not UTF-8",
            nowhere,
            help="save the file again with the encoding UTF-8",
        )
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = data[error.start]
        readable = Source(
            shown, data[: error.start] + b"?" + data[error.start + 1 :].decode("utf-8", "replace").encode()
        )
        at = len(data[: error.start].decode("utf-8"))
        guess = bytes([byte]).decode("cp1252", "replace")
        looks = f"; in Windows-1252 it would be `{guess}`" if guess.isprintable() and guess != "\ufffd" else ""
        report.error(
            "wrong-encoding",
            f"byte 0x{byte:02X} is not UTF-8{looks}",
            Span(readable, at, at + 1),
            help="save the file again with the encoding UTF-8",
        )
        return None
    if not data.strip():
        report.error("empty-file", f"`{shown}` is empty", nowhere, help="write its content, or delete the file")
        return None
    return Source(shown, data)


def shown_path(path: Path, root: Path) -> str:
    """Return a path as it is shown: relative to the project where it lies inside, with slashes."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()
