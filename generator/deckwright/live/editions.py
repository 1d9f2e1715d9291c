"""A course in one language as an author looks at it: everything there is a card of, drafts too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from deckwright.authoring.source import Text
from deckwright.course.model import Course, items
from deckwright.course.rules.recall import numbers
from deckwright.course.schema import CourseFile, Drill, Item, Lesson, Recall, Scenario, permanent_id
from deckwright.deck.notes import NoteMaker, Unit, proses
from deckwright.deck.notetypes import NoteType, note_types
from deckwright.live.reading import Read
from deckwright.preview.rendering import Card, cards


@dataclass
class Edition:
    """A course in one language. What it takes to render a card is made when one is first asked for.

    `lines` are those of files that count as they were when they were last good: as they are now, for finding places.
    """

    course: Course
    read: Read
    lines: dict[str, list[str]]

    @cached_property
    def maker(self) -> NoteMaker:
        """What makes notes of units."""
        return NoteMaker(self.course, self.read.loaded.media)

    @cached_property
    def types(self) -> dict[str, NoteType]:
        """The note types by kind; none where there are no labels in this language."""
        labels = self.read.labels[self.course.language]
        return note_types(self.course, labels) if labels else {}

    @cached_property
    def units(self) -> dict[str, tuple[Unit, Lesson]]:
        """The units by the id that they have in the files, each with its lesson."""
        lessons = self.course.lessons
        found: dict[str, tuple[Unit, Lesson]] = {
            item.key.value: (item, lesson) for lesson in lessons for item in items(lesson)
        }
        found |= {
            name: (unit, lessons[0]) for name, unit in cards_of_the_course(self.course.settings).items() if lessons
        }
        return found

    def cards(self, name: str) -> list[Card]:
        """Return the cards of a unit. Raises KeyError where it refers to what is not there."""
        unit, lesson = self.units[name]
        note = self.maker.note(unit, lesson)
        return cards(note, self.types[note.kind], self.course.language)

    def lacks(self, name: str) -> bool:
        """Whether a unit has no translation, or not all of it."""
        return name not in self.units or name in self.course.incomplete

    def place(self, name: str, unit: Unit) -> tuple[str, int]:
        """Return path and line of a unit in the files of this language, or in the source's where it is not there."""
        item = isinstance(unit, Item)
        texts = self.course.pairs.get(permanent_id(unit) if isinstance(unit, Item) else "course", {})
        own = [pair[1] for where, pair in texts.items() if item or where.split(".")[0] == name]
        first = min(own, key=lambda text: text.start, default=begins(unit))
        path = first.source.path
        there = re.compile(rf" *{re.escape(name)}:")
        moved = (number for number, line in enumerate(self.lines.get(path, ()), 1) if there.match(line))
        return path, next(moved, None) or first.source.position(first.start)[0]

    def words(self, name: str) -> Iterator[str]:
        """Yield the texts of a unit in this language."""
        unit, _ = self.units.get(name, (None, None))
        if isinstance(unit, Item):
            with suppress(KeyError):  # a principle that cannot be read now
                yield from (text.value for text in proses(unit, self.maker.principles))
        elif unit is not None:
            yield kind_and_text(unit)[1].value


def cards_of_the_course(settings: CourseFile) -> dict[str, Unit]:
    """Return the units that belong to no lesson, by name."""
    own = {"my_case": settings.my_case, "what_next": settings.what_next}
    return {name: unit for name, unit in own.items() if unit is not None}


def begins(unit: Unit) -> Text:
    """Return the text at whose place a unit begins in the source language."""
    if isinstance(unit, Item):
        return unit.key
    return unit if isinstance(unit, Text) else unit.situation


def kind_and_text(unit: Unit) -> tuple[str, Text]:
    """Return the kind of a unit, and the text one knows it by."""
    match unit:
        case Scenario():
            return "scenario", unit.situation
        case Recall():
            return "recall", unit.question or unit.cloze or unit.key
        case Drill():
            return "drill", next(iter(unit.prompts.values()), unit.key)
        case Text():
            return "closing", unit
        case _:
            return "case", unit.situation


def translation_of(path: str, language: str) -> str:
    """Return the path of the file that translates another one."""
    return f"{path.removesuffix('.yaml')}.{language}.yaml"


def ordinals(unit: Unit) -> list[int]:
    """Return the ordinals of a unit's cards."""
    if isinstance(unit, Recall) and unit.cloze is not None:
        return [number - 1 for number in sorted(numbers(unit.cloze.value))]
    return [0]
