"""No two situations are nearly the same, but variants of one.

They are found exactly and without comparing all with all: two sets of words with a high Jaccard index share several of
their rarest words, so that an index of those few finds every candidate (the prefix filter of Chaudhuri, Ganti and
Kaushik 2006, with the sizes of Bayardo, Ma and Srikant 2007, and several shared words as Wang, Li and Feng 2012).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from deckwright.authoring.source import Text
from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import words
from deckwright.course.schema import Scenario

_WANTED = 4
"""How many of their rarest words two sets must share to be compared: more lengthen the index, fewer compare more."""


def check(desk: Desk) -> None:
    """Report situations that share most of their words with a situation of another scenario, each once."""
    stems: list[tuple[Text, Scenario]] = [
        (text, scenario) for scenario in desk.scenarios for text in (scenario.situation, *scenario.variants.values())
    ]
    bags = [frozenset(map(str.lower, words(text))) for text, _ in stems]
    for at, other in alike(bags, [scenario.key.value for _, scenario in stems], desk.limits.alike_most).items():
        (there, first), (here, scenario) = stems[min(at, other)], stems[max(at, other)]
        line, _ = there.source.position(there.span.start)
        shared = len(bags[at] & bags[other]) / len(bags[at] | bags[other])
        desk.error(
            "near-duplicate",
            f"{100 * shared:.0f} % of the words of this situation and of `{first.key.value}` are the same",
            here.span,
            scenario,
            notes=(f"the other is {there.source.path}:{line}",),
            help="make it a variant of the other, or tell another case",
        )


def alike(bags: Sequence[frozenset[str]], groups: Sequence[str], percent: int) -> dict[int, int]:
    """Return sets of words whose Jaccard index with one of another group is `percent` or more, each with that one.

    Sets are taken in the order of their size and place. One that is like an earlier one is told, and is not compared
    with later ones: so thousands of copies take no longer than thousands of texts of their own.
    """
    often = Counter(word for bag in bags for word in bag)
    index: dict[str, list[int]] = {}
    found: dict[int, int] = {}
    for at in sorted(range(len(bags)), key=lambda at: len(bags[at])):
        size = len(bags[at])
        rarest = sorted(bags[at], key=lambda word: (often[word], word))
        least = _least(percent * size, 100)
        wanted = min(_WANTED, least)
        counts: Counter[int] = Counter()
        for word in rarest[: size - least + wanted]:
            counts.update(index.get(word, ()))
        for other, count in counts.items():
            if count >= wanted and groups[at] != groups[other] and _like(bags[at], bags[other], percent):
                found[at] = other
                break
        else:
            # whoever comes later has at least as many words, and must share this many
            shared = _least(2 * percent * size, 100 + percent)
            for word in rarest[: size - shared + _WANTED]:
                index.setdefault(word, []).append(at)
    return dict(sorted(found.items()))


def _like(one: frozenset[str], other: frozenset[str], percent: int) -> bool:
    shared = len(one & other)
    return 100 * shared >= percent * (len(one) + len(other) - shared)


def _least(number: int, by: int) -> int:
    """Return a quotient, rounded up."""
    return -(-number // by)
