"""Translations: the texts of an overlay file laid over the records of the source language."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from deckwright.authoring.binder import on_one_line, report_unknown_key
from deckwright.authoring.diagnostics import Report, did_you_mean
from deckwright.authoring.shapes import (
    TRANSLATED,
    FieldShape,
    ListShape,
    RecordShape,
    Shape,
    TableShape,
    TextKind,
    TextShape,
    record_shape,
)
from deckwright.authoring.source import Span, Text
from deckwright.authoring.yamltree import Mapping, Node, Sequence, type_of_node

T = TypeVar("T")


@dataclass(slots=True)
class Overlaid(Generic[T]):
    """A record with translated texts.

    `missing` lists the source texts that have no translation, by their path; `translated` the others with
    theirs; `kinds` what each translated text is. `broken` names what the source has, but could not be bound.
    """

    value: T
    missing: list[tuple[tuple[str, ...], Text]] = field(default_factory=list)
    translated: list[tuple[tuple[str, ...], Text, Text]] = field(default_factory=list)
    kinds: list[TextKind] = field(default_factory=list)
    broken: frozenset[str] = frozenset()

    @property
    def texts(self) -> list[tuple[Text, TextKind]]:
        """Return the translated texts with their kind."""
        return [(text, kind) for (_, _, text), kind in zip(self.translated, self.kinds, strict=True)]


def overlay(
    record: T,
    node: Mapping | None,
    report: Report,
    *,
    also: frozenset[str] = frozenset(),
    broken: frozenset[str] = frozenset(),
) -> Overlaid[T]:
    """Return a record with the texts that an overlay gives for it.

    Texts that the overlay lacks stay as in the source and are listed as missing. What the overlay
    has and the source has not, or what is no text, is an error in the report. Keys in `also` are
    known to the caller and passed over; names in `broken` belong to records that the source has, but
    that could not be bound.
    """
    found: Overlaid[T] = Overlaid(record, broken=broken)
    found.value = _record(record, record_shape(type(record)), node, (), found, report, also)
    return found


def _record(
    record: Any,  # noqa: ANN401 (any dataclass of the schema)
    shape: RecordShape,
    node: Node | None,
    path: tuple[str, ...],
    found: Overlaid[Any],
    report: Report,
    also: frozenset[str] = frozenset(),
) -> Any:  # noqa: ANN401
    given = _children(node, report)
    changes: dict[str, Any] = {}
    for name, field_shape in shape.fields.items():
        if not _has_texts(field_shape.shape):
            continue
        source = getattr(record, name)
        pair = given.pop(name, None)
        if not source and name in found.broken:
            continue
        if source is None or (source == {} and pair is None):
            if pair is not None:
                _orphan(pair[0], f"the source has no `{name}` here", report)
            continue
        child = pair[1] if pair else None
        changes[name] = _value(source, field_shape.shape, child, (*path, name), found, report)
    for key, child in given.values():
        if key.value in also:
            continue
        _not_a_text(key, child, shape, isinstance(node, Mapping) and node.flow, report)
    return dataclasses.replace(record, **changes)


def _value(
    source: Any,  # noqa: ANN401 (any value of the schema)
    shape: Shape,
    node: Node | None,
    path: tuple[str, ...],
    found: Overlaid[Any],
    report: Report,
) -> Any:  # noqa: ANN401
    match shape:
        case TextShape(kind):
            if node is None or (isinstance(node, Text) and not node.value.strip()):
                found.missing.append((path, source))
                return source
            if not isinstance(node, Text):
                split = isinstance(node, Sequence) and node.flow
                report.error(
                    "text-split" if split else "translation-structure",
                    f"expected a text, found {type_of_node[type(node)]}"
                    + (": was it split at a comma?" if split else ""),
                    Span(node.source, node.start, node.end),
                    help="put the text in block style: `key: |` and the text indented below",
                )
                return source
            if kind is TextKind.LINE:
                node = on_one_line(node)
            found.translated.append((path, source, node))
            found.kinds.append(kind)
            return node
        case TableShape(item):
            given = _children(node, report)
            values = {
                key: _value(value, item, (given.pop(key, None) or (None, None))[1], (*path, key), found, report)
                for key, value in source.items()
            }
            for key, _ in given.values():
                if key.value not in found.broken:
                    _orphan(key, f"the source has no `{key.value}` here", report, did_you_mean(key.value, source))
            return values
        case RecordShape():
            return _record(source, shape, node, path, found, report)
        case _:
            return source


def _children(node: Node | None, report: Report) -> dict[str, tuple[Text, Node]]:
    if node is None or (isinstance(node, Text) and not node.value):
        return {}
    if not isinstance(node, Mapping):
        report.error(
            "translation-structure",
            f"expected keys and values as in the source, found {type_of_node[type(node)]}",
            Span(node.source, node.start, node.end),
            help="repeat the structure of the source file",
        )
        return {}
    return {key.value: (key, child) for key, child in node.pairs}


def _orphan(key: Text, why: str, report: Report, help_: str = "") -> None:
    report.error(
        "orphan-translation",
        f"`{key.value}` translates nothing: {why}",
        key.span,
        help=help_ or "call it as the source does, or add it to the source; delete it only if nobody needs it",
    )


def _not_a_text(key: Text, child: Node, shape: RecordShape, flow: bool, report: Report) -> None:
    known: dict[str, FieldShape] = shape.fields
    if key.value in known:
        report.error(
            "translation-structure",
            f"`{key.value}` is not translated",
            key.span,
            help="delete it here: everything but the texts is taken from the source",
        )
    else:
        texts = {name: f for name, f in known.items() if _has_texts(f.shape)}
        report_unknown_key(key, child, flow, texts, report)


def _has_texts(shape: Shape) -> bool:
    match shape:
        case TextShape(kind):
            return kind in TRANSLATED
        case ListShape(item) | TableShape(item):
            return _has_texts(item)
        case RecordShape():
            return any(_has_texts(f.shape) for f in shape.fields.values())
        case _:
            return False
