"""A look into a finished package, by zip and SQLite alone.

A package can come from anywhere, so nothing in it is trusted: sizes are bounded, no name is used as
a path, and the database is only ever in memory.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckwright.authoring.diagnostics import Report, one_of
from deckwright.authoring.source import Source, Span

LARGEST = 512 * 1024 * 1024
"""Most bytes read from a package, unpacked."""
_SEPARATOR = "\x1f"
_MEDIA = re.compile(
    r"""<(?:img|audio|video|source|object)\b[^>]*?\b(?:src|data)=["']?([^"'>\s]+)|\[sound:([^\]]+)\]""",
    re.IGNORECASE,
)
_FIELD = re.compile(r"\{\{([^{}]*)\}\}")
_BUILT_IN = {"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package holds: notes by note type, cards by deck, and names of media files."""

    path: Path
    notes: dict[str, int]
    cards: dict[str, int]
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _NoteType:
    """What is checked of a note type: names of its fields, both sides of its templates."""

    name: str
    fields: tuple[str, ...]
    sides: tuple[str, ...]
    has_ids: bool


def _note_types(text: str) -> dict[int, _NoteType]:
    """Return the note types of a collection by id. Raises ValueError where they are not what Anki writes."""
    found: dict[int, _NoteType] = {}
    for key, model in _objects(json.loads(text)).items():
        fields = [_object(field) for field in _list(model.get("flds"))]
        templates = [_object(template) for template in _list(model.get("tmpls"))]
        found[int(key)] = _NoteType(
            str(model.get("name")),
            tuple(str(field.get("name")) for field in fields),
            tuple(str(template.get(side)) for template in templates for side in ("qfmt", "afmt")),
            all("id" in part for part in (*fields, *templates)),
        )
    return found


def _decks(text: str) -> dict[int, str]:
    """Return the names of decks by id. Raises ValueError where they are not what Anki writes."""
    return {int(key): str(deck.get("name")) for key, deck in _objects(json.loads(text)).items()}


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        msg = "the collection does not hold what Anki writes"
        raise ValueError(msg)
    return value


def _objects(value: object) -> dict[str, dict[str, Any]]:
    return {key: _object(one) for key, one in _object(value).items()}


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        msg = "the collection does not hold what Anki writes"
        raise ValueError(msg)
    return value


def inspect(path: Path, report: Report) -> Contents | None:
    """Return what a package holds, with its faults in the report; None where it cannot be opened."""
    here = Span(Source(str(path)), 0, 0)
    try:
        unpacked = _unpack(path)
        if isinstance(unpacked, str):
            report.error("bad-package", unpacked, here, help="build the package again")
            return None
        database, media, present = unpacked
        return _Inspection(path, here, report).run(database, media, present)
    except OSError as error:
        report.error(
            "unreadable-file",
            f"cannot read `{path}`: {(error.strerror or str(error)).lower()}",
            here,
            help="check that the file exists and that you may read it",
        )
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        report.error("bad-package", f"this is no whole zip archive: {error}", here, help="build the package again")
    except (sqlite3.Error, ValueError) as error:
        report.error(
            "bad-package",
            f"the collection in the package is damaged: {error}",
            here,
            help="build the package again",
        )
    return None


def _unpack(path: Path) -> tuple[bytes, dict[str, str], set[str]] | str:
    """Return the database, the media map and the names of all entries, or what is wrong."""
    with zipfile.ZipFile(path) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        if sum(entry.file_size for entry in entries.values()) > LARGEST:
            return f"the package unpacks to more than {LARGEST // 1024 // 1024} MB"
        if len(entries) != len(archive.infolist()):
            return "two entries of the archive have one name"
        if not entries.get("collection.anki2", zipfile.ZipInfo()).file_size and "collection.anki2" in entries:
            return "the collection in the package is damaged: it is empty"
        if "collection.anki2" not in entries:
            newer = "collection.anki21b" in entries or "collection.anki21" in entries
            return (
                "the package is in a format of Anki that deckwright does not write"
                if newer
                else "there is no collection in it"
            )
        damaged = archive.testzip()
        if damaged is not None:
            return f"the entry `{damaged}` is damaged"
        media = json.loads(_read(archive, entries["media"])) if "media" in entries else {}
        if not isinstance(media, dict) or not all(isinstance(name, str) for name in media.values()):
            return "the list of media files cannot be read"
        return _read(archive, entries["collection.anki2"]), media, set(entries)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return an entry, at most as large as the archive says it is."""
    with archive.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        msg = f"the entry `{entry.filename}` is not as long as it says"
        raise zipfile.BadZipFile(msg)
    return data


class _Inspection:
    """The checks of one package."""

    def __init__(self, path: Path, here: Span, report: Report) -> None:
        self.path = path
        self.here = here
        self.report = report

    def fault(self, message: str) -> None:
        """Report a fault of the package."""
        self.report.error("bad-package", message, self.here, help="build the package again")

    def run(self, database: bytes, media: dict[str, str], present: set[str]) -> Contents:
        """Check everything, and return what there is."""
        connection = sqlite3.connect(":memory:")
        try:
            connection.deserialize(database)
            (integrity,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if integrity != "ok":
                self.fault(f"the collection in the package is damaged: {integrity}")
            row = connection.execute("SELECT CAST(models AS TEXT), CAST(decks AS TEXT) FROM col").fetchone()
            models, decks = (_note_types(row[0]), _decks(row[1])) if row else ({}, {})
            notes = connection.execute(
                "SELECT id, CAST(guid AS TEXT), CAST(mid AS INTEGER), CAST(flds AS TEXT), CAST(tags AS TEXT),"
                " COALESCE(CAST(mod AS INTEGER), 0) FROM notes ORDER BY id"
            ).fetchall()
            cards = connection.execute(
                "SELECT CAST(nid AS INTEGER), CAST(did AS INTEGER), CAST(ord AS INTEGER) FROM cards ORDER BY id"
            ).fetchall()
        finally:
            connection.close()
        for model in models.values():
            self.model(model)
        self.notes(notes, models)
        self.cards(notes, cards, decks)
        self.media(notes, media, present)
        return Contents(
            self.path,
            dict(Counter(models[mid].name if mid in models else str(mid) for _, _, mid, *_ in notes)),
            dict(Counter(decks.get(did, str(did)) for _, did, _ in cards)),
            tuple(sorted(media.values())),
        )

    def model(self, model: _NoteType) -> None:
        """Check that the templates of a note type name fields that exist, and close what they open."""
        if len(set(model.fields)) != len(model.fields):
            self.fault(f"the note type `{model.name}` has two fields of one name")
        if not model.has_ids:
            self.fault(
                f"the note type `{model.name}` has fields or templates without an id: "
                "renaming them would cut off updates"
            )
        for side in model.sides:
            self.template(model.name, side, set(model.fields))

    def template(self, model: str, text: str, names: set[str]) -> None:
        """Check one side of a template."""
        opened: list[str] = []
        for match in _FIELD.finditer(text):
            word = match.group(1).strip()
            name = word.lstrip("#^/").strip() if word[:1] in "#^/" else word.rsplit(":", 1)[-1].strip()
            if name not in names | _BUILT_IN:
                self.fault(f"a template of `{model}` names the field `{name}`, which does not exist")
            if word[:1] in ("#", "^"):
                opened.append(name)
            elif word[:1] == "/" and (not opened or opened.pop() != name):
                self.fault(f"a template of `{model}` closes `{name}` without opening it")
        if opened:
            self.fault(f"a template of `{model}` does not close {one_of(opened)}")
        if _FIELD.sub("", text).count("{{"):
            self.fault(f"a template of `{model}` has braces that no field closes")

    def notes(self, notes: list[tuple[Any, ...]], models: dict[int, _NoteType]) -> None:
        """Check the number of fields, guids, and the first field, by which Anki looks for duplicates."""
        if not notes:
            self.fault("there are no notes in the package")
        for guid, count in Counter(guid for _, guid, *_ in notes).items():
            if count > 1:
                self.fault(f"{count} notes share the guid `{guid}`: updates would reach one of them only")
        first_fields: Counter[tuple[int, str]] = Counter()
        for note_id, guid, mid, fields, tags, mod in notes:
            parts = str(fields).split(_SEPARATOR)
            if mid not in models:
                self.fault(f"the note `{parts[0]}` has a note type that is not in the package")
            elif len(parts) != len(models[mid].fields):
                self.fault(
                    f"the note `{parts[0]}` has {len(parts)} fields, and its note type {len(models[mid].fields)}"
                )
            if not guid or not parts[0].strip():
                self.fault(f"the note {note_id} has no guid or an empty first field")
            if tags != f" {' '.join(str(tags).split())} ":
                self.fault(f"the tags of the note `{parts[0]}` are not set apart by single spaces")
            if not 0 < mod < 1 << 33:
                self.fault(f"the note `{parts[0]}` has the time {mod}, which no clock shows")
            first_fields[mid, parts[0]] += 1
        for (_, first), count in first_fields.items():
            if count > 1:
                self.fault(f"{count} notes of one type begin with `{first}`: Anki would call them duplicates")

    def cards(self, notes: list[tuple[Any, ...]], cards: list[tuple[int, int, int]], decks: dict[int, str]) -> None:
        """Check that each note has cards, each card a note and a deck, and none is there twice."""
        known = {note_id: str(fields).split(_SEPARATOR, 1)[0] for note_id, _, _, fields, *_ in notes}
        with_cards = {nid for nid, _, _ in cards}
        bare = [key for note_id, key in known.items() if note_id not in with_cards]
        if bare:
            self.fault(f"{len(bare)} notes have no card: {one_of(bare, 5)}")
        for (nid, ordinal), count in Counter((nid, ordinal) for nid, _, ordinal in cards).items():
            if count > 1:
                self.fault(f"the card {ordinal + 1} of `{known.get(nid, nid)}` is there {count} times")
        for nid, did, _ in cards:
            if nid not in known:
                self.fault(f"a card belongs to the note {nid}, which is not there")
            if did not in decks:
                self.fault(f"a card of `{known.get(nid, nid)}` lies in a deck that is not there")

    def media(self, notes: list[tuple[Any, ...]], media: dict[str, str], present: set[str]) -> None:
        """Check that every picture shown is in the package, and every one in the package is shown."""
        shown = {
            name
            for _, _, _, fields, *_ in notes
            for match in _MEDIA.finditer(str(fields))
            for name in match.groups()
            if name
        }
        shown = {name for name in shown if not re.match(r"[a-z]+:", name)}
        held = set(media.values())
        for entry, name in media.items():
            if entry not in present:
                self.fault(f"the media file `{name}` is listed, and is not in the archive")
            if "/" in name or "\\" in name or name.startswith("."):
                self.fault(f"the media file `{name}` has a path for a name")
        for name in sorted(shown - held):
            self.fault(f"the media file `{name}` is shown by a note, and is not in the package")
        for name in sorted(held - shown):
            if not name.startswith("_"):
                self.fault(f"the media file `{name}` is in the package, and no note shows it")
