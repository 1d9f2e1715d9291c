"""The deck as a whole: no guess by length pays, and work, settings and people are mixed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import words
from deckwright.course.rules.options import BEST, WORST
from deckwright.course.schema import Scenario, is_shipped


@dataclass(frozen=True)
class Balance:
    """What a deck's scenarios are spread over: counts, and of `lengths` the share of scenarios."""

    scenarios: int
    settings: Counter[str]
    domains: Counter[str]
    channels: Counter[str]
    constructs: Counter[str]
    errors: Counter[str]
    modes: Counter[str]
    people: Counter[str]
    lengths: dict[str, float]


LENGTHS = {
    "best-longest": (BEST, max, "the best option is the longest"),
    "best-shortest": (BEST, min, "the best option is the shortest"),
    "worst-longest": (WORST, max, "the worst option is the longest"),
    "worst-shortest": (WORST, min, "the worst option is the shortest"),
}


def balance(desk: Desk) -> Balance:
    """Return what the scenarios of all decks are spread over. People are counted by their titles, a scenario each."""
    scenarios = [scenario for scenario in desk.scenarios if is_shipped(scenario)]
    weak = [option for s in scenarios for option in s.options.values() if option.rating != BEST]
    principles = desk.course.principles()
    return Balance(
        scenarios=len(scenarios),
        settings=Counter(s.setting.value for s in scenarios),
        domains=Counter(s.domain.value for s in scenarios),
        channels=Counter(s.channel.value for s in scenarios),
        constructs=Counter(principles[s.principle.value].construct.value for s in scenarios),
        errors=Counter(option.error.value for option in weak if option.error),
        modes=Counter(option.mode for option in weak if option.mode),
        people=_people(scenarios, desk),
        lengths={name: _share(scenarios, name) for name in LENGTHS},
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
    for domain, wanted in limits.domains.items():
        share, least = 100 * found.domains[domain] / found.scenarios, wanted.least
        if share < least:
            desk.warn(
                "lopsided",
                f"{share:.0f} % of {found.scenarios} scenarios are of the domain `{domain}`; {least} % are the least",
                settings.title.span,
                settings,
                help="write more of them",
            )
    for setting in desk.source.settings.vocabulary.settings:
        if 100 * found.settings[setting] > limits.setting_most * found.scenarios:
            desk.warn(
                "lopsided",
                f"{found.settings[setting]} of {found.scenarios} scenarios have the setting `{setting}`",
                settings.title.span,
                settings,
                help="let others happen elsewhere",
            )
    told = found.people.total()
    for who, count in found.people.items() if told >= limits.deck_least else ():
        if 100 * count < limits.gender_least * told:
            desk.warn(
                "lopsided",
                f"{count} of {told} people with a title in the situations are {who}",
                settings.title.span,
                settings,
                help="spread the parts evenly, the difficult ones too",
            )


def _people(scenarios: list[Scenario], desk: Desk) -> Counter[str]:
    found: Counter[str] = Counter()
    if desk.language is None:
        return found
    for scenario in scenarios:
        for text in (scenario.situation, *scenario.variants.values()):
            found["women"] += bool(desk.language.women.search(text.value))
            found["men"] += bool(desk.language.men.search(text.value))
    return found


def _share(scenarios: list[Scenario], name: str) -> float:
    rating, most, _ = LENGTHS[name]
    hits = 0.0
    for scenario in scenarios:
        lengths = {option.key.value: len(words(option.text)) for option in scenario.options.values()}
        edge = most(lengths.values())
        # where several are as long, a guesser picks one of them
        there = [option for option in scenario.options.values() if lengths[option.key.value] == edge]
        hits += sum(option.rating == rating for option in there) / len(there)
    return hits / len(scenarios) if scenarios else 0.0
