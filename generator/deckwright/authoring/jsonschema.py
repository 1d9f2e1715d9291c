"""The content format as JSON Schema, for editors that complete keys and explain them while one writes."""

from __future__ import annotations

import re
from typing import Any

from deckwright.authoring.names import LONGEST_NAME
from deckwright.authoring.shapes import (
    TRANSLATED,
    ChoiceShape,
    FieldShape,
    FlagShape,
    ListShape,
    NumberShape,
    RecordShape,
    Shape,
    TableShape,
    TextKind,
    TextShape,
    record_shape,
)

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The version that editors know best."""

_TEXT: Schema = {"type": ["string", "number", "boolean"]}  # a text stays one, whatever it looks like: `no`, `12`
# Editors read patterns as JavaScript does, which counts letters such as ü as no letters: this takes more than `check`.
_NAME: Schema = {**_TEXT, "pattern": "^[^\\s_.:/]+$", "maxLength": LONGEST_NAME}


def json_schema(cls: type[Any], title: str) -> Schema:
    """Return the schema of a file that holds a record."""
    return {"$schema": DIALECT, "title": title, **_record(record_shape(cls))}


def overlay_schema(cls: type[Any], title: str) -> Schema:
    """Return the schema of a translation of such a file: its structure with the texts alone, none of them needed."""
    schema = {"$schema": DIALECT, "title": title, **_record(record_shape(cls), texts_only=True)}
    schema["properties"]["translates"] = {**_NAME, "description": "id of what is translated"}
    return schema


def _record(shape: RecordShape, *, texts_only: bool = False) -> Schema:
    fields = {name: one for name, one in shape.fields.items() if not texts_only or _has_texts(one.shape)}
    schema: Schema = {
        "type": "object",
        "description": _plain((shape.type.__doc__ or "").split("\n", 1)[0]),
        "properties": {name: _field(one, texts_only=texts_only) for name, one in fields.items()},
        "additionalProperties": False,
    }
    required = [] if texts_only else [name for name, one in fields.items() if one.required]
    return schema | ({"required": required} if required else {})


def _field(field: FieldShape, *, texts_only: bool) -> Schema:
    return {**_shape(field.shape, texts_only=texts_only), "description": _plain(field.doc)}


def _shape(shape: Shape, *, texts_only: bool) -> Schema:
    match shape:
        case TextShape(kind):
            return dict(_NAME if kind is TextKind.NAME else _TEXT)
        case ChoiceShape(values):
            return {"enum": list(values)}
        case NumberShape(range_):
            return {"type": "integer", "minimum": range_.low, "maximum": range_.high}
        case FlagShape():
            return {"type": "boolean"}
        case ListShape(item):
            return {"type": "array", "items": _shape(item, texts_only=texts_only)}
        case TableShape(item):
            return {
                "type": "object",
                "propertyNames": {"pattern": _NAME["pattern"], "maxLength": LONGEST_NAME},
                "additionalProperties": _shape(item, texts_only=texts_only),
            }
        case RecordShape():
            return _record(shape, texts_only=texts_only)


def _has_texts(shape: Shape) -> bool:
    match shape:
        case TextShape(kind):
            return kind in TRANSLATED
        case TableShape(item):
            return _has_texts(item)
        case RecordShape():
            return any(_has_texts(field.shape) for field in shape.fields.values())
        case _:
            return False


def _plain(text: str) -> str:
    """Return a description without the marks of Markdown, which not every editor renders."""
    return re.sub(r"`([^`]*)`", r"\1", text)
