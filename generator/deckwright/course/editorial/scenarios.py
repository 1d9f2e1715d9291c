"""A situation is long enough to decide and short enough for a card."""

from deckwright.authoring.source import Text
from deckwright.course.editorial.desk import Desk
from deckwright.course.schema import Scenario


def check(desk: Desk) -> None:
    """Report situations and variants of them that are too short or too long."""
    for scenario in desk.scenarios:
        for text in (scenario.situation, *scenario.variants.values()):
            _check(text, scenario, desk)


def _check(text: Text, scenario: Scenario, desk: Desk) -> None:
    limits, length = desk.limits, desk.length(text)
    if length > limits.situation_most:
        desk.error(
            "situation-length",
            f"a situation of {length} words; {limits.situation_most} are the most",
            text.span,
            scenario,
            help="leave out what decides nothing",
        )
    elif not limits.situation_least <= length <= limits.situation_many:
        desk.warn(
            "situation-length",
            f"a situation of {length} words; good ones have {limits.situation_least} to {limits.situation_many}",
            text.span,
            scenario,
            help="say what decides between the options, and no more",
        )
