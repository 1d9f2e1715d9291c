"""Decks before they are written: their notes, what learners see of them, and when their parts were changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deckwright.deck.notes import Note
from deckwright.deck.notetypes import NoteType
from deckwright.deck.presets import Preset


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck to be written: what a learner sees of it, and its notes.

    `paths` are the full names of the decks that take the cards, by the kinds of note that go there, `presets`
    what these decks are scheduled by. The deck above them, which learners click, has the preset of the scenarios.
    """

    name: str
    title: str
    description: str
    paths: Mapping[str, str]
    presets: Mapping[str, Preset]
    note_types: Mapping[str, NoteType]
    notes: Sequence[Note]

    @property
    def digest(self) -> str:
        """A hash over all content, the same on every machine and at any time."""
        parts = [
            self.title,
            self.description,
            dict(self.paths),
            {path: preset.id for path, preset in self.presets.items()},
            [self.note_types[kind].digest for kind in self.kinds],
            [(note.guid, note.digest, note.cards, note.place) for note in self.notes],
        ]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()

    @property
    def top(self) -> str:
        """The deck above all others, which learners click. Naming it keeps its description, and shows it unfolded."""
        common: list[str] = []
        for levels in zip(*(path.split("::") for path in self.paths.values()), strict=False):
            if len(set(levels)) > 1:
                break
            common.append(levels[0])
        return "::".join(common) or next(iter(self.paths.values())).split("::")[0]

    @property
    def kinds(self) -> list[str]:
        """Return the kinds of note in the deck."""
        used = {note.kind for note in self.notes}
        return [kind for kind in self.note_types if kind in used]


@dataclass(frozen=True, slots=True)
class Times:
    """Modification times in seconds since 1970: of notes by their guid, of note types by their kind."""

    notes: Mapping[str, int]
    note_types: Mapping[str, int]
