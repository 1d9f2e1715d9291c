"""Pictures named by texts exist in the course's `media` folder, under names that every system takes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.markup import Image, parse
from deckwright.authoring.shapes import TextKind
from deckwright.authoring.source import Span, Text
from deckwright.course.loading import Loaded
from deckwright.course.model import MediaFile

KINDS = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")
LARGEST = 5 * 1024 * 1024
"""Largest picture, in bytes."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.[a-z]+")


def check(loaded: Loaded, report: Report) -> None:
    """Report pictures that cannot go into a package, and note those that can in `loaded.media`."""
    folder = loaded.source.folder / "media"
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for text, kind in loaded.pictured:
        if kind in (TextKind.PROSE, TextKind.CLOZE):
            for image in parse(text.value).images():
                file = loaded.media.get(image.path) or _file(image, text, folder, present, report)
                if file is not None:
                    loaded.media[image.path] = file
        elif kind is TextKind.LINE:
            at = text.value.index("![")
            report.error(
                "unsupported-markup",
                "a picture cannot stand in a line",
                text.within(at, at + 2),
                help="put it into a longer text",
            )


def _file(image: Image, text: Text, folder: Path, present: set[str], report: Report) -> MediaFile | None:
    at = text.value.find(image.path) if image.path else -1
    span = text.within(at, at + len(image.path)) if at >= 0 else text.span
    if not image.description.strip():
        report.error(
            "media-description",
            "the picture has no description for those who cannot see it",
            span,
            help="write what it shows between the brackets: `![…](…)`",
        )
    if "/" in image.path or "\\" in image.path or image.path in ("", ".", ".."):
        report.error(
            "media-path",
            f"`{image.path}` is not a file name in the course's `media` folder",
            span,
            help=f"put the file into `{folder.name}` itself, and write its bare name",
        )
        return None
    if not _NAME.fullmatch(image.path) or Path(image.path).suffix not in KINDS:
        report.error(
            "media-path",
            f"`{image.path}` is not a name that works everywhere",
            span,
            help=f"use letters, digits and hyphens, and one of {one_of(KINDS)} in small letters",
        )
        return None
    if image.path not in present:
        report.error(
            "media-missing",
            f"there is no file `{image.path}` in the course's `media` folder",
            span,
            help=did_you_mean(image.path, present, f"put the file into `content/{folder.parent.name}/{folder.name}`"),
        )
        return None
    path = folder / image.path
    return _read(path, span, report)


def _stays_inside(path: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(path.parent.resolve())
    except (OSError, RuntimeError):  # a link that leads nowhere, or to itself
        return False


def _read(path: Path, span: Span, report: Report) -> MediaFile | None:
    if path.is_symlink() and not _stays_inside(path):
        report.error(
            "media-path",
            f"`{path.name}` is a link to a file outside the course",
            span,
            help="copy the file itself",
        )
        return None
    if not path.is_file():
        report.error("media-missing", f"`{path.name}` is no file", span, help="put a picture in its place")
        return None
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        report.error(
            "media-missing",
            f"cannot read `{path.name}`: {(error.strerror or str(error)).lower()}",
            span,
            help="check that it is a file and that you may read it",
        )
        return None
    if not data:
        report.error("media-missing", f"`{path.name}` is empty", span, help="put a picture in its place")
        return None
    if len(data) > LARGEST:
        report.error(
            "media-path",
            f"`{path.name}` is larger than {LARGEST // 1024 // 1024} MB",
            span,
            help="make the picture smaller: a card is at most about 1000 pixels wide",
        )
        return None
    digest = hashlib.sha256(data).hexdigest()
    return MediaFile(path, f"{path.stem}-{digest[:12]}{path.suffix}", digest)
