"""Authored texts as trees for Typst: nothing an author writes is ever taken for a command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from deckwright.authoring.markup import (
    Block,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    ListBlock,
    Paragraph,
    Quote,
    parse,
)

Tree = list[dict[str, Any]]
"""Blocks: `{"p": INLINES}`, `{"ul": ITEMS}`, `{"ol": ITEMS}` and `{"quote": BLOCKS}`; an item is a list of blocks.

Inlines are strings, `{"em": INLINES}`, `{"strong": INLINES}`, `{"br": true}` and `{"image": PATH, "alt": WORDS}`.
"""


def tree(text: str) -> Tree:
    """Return a text as a tree."""
    return [_block(block) for block in parse(text).blocks]


def plain(text: str) -> str:
    """Return a text as it is put into a mail: paragraphs with blank lines between them, without emphasis."""
    return "\n\n".join(_plain_block(block) for block in parse(text).blocks)


def shown_pictures(node: Any) -> Iterator[str]:  # noqa: ANN401 (a tree, or data with trees in it)
    """Yield the paths of the pictures in a tree, or in data that holds trees."""
    if isinstance(node, dict):
        if "image" in node:
            yield node["image"]
        for below in node.values():
            yield from shown_pictures(below)
    elif isinstance(node, list):
        for below in node:
            yield from shown_pictures(below)


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph(children):
            return {"p": [_inline(child) for child in children]}
        case ListBlock(items, ordered):
            return {"ol" if ordered else "ul": [[_block(child) for child in item] for item in items]}
        case Quote(blocks):
            return {"quote": [_block(child) for child in blocks]}


def _inline(node: Inline) -> str | dict[str, Any]:
    match node:
        case str():
            return node
        case Emphasis(children, strong):
            return {"strong" if strong else "em": [_inline(child) for child in children]}
        case LineBreak():
            return {"br": True}
        case Image(path, description):
            return {"image": path, "alt": " ".join(description.split())}


def _plain_block(block: Block) -> str:
    match block:
        case Paragraph(children):
            return "".join(_plain_inline(child) for child in children)
        case ListBlock(items, ordered):
            marks = (f"{number}. " if ordered else "- " for number in range(1, len(items) + 1))
            return "\n".join(
                _indented("\n".join(_plain_block(child) for child in item), mark, " " * len(mark))
                for mark, item in zip(marks, items, strict=True)
            )
        case Quote(blocks):
            return _indented("\n\n".join(_plain_block(child) for child in blocks), "> ", "> ")


def _indented(text: str, first: str, later: str) -> str:
    return first + text.replace("\n", f"\n{later}")


def _plain_inline(node: Inline) -> str:
    match node:
        case str():
            return node
        case Emphasis(children):
            return "".join(_plain_inline(child) for child in children)
        case LineBreak():
            return "\n"
        case Image(_, description):
            return description
