"""The pages: a report for editors and trainers, and a sheet for experts. Each is complete in one file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from deckwright.authoring.source import Text
from deckwright.course.model import Course, MediaFile, shuffled
from deckwright.deck.html import inlined, to_html
from deckwright.deck.rendering import render
from deckwright.report.figures import Figures
from deckwright.report.study import DAYS, LEARNERS, Load

_GERMAN, _OTHERS = "de", "en"
_GAP = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}")
WIDTH, HEIGHT, LEFT, BOTTOM = 720, 260, 40, 28
"""Size of a plot, and the room for its axes, in its own units."""


def report_page(values: Figures) -> str:
    """Return the report: in German for German courses and in English for all others."""
    return render(
        "report/report.html",
        language=values.language,
        spoken=_spoken(values.language),
        figures=values,
        titles={lesson.id: lesson.title for lesson in values.lessons},
        html=lambda text: Markup(to_html(text, {})),  # noqa: S704 (made by our own renderer)
        plots={deck.deck: plot(deck.load) for deck in values.decks if deck.load},
        learners=LEARNERS,
        days=DAYS,
    )


def review_page(course: Course, media: Mapping[str, MediaFile]) -> str:
    """Return the review sheet: every item with room for comments, which stay in the reader's browser.

    Options stand in an order that follows from the item's id, so that their place tells nothing.
    """
    inside = inlined(media)

    def html(text: Text) -> Markup:
        return Markup(_GAP.sub(r"<mark>\1</mark>", to_html(text.value, inside)))  # noqa: S704 (made by our own renderer)

    return render(
        "report/review.html",
        language=course.language,
        spoken=_spoken(course.language),
        course=course,
        principles=course.principles(),
        html=html,
        shuffled=shuffled,
    )


def _spoken(language: str) -> str:
    return _GERMAN if language.split("-")[0] == _GERMAN else _OTHERS


def plot(load: Load) -> dict[str, Any]:
    """Return a plot of the minutes of each day: a band from least to most, a line of means, and its axes."""
    top = max(10, -(-max(load.most) // 5) * 5)
    days = len(load.mean)

    def x(day: float) -> float:
        return round(LEFT + (WIDTH - LEFT) * day / (days - 1), 1)

    def y(minutes: float) -> float:
        return round((HEIGHT - BOTTOM) * (1 - minutes / top), 1)

    def points(values: Sequence[float]) -> list[str]:
        return [f"{x(day)},{y(minutes)}" for day, minutes in enumerate(values)]

    step = 5 if top <= 30 else 10
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "floor": HEIGHT - BOTTOM,
        "band": " ".join(points(load.most) + points(load.least)[::-1]),
        "line": " ".join(points(load.mean)),
        "levels": [(minutes, y(minutes)) for minutes in range(0, int(top) + 1, step)],
        "weeks": [(week, x(7 * (week - 1)), x(7 * week - 1)) for week in range(1, days // 7 + 1)],
    }
