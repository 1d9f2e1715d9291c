"""A scenario has three to five options: exactly one best, exactly one worst."""

from deckwright.authoring.diagnostics import Report
from deckwright.course.loading import Loaded
from deckwright.course.schema import Scenario

FEWEST, MOST = 3, 5
MOST_VARIANTS = 3
BEST, WORST = 4, 1


def check(loaded: Loaded, report: Report) -> None:
    """Report scenarios whose options cannot make a card."""
    for lesson in loaded.source.lessons:
        for scenario in lesson.scenarios.values():
            if scenario.key.value not in loaded.broken:
                _check(scenario, report)


def _check(scenario: Scenario, report: Report) -> None:
    name, options = scenario.key, list(scenario.options.values())
    if not FEWEST <= len(options) <= MOST:
        report.error(
            "option-count",
            f"`{name.value}` has {len(options)} options, and a card takes {FEWEST} to {MOST}",
            name.span,
            help="add or delete options",
        )
        return
    for rating, word in ((BEST, "best"), (WORST, "worst")):
        found = [option for option in options if option.rating == rating]
        if not found:
            report.error(
                "option-ratings",
                f"`{name.value}` has no {word} option",
                name.span,
                help=f"give one option the rating {rating}",
            )
        for option in found[1:]:
            report.error(
                "option-ratings",
                f"`{name.value}` has {len(found)} {word} options, and this is not the first",
                option.key.span,
                help=f"give the rating {rating} to one of them only",
            )
    for option in options:
        if option.rating == BEST and option.error:
            report.error(
                "option-ratings",
                "the best option has an error type",
                option.error.span,
                help="delete it here",
            )
    if len(scenario.variants) > MOST_VARIANTS:
        report.error(
            "option-count",
            f"`{name.value}` has {len(scenario.variants)} variants, and a card takes {MOST_VARIANTS}",
            name.span,
            help="delete some, or make a scenario of its own of one",
        )
