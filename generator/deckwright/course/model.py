"""A course as a whole, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.source import Text
from deckwright.course.schema import Claim, CourseFile, Item, Lesson, Principle, Recall, Reference, Scenario, Term


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

    `incomplete` names the items that lack a translation. `pairs` are the translated texts: the text in the source
    and the translation, by unit (an item by its permanent id, or such as `principle/NAME`) and by place in it.
    """

    settings: CourseFile
    language: str
    claims: dict[str, Claim]
    sources: dict[str, Reference]
    lessons: tuple[Lesson, ...]
    folder: Path
    terms: dict[str, Term] = field(default_factory=dict)
    incomplete: frozenset[str] = frozenset()
    pairs: dict[str, dict[str, tuple[Text, Text]]] = field(default_factory=dict)

    def principles(self) -> dict[str, Principle]:
        """Return the principles of all lessons by id."""
        return {key: p for lesson in self.lessons for key, p in lesson.principles.items()}


def cards(lesson: Lesson) -> Iterator[Scenario | Recall]:
    """Yield what teaches: scenarios and recall items, drafts included."""
    yield from lesson.scenarios.values()
    yield from lesson.recall.values()


def items(lesson: Lesson) -> Iterator[Item]:
    """Yield everything of a lesson that becomes a note, kind by kind, drafts included."""
    yield from cards(lesson)
    yield from lesson.drills.values()
