"""Marks are those of the language: quotes, apostrophes, dashes, spaces. And no network address stands in a text."""

import re

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import Passage

_QUOTES = "„“”«»‟‹›‚‘"
_STRAIGHT = re.compile(r"(?<!\\)\"|(?<=\w)'(?=\w)|(?<=\s)'(?=\w)|(?<=\w)'(?=[\s.,;:!?])")
_SPACES = re.compile(r"(?<=\S)[ \t]{2,}(?=\S)|[ \t]+(?=[,;.!?](?:\s|$))")
_DOTS = re.compile(r"\.{3,}")
_DASH = re.compile(r"(?<=\S) (?:-|--|—) (?=\S)|\w—\w")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+")
# One search finds whether a text needs a closer look; most do not.
_SUSPICIOUS = r"[\"'@—]|[ \t][ \t,;.!?]|\.\.\.| -|://|www\."


def check(desk: Desk) -> None:
    """Report marks that are not those of the language, and network addresses."""
    known = "".join((*desk.language.quotes, *desk.language.inner_quotes)) if desk.language else _QUOTES
    foreign = "".join(quote for quote in _QUOTES if quote not in known)
    odd_quote = re.compile(f"[{foreign}]" if foreign else r"(?!)")
    suspicious = re.compile(f"{_SUSPICIOUS}|{odd_quote.pattern}")
    quotes = _quotes_help(desk)
    for passage in desk.passages:
        value = passage.text.value
        if not suspicious.search(value):
            continue
        for pattern, message, way_out in (
            (_STRAIGHT, "a straight quote or apostrophe", quotes),
            (odd_quote, "not a quote of this language", quotes),
            (_SPACES, "a space too many", "delete it"),
            (_DOTS, "three points for an ellipsis", "write `…`"),
            (_DASH, "not the dash of running text", "write an en dash with spaces: ` – `"),
        ):
            for match in pattern.finditer(value):
                _say(desk, passage, match, message, way_out)
        for match in _ADDRESS.finditer(value):
            desk.error(
                "network-address",
                "a network address stands in a text",
                passage.within(*match.span()),
                passage.owner,
                help="cards and print cannot follow it: say it in words, or put it into `website`",
            )


def _say(desk: Desk, passage: Passage, match: re.Match[str], message: str, way_out: str) -> None:
    desk.warn("typography", message, passage.within(*match.span()), passage.owner, help=way_out)


def _quotes_help(desk: Desk) -> str:
    if desk.language is None:
        return "write the marks of the language"
    (left, right), (inner_left, inner_right) = desk.language.quotes, desk.language.inner_quotes
    return f"write {left}…{right}, inside of them {inner_left}…{inner_right}, and ’ for an apostrophe"
