"""Notes into an Anki package, by genanki.

The package is in Anki's legacy format, which every client imports. What genanki leaves to the clock
(times, ids, the zip's entries) is given here, so that the same notes make the same bytes.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import genanki

from deckwright.course.model import MediaFile
from deckwright.deck.decks import Deck, Times
from deckwright.deck.identity import deck_id
from deckwright.deck.notes import Note
from deckwright.deck.notetypes import NoteType
from deckwright.deck.presets import Preset

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def package_bytes(deck: Deck, times: Times) -> bytes:
    """Return a deck as an `.apkg` file. Raises OSError where a picture cannot be read."""
    models = {kind: _Model(deck.note_types[kind], times.note_types[kind]) for kind in deck.kinds}
    parent = deck.top
    by_path = {path: _Deck(path, deck.presets[path]) for path in dict.fromkeys(deck.paths.values())}
    above = by_path.setdefault(parent, _Deck(parent, deck.presets[deck.paths["scenario"]]))
    above.description = deck.description
    ids = _ids(deck.notes, times)
    for note in deck.notes:
        by_path[deck.paths[note.kind]].add_note(_Note(note, models[note.kind], times.notes[note.guid], ids[note.guid]))
    return _zipped(_collection(list(by_path.values())), _media(deck.notes))


def _ids(notes: Sequence[Note], times: Times) -> dict[str, int]:
    """Return the first of the ids of each note and its cards, by guid.

    Anki reads ids as the time of creation in milliseconds, so they end at the note's own time and are
    counted down from there, never into the future.
    """
    ids: dict[str, int] = {}
    last = None
    for note in sorted(notes, key=lambda note: (-times.notes[note.guid], -note.place, note.guid)):
        newest = times.notes[note.guid] * 1000
        last = (newest if last is None else min(newest, last - 1)) - len(note.cards)
        ids[note.guid] = last
    return ids


class _Deck(genanki.Deck):  # type: ignore[misc]
    """A deck with a preset."""

    def __init__(self, path: str, preset: Preset) -> None:
        super().__init__(deck_id(path), path)
        self.preset = preset

    def to_json(self) -> dict[str, Any]:
        """Return the deck as Anki stores it."""
        return {**super().to_json(), "conf": self.preset.id}


class _Model(genanki.Model):  # type: ignore[misc]
    """A note type with a time of its own."""

    def __init__(self, note_type: NoteType, mod: int) -> None:
        super().__init__(
            note_type.id,
            note_type.name,
            fields=[
                {"name": field.name, "id": field.id, "description": field.hint, "collapsed": field.folded}
                for field in note_type.fields
            ],
            templates=[
                {
                    "name": note_type.template_name,
                    "id": note_type.template_id,
                    "qfmt": note_type.front,
                    "afmt": note_type.back,
                }
            ],
            css=note_type.css,
            model_type=genanki.Model.CLOZE if note_type.cloze else genanki.Model.FRONT_BACK,
        )
        self.mod = mod

    # Which fields a card needs is decided by the notes module, so genanki's own guess is not run.
    _req = ((0, "any", [0]),)

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002
        """Return the note type as Anki stores it."""
        result: dict[str, Any] = super().to_json(self.mod, deck_id)
        return result


class _Note(genanki.Note):  # type: ignore[misc]
    """A note with a time, ids and cards of its own."""

    def __init__(self, note: Note, model: _Model, mod: int, first_id: int) -> None:
        super().__init__(model, list(note.fields), note.fields[0], note.tags, note.guid, due=note.place)
        self.ordinals = note.cards
        self.mod = mod
        self.first_id = first_id

    @property
    def cards(self) -> list[genanki.Card]:
        """Return the cards of the note."""
        return [genanki.Card(ordinal) for ordinal in self.ordinals]

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:  # noqa: ARG002
        """Write the note and its cards."""
        last = self.first_id + len(self.ordinals)
        super().write_to_db(cursor, self.mod, deck_id, iter(range(self.first_id, last + 1)))


def _collection(decks: list[_Deck]) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        cursor = connection.cursor()
        genanki.Package(decks).write_to_db(cursor, 0, iter(()))
        (text,) = cursor.execute("SELECT dconf FROM col").fetchone()
        presets = json.loads(text)
        for preset in (deck.preset for deck in decks):
            presets[str(preset.id)] = {"id": preset.id, "name": preset.name, "mod": 0, "usn": 0, **preset.settings}
        cursor.execute("UPDATE col SET dconf = ?", (json.dumps(presets),))
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _media(notes: Sequence[Note]) -> list[MediaFile]:
    return sorted({file for note in notes for file in note.media}, key=lambda file: file.name)


def _zipped(collection: bytes, media: list[MediaFile]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        _add(archive, "collection.anki2", collection)
        _add(
            archive,
            "media",
            json.dumps({str(index): file.name for index, file in enumerate(media)}).encode("utf-8"),
        )
        for index, file in enumerate(media):
            _add(archive, str(index), file.path.read_bytes())
    return target.getvalue()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.create_system = 3  # the same on every system
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 6)
