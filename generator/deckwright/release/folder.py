"""The folder of a release: what lies in it beside the packages, and how it gets there."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from deckwright.release.difference import Difference
from deckwright.release.telling import as_markdown

SUMS = "SHA256SUMS"
CHANGES = "changes.md"


def changes(differences: Sequence[Difference], version: str, now: int) -> str:
    """Return a draft of the entry in the changelog."""
    day = datetime.fromtimestamp(now, UTC).date().isoformat()
    return as_markdown(differences, heading=f"{version} ({day})")


def sums(files: Mapping[str, bytes]) -> str:
    """Return the checksums of files, as `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))


def place(folder: Path, files: Mapping[str, bytes], stamp: Callable[[], None]) -> None:
    """Put files into a folder. `stamp` is called when all are on the disk, and before the first is in its place.

    Raises OSError. What an interrupted call has left behind is cleared away by the next one.
    """
    stage = folder.with_name(f".{folder.name}.part")
    if stage.exists():
        shutil.rmtree(stage)
    stage.mkdir(parents=True)
    try:
        for name, data in files.items():
            (stage / name).write_bytes(data)
        stamp()
        folder.mkdir(exist_ok=True)
        for name in files:
            (stage / name).replace(folder / name)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
