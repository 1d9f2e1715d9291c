"""What a record may hold, read once from the type hints of its dataclass.

The hints of the schema are the only place where the format is written down: binding, translating
and (later) documentation all follow them.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal

from deckwright.authoring.source import Text


class TextKind(Enum):
    """What a scalar holds."""

    PROSE = "prose"  # Markdown, translated
    CLOZE = "cloze"  # Markdown with gaps, translated
    LINE = "line"  # one line of plain words, translated
    NAME = "name"  # an identifier: letters, digits and hyphens
    WORD = "word"  # plain words that no translation touches


TRANSLATED = frozenset({TextKind.PROSE, TextKind.CLOZE, TextKind.LINE})


Prose = Annotated[Text, TextKind.PROSE]
Cloze = Annotated[Text, TextKind.CLOZE]
Line = Annotated[Text, TextKind.LINE]
Name = Annotated[Text, TextKind.NAME]
Word = Annotated[Text, TextKind.WORD]


class Key:
    """Marks the field that takes the key under which a record stands in its table."""


@dataclass(frozen=True, slots=True)
class Range:
    """Smallest and largest whole number allowed."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class TextShape:
    """A scalar kept as text."""

    kind: TextKind


@dataclass(frozen=True, slots=True)
class ChoiceShape:
    """One of a few words."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberShape:
    """A whole number."""

    range: Range


@dataclass(frozen=True, slots=True)
class FlagShape:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class ListShape:
    """A list of one kind of thing."""

    item: Shape


@dataclass(frozen=True, slots=True)
class TableShape:
    """A mapping from permanent keys to one kind of thing."""

    item: Shape


@dataclass(frozen=True, slots=True, eq=False)
class RecordShape:
    """A dataclass: its fields by YAML key, and the field that takes the record's own key."""

    type: type[Any]
    fields: dict[str, FieldShape]
    key_field: str | None

    @property
    def required(self) -> tuple[str, ...]:
        """Return the keys that must be there."""
        return tuple(name for name, field in self.fields.items() if field.required)


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a record; `doc` is its description."""

    shape: Shape
    required: bool
    doc: str


Shape = TextShape | ChoiceShape | NumberShape | FlagShape | ListShape | TableShape | RecordShape


def record_shape(cls: type[Any]) -> RecordShape:
    """Return the shape of a dataclass."""
    hashable: Any = cls  # which mypy does not believe of type[Any]
    return _record_shape(hashable)


@cache
def _record_shape(cls: type[Any]) -> RecordShape:
    hints = typing.get_type_hints(cls, include_extras=True)
    fields: dict[str, FieldShape] = {}
    key_field = None
    for field in dataclasses.fields(cls):
        hint, marks = _unwrapped(hints[field.name])
        if any(isinstance(mark, Key) for mark in marks):
            key_field = field.name
            continue
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        doc = next((mark for mark in marks if isinstance(mark, str)), "")
        fields[field.name] = FieldShape(_shape(hint, marks), required, doc)
    return RecordShape(cls, fields, key_field)


def _unwrapped(hint: Any) -> tuple[Any, tuple[object, ...]]:  # noqa: ANN401 (type hints have no common type)
    """Strip `Annotated` and `| None` off a hint, and return what is left with the marks."""
    marks: tuple[object, ...] = ()
    while True:
        if typing.get_origin(hint) is Annotated:
            marks += hint.__metadata__
            hint = hint.__origin__
        elif typing.get_origin(hint) in (typing.Union, types.UnionType):
            (hint,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
        else:
            return hint, marks


def _shape(hint: Any, marks: tuple[object, ...]) -> Shape:  # noqa: ANN401
    origin = typing.get_origin(hint)
    if hint is Text:
        return TextShape(next(mark for mark in marks if isinstance(mark, TextKind)))
    if hint is bool:
        return FlagShape()
    if hint is int:
        return NumberShape(next(mark for mark in marks if isinstance(mark, Range)))
    if origin is Literal:
        return ChoiceShape(typing.get_args(hint))
    if origin is tuple:
        return ListShape(_shape(*_unwrapped(typing.get_args(hint)[0])))
    if origin is dict:
        return TableShape(_shape(*_unwrapped(typing.get_args(hint)[1])))
    return record_shape(hint)
