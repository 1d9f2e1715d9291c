"""What a learner will see: the decks of today against what was given out before."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Literal

from deckwright.authoring.diagnostics import printable
from deckwright.authoring.source import Span
from deckwright.deck.archive import Archive, PackagedNoteType
from deckwright.deck.notes import Note, content_digest
from deckwright.deck.notetypes import FIELDS, NoteType
from deckwright.release.edition import Edition
from deckwright.release.lock import Lock

Status = Literal["new", "changed", "rendering", "retired", "restored", "gone"]
Piece = tuple[Literal["same", "removed", "added"], str]

# A package can hold anything, so no text is searched twice, and none is compared for hours.
_TAG = re.compile(r"<(/?\w*)[^<>]*>")
_SOURCE = re.compile(r'\bsrc="([^"]*)"', re.IGNORECASE)
_BREAKS = {"p", "br", "li", "ul", "ol", "blockquote", "div"}
_NUMBER = re.compile(r"&#0*\d{8,};?")  # no character has such a number, and Python computes none of thousands of digits
_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 10_000
"""Texts of more characters are not compared word by word. No card has a tenth of it."""


@dataclass(frozen=True, slots=True)
class Was:
    """A note as learners have it. `fields` is empty where only its hash is known, `authored` where that is not."""

    item: str
    kind: str
    digest: str
    authored: str = ""
    retired: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What was given out: notes by guid, and hashes of the note types by kind, made by `type_hash`.

    `presets` are the ids of its presets, or None where they are not known.
    """

    label: str
    notes: Mapping[str, Was]
    note_types: Mapping[str, str]
    type_hash: Callable[[NoteType], str]
    presets: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field whose text changed, word by word, as plain text."""

    field: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A note that learners will see changed.

    `item` is what the author calls it, `place` where it stands. `lessons` are its lessons before and now, where
    they differ; `tags` those that it loses (with a minus before them) and gets.
    """

    item: str
    kind: str
    status: Status
    place: Span | None = None
    fields: tuple[FieldChange, ...] = ()
    tags: tuple[str, ...] = ()
    lessons: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """An edition, or a deck of it, against what was given out before.

    `against` is empty for the first release. `looks` are the kinds of note whose templates or styles changed.
    `presets` says whether they changed, or is None where that is not known. `detailed` says whether texts could be
    compared, not hashes alone.
    """

    title: str
    edition: str
    against: str
    changes: tuple[Change, ...]
    unchanged: int
    looks: tuple[str, ...]
    presets: bool | None
    detailed: bool

    def of(self, status: Status) -> list[Change]:
        """Return the changes of a status."""
        return [change for change in self.changes if change.status == status]

    @property
    def moved(self) -> list[Change]:
        """Return the notes that stand in another lesson now."""
        return [change for change in self.changes if change.lessons]


def compare(title: str, edition: Edition, notes: Sequence[Note], before: Before, presets: frozenset[int]) -> Difference:
    """Return what learners will see who have `before`, and get `notes` of an edition, with `presets`."""
    authored = edition.authored()
    changes: list[Change] = []
    seen: set[str] = set()
    for note in notes:
        was = before.notes.get(note.guid)
        seen.add(note.guid)
        place = edition.ids.get(note.item)
        status = _status(note, was, authored.get(note.item, ""), retired=note.item in edition.tombstones)
        if status is not None:
            changes.append(_change(edition.called(note.item), note, was, status, place.span if place else None))
    retired = {note.guid for note in edition.tombstones.values()}
    changes += [
        Change(was.item, was.kind, "gone")
        for guid, was in before.notes.items()
        if guid not in seen and guid not in retired and not was.retired
    ]
    return Difference(
        title=title,
        edition=edition.name,
        against=before.label,
        changes=tuple(changes),
        unchanged=len(notes) - sum(change.status != "gone" for change in changes),
        looks=tuple(
            kind
            for kind, known in before.note_types.items()
            if kind in edition.types and before.type_hash(edition.types[kind]) != known
        ),
        presets=None if before.presets is None else not presets <= before.presets,
        detailed=any(was.fields for was in before.notes.values()),
    )


def _status(note: Note, was: Was | None, authored: str, *, retired: bool) -> Status | None:
    if retired:
        return "retired" if was is not None and not was.retired else None
    if was is None:
        return "new"
    if was.retired:
        return "restored"
    if was.digest == note.digest:
        return None
    return "rendering" if was.authored and was.authored == authored else "changed"


def _change(item: str, note: Note, was: Was | None, status: Status, place: Span | None) -> Change:
    if was is None or not was.fields or status not in ("changed", "rendering"):
        return Change(item, note.kind, status, place)
    now = dict(zip(FIELDS[note.kind], note.fields, strict=True))
    lesson_was, lesson_now = _lesson(was.tags), _lesson(note.tags)
    gone = [f"-{tag}" for tag in was.tags if tag not in note.tags and "::lesson::" not in tag]
    come = [tag for tag in note.tags if tag not in was.tags and "::lesson::" not in tag]
    return Change(
        item,
        note.kind,
        status,
        place,
        tuple(
            FieldChange(name, pieces(plain(was.fields.get(name, "")), plain(text)))
            for name, text in now.items()
            if was.fields.get(name, "") != text
        ),
        (*gone, *come),
        (lesson_was, lesson_now) if lesson_was != lesson_now else None,
    )


def _lesson(tags: Iterable[str]) -> str:
    return next((tag.rpartition("::lesson::")[2] for tag in tags if "::lesson::" in tag), "")


def plain(text: str) -> str:
    """Return the HTML of a field as the words that a learner reads; pictures by their names."""
    words = html.unescape(_NUMBER.sub("\ufffd", _TAG.sub(_said, text)))
    return "\n".join(printable(line.strip()) for line in words.split("\n") if line.strip())


def _said(tag: re.Match[str]) -> str:
    """Return what a learner sees of a tag."""
    name = tag[1].lower()
    if name == "img":
        return f"[{_source(tag[0])}]"
    return "\n" if name.removeprefix("/") in _BREAKS else ""


def _source(tag: str) -> str:
    found = _SOURCE.search(tag)
    return found[1] if found else ""


def pieces(was: str, now: str) -> tuple[Piece, ...]:
    """Return two texts as one: stretches of words that stayed, went and came."""
    found: list[Piece] = []
    if max(len(was), len(now)) > _LONGEST:
        found = [("removed", was), ("added", now)]
        return tuple(found)
    old, new = _WORD.findall(was), _WORD.findall(now)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(("removed", "".join(old[a:b])))
        if d > c:
            found.append(("added", "".join(new[c:d])))
    return tuple(found)


def before_lock(lock: Lock, label: str, details: Before | None = None) -> Before:
    """Return what a lock says was released; `details` are the texts of that time, where they are known."""
    known = details.notes if details else {}
    notes = {}
    for one in lock.items.values():
        was = known.get(one.guid, Was(one.item, one.kind, one.digest))
        notes[one.guid] = replace(
            was, digest=one.digest, authored=one.authored or was.authored, retired=bool(one.retired)
        )
    types = {kind: note_type.digest for kind, note_type in lock.note_types.items()}
    return Before(label, notes, types, lambda one: one.digest, details.presets if details else None)


def before_edition(edition: Edition, label: str, presets: frozenset[int]) -> Before:
    """Return what an edition of another time holds."""
    authored = edition.authored()
    notes = {
        note.guid: Was(
            note.item,
            note.kind,
            note.digest,
            authored.get(note.item, ""),
            note.item in edition.tombstones,
            dict(zip(FIELDS[note.kind], note.fields, strict=True)),
            note.tags,
        )
        for note in edition.shipped()
    }
    types = {kind: one.digest for kind, one in edition.types.items()}
    return Before(label, notes, types, lambda one: one.digest, presets)


def before_package(archive: Archive, edition: Edition) -> Before:
    """Return what a package holds of an edition. What an author wrote is known where the lock knows the note."""
    kinds = {one.id: kind for kind, one in edition.types.items()}
    with_cards = {card.note for card in archive.cards}
    notes = {}
    for note in archive.notes:
        kind = kinds.get(note.note_type)
        if kind is None or len(note.fields) != len(FIELDS[kind]):
            continue
        fields = dict(zip(FIELDS[kind], note.fields, strict=True))
        shown = (_source(tag[0]) for text in note.fields for tag in _TAG.finditer(text) if tag[1].lower() == "img")
        media = sorted({name: archive.media_digests[name] for name in shown if name in archive.media_digests}.items())
        digest = content_digest(kind, note.fields, note.tags, [hash_ for _, hash_ in media])
        item = printable(fields.get("Key", "my_case"))
        locked = edition.lock.items.get(item)
        known = locked.authored if locked is not None and locked.digest == digest else ""
        retired = bool(fields["Retired"]) and note.id not in with_cards
        notes[note.guid] = Was(item, kind, digest, known, retired, fields, tuple(map(printable, note.tags)))
    types = {kinds[one.id]: look_of_package(one) for one in archive.note_types.values() if one.id in kinds}
    return Before(str(archive.path), notes, types, look_of, archive.presets)


def look_of_package(one: PackagedNoteType) -> str:
    """Return a hash over what learners see of a note type in a package."""
    return _look(one.name, [f.name for f in one.fields], [(t.front, t.back) for t in one.templates], one.css)


def look_of(note_type: NoteType) -> str:
    """Return a hash over what learners see of a note type."""
    fields = [one.name for one in note_type.fields]
    return _look(note_type.name, fields, [(note_type.front, note_type.back)], note_type.css)


def _look(name: str, fields: list[str], templates: list[tuple[str, str]], css: str) -> str:
    return hashlib.sha256(json.dumps([name, fields, templates, css]).encode("utf-8")).hexdigest()
