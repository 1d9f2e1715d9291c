"""A translation says as much as its source, with the same numbers."""

import re

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import Passage

_ENOUGH = 80
"""From how many characters a ratio of lengths says something."""

_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s*(?:pm|am|Uhr|o’clock)\b|\b\d{1,2}:\d\d\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,\u202f\u00a0]\d{3})+|\d+)(?:[.,]\d{1,2})?(?=(?:st|nd|rd|th)?(?!\w))")
_LEAST = 13
"""Numbers up to twelve are written as words or figures as each language likes."""


def check(desk: Desk) -> None:
    """Report translations that are much shorter or longer than their source, and numbers that differ."""
    for passage in desk.passages:
        if passage.source is not None:
            _length(passage, desk)
            _numbers(passage, desk)


def _length(passage: Passage, desk: Desk) -> None:
    limits, source = desk.limits, passage.source
    assert source is not None  # noqa: S101 (the caller has looked)
    there, here = len(source.value), len(passage.text.value)
    if there >= _ENOUGH and not limits.ratio_least * there <= 100 * here <= limits.ratio_most * there:
        desk.warn(
            "length-ratio",
            f"{100 * here / there:.0f} % of the source's length; {limits.ratio_least} to {limits.ratio_most} are usual",
            passage.text.span,
            passage.owner,
            notes=(_where(passage),),
            help="see whether it says as much",
        )


def _numbers(passage: Passage, desk: Desk) -> None:
    assert passage.source is not None  # noqa: S101 (the caller has looked)
    there, here = _found(passage.source.value), _found(passage.text.value)
    if there and here and there != here:
        odd = sorted(here - there) or sorted(there - here)
        desk.warn(
            "numbers-differ",
            f"{_listed(here)} here, and {_listed(there)} in the source",
            passage.text.span,
            passage.owner,
            notes=(_where(passage),),
            help=f"see which is meant, {odd[0]} or another",
        )


def _found(value: str) -> set[int]:
    """Return the numbers of a text, without what stands behind a decimal point."""
    rest = _CLOCK.sub(" ", value)
    numbers = {int(re.sub(r"\D", "", match.group(1))) for match in _NUMBER.finditer(rest)}
    return {number for number in numbers if number >= _LEAST}


def _listed(numbers: set[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def _where(passage: Passage) -> str:
    assert passage.source is not None  # noqa: S101 (the caller has looked)
    source = passage.source
    line, _ = source.source.position(source.span.start)
    return f"the source is {source.source.path}:{line}"
