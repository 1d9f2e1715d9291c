"""A workshop adds up, and has what its blocks name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from deckwright.authoring.diagnostics import Report, did_you_mean
from deckwright.authoring.source import Text
from deckwright.course.loading import Loaded
from deckwright.course.schema import is_shipped
from deckwright.course.times import minutes_of, steps_of
from deckwright.course.workshop import Agenda, Block

T = TypeVar("T")
_TAKEN = frozenset(("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))))


def check(loaded: Loaded, report: Report) -> None:
    """Report agendas that cannot be run as they are written."""
    course = loaded.source
    if course.agendas and course.workshop is None and not loaded.unread:
        agenda = next(iter(course.agendas.values()))
        report.error(
            "incomplete-workshop",
            "the course has an agenda, and no `workshop/workshop.yaml`",
            agenda.agenda.span,
            help="write it, with rules, checklists and messages: a kit is made of both",
        )
    known = {lesson.lesson.value: lesson for lesson in course.lessons}
    for behaviour in course.workshop.behaviours.values() if course.workshop else ():
        for name in behaviour.lessons:
            _known(name, "lesson", known, loaded, report)
    for agenda in course.agendas.values():
        if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", agenda.agenda.value) or agenda.agenda.value in _TAKEN:
            report.error(
                "misnamed",
                f"`{agenda.agenda.value}` cannot name a folder on every computer",
                agenda.agenda.span,
                help="use small letters from a to z, digits and hyphens, and no name of a device such as `con`",
            )
        lessons = course.lessons_of(agenda)
        if not any(is_shipped(scenario) for lesson in lessons for scenario in lesson.scenarios.values()):
            report.error(
                "incomplete-workshop",
                f"no lesson of `{agenda.agenda.value}` has a scenario: there would be no cards",
                agenda.agenda.span,
                help="add an exercise of a lesson with scenarios, or a vote",
            )
        if minutes_of(agenda.start.value) is None:
            report.error(
                "bad-time",
                f"`{agenda.start.value}` is not a time of the day",
                agenda.start.span,
                help='write hours and minutes in quotes, such as `"09:00"`',
            )
        total = sum(block.minutes for block in agenda.blocks.values())
        if total != agenda.minutes:
            report.error(
                "agenda-minutes",
                f"the blocks of `{agenda.agenda.value}` take {total} minutes, and the workshop {agenda.minutes}",
                agenda.agenda.span,
                help=f"write `minutes: {total}`, or change a block",
            )
        for block in agenda.blocks.values():
            _check_block(block, loaded, report)
        _check_evaluation(agenda, loaded, report)


def _check_block(block: Block, loaded: Loaded, report: Report) -> None:
    for name, there, kind in (
        ("activity", block.activity is not None, "activity"),
        ("scenarios", bool(block.scenarios), "vote"),
        ("title", block.title is not None, ""),
        ("steps", bool(block.steps), "activity"),
        ("what_at", bool(block.what_at), "activity"),
        ("say_at", bool(block.say_at), "activity"),
        ("without", bool(block.without), "activity"),
    ):
        needed = block.kind == kind if kind else block.kind != "activity"
        if needed and not there and name in ("activity", "scenarios", "title"):
            report.error(
                "block-content",
                f"a block of the kind `{block.kind}` needs `{name}`",
                block.key.span,
                help=f"add `{name}`, or choose another kind",
            )
        elif there and not needed:
            report.error(
                "block-content",
                f"a block of the kind `{block.kind}` cannot have `{name}`",
                block.key.span,
                help=f"delete `{name}`" if not kind else f"delete `{name}`, or write `kind: {kind}`",
            )
    activities = {name: one for name, one in loaded.source.activities().items() if not one.draft}
    activity = _known(block.activity, "activity", activities, loaded, report) if block.activity else None
    for scenario, again in _again(block.scenarios):
        _check_use(scenario, "study", loaded, report, again=again)
    if activity is None:
        return
    for scenario in activity.scenarios:
        _check_use(scenario, "study", loaded, report)
    if unknown := [step for step in (*block.steps, *block.what_at, *block.say_at) if step not in activity.steps]:
        report.error(
            "unknown-reference",
            f"the activity `{activity.key.value}` has no step `{unknown[0]}`",
            block.key.span,
            help=did_you_mean(unknown[0], activity.steps, "name one of its steps"),
        )
        return
    questions = {key for of in ("what", "so_what", "now_what") for key in getattr(activity.debrief, of)}
    for question in block.without:
        _known(question, "question of its debrief", dict.fromkeys(questions), loaded, report)
    total = sum(minutes for _, minutes in steps_of(block, activity))
    if total != block.minutes:
        report.error(
            "agenda-minutes",
            f"the steps of `{activity.key.value}` take {total} minutes, and the block {block.minutes}",
            block.key.span,
            help=f"write `minutes: {total}`, or give other minutes for some steps under `steps`",
        )


def _check_evaluation(agenda: Agenda, loaded: Loaded, report: Report) -> None:
    for name, again in _again(agenda.evaluation):
        _check_use(name, "evaluation", loaded, report, again=again)
    if not agenda.evaluation and (blocks := [block for block in agenda.blocks.values() if block.kind == "evaluation"]):
        report.error(
            "block-content",
            f"`{agenda.agenda.value}` has a block of the kind `evaluation`, and no questions",
            blocks[0].key.span,
            help="name scenarios with `use: evaluation` under `evaluation`",
        )


def _again(names: Iterable[Text]) -> Iterator[tuple[Text, bool]]:
    """Yield names with whether they were there before."""
    seen: set[str] = set()
    for name in names:
        yield name, name.value in seen
        seen.add(name.value)


def _check_use(name: Text, use: str, loaded: Loaded, report: Report, *, again: bool = False) -> None:
    if again:
        report.error("duplicate-id", f"the scenario `{name.value}` is listed twice", name.span, help="delete it here")
        return
    scenarios = {key: one for key, one in loaded.source.scenarios().items() if not one.draft}
    scenario = _known(name, "scenario", scenarios, loaded, report)
    if scenario is not None and scenario.use != use:
        report.error(
            "wrong-use",
            f"the scenario `{name.value}` has `use: {scenario.use}`",
            name.span,
            help="name one that is in no deck: `use: evaluation`"
            if use == "evaluation"
            else "name one that people also find in the deck: questions of the evaluation would be given away",
        )


def _known(name: Text, kind: str, known: Mapping[str, T], loaded: Loaded, report: Report) -> T | None:
    if name.value not in known and name.value not in loaded.broken and not loaded.unread:
        report.error(
            "unknown-reference",
            f"there is no {kind} `{name.value}`",
            name.span,
            help=did_you_mean(name.value, known, "define it in a lesson, and not as a draft"),
        )
    return known.get(name.value)
