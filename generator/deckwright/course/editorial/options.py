"""No option gives itself away: by its length, by a word of praise or blame, by an echo of the situation."""

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import WORD, plain, words
from deckwright.course.rules.options import BEST
from deckwright.course.schema import Option, Scenario

_LONG_WORD = 6


def check(desk: Desk) -> None:
    """Report options by which a reader can guess, and weak ones whose kind of weakness is not told."""
    for scenario in desk.scenarios:
        options = list(scenario.options.values())
        best = next((option for option in options if option.rating == BEST), None)
        if best is None:
            continue
        _lengths(scenario, options, best, desk)
        _echo(scenario, options, best, desk)
        _words(scenario, options, desk)
        if desk.course is desk.source:
            _kinds(scenario, [option for option in options if option is not best], desk)


def _lengths(scenario: Scenario, options: list[Option], best: Option, desk: Desk) -> None:
    limits = desk.limits
    lengths = {option.key.value: desk.length(option.text) for option in options}
    for option in options:
        length = lengths[option.key.value]
        if not limits.option_least <= length <= limits.option_most:
            desk.warn(
                "option-length",
                f"an option of {length} words; good ones have {limits.option_least} to {limits.option_most}",
                option.text.span,
                scenario,
                help="say one thing that a person would say or do here",
            )
    longest = max(options, key=lambda option: lengths[option.key.value])
    shortest = min(options, key=lambda option: lengths[option.key.value])
    most, least = lengths[longest.key.value], lengths[shortest.key.value]
    if 100 * most > limits.option_spread * max(least, 1):
        desk.error(
            "option-spread",
            f"the longest option has {most} words and the shortest {least}; the longest may have"
            f" {limits.option_spread} % of it",
            longest.text.span,
            scenario,
            notes=(f"the shortest is `{shortest.key.value}`",),
            help="make them about as long as each other",
        )
    mean = sum(lengths.values()) / len(lengths)
    if 100 * lengths[best.key.value] > limits.best_most * mean:
        desk.error(
            "best-stands-out",
            f"the best option has {lengths[best.key.value]} words and an option in the mean {mean:.0f}: its length"
            " gives it away",
            best.text.span,
            scenario,
            help="shorten it, or let the others say as much",
        )


def _echo(scenario: Scenario, options: list[Option], best: Option, desk: Desk) -> None:
    """Report a word that of all options the best alone takes from the situation, whatever its variant."""
    stems = (scenario.situation, *scenario.variants.values())
    told = [text.value.lower() for text in stems]
    others = " ".join(option.text.value.lower() for option in options if option is not best)
    for match in WORD.finditer(plain(best.text.value)):
        word = match.group().lower()
        if len(word) <= _LONG_WORD or word in others or not all(word in one for one in told):
            continue
        if all(word in map(str.lower, words(text)) for text in stems):
            desk.warn(
                "echo",
                f"of all options, only the best one repeats `{match.group()}` from the situation",
                best.text.within(*match.span()),
                scenario,
                help="use another word, or let another option use it too",
            )


def _words(scenario: Scenario, options: list[Option], desk: Desk) -> None:
    language = desk.language
    if language is None:
        return
    kinds = (
        (language.evaluative, "judges the option", "say what the person says or does, and let readers judge"),
        (language.all_of_these, "refers to the other options", "write an option of its own"),
    )
    for option in options:
        for pattern, what, way_out in kinds:
            for match in pattern.finditer(option.text.value):
                desk.warn(
                    "giveaway-word",
                    f"`{match.group()}` {what}",
                    option.text.within(*match.span()),
                    scenario,
                    help=way_out,
                )


def _kinds(scenario: Scenario, weak: list[Option], desk: Desk) -> None:
    for option in weak:
        if option.error is None or option.mode is None:
            lacks = "an error type" if option.error is None else "a mode"
            desk.error(
                "weakness-untold",
                f"the weak option `{option.key.value}` lacks {lacks}",
                option.key.span,
                scenario,
                help="give it `error` and `mode`: feedback and balance build on them",
            )
            return
    errors, modes = {option.error.value for option in weak if option.error}, {option.mode for option in weak}
    if len(errors) < 2 or len(modes) < 2:
        what = "type of error" if len(errors) < 2 else f"mode, {weak[0].mode}"
        desk.warn(
            "weakness-alike",
            f"all weak options of `{scenario.key.value}` have the same {what}",
            scenario.key.span,
            scenario,
            help="let options fail in different ways: at least two types, one active and one passive",
        )
