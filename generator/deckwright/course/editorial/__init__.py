"""The editorial rules: what makes a course good, beyond what makes its cards possible. A module each.

A course is held to them where its `course.yaml` has `editorial`. They look at each language by itself, pass over
drafts, and say what they find at the very word. What may stand for a good reason is excused on its item.
"""

from dataclasses import dataclass, field

from deckwright.authoring.diagnostics import Report
from deckwright.course.editorial import (
    balance,
    coverage,
    drills,
    duplicates,
    feedback,
    options,
    parity,
    questions,
    register,
    scenarios,
    sentences,
    spelling,
    typography,
    workshop,
)
from deckwright.course.editorial.desk import Desk, Excused, report_unused
from deckwright.course.editorial.spelling import NoSpellingError, Speller
from deckwright.course.loading import Loaded
from deckwright.course.schema import Editorial

RULES = (
    typography.check,
    register.check,
    sentences.check,
    scenarios.check,
    options.check,
    feedback.check,
    questions.check,
    drills.check,
    workshop.check,
    duplicates.check,
    balance.check,
    spelling.check,
)
SOURCE_RULES = (coverage.check,)
"""Look at what no translation has of its own."""

TRANSLATION_RULES = (parity.check,)
"""Compare a translation with its source."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A course that was held to the editorial rules: what was excused, and why spelling was not checked, if so."""

    loaded: Loaded
    excused: tuple[Excused, ...]
    no_spelling: str = ""


@dataclass
class Review:
    """Holds courses to the editorial rules, one after another.

    `spelling` is None where words are looked up if that can be done; True reports where it cannot.
    """

    report: Report
    spelling: bool | None = None
    courses: list[Reviewed] = field(default_factory=list)

    def __call__(self, loaded: Loaded) -> None:
        """Apply the rules to a course that wants them."""
        if loaded.source.settings.editorial is None:
            return
        speller = Speller((loaded.source.folder / "dictionaries",))
        trouble = ""
        try:
            if self.spelling is not False:
                for language in loaded.courses:
                    speller.dictionary(language)
        except NoSpellingError as error:
            trouble = str(error)
            if self.spelling:
                self.report.error("no-dictionary", trouble, help="or leave out `--spelling`")
        checked = self.spelling is not False and not trouble
        excused = check_editorial(loaded, self.report, speller if checked else None)
        self.courses.append(Reviewed(loaded, tuple(excused), trouble))


def check_editorial(loaded: Loaded, report: Report, speller: Speller | None = None) -> list[Excused]:
    """Apply the editorial rules to a course, with the thresholds it gives, and return what was excused."""
    limits = loaded.source.settings.editorial or Editorial()
    excused: list[Excused] = []
    desks = [Desk(course, loaded.source, limits, report, speller) for course in loaded.courses.values()]
    for desk in desks:
        for rule in (*RULES, *(SOURCE_RULES if desk.course is loaded.source else TRANSLATION_RULES)):
            rule(desk)
        excused += desk.excused
    report_unused(loaded.source, {id(one.excuse) for one in excused}, report)
    return excused
