"""The small Markdown of authored texts, parsed once into a tree that every output renders its own way.

Allowed are paragraphs, emphasis, strong, lists, quotes, line breaks and pictures. Soft line breaks
become spaces, so that wrapping a text again changes nothing downstream.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words; `strong` for the heavier kind."""

    children: tuple[Inline, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break that the author asked for."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture from the course's `media` folder, by its path there, and what it shows."""

    path: str
    description: str


Inline = str | Emphasis | LineBreak | Image


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list of items, each of which holds blocks."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation set apart."""

    children: tuple[Block, ...]


Block = Paragraph | ListBlock | Quote


@dataclass(frozen=True, slots=True)
class Problem:
    """What an author wrote that this Markdown does not have: the offsets in the text, and words."""

    start: int
    end: int
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed text."""

    blocks: tuple[Block, ...]
    problems: tuple[Problem, ...] = ()

    def words(self) -> Iterator[str]:
        """Yield all words in reading order, in pieces as they are written."""
        for block in self.blocks:
            yield from _words(block)

    def images(self) -> Iterator[Image]:
        """Yield the pictures in reading order."""
        for block in self.blocks:
            yield from _images(block)


def _words(node: Block | Inline) -> Iterator[str]:
    match node:
        case str():
            yield node
        case Paragraph() | Emphasis() | Quote():
            for child in node.children:
                yield from _words(child)
        case ListBlock():
            for item in node.items:
                for child in item:
                    yield from _words(child)
        case _:
            pass


def _images(node: Block | Inline) -> Iterator[Image]:
    match node:
        case Image():
            yield node
        case Paragraph() | Emphasis() | Quote():
            for child in node.children:
                yield from _images(child)
        case ListBlock():
            for item in node.items:
                for child in item:
                    yield from _images(child)
        case _:
            pass


# Anything that Markdown could mean something by: a sign, or the beginning of a line.
_SIGN = re.compile(r"[*_`<>&\[\]\\~\t\r\0#]")
_BEGINNING = re.compile(r" *(?:[-+=]|\d+[.)])")
_LATER_BEGINNING = re.compile(r"\n *(?:[-+=]|\d+[.)])")
_BLANK_LINES = re.compile(r"\n(?: *\n)+")


def may_have_markup(text: str) -> bool:
    """Whether a text could hold more than paragraphs. Most do not, and parsing is a hundred times slower than this."""
    return (
        _SIGN.search(text) is not None
        or "  \n" in text
        or _BEGINNING.match(text) is not None
        or _LATER_BEGINNING.search(text) is not None
    )


def parse(text: str) -> Document:
    """Return a text as a tree, with what is not allowed in it as problems."""
    if not may_have_markup(text):
        paragraphs = _BLANK_LINES.split(text.strip("\n "))
        return Document(tuple([Paragraph((_unwrapped(words),)) for words in paragraphs if words]))
    return parse_fully(text)


def _unwrapped(words: str) -> str:
    if "\n" not in words:
        return words
    return " ".join([line.strip(" ") for line in words.split("\n")])


@lru_cache(maxsize=2048)  # rules, cards and kits each ask for the same few texts that hold markup
def parse_fully(text: str) -> Document:
    """Return what `parse` does, without its shortcut for texts that hold no markup."""
    tokens = _parser().parse(text)
    reader = _Reader(text)
    blocks, _ = reader.blocks(tokens, 0, "")
    return Document(blocks, tuple(reader.problems))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    off = ["code", "html_block", "html_inline", "lheading", "reference", "autolink", "hr"]
    return MarkdownIt("commonmark", {"html": False}).disable(off)


_UNSUPPORTED = {
    "no picture": (
        "this looks like a picture, and is not written as one",
        "write `![what it shows](file.png)`, with a file name without spaces",
    ),
    "heading_open": ("headings are not supported in texts", "write the words in bold: `**…**`"),
    "fence": ("code blocks are not supported in texts", "write the words as a quote: `> …`"),
    "code_inline": (
        "code is not supported in texts",
        "use quotation marks or `*…*`, or write \\` for the sign itself",
    ),
    "link_open": (
        "links are not supported in texts: a learner may be offline",
        "write the words without the link",
    ),
}


class _Reader:
    """Walks the parser's flat list of tokens."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []

    @cached_property
    def starts(self) -> list[int]:
        """The offset of each line, and the one that a line after the last would have."""
        return [0, *(match.end() for match in re.finditer("\n", self.text)), len(self.text) + 1]

    def blocks(self, tokens: list[Token], at: int, until: str) -> tuple[tuple[Block, ...], int]:
        """Return the blocks from a token on, and the place after the closing token."""
        found: list[Block] = []
        while at < len(tokens) and tokens[at].type != until:
            token = tokens[at]
            match token.type:
                case "paragraph_open":
                    found.append(Paragraph(self.inlines(tokens[at + 1].children or [], token)))
                    at += 3
                case "blockquote_open":
                    inner, at = self.blocks(tokens, at + 1, "blockquote_close")
                    found.append(Quote(inner))
                case "bullet_list_open" | "ordered_list_open":
                    block, at = self.list_block(tokens, at)
                    found.append(block)
                case "heading_open":
                    self.unsupported(token, token.type)
                    at += 3
                case _:
                    self.unsupported(token, token.type)
                    at += 1
        return tuple(found), at + 1

    def list_block(self, tokens: list[Token], at: int) -> tuple[ListBlock, int]:
        """Return the list that opens at a token, and the place after it."""
        first = tokens[at]
        ordered = first.type == "ordered_list_open"
        items: list[tuple[Block, ...]] = []
        at += 1
        while tokens[at].type == "list_item_open":
            inner, at = self.blocks(tokens, at + 1, "list_item_close")
            items.append(inner)
        if ordered and (len(items) == 1 or first.attrs.get("start", 1) != 1):
            start, end = self.lines(first)
            number = self.text[start:end].split(None, 1)[0]
            self.problems.append(
                Problem(
                    start,
                    start + len(number),
                    f"`{number}` at the start of a line begins a numbered list",
                    f"write `{number[:-1]}\\{number[-1]}` if it is a date, or number the list from 1",
                )
            )
        return ListBlock(tuple(items), ordered), at + 1

    def inlines(self, tokens: list[Token], block: Token) -> tuple[Inline, ...]:
        """Return the content of a paragraph."""
        stack: list[list[Inline]] = [[]]
        for token in tokens:
            here = stack[-1]
            match token.type:
                case "text" | "text_special" | "entity":
                    _append(here, token.content)
                    if "![" in token.content:
                        self.unsupported(block, "no picture", "![")
                case "softbreak":
                    _append(here, " ")
                case "hardbreak":
                    here.append(LineBreak())
                case "em_open" | "strong_open":
                    stack.append([])
                case "em_close" | "strong_close":
                    children = tuple(stack.pop())
                    stack[-1].append(Emphasis(children, strong=token.type == "strong_close"))
                case "image":
                    here.append(Image(unquote(str(token.attrs.get("src", ""))), token.content))
                case "link_close":
                    pass
                case _:
                    self.unsupported(block, token.type, token.markup or "[")
        return tuple(stack[0])

    def lines(self, block: Token) -> tuple[int, int]:
        """Return the offsets of a block's lines, without indentation and line end."""
        first, last = block.map or (0, 1)
        start, end = self.starts[first], self.starts[min(last, len(self.starts) - 1)] - 1
        body = self.text[start:end]
        return start + len(body) - len(body.lstrip()), start + len(body.rstrip())

    def unsupported(self, block: Token, kind: str, sign: str = "") -> None:
        """Note that a block holds what this Markdown does not have, at its sign where it is found."""
        start, end = self.lines(block)
        at = self.text.find(sign, start, end) if sign else -1
        if at >= 0:
            start, end = at, at + len(sign)
        message, help_ = _UNSUPPORTED.get(kind, (f"`{kind}` is not supported in texts", "write plain words"))
        self.problems.append(Problem(start, end, message, help_))


def _append(here: list[Inline], words: str) -> None:
    if here and isinstance(here[-1], str):
        here[-1] += words
    elif words:
        here.append(words)
