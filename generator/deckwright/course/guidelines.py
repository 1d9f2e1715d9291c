"""What a course is held to by the editorial rules, and what it is excused from. The hints are the format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from deckwright.authoring.shapes import Key, Name, Range, Word

_record = dataclass(frozen=True, slots=True, kw_only=True)


@_record
class Share:
    """The part of a deck that something has."""

    key: Annotated[Name, Key()]
    least: Annotated[int, Range(0, 100), "percentage of scenarios at least"]


@_record
class Editorial:
    """Thresholds of the editorial rules. What a course leaves out has its default; lengths are in words."""

    sentence_mean: Annotated[int, Range(5, 100), "a sentence, in the mean of a text, has at most"] = 18
    sentence_most: Annotated[int, Range(5, 200), "a sentence has at most (an error above)"] = 30
    lix_most: Annotated[int, Range(20, 100), "a longer text has at most this LIX, a measure of readability"] = 60
    situation_least: Annotated[int, Range(1, 200), "a situation has at least"] = 30
    situation_many: Annotated[int, Range(1, 300), "a situation has at most"] = 90
    situation_most: Annotated[int, Range(1, 300), "a situation has at most (an error above)"] = 120
    option_least: Annotated[int, Range(1, 100), "an option has at least"] = 8
    option_most: Annotated[int, Range(1, 200), "an option has at most"] = 30
    option_spread: Annotated[
        int, Range(100, 1000), "the longest option has at most this percentage of the shortest"
    ] = 160
    best_most: Annotated[int, Range(100, 1000), "the best option has at most this percentage of the mean of all"] = 120
    feedback_least: Annotated[int, Range(1, 100), "feedback has at least"] = 15
    feedback_most: Annotated[int, Range(1, 200), "feedback has at most"] = 45
    question_most: Annotated[int, Range(1, 100), "a question has at most"] = 25
    answer_many: Annotated[int, Range(1, 100), "an answer has at most"] = 20
    answer_most: Annotated[int, Range(1, 200), "an answer has at most (an error above)"] = 40
    prompt_most: Annotated[int, Range(1, 200), "a prompt of a drill has at most"] = 35
    ratio_least: Annotated[int, Range(1, 100), "a translation has at least this percentage of its source's letters"] = (
        60
    )
    ratio_most: Annotated[int, Range(100, 500), "a translation has at most this percentage of its source's letters"] = (
        125
    )
    alike_most: Annotated[
        int, Range(20, 100), "two situations share less than this percentage of their words (Jaccard index)"
    ] = 70
    deck_least: Annotated[
        int, Range(1, 1000), "the rules for the deck as a whole begin at this number of scenarios"
    ] = 12
    by_length_most: Annotated[
        int, Range(1, 100), "in at most this percentage of scenarios, the best (worst) option is the longest (shortest)"
    ] = 35
    setting_most: Annotated[int, Range(1, 100), "a setting has at most this percentage of the scenarios"] = 40
    gender_least: Annotated[
        int, Range(0, 50), "women, and men, are at least this percentage of the people with a title in situations"
    ] = 40
    domains: Annotated[dict[str, Share], "domains, each with the least percentage of scenarios it has"] = field(
        default_factory=dict
    )
    sensitive: Annotated[tuple[Name, ...], "constructs whose drills need a `safety` note"] = ()


@_record
class Excuse:
    """A finding of the editorial rules that stands for a good reason."""

    key: Annotated[Name, Key()]
    reason: Annotated[Word, "why, in words one would say aloud; shown in the report"]


Excuses = Annotated[
    dict[str, Excuse],
    "editorial findings that may stand here, by their code, each with a reason; `deckwright explain CODE` tells a code",
]
