"""Identifiers: what can be one."""

from __future__ import annotations

import re
import unicodedata

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Text

LONGEST_NAME = 64
"""Most characters of an identifier: it can become the name of a file."""
NAME = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def is_name(word: str) -> bool:
    """Whether a word can be an identifier: letters and digits with single hyphens between, in NFC, not too long."""
    return (
        len(word) <= LONGEST_NAME
        and NAME.fullmatch(word) is not None
        and (word.isascii() or unicodedata.is_normalized("NFC", word))
    )


def report_bad_name(name: Text, report: Report) -> str:
    """Report that a word cannot be an identifier, and return one that could."""
    proposal = (
        "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name.value))).lower()[:LONGEST_NAME].rstrip("-")
    )
    report.error(
        "bad-name",
        f"`{name.value}` is not a name: letters, digits, and single hyphens between them",
        name.span,
        help=f"write `{proposal}`" if proposal else "choose a name such as `my-first-no`",
    )
    return proposal
