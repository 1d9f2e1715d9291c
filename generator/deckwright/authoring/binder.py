"""From a YAML tree to frozen dataclasses, by the type hints of their fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeVar

from deckwright.authoring.diagnostics import Report, closest, did_you_mean, one_of
from deckwright.authoring.names import is_name, report_bad_name
from deckwright.authoring.shapes import (
    ChoiceShape,
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
from deckwright.authoring.source import Span, Text
from deckwright.authoring.yamltree import Mapping, Node, Sequence, type_of_node

T = TypeVar("T")

_NUMBER = re.compile(r"-?\d{1,9}")
_TYPED = {
    TextKind.PROSE: "a text",
    TextKind.CLOZE: "a text",
    TextKind.LINE: "a line of text",
    TextKind.NAME: "a name",
    TextKind.WORD: "a text",
}


@dataclass(slots=True)
class Binding:
    """What binding finds beside the records.

    `broken` names the entries of tables in which something was reported: they are dropped or lack
    parts, and nothing that follows from that should be reported as well. `texts` are all texts but
    names, with their kind.
    """

    report: Report
    broken: set[str] = field(default_factory=set)
    texts: list[tuple[Text, TextKind]] = field(default_factory=list)


_FAILED: Final = object()
At = Text | Span
"""Where to point when a value is missing: the key it belongs to, or a place. A key's span is made only when needed."""
_Binder = Callable[[Node, At, Binding], Any]


def bind(cls: type[T], node: Mapping, binding: Binding) -> T | None:
    """Return a record of a dataclass, or None with diagnostics in the report.

    A misspelt or misplaced key is reported and left out; the record is still returned where all that
    it requires is there, so that later checks can go on.
    """
    value = _binder(record_shape(cls))(node, Span(node.source, node.start, node.start), binding)
    return None if value is _FAILED else value


@cache
def _binder(shape: Shape) -> _Binder:
    match shape:
        case TextShape(kind):
            return _name if kind is TextKind.NAME else _text_binder(kind)
        case ChoiceShape(values):
            return _choice_binder(values)
        case NumberShape(range_):
            return _number_binder(range_.low, range_.high)
        case FlagShape():
            return _flag
        case ListShape(item):
            return _list_binder(_binder(item))
        case TableShape(item):
            return _table_binder(item)
        case RecordShape():
            return _record_binder(shape)


def _text_binder(kind: TextKind) -> _Binder:
    one_line = kind is TextKind.LINE or kind is TextKind.WORD

    def bind_text(node: Node, at: At, binding: Binding) -> object:
        if type(node) is Text and node.value and not node.value.isspace():
            if one_line:
                node = on_one_line(node)
            binding.texts.append((node, kind))
            return node
        return _no_text(node, at, kind, binding.report)

    return bind_text


def on_one_line(text: Text) -> Text:
    """Return a text without line breaks and outer spaces: in which YAML style it is written makes no difference."""
    value = " ".join(text.value.split())
    return text if value == text.value else text._replace(value=value)


def _name(node: Node, at: At, binding: Binding) -> object:
    if type(node) is not Text or not node.value:
        return _no_text(node, at, TextKind.NAME, binding.report)
    if not is_name(node.value):
        report_bad_name(node, binding.report)
        return _FAILED
    return node


def _no_text(node: Node, at: At, kind: TextKind, report: Report) -> object:
    wanted = _TYPED[kind]
    match node:
        case Text():
            report.error(
                "empty-text",
                f"expected {wanted}, found nothing",
                node.span if node.value else _place(at),
                help="write the text, or delete the key",
            )
        case Sequence(flow=True):
            report.error(
                "text-split",
                f"expected {wanted}, found a list in brackets: was this text split at a comma?",
                node.span,
                help="put the text in block style: `key: |` and the text indented below",
            )
        case Mapping(pairs=[(Text(value=key), _), *_]) if " " in key or node.flow:
            report.error(
                "text-split",
                f"expected {wanted}, found a key with a value: was this text split at a colon?",
                node.span,
                help="put the text in block style: `key: |` and the text indented below",
            )
        case _:
            report.error(
                "wrong-type",
                f"expected {wanted}, found {type_of_node[type(node)]}",
                _head(node),
                help="write the text behind the key, or in block style below `key: |`",
            )
    return _FAILED


def _place(at: At) -> Span:
    return at.span if isinstance(at, Text) else at


def _head(node: Node) -> Span:
    """Return the place of a node, cut after its first line: whole trees are no help underlined."""
    if isinstance(node, Mapping) and node.pairs:
        return node.pairs[0][0].span
    return Span(node.source, node.start, node.end)


def _choice_binder(values: tuple[str, ...]) -> _Binder:
    interned = {value: value for value in values}

    def bind_choice(node: Node, at: At, binding: Binding) -> object:
        if type(node) is not Text or not node.value:
            return _no_text(node, at, TextKind.NAME, binding.report)
        value = interned.get(node.value)
        if value is None:
            binding.report.error(
                "unknown-value",
                f"`{node.value}` is not one of {one_of(values)}",
                node.span,
                help=did_you_mean(node.value, values, f"choose one of {one_of(values)}"),
            )
            return _FAILED
        return value

    return bind_choice


def _number_binder(low: int, high: int) -> _Binder:
    def bind_number(node: Node, at: At, binding: Binding) -> object:
        if type(node) is not Text or not node.value:
            return _no_text(node, at, TextKind.NAME, binding.report)
        if _NUMBER.fullmatch(node.value) is None:
            binding.report.error(
                "wrong-type",
                f"expected a whole number, found `{node.value}`",
                node.span,
                help=f"write a number from {low} to {high}",
            )
            return _FAILED
        number = int(node.value)
        if not low <= number <= high:
            binding.report.error(
                "out-of-range",
                f"{number} is not between {low} and {high}",
                node.span,
                help=f"write a number from {low} to {high}",
            )
            return _FAILED
        return number

    return bind_number


def _flag(node: Node, at: At, binding: Binding) -> object:
    if type(node) is not Text or not node.value:
        return _no_text(node, at, TextKind.NAME, binding.report)
    if node.value not in ("true", "false"):
        binding.report.error(
            "wrong-type",
            f"expected `true` or `false`, found `{node.value}`",
            node.span,
            help="write `true` or `false`",
        )
        return _FAILED
    return node.value == "true"


def _list_binder(item: _Binder) -> _Binder:
    def bind_list(node: Node, at: At, binding: Binding) -> object:
        if type(node) is not Sequence:
            found = type_of_node[type(node)] if not (isinstance(node, Text) and not node.value) else "nothing"
            binding.report.error(
                "wrong-type",
                f"expected a list, found {found}",
                _head(node) if found != "nothing" else _place(at),
                help="write `[first, second]`, or an item a line with `- ` before each",
            )
            return _FAILED
        values = [item(child, at, binding) for child in node.items]
        return _FAILED if any(value is _FAILED for value in values) else tuple(values)

    return bind_list


def _table_binder(shape: Shape) -> _Binder:
    item = _binder(shape)
    key_field = shape.key_field if isinstance(shape, RecordShape) else None
    takes_key = _keyed_record_binder(shape) if isinstance(shape, RecordShape) and key_field else None

    def bind_table(node: Node, at: At, binding: Binding) -> object:
        if type(node) is not Mapping:
            return _no_mapping(node, at, binding.report)
        values: dict[str, object] = {}
        for key, child in node.pairs:
            if not is_name(key.value):
                binding.broken |= {key.value, report_bad_name(key, binding.report)}
                continue
            found = len(binding.report.diagnostics)
            value = takes_key(child, key, binding) if takes_key else item(child, key, binding)
            if len(binding.report.diagnostics) > found:
                binding.broken.add(key.value)
            if value is not _FAILED:
                values[key.value] = value
        return values

    return bind_table


def _no_mapping(node: Node, at: At, report: Report) -> object:
    nothing = isinstance(node, Text) and not node.value
    report.error(
        "wrong-type",
        f"expected keys and values, found {'nothing' if nothing else type_of_node[type(node)]}",
        _place(at) if nothing else _head(node),
        help="write `key: value` lines, indented below",
    )
    return _FAILED


def _record_binder(shape: RecordShape) -> _Binder:
    fields = {name: _binder(f.shape) for name, f in shape.fields.items()}
    required = shape.required
    make = shape.type

    def bind_record(node: Node, at: At, binding: Binding, /, **given: Text) -> object:
        if type(node) is not Mapping:
            return _no_mapping(node, at, binding.report)
        values: dict[str, Any] = given
        complete = True
        misspelt: set[str | None] = set()
        for key, child in node.pairs:
            binder = fields.get(key.value)
            if binder is None:
                report_unknown_key(key, child, node.flow, fields, binding.report)
                misspelt.add(closest(key.value, fields))
                continue
            value = binder(child, key, binding)
            values[key.value] = value
            if value is _FAILED:
                complete = False
        binding.broken |= {name for name in misspelt if name is not None and name not in values}
        missing = [name for name in required if name not in values]
        complete = complete and not missing
        missing = [name for name in missing if name not in misspelt]
        if missing:
            keys = "the keys" if len(missing) > 1 else "the key"
            verb = "are" if len(missing) > 1 else "is"
            binding.report.error(
                "missing-key",
                f"{keys} {one_of(missing)} {verb} missing",
                _place(at),
                help=f"add `{missing[0]}: …` here",
            )
        return make(**values) if complete else _FAILED

    return bind_record


def _keyed_record_binder(shape: RecordShape) -> Callable[[Node, Text, Binding], object]:
    bind_record: Callable[..., object] = _record_binder(shape)
    key_field = shape.key_field or ""

    def bind_keyed(node: Node, key: Text, binding: Binding) -> object:
        return bind_record(node, key, binding, **{key_field: key})

    return bind_keyed


def report_unknown_key(key: Text, value: Node, flow: bool, known: dict[str, Any], report: Report) -> None:
    """Report a key that a record does not have, or a text that YAML has split into keys."""
    if isinstance(value, Text) and not value.value and flow:
        report.error(
            "text-split",
            f"`{key.value}` stands as a key of its own: was this text split at a comma?",
            key.span,
            help="put the text in block style: `key: |` and the text indented below",
        )
    elif " " in key.value and not did_you_mean(key.value, known):
        report.error(
            "text-split",
            f"`{key.value}` stands as a key of its own: was this text split at a colon?",
            key.span,
            help="put the text in block style: `key: |` and the text indented deeper than the key",
        )
    else:
        report.error(
            "unknown-key",
            f"unknown key `{key.value}`",
            key.span,
            help=did_you_mean(key.value, known, f"known here: {one_of(known)}"),
        )
