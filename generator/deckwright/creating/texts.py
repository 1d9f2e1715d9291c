"""What new files are made of: names from titles, templates with words filled in, lines of YAML."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection
from importlib.resources import files
from string import Template

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.names import LONGEST_NAME
from deckwright.authoring.shapes import TextKind
from deckwright.authoring.source import Source, Text
from deckwright.authoring.yamltree import parse
from deckwright.course.editorial.languages import language_of
from deckwright.course.rules.texts import check_texts

_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "aa", "œ": "oe"}
    | {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "’": "", "'": ""}
)
"""What takes the place of a letter that is no other letter with an accent."""

_LONGEST = 40
"""Most characters of a proposed name: it is typed again, and a file is named after it."""

_NO_YAML = "\ufeff\ufffe\uffff"
"""Characters that a YAML file cannot hold, and that are no characters of control."""

LANGUAGES = ("de", "en")
"""Languages with templates; the others have those of the last one."""


def proposed_name(title: str) -> str:
    """Return a name for a title, of letters from a to z and digits; empty where it has none of them."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", title).lower().translate(_LETTERS))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    while len(words) > 1 and len("-".join(words)) > _LONGEST:
        words.pop()
    return "-".join(words)[:_LONGEST]


def free_name(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken: the name itself, or with the first number behind it that makes it free."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name[: LONGEST_NAME - len(str(number)) - 1].rstrip('-')}-{number}"
    return free


def one_line(words: str, option: str, report: Report) -> str:
    """Return the words of an option on one line, in normal form. None at all, or a control character, is reported."""
    line = unicodedata.normalize("NFC", " ".join(words.split()))
    odd = next((char for char in line if unicodedata.category(char) in ("Cc", "Cs") or char in _NO_YAML), "")
    if odd:
        message = f"the control character U+{ord(odd):04X} is not allowed"
        report.error("control-character", message, help=f"leave it out of {option}")
    elif not line:
        report.error("empty-text", "expected a line of text, found nothing", help=f"give {option} some words")
    return line


def line_of(words: str, option: str, report: Report) -> str:
    """Return the words of an option as a line that learners read; what such a line may not hold is reported."""
    found = report.count_errors()
    line = one_line(words, option, report)
    if report.count_errors() == found:
        if "![" in line:
            report.error("unsupported-markup", "a picture cannot stand in a line", help=f"leave it out of {option}")
        check_texts([(Text(line, Source(option, line.encode("utf-8")), 0, len(line)), TextKind.LINE)], report)
    return line


def as_yaml(line: str) -> str:
    """Return a line of text as YAML: as it is where that reads the same, in quotes otherwise."""
    tree = parse(Source("", f"key: {line}\n".encode()), Report())
    value = tree.pairs[0][1] if tree else None
    return line if isinstance(value, Text) and value.value == line else json.dumps(line, ensure_ascii=False)


def filled(name: str, language: str, /, **words: str) -> str:
    """Return a template in a language, with words filled in. Those are YAML already; quotes are the language's."""
    known = template_language(language)
    text = (files("deckwright") / "templates" / "new" / known / name).read_text("utf-8")
    own, wanted = language_of(known), language_of(language)
    if own and wanted:
        marks = "".join(own.quotes + own.inner_quotes), "".join(wanted.quotes + wanted.inner_quotes)
        text = text.translate(str.maketrans(*marks))
    return Template(text).substitute(words)


def template_language(language: str) -> str:
    """Return the language of the templates that a course in a language gets."""
    base = language.lower().split("-")[0]
    return base if base in LANGUAGES else LANGUAGES[-1]


def has_templates(language: str) -> bool:
    """Whether there are templates in a language, or in what it is a variety of."""
    return template_language(language) == language.lower().split("-")[0]


_NO_TEXT = re.compile(
    r" *(?:#|(?:course|namespace|language|translations|address|licence|editorial|construct|principle|setting|domain"
    r"|channel|rating|error|mode|minutes|excuses|little-variety|reason):)"
)


def texts_alone(text: str) -> str:
    """Return a filled template as a translation of such a file: without comments, and what is no text."""
    lines = [line for line in text.splitlines(keepends=True) if not _NO_TEXT.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "".join(lines)).strip() + "\n"
