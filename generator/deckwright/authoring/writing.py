"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

_RANDOM = "?" * 8
"""What `mkstemp` puts into a name."""


def write_together(files: Mapping[Path, bytes]) -> frozenset[Path]:
    """Write several files: each is on the disk whole before the first takes the place of an old one.

    Whoever reads a path sees the old file or the new one, never a part. They take their places in the order given; a
    file that holds the same bytes already is left alone, and those that were written are returned. Raises OSError
    that names the file or folder at fault, with the old files in their places again.

    What a call that was killed has left beside the files is cleared away, so two processes must not write the same.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    changed = {path: data for path, data in files.items() if before[path] != data}
    staged: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, data in changed.items():
            staged[path] = _staged(path, data)
        for path, part in staged.items():
            _replace(path, part)
            done.append(path)
    except BaseException:
        for path in staged.keys() - done:
            with contextlib.suppress(OSError):
                staged[path].unlink()
        for path in done:
            old = before[path]
            with contextlib.suppress(OSError):
                path.unlink() if old is None else _replace(path, _staged(path, old))
        raise
    return frozenset(changed)


def clear_parts(folder: Path, name: str = "*") -> None:
    """Delete what is left in a folder of writing a file, or any file, by a process that was killed."""
    for part in folder.glob(f".{name}.{_RANDOM}.part"):
        with contextlib.suppress(OSError):
            part.unlink()


def _staged(path: Path, data: bytes) -> Path:
    """Return a temporary file beside a path that holds what it is to hold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    clear_parts(path.parent, glob.escape(path.name))
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        part = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
    except BaseException as error:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
        if isinstance(error, OSError):
            raise _at(path, error) from error
        raise
    return part


def _replace(path: Path, part: Path) -> None:
    try:
        part.replace(path)
    except OSError as error:
        raise _at(path, error) from error


def _at(path: Path, error: OSError) -> OSError:
    """Return an error that names the file as people know it, not the temporary one."""
    return OSError(error.errno, error.strerror, str(path))
