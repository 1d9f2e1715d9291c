"""What was built, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deckwright.cli.console import shown

if TYPE_CHECKING:
    from deckwright.packing import Built

_KINDS = {
    "scenario": "scenario",
    "recall": "question",
    "cloze": "gap text",
    "drill": "drill",
    "case": "own case",
    "closing": "last card",
}


def summary(built: Sequence[Built], *, verbose: bool, written: bool = True) -> str:
    """Return the decks with their notes and cards by kind, size, path and digest; `written` says whether they are."""
    from deckwright.packing import size

    lines: list[str] = []
    for one in built:
        notes, cards = sum(one.notes.values()), sum(one.cards.values())
        kinds = ", ".join(_counted(one.notes[kind], word) for kind, word in _KINDS.items() if one.notes.get(kind))
        state = ("written" if one.changed else "unchanged") if written else "not written"
        lines += [
            f"{one.title} ({one.deck})",
            f"  {_counted(notes, 'note')}, {_counted(cards, 'card')}: {kinds}",
            f"  {shown(one.path)}  {size(one.size)}  {state}",
            f"  content {one.digest if verbose else one.digest[:16]}",
        ]
        if one.retired:
            lines.append(f"  and {_counted(one.retired, 'note')} to blank retired cards")
        if one.unreleased:
            lines.append(f"  not released yet: {_counted(one.unreleased, 'note')}")
    return "\n".join(lines) + "\n"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
