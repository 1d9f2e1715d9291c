"""The part of Anki's template language that the note types use.

That both sides of every shipped card come out as the real Anki renders them is tested over all notes.
"""

from __future__ import annotations

import errno
import mimetypes
import re
from base64 import b64encode
from dataclasses import dataclass, replace

from deckwright.course.model import MediaFile
from deckwright.deck.notes import Note
from deckwright.deck.notetypes import NoteType
from deckwright.deck.rendering import render

_TAG = re.compile(r"\{\{([#^/]?)([^{}]+)\}\}")
_EMPTY = re.compile(r"(?:\s|</?(?:br|div) ?/?>)*", re.IGNORECASE)
_SIGN = re.compile(r"[^0-9A-Za-z\u0100-\U0010ffff]")
_NAMED = {'"': "&quot;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_GAP = re.compile(r"\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Card:
    """A card: the item and note type it comes from, its number among the note's cards, HTML of both sides, styles.

    `media` are the pictures it shows.
    """

    item: str
    kind: str
    language: str
    ordinal: int
    front: str
    back: str
    css: str
    media: tuple[MediaFile, ...] = ()

    def page(self, html: str, *, night: bool = False) -> str:
        """Return one side as a whole page, in Anki's light or dark look."""
        return render("web/card.html", title=self.item, language=self.language, css=self.css, html=html, night=night)

    def with_pictures(self) -> Card:
        """Return the card with its pictures in the HTML itself. Raises OSError where one cannot be read."""
        front, back = self.front, self.back
        for file in self.media:
            if not file.path.is_file():
                raise OSError(errno.EINVAL, "it is no file", str(file.path))
            kind = mimetypes.guess_type(file.name)[0] or "image/webp"  # Python knows webp from 3.13 on
            data = f"data:{kind};base64,{b64encode(file.path.read_bytes()).decode()}"
            front, back = (side.replace(f'src="{file.name}"', f'src="{data}"') for side in (front, back))
        return replace(self, front=front, back=back, media=())


def cards(note: Note, note_type: NoteType, language: str) -> list[Card]:
    """Return the cards of a note."""
    fields = dict(zip([field.name for field in note_type.fields], note.fields, strict=True))
    return [
        Card(
            item=note.item,
            kind=note.kind,
            language=language,
            ordinal=ordinal,
            front=fill(note_type.front, fields, ordinal, answer=False),
            back=fill(note_type.back, fields, ordinal, answer=True),
            css=note_type.css,
            media=note.media,
        )
        for ordinal in note.cards
    ]


def fill(template: str, fields: dict[str, str], ordinal: int, *, answer: bool) -> str:
    """Return one side of a card: fields put in, sections kept or left out, the gap of this card hidden or shown."""
    result: list[str] = []
    shown = [True]
    at = 0
    for tag in _TAG.finditer(template):
        if shown[-1]:
            result.append(template[at : tag.start()])
        at = tag.end()
        mark, name = tag.groups()
        if mark == "/":
            shown.pop()
        elif mark:
            filled = not _EMPTY.fullmatch(fields[name])
            shown.append(shown[-1] and filled == (mark == "#"))
        elif shown[-1]:
            gaps = name.startswith("cloze:")
            result.append(_gaps(fields[name[6:]], ordinal + 1, answer=answer) if gaps else fields[name])
    return "".join([*result, template[at:]])


def _gaps(text: str, number: int, *, answer: bool) -> str:
    def gap(match: re.Match[str]) -> str:
        own, content, hint = match.groups()
        if int(own) != number:
            return f'<span class="cloze-inactive" data-ordinal="{own}">{content}</span>'
        if answer:
            return f'<span class="cloze" data-ordinal="{own}">{content}</span>'
        hidden = _SIGN.sub(lambda sign: _NAMED.get(sign[0]) or f"&#x{ord(sign[0]):X};", content)
        return f'<span class="cloze" data-cloze="{hidden}" data-ordinal="{own}">[{hint or "..."}]</span>'

    return _GAP.sub(gap, text)
