"""A recall item is a question with its answer, or a sentence with gaps that are marked as Anki does."""

import re
from html import unescape

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.shapes import TextKind
from deckwright.authoring.source import Text
from deckwright.course.loading import Loaded
from deckwright.course.schema import Recall

_GAP = re.compile(r"\{\{c([1-9][0-9]{0,2})::((?:(?!\{\{|\}\}|::).)+)(?:::((?:(?!\{\{|\}\}).)*))?\}\}", re.DOTALL)
_BRACES = re.compile(r"\{\{|\}\}")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def check(loaded: Loaded, report: Report) -> None:
    """Report recall items that have no clear form, and gaps that Anki would not take for gaps."""
    for lesson in loaded.source.lessons:
        for recall in lesson.recall.values():
            if recall.key.value not in loaded.broken:
                _check_form(recall, report)
    for text, kind in loaded.texts:
        if kind is TextKind.CLOZE:
            _check_gaps(text, report)
    source = {r.key.value: r for lesson in loaded.source.lessons for r in lesson.recall.values()}
    for course in list(loaded.courses.values())[1:]:
        for lesson in course.lessons:
            for recall in lesson.recall.values():
                original = source[recall.key.value].cloze
                if recall.cloze and original and numbers(original.value) not in (set(), numbers(recall.cloze.value)):
                    report.error(
                        "translation-structure",
                        "the gaps are numbered otherwise than in the source",
                        recall.cloze.span,
                        help=f"the source has {_listed(numbers(original.value))}",
                    )


def numbers(text: str) -> set[int]:
    """Return the numbers of the gaps in a text."""
    return {int(match.group(1)) for match in _GAP.finditer(text)}


def _listed(found: set[int]) -> str:
    return ", ".join(f"`{{{{c{number}::…}}}}`" for number in sorted(found)) or "no gaps"


def _check_form(recall: Recall, report: Report) -> None:
    name = recall.key
    if recall.cloze and (recall.question or recall.answer):
        report.error(
            "recall-form",
            f"`{name.value}` has a question and a cloze",
            (recall.question or recall.answer or name).span,
            help="keep one of the two, or make two items of it",
        )
    elif not recall.cloze and not (recall.question and recall.answer):
        lacks = "an answer" if recall.question else "a question" if recall.answer else "a question and an answer"
        report.error(
            "recall-form",
            f"`{name.value}` lacks {lacks}",
            name.span,
            help="write `question` and `answer`, or `cloze`",
        )


def _check_gaps(text: Text, report: Report) -> None:
    value = text.value
    found = numbers(value)
    rest = _GAP.sub(lambda match: " " * len(match.group()), value)
    stray = _BRACES.search(rest)
    if stray:
        report.error(
            "broken-cloze",
            "these braces make no gap",
            text.within(stray.start(), stray.end()),
            help="write a gap as `{{c1::words}}`, or `{{c1::words::hint}}`",
        )
    elif not found:
        report.error(
            "broken-cloze",
            "there is no gap in this cloze",
            text.span,
            help="mark the words to recall: `{{c1::words}}`",
        )
    elif found != set(range(1, len(found) + 1)):
        report.error(
            "broken-cloze",
            f"gaps are numbered from 1 without holes, and these are {', '.join(map(str, sorted(found)))}",
            text.span,
            help="number the gaps `c1`, `c2`, …",
        )
    elif numbers(_ESCAPE.sub(r"\1", unescape(value))) != found:
        report.error(
            "broken-cloze",
            "an escape takes a gap apart: without it, these braces or colons mean something else",
            text.span,
            help="write the words of the gap without `\\` and `&…;`",
        )
