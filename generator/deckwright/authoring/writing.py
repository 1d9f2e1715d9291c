"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_whole(path: Path, data: bytes) -> bool:
    """Write a file by way of a temporary one beside it; return whether anything had to be written.

    Whoever reads the path sees the old file or the new one, never a part. A file that holds the same
    bytes already is left alone. Raises OSError, with the old file untouched.
    """
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    write_together({path: data})
    return True


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write several files: each is there whole before the first takes the place of an old one.

    Raises OSError, with the old files in their places again.
    """
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    staged: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, data in files.items():
            staged[path] = _staged(path, data)
        for path, part in staged.items():
            part.replace(path)
            done.append(path)
    except BaseException:
        for path in done:
            old = before[path]
            with contextlib.suppress(OSError):
                path.unlink() if old is None else _staged(path, old).replace(path)
        for path in staged.keys() - done:
            with contextlib.suppress(OSError):
                staged[path].unlink()
        raise


def _staged(path: Path, data: bytes) -> Path:
    """Return a temporary file beside a path that holds what it is to hold."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        part.chmod(0o666 & ~umask)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    return part
