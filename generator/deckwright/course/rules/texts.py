"""Texts hold the small Markdown and nothing that Anki or a browser would take for something else."""

import re
import unicodedata
from collections.abc import Iterable

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.markup import Document, may_have_markup, parse
from deckwright.authoring.shapes import TextKind
from deckwright.authoring.source import Span, Text
from deckwright.course.loading import Loaded

# One search finds whether a text needs a closer look; most do not.
_SUSPICIOUS = re.compile(r"\{\{|\}\}|<[A-Za-z/!?]|\[(?:sound:|latex\]|\$|/latex)|\x1f")
_HTML = re.compile(r"<[A-Za-z/!?][^>\n]{0,200}>?")
_ANKI = re.compile(r"\[(?:sound:[^\]\n]*\]?|/?latex\]|/?\$+\])")
_BRACES = re.compile(r"\{\{+|\}\}+")
_COMMENT = re.compile(r"[ \t]+(#[^\s#][^\n]*)")


def check(loaded: Loaded, report: Report) -> None:
    """Report what the texts of a course may not hold. Each file is judged once, however often it is looked at."""
    for part in loaded.parts.values():
        if part.faults is None:
            found = Report()
            check_texts(part.texts, found)
            part.faults = found.diagnostics
        report.diagnostics += part.faults


def check_texts(texts: Iterable[tuple[Text, TextKind]], report: Report) -> None:
    """Report what texts may not hold, at the very place."""
    for text, kind in texts:
        value = text.value
        if _SUSPICIOUS.search(value):
            _forbidden(text, kind, report)
        if not value.isascii() and not unicodedata.is_normalized("NFC", value):
            _not_composed(text, report)
        if kind is not TextKind.LINE and kind is not TextKind.WORD and may_have_markup(value):
            document = parse(value)
            _hidden(text, document, report)
            for problem in document.problems:
                report.error(
                    "unsupported-markup",
                    problem.message,
                    text.within(problem.start, problem.end),
                    help=problem.help,
                )
        _cut_at_comment(text, report)


def _forbidden(text: Text, kind: TextKind, report: Report) -> None:
    if kind is not TextKind.CLOZE:
        for match in _BRACES.finditer(text.value):
            report.error(
                "template-in-text",
                f"`{match.group()}` means something to Anki's templates",
                text.within(*match.span()),
                help="write single braces; gaps are for `cloze` texts only",
            )
    for match in _HTML.finditer(text.value):
        at = match.start()
        if kind in (TextKind.PROSE, TextKind.CLOZE) and text.value[at - 1 : at] == "\\":
            continue
        report.error(
            "html-in-text",
            "HTML is not supported in texts",
            text.within(*match.span()),
            help="use Markdown: `*emphasis*`, `**strong**`, lists; or `\\<` for the sign itself",
        )
    for match in _ANKI.finditer(text.value):
        report.error(
            "template-in-text",
            f"`{match.group()}` means something to Anki",
            text.within(*match.span()),
            help="write it in other words",
        )


def _hidden(text: Text, document: Document, report: Report) -> None:
    """Report what means something to Anki once the Markdown's escapes are taken away."""
    plain = "".join(document.words())
    if (_ANKI.search(plain) and not _ANKI.search(text.value)) or plain.count("{{") > text.value.count("{{"):
        report.error(
            "template-in-text",
            "an escape hides what means something to Anki",
            text.span,
            help="write it in other words",
        )


def _not_composed(text: Text, report: Report) -> None:
    for at, char in enumerate(text.value):
        if (
            unicodedata.combining(char)
            and unicodedata.normalize("NFC", text.value[at - 1 : at + 1]) != text.value[at - 1 : at + 1]
        ):
            composed = unicodedata.normalize("NFC", text.value[at - 1 : at + 1])
            report.error(
                "not-normalized",
                "a letter and its accent are two characters here, and should be one",
                text.within(max(at - 1, 0), at + 1),
                help=f"write `{composed}`; searching would not find it otherwise",
            )
            return
    report.error(
        "not-normalized",
        "a character here has a normal form that looks the same",
        text.span,
        help="type it again; searching would not find it otherwise",
    )


def _cut_at_comment(text: Text, report: Report) -> None:
    """Warn of `We are #1`: in plain style, YAML takes ` #1` for a comment."""
    written = text.source.text()
    if written[text.start : text.start + 1] in "|>'\"":
        return
    match = _COMMENT.match(written, text.end)
    if match:
        report.warn(
            "text-cut",
            "the text ends here: YAML takes the rest for a comment",
            Span(text.source, *match.span(1)),
            help="put the text in block style: `key: |` and the text indented below",
        )
