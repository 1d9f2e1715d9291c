"""The deck as a whole: no guess by length pays, and work, settings and people are mixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from deckwright.course.editorial.desk import Desk
from deckwright.course.rules.options import BEST, WORST
from deckwright.course.schema import Scenario, is_shipped


@dataclass(frozen=True)
class Balance:
    """What a deck's scenarios are spread over: counts, the largest first, and of `lengths` the share of scenarios."""

    scenarios: int
    settings: dict[str, int]
    domains: dict[str, int]
    channels: dict[str, int]
    constructs: dict[str, int]
    errors: dict[str, int]
    modes: dict[str, int]
    people: dict[str, int]
    lengths: dict[str, float]


LENGTHS = {
    "best-longest": (BEST, max, "the best option is the longest"),
    "best-shortest": (BEST, min, "the best option is the shortest"),
    "worst-longest": (WORST, max, "the worst option is the longest"),
    "worst-shortest": (WORST, min, "the worst option is the shortest"),
}


def balance(desk: Desk) -> Balance:
    """Return what the scenarios of all decks are spread over.

    People are counted by their titles, in situations and variants alike.
    """
    scenarios = [scenario for scenario in desk.scenarios if is_shipped(scenario)]
    weak = [option for s in scenarios for option in s.options.values() if option.rating != BEST]
    principles = desk.course.principles()
    table = [_lengths(scenario, desk) for scenario in scenarios]
    return Balance(
        scenarios=len(scenarios),
        settings=_counted(s.setting.value for s in scenarios),
        domains=_counted(s.domain.value for s in scenarios),
        channels=_counted(s.channel.value for s in scenarios),
        constructs=_counted(principles[s.principle.value].construct.value for s in scenarios),
        errors=_counted(option.error.value for option in weak if option.error),
        modes=_counted(option.mode for option in weak if option.mode),
        people=_people(scenarios, desk),
        lengths={name: _share(table, name) for name in LENGTHS},
    )


def check(desk: Desk) -> None:
    """Report a deck that can be guessed by length, or that is lopsided."""
    found = balance(desk)
    settings, limits = desk.course.settings, desk.limits
    if found.scenarios < limits.deck_least:
        return
    for name, (_, _, words_) in LENGTHS.items():
        if 100 * found.lengths[name] > limits.by_length_most:
            desk.error(
                "guess-by-length",
                f"{words_} in {100 * found.lengths[name]:.0f} % of {found.scenarios} scenarios;"
                f" {limits.by_length_most} % are the most",
                settings.title.span,
                settings,
                help="`deckwright report` lists them: lengthen or shorten options",
            )
    told = sum(found.people.values())
    for who, count in found.people.items() if told >= limits.deck_least else ():
        if 100 * count < limits.gender_least * told:
            desk.warn(
                "lopsided",
                f"{count} of {told} people with a title in the situations are {who}",
                settings.title.span,
                settings,
                help="spread the parts evenly, the difficult ones too",
            )
    if desk.course is not desk.source:
        return  # what follows is the same in every language
    for domain, wanted in limits.domains.items():
        share, least = 100 * found.domains.get(domain, 0) / found.scenarios, wanted.least
        if share < least:
            desk.warn(
                "lopsided",
                f"{share:.0f} % of {found.scenarios} scenarios are of the domain `{domain}`; {least} % are the least",
                settings.title.span,
                settings,
                help="write more of them",
            )
    for setting in desk.source.settings.vocabulary.settings:
        if 100 * found.settings.get(setting, 0) > limits.setting_most * found.scenarios:
            desk.warn(
                "lopsided",
                f"{found.settings[setting]} of {found.scenarios} scenarios have the setting `{setting}`",
                settings.title.span,
                settings,
                help="let others happen elsewhere",
            )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())


def _people(scenarios: list[Scenario], desk: Desk) -> dict[str, int]:
    if desk.language is None:
        return {}
    found = {"women": 0, "men": 0}
    for scenario in scenarios:
        for text in (scenario.situation, *scenario.variants.values()):
            found["women"] += bool(desk.language.women.search(text.value))
            found["men"] += bool(desk.language.men.search(text.value))
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def by_length(desk: Desk, name: str) -> list[str]:
    """Return the scenarios whose best (worst) option alone is the longest (shortest), for a name of `LENGTHS`."""
    return [s.key.value for s in desk.scenarios if is_shipped(s) and _hit(_lengths(s, desk), name) == 1]


def _share(table: list[list[tuple[int, int]]], name: str) -> float:
    return sum(_hit(lengths, name) for lengths in table) / max(len(table), 1)


def _lengths(scenario: Scenario, desk: Desk) -> list[tuple[int, int]]:
    """Return length and rating of each option."""
    return [(desk.length(option.text), option.rating) for option in scenario.options.values()]


def _hit(lengths: list[tuple[int, int]], name: str) -> float:
    """Return the chance that somebody who picks by length picks the option of that rating."""
    rating, most, _ = LENGTHS[name]
    edge = most(lengths)[0]
    there = [own for length, own in lengths if length == edge]
    return there.count(rating) / len(there)
