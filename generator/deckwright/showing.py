"""One item at a glance: where it stands, what it teaches, who ships it, and what learners have of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, did_you_mean
from deckwright.authoring.source import Span, Text
from deckwright.course.loading import Progress
from deckwright.course.model import Course, items
from deckwright.course.schema import Drill, Item, Lesson, Recall, Scenario, permanent_id
from deckwright.release.edition import Edition
from deckwright.workspace import Project, read_editions, read_manifests

_KINDS = {Scenario: "scenario", Recall: "question", Drill: "drill"}


@dataclass(frozen=True, slots=True)
class Standing:
    """An item in one language: its decks, what learners have of it, and where its texts stand."""

    language: str
    place: Span
    decks: tuple[str, ...]
    history: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item: its kind and lesson, and names with what they mean of its claims and sources.

    `exercises` are those that use it, `agendas` the workshops that do.
    """

    name: str
    kind: str
    state: str
    lesson: tuple[str, str]
    principle: str
    claims: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]
    exercises: tuple[str, ...]
    agendas: tuple[str, ...]
    standings: tuple[Standing, ...]


@garbage_collection_paused()
def show_item(project: Project, name: str, report: Report, progress: Progress | None = None) -> ItemShown | None:
    """Return what there is to know of an item, by its id or the one it was released under; None where there is none."""
    editions = read_editions(project, read_manifests(project, (), report), report, progress)
    if report.failed():
        return None
    known: set[str] = set()
    for edition in editions:
        source = edition.loaded.source
        for lesson in source.lessons:
            for item in items(lesson):
                if name in (item.key.value, permanent_id(item)):
                    same = [one for one in editions if one.loaded is edition.loaded]
                    return _shown(item, lesson, source, same)
                known.add(item.key.value)
    report.error("unknown-item", f"no course has an item `{name}`", help=did_you_mean(name, known))
    return None


def _shown(item: Item, lesson: Lesson, course: Course, editions: Iterable[Edition]) -> ItemShown:
    used = item.key.value
    activities = {key: one for key, one in course.activities().items() if used in {s.value for s in one.scenarios}}
    agendas = [
        name
        for name, agenda in course.agendas.items()
        if used in course.practised(agenda) | {one.value for one in agenda.evaluation}
    ]
    sources = () if isinstance(item, Drill) else item.sources
    return ItemShown(
        name=used,
        kind=_KINDS[type(item)],
        state="a draft" if item.draft else _use(item),
        lesson=(lesson.lesson.value, lesson.title.value),
        principle=item.principle.value if isinstance(item, Scenario) else "",
        claims=tuple((claim.value, course.claims[claim.value].text.value) for claim in item.claims),
        sources=tuple((one.value, _reference(course, one)) for one in sources),
        exercises=tuple(activities),
        agendas=tuple(agendas),
        standings=tuple(_standing(item, edition) for edition in editions),
    )


def _use(item: Item) -> str:
    return "for the evaluation only" if isinstance(item, Scenario) and item.use == "evaluation" else ""


def _reference(course: Course, name: Text) -> str:
    reference = course.sources[name.value]
    return f"{reference.authors.value} ({reference.year}): {reference.title.value}"


def _standing(item: Item, edition: Edition) -> Standing:
    unit = permanent_id(item)
    pairs = edition.course.pairs.get(unit, {})
    place = next((translation.span for _, translation in pairs.values()), item.key.span)
    return Standing(
        language=edition.course.language,
        place=place,
        decks=tuple(sorted(edition.decks.get(unit, frozenset()))),
        history=_history(unit, edition),
    )


def _history(unit: str, edition: Edition) -> str:
    """Return what learners have of an item, in words."""
    locked, note = edition.lock.items.get(unit), edition.notes.get(unit)
    if locked is None:
        return "not released"
    if locked.retired:
        return f"withdrawn with {locked.retired}"
    version = next((name for name, when in edition.lock.releases.items() if when == locked.mod), "")
    day = time.strftime("%Y-%m-%d", time.gmtime(locked.mod))
    changed = f"last changed with {version}, {day}" if version else f"last changed on {day}"
    return changed if note is not None and note.digest == locked.digest else f"{changed}; edited since"
