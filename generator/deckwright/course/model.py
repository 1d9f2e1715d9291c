"""A course as a whole, in one language."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.source import Text
from deckwright.course.schema import (
    Claim,
    CourseFile,
    Item,
    Lesson,
    Option,
    Principle,
    Recall,
    Reference,
    Scenario,
    Term,
)
from deckwright.course.workshop import Activity, Agenda, Workshop


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file from the course's `media` folder: where it is, and its name in a learner's collection.

    The name holds the hash of the bytes, since Anki never replaces a file by one of the same name.
    """

    path: Path
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course in one language.

    `incomplete` names the items and activities that lack a translation, and such as `agenda/NAME`, `lesson/NAME` and
    `workshop` where texts of their own do. `pairs` are
    the translated texts: the text in the source and the translation, by unit (an item by its permanent id, or such as
    `principle/NAME`) and by place in it.
    """

    settings: CourseFile
    language: str
    claims: dict[str, Claim]
    sources: dict[str, Reference]
    lessons: tuple[Lesson, ...]
    folder: Path
    terms: dict[str, Term] = field(default_factory=dict)
    agendas: dict[str, Agenda] = field(default_factory=dict)
    workshop: Workshop | None = None
    incomplete: frozenset[str] = frozenset()
    pairs: dict[str, dict[str, tuple[Text, Text]]] = field(default_factory=dict)

    def principles(self) -> dict[str, Principle]:
        """Return the principles of all lessons by id."""
        return {key: p for lesson in self.lessons for key, p in lesson.principles.items()}

    def activities(self) -> dict[str, Activity]:
        """Return the exercises of all lessons by id, drafts included."""
        return {key: activity for lesson in self.lessons for key, activity in lesson.activities.items()}

    def scenarios(self) -> dict[str, Scenario]:
        """Return the scenarios of all lessons by id, drafts included."""
        return {key: scenario for lesson in self.lessons for key, scenario in lesson.scenarios.items()}

    def lessons_of(self, agenda: Agenda) -> list[Lesson]:
        """Return the lessons whose exercises or scenarios a workshop uses, in the order of the course."""
        used = self.practised(agenda)
        return [lesson for lesson in self.lessons if used & (lesson.activities.keys() | lesson.scenarios.keys())]

    def practised(self, agenda: Agenda) -> set[str]:
        """Return the exercises of a workshop, and the scenarios that it works with."""
        activities = self.activities()
        found: set[str] = set()
        for block in agenda.blocks.values():
            found.update(name.value for name in block.scenarios)
            if block.activity:
                found.add(block.activity.value)
                if block.activity.value in activities:
                    found.update(name.value for name in activities[block.activity.value].scenarios)
        return found

    def can_run(self, agenda: Agenda) -> bool:
        """Whether everything that is said and printed in a workshop has been translated."""
        needed = self.practised(agenda) | {name.value for name in agenda.evaluation}
        needed |= {f"lesson/{lesson.lesson.value}" for lesson in self.lessons_of(agenda)}
        return self.incomplete.isdisjoint(needed | {f"agenda/{agenda.agenda.value}", "workshop"})


def cards(lesson: Lesson) -> Iterator[Scenario | Recall]:
    """Yield what teaches: scenarios and recall items, drafts included."""
    yield from lesson.scenarios.values()
    yield from lesson.recall.values()


def items(lesson: Lesson) -> Iterator[Item]:
    """Yield everything of a lesson that becomes a note, kind by kind, drafts included."""
    yield from cards(lesson)
    yield from lesson.drills.values()


def shuffled(scenario: Scenario, seed: str = "") -> list[Option]:
    """Return the options of a scenario in an order that follows from its id, and from a word beside it."""
    options = [scenario.options[key] for key in sorted(scenario.options)]
    random.Random(scenario.key.value + seed).shuffle(options)  # noqa: S311 (no secret)
    return options
