"""The folder of a release: what lies in it beside the packages."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

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
