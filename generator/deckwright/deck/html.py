"""Authored texts as HTML for the fields of a note."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from mimetypes import guess_type

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
from deckwright.course.model import MediaFile


def to_html(text: str, media: Mapping[str, MediaFile]) -> str:
    """Return a text as HTML. A single paragraph stands without a tag, so that it is easy to edit in Anki.

    `media` gives the files by the path as texts write it; every picture must be among them.
    """
    blocks = parse(text).blocks
    match blocks:
        case (Paragraph(children),):
            return _inlines(children, media)
        case _:
            return "".join([_block(block, media) for block in blocks])


def inlined(media: Mapping[str, MediaFile]) -> dict[str, MediaFile]:
    """Return files under data addresses instead of names, for pages that are complete in one file."""
    return {path: replace(file, name=_data_address(file)) for path, file in media.items()}


def _data_address(file: MediaFile) -> str:
    kind = guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{b64encode(file.path.read_bytes()).decode()}"


def _block(block: Block, media: Mapping[str, MediaFile]) -> str:
    match block:
        case Paragraph(children):
            return f"<p>{_inlines(children, media)}</p>"
        case ListBlock(items, ordered):
            tag = "ol" if ordered else "ul"
            inner = "".join([f"<li>{_item(item, media)}</li>" for item in items])
            return f"<{tag}>{inner}</{tag}>"
        case Quote(blocks):
            return f"<blockquote>{''.join([_block(child, media) for child in blocks])}</blockquote>"


def _item(blocks: tuple[Block, ...], media: Mapping[str, MediaFile]) -> str:
    first, *rest = blocks or (Paragraph(()),)
    head = _inlines(first.children, media) if isinstance(first, Paragraph) else _block(first, media)
    return head + "".join([_block(block, media) for block in rest])


def _inlines(children: tuple[Inline, ...], media: Mapping[str, MediaFile]) -> str:
    return "".join([_inline(child, media) for child in children])


def _inline(node: Inline, media: Mapping[str, MediaFile]) -> str:
    match node:
        case str():
            return escape(node, quote=False)
        case Emphasis(children, strong):
            tag = "strong" if strong else "em"
            return f"<{tag}>{_inlines(children, media)}</{tag}>"
        case LineBreak():
            return "<br>"
        case Image(path, description):
            return f'<img src="{escape(media[path].name)}" alt="{escape(" ".join(description.split()))}">'
