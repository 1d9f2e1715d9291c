"""The editorial rules: what makes a course good, beyond what makes its cards possible. A module each.

A course is held to them where its `course.yaml` has `editorial`. They look at each language by itself, pass over
drafts, and say what they find at the very word. What may stand for a good reason is excused on its item.
"""

from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.diagnostics import Diagnostic, Report
from deckwright.course.editorial import (
    balance,
    coverage,
    drills,
    duplicates,
    feedback,
    options,
    parity,
    placeholders,
    questions,
    register,
    scenarios,
    sentences,
    spelling,
    typography,
    workshop,
)
from deckwright.course.editorial.desk import Desk, Excused, report_unused
from deckwright.course.editorial.languages import SPACELESS
from deckwright.course.editorial.spelling import NoSpellingError, Speller
from deckwright.course.guidelines import Editorial
from deckwright.course.loading import Loaded

RULES = (placeholders.check, typography.check, register.check, workshop.check, balance.check, spelling.check)
WORD_RULES = (
    sentences.check,
    scenarios.check,
    options.check,
    feedback.check,
    questions.check,
    drills.check,
    duplicates.check,
)
"""Count words, or look for them, which makes sense where spaces stand between them."""

SOURCE_RULES = (coverage.check,)
"""Look at what no translation has of its own."""

TRANSLATION_RULES = (parity.check,)
"""Compare a translation with its source."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A course that was held to the editorial rules.

    It has a desk in each language, what was found and was not excused, and why spelling was not checked, if so.
    """

    loaded: Loaded
    desks: dict[str, Desk]
    found: tuple[Diagnostic, ...]
    no_spelling: str = ""

    @property
    def excused(self) -> tuple[Excused, ...]:
        """What was found and may stand."""
        return tuple(one for desk in self.desks.values() for one in desk.excused)


@dataclass
class Review:
    """Holds courses to the editorial rules, one after another: those that want it, or all of them (`every`).

    `spelling` is None where words are looked up if that can be done; True reports where it cannot. Words that are
    known are remembered in the folder `memory`.
    """

    report: Report
    spelling: bool | None = None
    memory: Path | None = None
    every: bool = False
    courses: list[Reviewed] = field(default_factory=list)

    def __call__(self, loaded: Loaded) -> None:
        """Apply the rules to a course, with the thresholds it gives."""
        limits = loaded.source.settings.editorial
        if limits is None and not self.every:
            return
        before = len(self.report.diagnostics)
        speller, trouble = self._speller(loaded)
        desks = {
            language: Desk(course, loaded.source, limits or Editorial(), self.report, speller)
            for language, course in loaded.courses.items()
        }
        for desk in desks.values():
            spaced = desk.course.language.split("-")[0] not in SPACELESS
            of_language = SOURCE_RULES if desk.course is loaded.source else TRANSLATION_RULES
            for rule in (*RULES, *(WORD_RULES if spaced else ()), *of_language):
                rule(desk)
        used = {id(one.excuse) for desk in desks.values() for one in desk.excused}
        unseen = frozenset[str]() if speller else frozenset({"spelling"})
        report_unused(loaded.source, used, self.report, unseen=unseen)
        self.courses.append(Reviewed(loaded, desks, tuple(self.report.diagnostics[before:]), trouble))

    def _speller(self, loaded: Loaded) -> tuple[Speller | None, str]:
        """Return what knows the words of all languages of a course, or why there is none."""
        if self.spelling is False:
            return None, ""
        speller = Speller((loaded.source.folder / "dictionaries",), self.memory)
        try:
            for language in loaded.courses:
                speller.find(language)
        except NoSpellingError as error:
            if self.spelling:
                self.report.error("no-dictionary", str(error), help="or leave out `--spelling`")
            return None, str(error)
        return speller, ""
