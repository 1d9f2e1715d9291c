"""Marks are those of the language: quotes, apostrophes, dashes, spaces. And no network address stands in a text."""

import re

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.languages import Language
from deckwright.course.editorial.passages import Passage

_QUOTES = "„“”«»‟‹›‚‘"
_STRAIGHT = re.compile(r"(?<!\\)\"|(?<=\w)'(?=\w)|(?<=\s)'(?=\w)|(?<=\w)'(?=[\s.,;:!?])")
_SPACES = re.compile(r"(?<=[^\s\-+*>.)])[ \t]{2,}(?=\S)")
_SPACE_BEFORE = re.compile(r"(?<=\S)[ \t]+(?=[,;.!?](?:\s|$))")
_DOTS = re.compile(r"\.{3,}")
_DASH = re.compile(r"(?<=\S) (?:-|--|—) (?=\S)|\w—\w")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+")
# One of these is in every text that needs a closer look, and most texts have none of them.
_SIGNS = ('"', "'", "@", "—", "  ", "\t", " ,", " ;", " .", " !", " ?", "...", " -", "://", "www.")


def check(desk: Desk) -> None:
    """Report marks that are not those of the language, and network addresses."""
    marks = _marks(desk.language)
    signs = [
        *_SIGNS,
        *_foreign(desk.language),
        *(f"{space}{quote}" for space in " \n" for quote in _closing(desk.language)),
    ]
    for passage in desk.passages:
        value = passage.text.value
        if not any(sign in value for sign in signs) and value[:1] not in _closing(desk.language):
            continue
        for pattern, message, way_out in marks:
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


def _marks(language: Language | None) -> list[tuple[re.Pattern[str], str, str]]:
    """Return what a language does not write, each with what it is and a way out; for an unknown one only a few."""
    marks = [(_SPACES, "a space too many", "delete it")]
    if language is None:
        return marks
    (left, right), (inner_left, inner_right) = language.quotes, language.inner_quotes
    quotes = f"write {left}…{right}, inside of them {inner_left}…{inner_right}, and ’ for an apostrophe"
    marks += [
        (_SPACE_BEFORE, "a space too many", "delete it"),
        (_STRAIGHT, "a straight quote or apostrophe", quotes),
        (_DOTS, "three points for an ellipsis", "write `…`"),
        (re.compile(f"[{_foreign(language)}]"), "not a quote of this language", quotes),
        (re.compile(rf"(?:(?<=\s)|^)[{_closing(language)}](?=\w)"), "a closing quote where one opens", quotes),
    ]
    if language.spaced_dash:
        marks.append((_DASH, "not the dash of running text", "write an en dash with spaces: ` – `"))
    return marks


def _foreign(language: Language | None) -> str:
    """Return quotes that a language does not have; of an unknown one nothing is known."""
    own = "".join((*language.quotes, *language.inner_quotes)) if language else _QUOTES
    return "".join(quote for quote in _QUOTES if quote not in own)


def _closing(language: Language | None) -> str:
    """Return closing quotes, which begin no word; an apostrophe can."""
    return (language.quotes[1] + language.inner_quotes[1]).replace("’", "") if language else ""


def _say(desk: Desk, passage: Passage, match: re.Match[str], message: str, way_out: str) -> None:
    desk.warn("typography", message, passage.within(*match.span()), passage.owner, help=way_out)
