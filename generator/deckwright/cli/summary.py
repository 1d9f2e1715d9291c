"""What was built, as a table for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from deckwright.cli.console import shown
from deckwright.pipeline import Built

_KINDS = {"scenario": "scenarios", "recall": "questions", "cloze": "gap texts", "drill": "drills"}


def summary(built: Sequence[Built], *, verbose: bool) -> str:
    """Return the decks with their notes and cards by kind, size, path and digest."""
    lines: list[str] = []
    for one in built:
        notes, cards = sum(one.notes.values()), sum(one.cards.values())
        kinds = ", ".join(f"{one.notes[kind]} {word}" for kind, word in _KINDS.items() if one.notes.get(kind))
        state = "written" if one.changed else "unchanged"
        lines += [
            f"{one.title} ({one.deck})",
            f"  {notes} notes, {cards} cards: {kinds}",
            f"  {shown(one.path)}  {_size(one.size)}  {state}",
            f"  content {one.digest if verbose else one.digest[:16]}",
        ]
        if one.unreleased:
            items = "item was" if one.unreleased == 1 else "items were"
            lines.append(f"  {one.unreleased} {items} changed since the last release")
    return "\n".join(lines) + "\n"


def _size(count: int) -> str:
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"
