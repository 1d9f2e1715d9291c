"""An edition: a course in one language, ready to be packed and released."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Text
from deckwright.course.labels import Labels
from deckwright.course.loading import Loaded
from deckwright.course.manifests import selected_lessons
from deckwright.course.model import Course, items
from deckwright.course.schema import Manifest, permanent_id
from deckwright.deck.notes import Note, course_notes, tombstone
from deckwright.deck.notetypes import NoteType
from deckwright.deck.presets import Preset, presets
from deckwright.deck.rendering import words_of
from deckwright.release.lock import Lock


@dataclass
class Edition:
    """A course in one language: its notes by permanent id, note types by kind, its decks' manifests, and its lock.

    `notes` are those of the whole course, whatever the decks ship of it.
    """

    course: Course
    loaded: Loaded
    labels: Labels
    types: dict[str, NoteType]
    lock: Lock
    lock_path: Path
    manifests: list[Manifest] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return course and language, as files of the edition are called."""
        return self.lock_path.stem

    @cached_property
    def ids(self) -> dict[str, Text]:
        """Return the place of every item by its permanent id."""
        settings = self.course.settings
        found = {permanent_id(item): item.key for lesson in self.course.lessons for item in items(lesson)}
        if settings.my_case:
            found["my_case"] = settings.my_case.situation
        if settings.what_next:
            found["what_next"] = settings.what_next
        return found

    def called(self, item: str) -> str:
        """Return what an author calls an item now."""
        place = self.ids.get(item)
        return item if place is None or item in ("my_case", "what_next") else place.value

    @cached_property
    def tombstones(self) -> dict[str, Note]:
        """Return a note for each released item that is retired, or was."""
        word, retired = self.labels.retired.value, self.course.settings.retired
        return {
            item: tombstone(self.course, item, locked.kind, word)
            for item, locked in self.lock.items.items()
            if item not in self.notes and (item in retired or locked.retired)
        }

    @cached_property
    def decks(self) -> dict[str, frozenset[str]]:
        """Return the decks that ship each item."""
        found: dict[str, set[str]] = {}
        for manifest in self.manifests:
            for item in self._items_of(manifest):
                found.setdefault(item, set()).add(manifest.deck.value)
        return {item: frozenset(decks) for item, decks in found.items()}

    @cached_property
    def presets(self) -> dict[str, Preset]:
        """Return the presets by role."""
        return presets(self.course.settings.title.value, words_of(self.labels))

    def shipped(self) -> list[Note]:
        """Return the notes that are in one of the decks or were released before, and the tombstones."""
        living = [note for note in self.notes.values() if note.item in self.decks or note.item in self.lock.items]
        return living + list(self.tombstones.values())

    def used_types(self) -> dict[str, NoteType]:
        """Return the note types that shipped notes have."""
        used = {note.kind for note in self.shipped()}
        return {kind: note_type for kind, note_type in self.types.items() if kind in used}

    def deck_notes(self, manifest: Manifest) -> list[Note]:
        """Return the notes of a deck, in its order; behind them the tombstones that it still sends."""
        if manifest.lessons is None and manifest.agenda is None:
            living = list(self.notes.values())
        else:
            living = list(
                course_notes(self.course, selected_lessons(manifest, self.course, Report()), self.loaded.media)
            )
        return living + [note for item, note in self.tombstones.items() if self._still_sends(manifest, item)]

    def authored(self) -> dict[str, str]:
        """Return hashes over the texts of all notes as they are written, by permanent id."""
        notes = course_notes(self.course, self.course.lessons, self.loaded.media, authored=True)
        return {note.item: note.digest for note in notes}

    def _items_of(self, manifest: Manifest) -> list[str]:
        if manifest.lessons is None and manifest.agenda is None:
            return list(self.notes)
        chosen = {
            permanent_id(item) for lesson in selected_lessons(manifest, self.course, Report()) for item in items(lesson)
        }
        return [item for item in self.notes if item in chosen or item in ("my_case", "what_next")]

    def _still_sends(self, manifest: Manifest, item: str) -> bool:
        """Whether a deck has shipped a retired item, and has not yet sent its tombstone often enough."""
        locked = self.lock.items[item]
        sent = self.lock.releases_since(locked.retired) if locked.retired else 1
        decks = locked.decks | locked.left
        return (manifest.deck.value in decks or not decks) and sent <= manifest.tombstones
