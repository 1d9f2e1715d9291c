"""Twelve weeks of study, simulated with FSRS: what a day costs a learner who has taken the presets in."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

from deckwright.deck.presets import Preset

DAYS = 84
LEARNERS = 7
SECONDS = {"scenario": 82, "recall": 20, "cloze": 20, "case": 60, "closing": 60}
"""Time a learner takes for a card. A scenario takes 75 to 90 seconds; drills say themselves how long they take."""

RIGHT_AT_ONCE, RIGHT_LATER, DRILL_DONE = 0.6, 0.85, 0.9
"""How often the made-up learner presses Good: on a new card, on one seen before, on a drill. Otherwise Again."""

_BEGIN = datetime(2030, 1, 1, 8, tzinfo=UTC)
_PATIENCE = 20
"""How often a learner looks at one card on one day, at most: no chance lasts for ever."""


@dataclass(frozen=True, slots=True)
class StudyCard:
    """A card as it is studied: its kind, and its seconds."""

    kind: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a deck costs: minutes on each of the days, the mean of several learners, with the least and the most."""

    mean: tuple[float, ...]
    least: tuple[float, ...]
    most: tuple[float, ...]
    last_new: int

    def week(self, number: int) -> float:
        """Return the mean minutes a day of a week, counted from 1."""
        return mean(self.mean[7 * (number - 1) : 7 * number])


def load_of(cards: Sequence[StudyCard], presets: Mapping[str, Preset], days: int = DAYS) -> Load:
    """Return what studying cards costs, in their order, by the presets `cards` and `reflection`.

    Needs the package `fsrs`; raises `ImportError` where it is missing.
    """
    learners = [_study(cards, presets, days, random.Random(seed)) for seed in range(LEARNERS)]  # noqa: S311 (no secret)
    by_day = list(zip(*(minutes for minutes, _ in learners), strict=True))
    return Load(
        mean=tuple(map(mean, by_day)),
        least=tuple(map(min, by_day)),
        most=tuple(map(max, by_day)),
        last_new=max(last for _, last in learners),
    )


def _study(
    cards: Sequence[StudyCard], presets: Mapping[str, Preset], days: int, chance: random.Random
) -> tuple[list[float], int]:
    """Return the minutes of each day, and the last day with a new card."""
    from fsrs import Card

    schedulers = {role: _scheduler(preset) for role, preset in presets.items()}
    new_a_day = presets["cards"].settings["new"]["perDay"]
    new_drills = presets["reflection"].settings["new"]["perDay"]
    drill_reviews = presets["reflection"].settings["rev"]["perDay"]
    waiting = list(cards)
    known: list[tuple[StudyCard, Any]] = []
    minutes: list[float] = []
    last_new = 0
    for day in range(days):
        morning = _BEGIN + timedelta(days=day)
        night = morning + timedelta(hours=12)
        due = sorted((one for one in known if one[1].due <= night), key=lambda one: one[1].due)
        drills = [one for one in due if one[0].kind == "drill"]
        today = [one for one in due if one[0].kind != "drill"] + drills[:drill_reviews]
        fresh: list[tuple[StudyCard, Any]] = []
        later: list[StudyCard] = []
        drills_left = new_drills
        for card in waiting:
            if len(fresh) == new_a_day or (card.kind == "drill" and drills_left == 0):
                later.append(card)
                continue
            drills_left -= card.kind == "drill"
            fresh.append((card, Card(card_id=len(cards) - len(waiting) + len(fresh))))
        waiting = later
        if fresh:
            last_new = day + 1
        known += fresh
        seconds = 0
        for at, (card, state) in enumerate([*today, *fresh]):
            seconds += _answer(card, state, schedulers, morning, night, chance, new=at >= len(today))
        minutes.append(seconds / 60)
    return minutes, last_new


def _answer(
    card: StudyCard,
    state: Any,  # noqa: ANN401 (the package's own record, changed in place)
    schedulers: Mapping[str, Any],
    morning: datetime,
    night: datetime,
    chance: random.Random,
    *,
    new: bool,
) -> int:
    """Answer a card until it is not due today any more, and return the seconds that took."""
    from fsrs import Rating

    scheduler = schedulers["reflection" if card.kind == "drill" else "cards"]
    now, seconds = morning, 0
    for look in range(_PATIENCE):
        right = DRILL_DONE if card.kind == "drill" else RIGHT_AT_ONCE if new and look == 0 else RIGHT_LATER
        rating = Rating.Good if chance.random() < right else Rating.Again
        answered, _ = scheduler.review_card(state, rating, now)
        for name in ("state", "step", "stability", "difficulty", "due", "last_review"):
            setattr(state, name, getattr(answered, name))
        seconds += card.seconds
        if state.due > night:
            break
        now = state.due
    return seconds


def _scheduler(preset: Preset) -> Any:  # noqa: ANN401 (the package is optional)
    from fsrs import Scheduler

    settings = preset.settings
    return Scheduler(
        desired_retention=settings["desiredRetention"],
        learning_steps=[timedelta(minutes=step) for step in settings["new"]["delays"]],
        relearning_steps=[timedelta(minutes=step) for step in settings["lapse"]["delays"]],
        maximum_interval=settings["rev"]["maxIvl"],
        enable_fuzzing=False,
    )
