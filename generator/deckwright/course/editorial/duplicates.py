"""No two situations are nearly the same, but variants of one.

Pairs are found exactly and without comparing all with all: two sets of words with a Jaccard index of at least t share
one of their rarest words, so that an index of those few (the prefix filter of Chaudhuri, Ganti and Kaushik 2006, with
the sizes of Bayardo, Ma and Srikant 2007) finds every candidate.
"""

from __future__ import annotations

from collections import Counter
from math import ceil

from deckwright.authoring.source import Text
from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import words
from deckwright.course.schema import Scenario

Stem = tuple[Text, Scenario]


def check(desk: Desk) -> None:
    """Report situations that share most of their words with a situation of another scenario."""
    threshold = desk.limits.alike_most / 100
    stems: list[Stem] = [
        (text, scenario) for scenario in desk.scenarios for text in (scenario.situation, *scenario.variants.values())
    ]
    bags = [frozenset(map(str.lower, words(text))) for text, _ in stems]
    for first, second in pairs(bags, threshold):
        (there, one), (here, other) = stems[first], stems[second]
        if one is not other:
            line, _ = there.source.position(there.span.start)
            shared = len(bags[first] & bags[second]) / len(bags[first] | bags[second])
            desk.error(
                "near-duplicate",
                f"{100 * shared:.0f} % of the words of this situation and of `{one.key.value}` are the same",
                here.span,
                other,
                notes=(f"the other is {there.source.path}:{line}",),
                help="make it a variant of the other, or tell another case",
            )


def pairs(bags: list[frozenset[str]], threshold: float) -> list[tuple[int, int]]:
    """Return the pairs of sets whose Jaccard index is `threshold` or more, the earlier of each first."""
    often = Counter(word for bag in bags for word in bag)
    order = sorted(range(len(bags)), key=lambda at: len(bags[at]))
    index: dict[str, list[int]] = {}
    found: list[tuple[int, int]] = []
    for at in order:
        bag = bags[at]
        prefix = sorted(bag, key=lambda word: (often[word], word))[: len(bag) - ceil(threshold * len(bag)) + 1]
        seen: set[int] = set()
        for word in prefix:
            for other in index.get(word, ()):
                if other not in seen:
                    seen.add(other)
                    # sizes rule out most candidates before their words are compared
                    if len(bags[other]) >= threshold * len(bag):
                        shared = len(bag & bags[other])
                        if shared >= threshold * (len(bag) + len(bags[other]) - shared):
                            found.append((min(at, other), max(at, other)))
            index.setdefault(word, []).append(at)
    return sorted(found)
