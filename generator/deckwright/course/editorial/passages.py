"""The texts of a course as an editor reads them: whose each is, what it is for, its words and sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from deckwright.authoring.shapes import TRANSLATED, RecordShape, Shape, TableShape, TextKind, TextShape, record_shape
from deckwright.authoring.source import Span, Text
from deckwright.course.model import Course
from deckwright.course.schema import Drill, Recall, Scenario
from deckwright.course.workshop import Activity

if TYPE_CHECKING:
    from deckwright.course.editorial.desk import Owner

WORD = re.compile(r"[^\W_]+(?:[’'‑-][^\W_]+)*")
_MARKS = re.compile(r"\{\{c\d+::|\}\}|!\[|\]\([^)\n]*\)|[*`\\]")
_SIGNS = re.compile(r"[{}\[\]*`\\]")  # without one of them there is no mark, and most texts have none
# The set of signs comes first, which the engine of `re` searches for quickly.
_BREAK = re.compile(
    r"[.!?…:\n](?:(?<=[.!?…])[.!?…]*[”“’‘»)\]]*(?=\s|$)|(?<=:)(?=\s[„“‚‘])|(?<=\n)(?=\s*\n|\s*(?:[-+>]|\d+[.)])\s))"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(„“])(?:z|z\. ?B|d|d\. ?h|u|u\. ?a|Dr|Prof|St|Str|bzw|ca|vgl|inkl|zzgl|Mr|Mrs|Ms|e\.g|i\.e|approx)$"
)
_NUMBERED = re.compile(r"(?:^|\s)(?:Nr|No)$")
_DAY = re.compile(r"(?:^|\D)\d{1,2}$")
_MONTH = re.compile(r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")


@dataclass
class Passage:
    """One text.

    `owner` is what can excuse a finding in it, `role` its path below the owner, such as `("options", "hold", "text")`;
    `source` what it translates, and `lesson` the lesson it stands in, if any.
    """

    text: Text
    kind: TextKind
    owner: Owner
    role: tuple[str, ...]
    source: Text | None = None
    lesson: str = ""

    @cached_property
    def plain(self) -> str:
        """The text with the marks of Markdown and of gaps blanked out: every character keeps its place."""
        return plain(self.text.value)

    @cached_property
    def words(self) -> list[str]:
        """The words in their order."""
        return WORD.findall(self.plain)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Start and end of each sentence in the text."""
        return sentences(self.plain)

    def within(self, start: int, end: int) -> Span:
        """Return the place of a stretch of the text."""
        return self.text.within(start, end)


def plain(value: str) -> str:
    """Return a text with marks blanked out, each character at its place."""
    if not _SIGNS.search(value):
        return value
    return _MARKS.sub(lambda match: " " * len(match.group()), value)


def words(text: Text) -> list[str]:
    """Return the words of a text in their order."""
    return WORD.findall(plain(text.value))


def sentences(text: str) -> list[tuple[int, int]]:
    """Return start and end of each sentence of a plain text.

    A sentence ends at its mark, at a paragraph or list item, and before direct speech that follows a colon; not at
    the point of an abbreviation or of a day such as `3. März`.
    """
    return [trimmed(text, start, end) for start, end in stretches(text) if WORD.search(text, start, end)]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a text without the space around it."""
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip())


def stretches(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence, with space around it, and of stretches without a word."""
    start = 0
    for match in _BREAK.finditer(text):
        end = match.end()
        if match.group() in (".", "…") and _goes_on(text, match.start(), end):
            continue
        yield start, end
        start = end
    yield start, len(text)


def _goes_on(text: str, point: int, end: int) -> bool:
    before, behind = text[max(0, point - 8) : point], text[end : end + 12].lstrip()
    if behind[:1].islower():
        return True
    if text[point] == "…" or not behind:
        return False
    return bool(
        _ABBREVIATION.search(before)
        or (_NUMBERED.search(before) and behind[0].isdigit())
        or (_DAY.search(before) and _MONTH.match(behind))
    )


_ITEMS = (Scenario, Recall, Drill, Activity)


def passages(course: Course, source: Course) -> Iterator[Passage]:
    """Yield every text of a course but those of drafts and of items that lack a translation.

    In a translation each comes with its source.
    """
    same = course is source
    settings = course.settings
    yield from _walk(settings, None if same else source.settings, settings, ())
    for claim in course.claims.values():
        yield from _walk(claim, None if same else source.claims[claim.key.value], settings, ("claims", claim.key.value))
    for term in course.terms.values():
        yield from _walk(term, None if same else source.terms[term.key.value], settings, ("terms", term.key.value))
    for lesson, original in zip(course.lessons, source.lessons, strict=True):
        for passage in _walk(lesson, None if same else original, lesson, ()):
            owner = passage.owner
            passage.lesson = lesson.lesson.value
            if not isinstance(owner, _ITEMS) or not (owner.draft or owner.key.value in course.incomplete):
                yield passage
    for name, agenda in course.agendas.items():
        if f"agenda/{name}" not in course.incomplete:
            yield from _walk(agenda, None if same else source.agendas[name], agenda, ())
    if course.workshop:
        yield from _walk(course.workshop, None if same else source.workshop, course.workshop, ())


def _walk(record: Any, source: Any, owner: Any, role: tuple[str, ...]) -> Iterator[Passage]:  # noqa: ANN401
    for name, field in record_shape(type(record)).fields.items():
        value = getattr(record, name)
        if value is not None:
            yield from _value(value, getattr(source, name, None), field.shape, owner, (*role, name))


def _value(value: Any, source: Any, shape: Shape, owner: Any, role: tuple[str, ...]) -> Iterator[Passage]:  # noqa: ANN401
    match shape:
        case TextShape(kind):
            if kind in TRANSLATED and not (source is not None and source is value):
                yield Passage(value, kind, owner, role, source)
        case TableShape(item):
            for key, below in value.items():
                yield from _value(below, source.get(key) if source else None, item, owner, (*role, key))
        case RecordShape():
            if isinstance(value, _ITEMS):
                owner, role = value, ()
            yield from _walk(value, source, owner, role)
        case _:
            pass
