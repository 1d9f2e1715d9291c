"""Source files, and places in them."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text file as it was read.

    `path` is the path as it is shown to people: relative to the project, with forward slashes.
    `data` is the file in UTF-8 without a byte order mark, or empty where it could not be read.
    Only the bytes are kept: a course of 10,000 scenarios would take twice as much as text.
    """

    path: str
    data: bytes = b""

    def text(self) -> str:
        """Return the whole text, with line ends as in the file."""
        return _decoded(self.data)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column (both from 1, in characters) of an offset into the text."""
        starts = _line_starts(self.data)
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return a line (from 1) without its line end."""
        starts = _line_starts(self.data)
        end = starts[number] if number < len(starts) else None
        return self.text()[starts[number - 1] : end].rstrip("\r\n")


@lru_cache(maxsize=4)
def _decoded(data: bytes) -> str:
    return data.decode("utf-8")


@lru_cache(maxsize=4)
def _line_starts(data: bytes) -> list[int]:
    starts = [0]
    length = 0
    for line in _decoded(data).split("\n"):
        length += len(line) + 1
        starts.append(length)
    starts.pop()
    return starts


class Span(NamedTuple):
    """A stretch of a source, as character offsets: `start` included, `end` excluded."""

    source: Source
    start: int
    end: int


class Text(NamedTuple):
    """A scalar of a YAML file: its value as text, whatever it looks like, and where it stands.

    `no`, `1:30` and `2024-01-01` are text like any other. The span covers the scalar as it is
    written, with quotes or the block indicator.
    """

    value: str
    source: Source
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The place of the scalar; of one in block style the first line of its text."""
        if self.value and self.source.text()[self.start : self.start + 1] in ("|", ">"):
            first = self.value.lstrip().split("\n", 1)[0].rstrip()
            at = self.value.find(first)
            return self.within(at, at + len(first))
        return Span(self.source, self.start, self.end)

    def within(self, start: int, end: int) -> Span:
        """Return the place in the source of `value[start:end]`.

        Folded lines, indentation, quotes and escapes are walked along with the value. Where the two
        cannot be matched any more, the place of the whole scalar is returned.
        """
        places = _align(self.value, self.source.data, self.start, self.end)
        if start >= len(places) or end > len(places):
            return Span(self.source, self.start, self.end)
        first = places[start]
        last = places[end - 1] + 1 if end > start else first
        return Span(self.source, first, max(last, first))


@lru_cache(maxsize=4)  # a long text can hold many faults
def _align(value: str, data: bytes, start: int, end: int) -> list[int]:
    """Return the offset in a source of each character of `value`, up to where the two part."""
    written = _decoded(data)
    at = start
    quote = written[at : at + 1]
    if quote in ("|", ">"):
        at = written.find("\n", at, end) + 1
        if at == 0:
            return []
    elif quote in ("'", '"'):
        at += 1
    else:
        quote = ""
    places: list[int] = []
    for char in value:
        if char.isspace():
            places.append(at)
            if at < end and written[at].isspace() and (char == "\n" or written[at] != "\n" or quote == "|"):
                at += 1
            elif at < end and written[at].isspace():
                while at < end and written[at].isspace():
                    at += 1
            continue
        while at < end and written[at] != char and (written[at].isspace() or written[at] == "\\"):
            if written[at] == "\\" and quote != '"':
                return places
            at += 1
        if at >= end or written[at] != char:
            return places
        places.append(at)
        at += 2 if quote == "'" and char == "'" else 1
    return places
