"""YAML to a tree with exact places, and nothing constructed: every scalar stays text.

The tree is built straight from libyaml's events. That needs no recursion, so nesting cannot exhaust
the stack, sees anchors, aliases and tags before they are resolved, and takes a third of the time of
loading.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Source, Span, Text
from deckwright.authoring.yamlfaults import BLOCK_STYLE, syntax_error, unreadable_character

DEEPEST = 100
"""Deepest nesting accepted. A course needs eight levels."""

# libyaml's parser where PyYAML was built with it, which all wheels are
_Loader: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mapping(NamedTuple):
    """A YAML mapping with its keys in order. `flow` tells `{…}` from block style."""

    source: Source
    start: int
    end: int
    flow: bool
    pairs: list[tuple[Text, Node]]

    @property
    def span(self) -> Span:
        """The place of the whole mapping."""
        return Span(self.source, self.start, self.end)


class Sequence(NamedTuple):
    """A YAML sequence. `flow` tells `[…]` from block style."""

    source: Source
    start: int
    end: int
    flow: bool
    items: list[Node]

    @property
    def span(self) -> Span:
        """The place of the whole sequence."""
        return Span(self.source, self.start, self.end)


type_of_node = {Text: "a text", Mapping: "a mapping", Sequence: "a list"}
Node = Text | Mapping | Sequence


class _RefusedError(Exception):
    """Raised where the rest of a file can say nothing more; its diagnostic is in the report."""


def parse(source: Source, report: Report) -> Mapping | None:
    """Return the mapping that a file holds, or None with diagnostics in the report."""
    found = report.count_errors()
    try:
        root = _tree(source, report)
    except _RefusedError:
        return None
    except yaml.reader.ReaderError as error:
        unreadable_character(source, error, report)
        return None
    except yaml.MarkedYAMLError as error:
        syntax_error(source, error, report)
        return None
    if report.count_errors() > found:
        return None
    if root is None:
        report.error(
            "empty-file",
            f"`{source.path}` holds comments only",
            Span(source, 0, 0),
            help="write its content, or delete the file",
        )
        return None
    if not isinstance(root, Mapping):
        report.error(
            "wrong-type",
            f"expected keys and values, found {type_of_node[type(root)]}",
            root.span,
            help="a file starts with a key such as `lesson: my-lesson`",
        )
        return None
    return root


def _tree(source: Source, report: Report) -> Node | None:
    next_event: Callable[[], Any] = _Loader(source.text()).get_event
    # The innermost collection that is open: its children so far (keys and values in turn for a
    # mapping), whether it is in flow style, and where it starts.
    open_: list[tuple[list[Node], bool, int]] = []
    children: list[Node] = []
    root: list[Node] = children
    documents = 0
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                _refuse_marks(source, event, report)
            text = Text(event.value, source, event.start_mark.index, event.end_mark.index)
            if event.style == '"':
                _refuse_escaped_controls(text, report)
            children.append(text)
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            start = event.start_mark.index
            if event.anchor is not None or event.tag is not None:
                _refuse_marks(source, event, report)
            if len(open_) == DEEPEST:
                report.error(
                    "too-deep",
                    f"nested deeper than {DEEPEST} levels",
                    Span(source, start, start + 1),
                    help="check the brackets and the indentation here",
                )
                raise _RefusedError
            open_.append((children, bool(event.flow_style), start))
            children = []
        elif kind is SequenceEndEvent:
            items = children
            children, flow, start = open_.pop()
            children.append(Sequence(source, start, event.end_mark.index, flow, items))
        elif kind is MappingEndEvent:
            flat = children
            children, flow, start = open_.pop()
            children.append(Mapping(source, start, event.end_mark.index, flow, _pairs(flat, report)))
        elif kind is StreamEndEvent:
            return root[0] if root else None
        elif kind is AliasEvent:
            _refuse_alias(source, event, report)
            children.append(Text("", source, event.start_mark.index, event.end_mark.index))
        elif kind is DocumentStartEvent:
            documents += 1
            if documents > 1:
                at = event.start_mark.index
                report.error(
                    "several-documents",
                    "a file holds one document, and `---` starts another",
                    Span(source, at, at + 3),
                    help="delete the line `---`, or move what follows into a file of its own",
                )
                raise _RefusedError


def _pairs(flat: list[Node], report: Report) -> list[tuple[Text, Node]]:
    pairs: list[tuple[Text, Node]] = []
    seen: dict[str, Text] = {}
    for key, value in zip(flat[::2], flat[1::2], strict=True):
        if not isinstance(key, Text):
            report.error(
                "complex-key",
                f"a key is a single word, and this is {type_of_node[type(key)]}",
                key.span,
                help="a text that begins with `{` or `[` needs block style: `key: |` and the text indented below",
            )
            continue
        if key.value == "<<":
            report.error(
                "merge-key",
                "merge keys are not supported",
                key.span,
                help="write the texts out; translations and variants avoid most repetition",
            )
            continue
        if key.value in seen:
            first = seen[key.value]
            report.error(
                "duplicate-key",
                f"the key `{key.value}` stands here twice",
                key.span,
                help="rename or delete one of the two",
                notes=(f"the first one is in line {first.source.position(first.start)[0]}",),
            )
            continue
        seen[key.value] = key
        pairs.append((key, value))
    return pairs


def _refuse_marks(source: Source, event: Any, report: Report) -> None:  # noqa: ANN401 (three kinds of event)
    at = event.start_mark.index
    if event.anchor is not None:
        word = f"&{event.anchor}"
        report.error(
            "yaml-alias",
            f"anchors are not supported: `{word}`",
            Span(source, at, at + len(word)),
            help=f"write the text out; {BLOCK_STYLE} if it begins with `&`",
        )
    if event.tag is not None:
        written = re.match(r"\S*", source.text()[at : at + 80])
        word = written.group() if written and written.group() else event.tag
        report.error(
            "yaml-tag",
            f"tags are not supported: `{word}`",
            Span(source, at, at + len(word)),
            help=f"delete the tag; {BLOCK_STYLE} if it begins with `!`",
        )


def _refuse_alias(source: Source, event: Any, report: Report) -> None:  # noqa: ANN401 (marks are optional to mypy)
    span = Span(source, event.start_mark.index, event.end_mark.index)
    report.error(
        "yaml-alias",
        f"aliases are not supported: `*{event.anchor}`",
        span,
        help=f"write the text out; {BLOCK_STYLE} if it begins with `*`",
    )


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def _refuse_escaped_controls(text: Text, report: Report) -> None:
    match = _CONTROL.search(text.value)
    if match:
        report.error(
            "control-character",
            f"the control character U+{ord(match.group()):04X} is not allowed",
            Span(text.source, text.start, text.end),
            help="delete the escape that stands for it",
        )
