"""A workshop adds up, and has what its blocks name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from deckwright.authoring.diagnostics import Report, did_you_mean
from deckwright.authoring.source import Text
from deckwright.course.loading import Loaded
from deckwright.course.schema import Agenda, Block
from deckwright.course.times import minutes_of, steps_of

T = TypeVar("T")


def check(loaded: Loaded, report: Report) -> None:
    """Report agendas that cannot be run as they are written."""
    for agenda in loaded.source.agendas.values():
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
    ):
        needed = block.kind == kind if kind else block.kind != "activity"
        if needed and not there and name != "steps":
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
    for scenario in block.scenarios:
        _check_use(scenario, "study", loaded, report)
    if activity is None:
        return
    if unknown := [step for step in block.steps if step not in activity.steps]:
        report.error(
            "unknown-reference",
            f"the activity `{activity.key.value}` has no step `{unknown[0]}`",
            block.key.span,
            help=did_you_mean(unknown[0], activity.steps, "name one of its steps"),
        )
        return
    total = sum(minutes for _, minutes in steps_of(block, activity))
    if total != block.minutes:
        report.error(
            "agenda-minutes",
            f"the steps of `{activity.key.value}` take {total} minutes, and the block {block.minutes}",
            block.key.span,
            help=f"write `minutes: {total}`, or give other minutes for some steps under `steps`",
        )


def _check_evaluation(agenda: Agenda, loaded: Loaded, report: Report) -> None:
    for name in agenda.evaluation:
        _check_use(name, "evaluation", loaded, report)
    if not agenda.evaluation and (blocks := [block for block in agenda.blocks.values() if block.kind == "evaluation"]):
        report.error(
            "block-content",
            f"`{agenda.agenda.value}` has a block of the kind `evaluation`, and no questions",
            blocks[0].key.span,
            help="name scenarios with `use: evaluation` under `evaluation`",
        )


def _check_use(name: Text, use: str, loaded: Loaded, report: Report) -> None:
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
