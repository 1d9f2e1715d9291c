"""A look into a finished package, by zip and SQLite alone: what it would do to a learner's Anki."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring.diagnostics import Report, cut, one_of
from deckwright.authoring.source import Source, Span
from deckwright.deck.archive import Archive, PackagedNote, PackagedNoteType, read_package

MOST_FAULTS = 200
"""Most faults that are listed of one package."""
# A tag or a sound that nothing closes reaches to the end, so that no text is searched twice.
_TAG = re.compile(r"<(?:img|audio|video|source|object)\b[^>]*", re.IGNORECASE)
_SHOWN = re.compile(r"""\b(?:src|data)=["']?([^"'>\s]+)""", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:([^\]]+)(\]?)", re.IGNORECASE)
_FIELD = re.compile(r"\{\{([^{}]*)\}\}")
_BUILT_IN = {"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID"}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a package holds: notes by note type, cards by deck, and names of media files."""

    path: Path
    notes: dict[str, int]
    cards: dict[str, int]
    media: tuple[str, ...]


def inspect(path: Path, report: Report) -> Contents | None:
    """Return what a package holds, with its faults in the report; None where it cannot be opened."""
    archive = read_package(path, report)
    if archive is None:
        return None
    _Inspection(archive, report).run()
    return Contents(
        path,
        dict(
            Counter(
                archive.note_types[note.note_type].name if note.note_type in archive.note_types else str(note.note_type)
                for note in archive.notes
            )
        ),
        dict(
            Counter(
                archive.decks[card.deck].name if card.deck in archive.decks else str(card.deck)
                for card in archive.cards
            )
        ),
        tuple(sorted(archive.media.values())),
    )


class _Inspection:
    """The checks of one package."""

    def __init__(self, archive: Archive, report: Report) -> None:
        self.archive = archive
        self.here = Span(Source(str(archive.path)), 0, 0)
        self.report = report
        self.found = 0

    def fault(self, message: str) -> None:
        """Report a fault of the package; after many of them, only that there are more."""
        self.found += 1
        if self.found > MOST_FAULTS + 1:
            return
        if self.found > MOST_FAULTS:
            message = "the package has more faults than are listed"
        self.report.error("bad-package", message, self.here, help="build the package again")

    def run(self) -> None:
        """Check everything."""
        for model in self.archive.note_types.values():
            self.model(model)
        self.notes()
        self.cards()
        self.media()

    def model(self, model: PackagedNoteType) -> None:
        """Check that the templates of a note type name fields that exist, and close what they open."""
        name = cut(model.name)
        fields = {field.name for field in model.fields}
        if len(fields) != len(model.fields):
            self.fault(f"the note type `{name}` has two fields of one name")
        if None in [*(field.id for field in model.fields), *(template.id for template in model.templates)]:
            self.fault(
                f"the note type `{name}` has fields or templates without an id: renaming them would cut off updates"
            )
        for template in model.templates:
            for side in (template.front, template.back):
                self.template(name, side, fields | _BUILT_IN)

    def template(self, model: str, text: str, names: set[str]) -> None:
        """Check one side of a template."""
        opened: list[str] = []
        for match in _FIELD.finditer(text):
            word = match.group(1).strip()
            name = word.lstrip("#^/").strip() if word[:1] in "#^/" else word.rsplit(":", 1)[-1].strip()
            if name not in names:
                self.fault(f"a template of `{model}` names the field `{cut(name)}`, which does not exist")
            if word[:1] in ("#", "^"):
                opened.append(name)
            elif word[:1] == "/" and (not opened or opened.pop() != name):
                self.fault(f"a template of `{model}` closes `{cut(name)}` without opening it")
        if opened:
            self.fault(f"a template of `{model}` does not close {one_of(map(cut, opened))}")
        if "{{" in _FIELD.sub("", text):
            self.fault(f"a template of `{model}` has braces that no field closes")

    def notes(self) -> None:
        """Check the number of fields, guids, and the first field, by which Anki looks for duplicates."""
        notes, models = self.archive.notes, self.archive.note_types
        if not notes:
            self.fault("there are no notes in the package")
        for guid, count in Counter(note.guid for note in notes).items():
            if count > 1:
                self.fault(f"{count} notes share the guid `{cut(guid)}`: updates would reach one of them only")
        for note in notes:
            first = _name(note)
            if note.note_type not in models:
                self.fault(f"the note `{first}` has a note type that is not in the package")
            elif len(note.fields) != len(models[note.note_type].fields):
                self.fault(
                    f"the note `{first}` has {len(note.fields)} fields, and its note type "
                    f"{len(models[note.note_type].fields)}"
                )
            if not note.guid or not note.fields[0].strip():
                self.fault(f"the note {note.id} has no guid or an empty first field")
            if note.raw_tags != f" {' '.join(note.tags)} ":
                self.fault(f"the tags of the note `{first}` are not set apart by single spaces")
            if not 0 < note.mod < 1 << 33:
                self.fault(f"the note `{first}` has the time {note.mod}, which no clock shows")
        for (_, key), count in Counter((note.note_type, note.fields[0]) for note in notes).items():
            if count > 1:
                self.fault(f"{count} notes of one type begin with `{cut(key)}`: Anki would call them duplicates")

    def cards(self) -> None:
        """Check that each note has cards, each card a note and a deck, and none is there twice."""
        known = {note.id: _name(note) for note in self.archive.notes}
        with_cards = {card.note for card in self.archive.cards}
        retired = {note.id for note in self.archive.notes if _is_retired(note, self.archive.note_types)}
        for note in retired & with_cards:
            self.fault(f"the retired note `{known[note]}` has a card, which would be blank")
        bare = [name for note, name in known.items() if note not in with_cards and note not in retired]
        if bare:
            self.fault(f"{len(bare)} notes have no card: {one_of(bare, 5)}")
        for (note, ordinal), count in Counter((card.note, card.ordinal) for card in self.archive.cards).items():
            if count > 1:
                self.fault(f"the card {ordinal + 1} of `{known.get(note, note)}` is there {count} times")
        for card in self.archive.cards:
            if card.note not in known:
                self.fault(f"a card belongs to the note {card.note}, which is not there")
            if card.deck not in self.archive.decks:
                self.fault(f"a card of `{known.get(card.note, card.note)}` lies in a deck that is not there")

    def media(self) -> None:
        """Check that every picture shown is in the package, and every one in the package is shown."""
        shown = {
            name
            for note in self.archive.notes
            for field in note.fields
            for name in _media(field)
            if not re.match(r"[a-z]+:", name)
        }
        held = set(self.archive.media.values())
        for name in self.archive.media.values():
            if name not in self.archive.media_digests:
                self.fault(f"the media file `{cut(name)}` is listed, and is not in the archive")
        for name in sorted(shown - held):
            self.fault(f"the media file `{cut(name)}` is shown by a note, and is not in the package")
        for name in sorted(held - shown):
            if not name.startswith("_"):
                self.fault(f"the media file `{cut(name)}` is in the package, and no note shows it")


def _name(note: PackagedNote) -> str:
    return cut(note.fields[0])


def _media(text: str) -> Iterator[str]:
    """Yield the names of the media files that a field shows or plays."""
    for tag in _TAG.finditer(text):
        source = _SHOWN.search(tag.group())
        if source:
            yield source.group(1)
    yield from (name for name, end in _SOUND.findall(text) if end)


def _is_retired(note: PackagedNote, note_types: dict[int, PackagedNoteType]) -> bool:
    """Whether a note takes the place of a retired item: its field of this name is filled, and it has no card."""
    names = note_types[note.note_type].fields if note.note_type in note_types else ()
    return any(field.name == "Retired" and text for field, text in zip(names, note.fields, strict=False))
