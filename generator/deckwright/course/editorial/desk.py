"""Where a rule says what it finds: at its place, unless its owner excuses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from deckwright.authoring.codes import catalogue
from deckwright.authoring.diagnostics import Diagnostic, Report, Severity, did_you_mean
from deckwright.authoring.source import Span, Text
from deckwright.course.editorial.languages import Language, language_of
from deckwright.course.editorial.passages import Passage, passages, words
from deckwright.course.editorial.spelling import Speller
from deckwright.course.guidelines import Editorial, Excuse
from deckwright.course.model import Course, items
from deckwright.course.schema import CourseFile, Item, Lesson, Scenario
from deckwright.course.workshop import Activity, Agenda, Workshop

Owner = Item | Activity | Lesson | CourseFile | Agenda | Workshop
"""What can excuse a finding."""


@dataclass(frozen=True, slots=True)
class Excused:
    """A finding that may stand, with the excuse that says why."""

    finding: Diagnostic
    excuse: Excuse


@dataclass
class Desk:
    """One language of a course on an editor's desk: its texts, the thresholds, and what was found."""

    course: Course
    source: Course
    limits: Editorial
    report: Report
    speller: Speller | None = None
    excused: list[Excused] = field(default_factory=list)
    _lengths: dict[str, int] = field(default_factory=dict)

    def length(self, text: Text) -> int:
        """Return how many words a text has; each text is counted once, since many rules ask."""
        value = text.value
        found = self._lengths.get(value)
        if found is None:
            found = self._lengths[value] = len(words(text))
        return found

    def counted(self, text: Text, number: int) -> None:
        """Note how many words a text has, where a rule has counted them for itself."""
        self._lengths[text.value] = number

    @cached_property
    def language(self) -> Language | None:
        """What is known of the language, or None; rules that need it are silent then."""
        return language_of(self.course.language)

    @cached_property
    def passages(self) -> list[Passage]:
        """Every text of the course that is not a draft's, in this language."""
        return list(passages(self.course, self.source))

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """The scenarios that are no drafts, those for evaluation included, in this language."""
        return [
            scenario
            for lesson in self.course.lessons
            for scenario in lesson.scenarios.values()
            if not scenario.draft and scenario.key.value not in self.course.incomplete
        ]

    def error(
        self, code: str, message: str, span: Span, owner: Owner, *, help: str = "", notes: tuple[str, ...] = ()
    ) -> None:
        """Report what must be mended, or excused."""
        self._say(Diagnostic(code, message, span, "", help, notes), owner)

    def warn(
        self, code: str, message: str, span: Span, owner: Owner, *, help: str = "", notes: tuple[str, ...] = ()
    ) -> None:
        """Report what is probably better otherwise."""
        self._say(Diagnostic(code, message, span, "", help, notes, Severity.WARNING), owner)

    def _say(self, finding: Diagnostic, owner: Owner) -> None:
        excuse = owner.excuses.get(finding.code)
        if excuse is None:
            self.report.diagnostics.append(finding)
        else:
            self.excused.append(Excused(finding, excuse))


def report_unused(course: Course, used: set[int], report: Report, *, unseen: frozenset[str]) -> None:
    """Report excuses for what no rule has found in any language.

    `used` are the ids of those that were needed; codes in `unseen` belong to rules that were not applied.
    """
    owners = [owner for owner in _owners(course) if owner.excuses]
    editorial = {name for name, code in catalogue().items() if code.editorial} if owners else set[str]()
    for owner in owners:
        for code, excuse in owner.excuses.items():
            if id(excuse) not in used and code not in unseen:
                known = code in editorial
                report.warn(
                    "unused-excuse",
                    f"no rule finds `{code}` here" if known else f"there is no editorial rule `{code}`",
                    excuse.key.span,
                    help="delete the excuse" if known else did_you_mean(code, editorial, "delete the excuse"),
                )


def _owners(course: Course) -> Iterator[Owner]:
    yield course.settings
    yield from course.agendas.values()
    if course.workshop:
        yield course.workshop
    for lesson in course.lessons:
        yield lesson
        yield from (item for item in items(lesson) if not item.draft)
        yield from (activity for activity in lesson.activities.values() if not activity.draft)
