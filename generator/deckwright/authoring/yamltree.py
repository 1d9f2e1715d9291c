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
        _unreadable_character(source, error, report)
        return None
    except yaml.MarkedYAMLError as error:
        _syntax_error(source, _better_words(source, error), report)
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


_BLOCK_STYLE = "put the text in block style: `key: |` and the text indented below"


def _refuse_marks(source: Source, event: Any, report: Report) -> None:  # noqa: ANN401 (three kinds of event)
    at = event.start_mark.index
    if event.anchor is not None:
        word = f"&{event.anchor}"
        report.error(
            "yaml-alias",
            f"anchors are not supported: `{word}`",
            Span(source, at, at + len(word)),
            help=f"write the text out; {_BLOCK_STYLE} if it begins with `&`",
        )
    if event.tag is not None:
        written = re.match(r"\S*", source.text()[at : at + 80])
        word = written.group() if written and written.group() else event.tag
        report.error(
            "yaml-tag",
            f"tags are not supported: `{word}`",
            Span(source, at, at + len(word)),
            help=f"delete the tag; {_BLOCK_STYLE} if it begins with `!`",
        )


def _refuse_alias(source: Source, event: Any, report: Report) -> None:  # noqa: ANN401 (marks are optional to mypy)
    span = Span(source, event.start_mark.index, event.end_mark.index)
    report.error(
        "yaml-alias",
        f"aliases are not supported: `*{event.anchor}`",
        span,
        help=f"write the text out; {_BLOCK_STYLE} if it begins with `*`",
    )


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


def _unreadable_character(source: Source, error: yaml.reader.ReaderError, report: Report) -> None:
    match = _UNPRINTABLE.search(source.text())
    span = Span(source, match.start(), match.end()) if match else Span(source, 0, 0)
    name = f"U+{ord(match.group()):04X}" if match else str(error.reason)
    report.error(
        "control-character",
        f"the control character {name} is not allowed",
        span,
        help="delete the invisible character here",
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


def _better_words(source: Source, error: yaml.MarkedYAMLError) -> yaml.MarkedYAMLError:
    """Return what PyYAML's own parser says of the same text: its words are better than libyaml's."""
    if len(source.data) > 1024 * 1024:
        return error
    try:
        for _ in yaml.parse(source.text(), yaml.SafeLoader):
            pass
    except yaml.MarkedYAMLError as better:
        return better
    except yaml.YAMLError:
        pass
    return error


def _syntax_error(source: Source, error: yaml.MarkedYAMLError, report: Report) -> None:
    problem = error.problem or "this is not valid YAML"
    context = error.context or ""
    if error.context_mark is not None and ("flow" in context or "quoted scalar" in context):
        _not_closed(
            source,
            error.context_mark,
            error.problem_mark,
            "quote" if "quoted" in context else "bracket",
            report,
        )
        return
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(source.text())) if mark else 0
    end = at + 1
    notes: tuple[str, ...] = ()
    line = source.line(source.position(at)[0])
    column = source.position(at)[1]
    if "mapping values are not allowed" in problem and ": " in line[: column - 1]:
        report.error(
            "text-split",
            "a second colon in this line: was this text split?",
            Span(source, at, end),
            label="starts a value",
            help=f"a colon with a space after it separates key and value; {_BLOCK_STYLE}",
        )
        return
    if "'\\t'" in problem or (line[: len(line) - len(line.lstrip())].find("\t") >= 0):
        at = source.text().find("\t", source.text().rfind("\n", 0, at) + 1)
        report.error(
            "tab-indentation",
            "YAML is indented with spaces, and this is a tab",
            Span(source, at, at + 1),
            help="replace the tab by spaces; most editors can do that for the whole file",
        )
        return
    if error.context_mark is not None and context:
        notes = (f"{context}, line {source.position(min(error.context_mark.index, len(source.text())))[0]}",)
    help_ = _BLOCK_STYLE
    if "could not find expected ':'" in problem:
        help_ = "a key needs a colon after it, and a text below `key: |` must be indented deeper than the key"
    elif "mapping values are not allowed" in problem:
        help_ = "check the indentation here and in the line above: keys of one mapping start in the same column"
    elif "'<scalar>'" in problem and re.search(r""":\s+["']""", line):
        help_ = f"a text that begins with a quotation mark ends at the next one; {_BLOCK_STYLE}"
    elif "block end" in problem or "block mapping" in problem:
        help_ = "check the indentation: keys of one mapping start in the same column"
    report.error("yaml-syntax", _lowered(problem), Span(source, at, end), help=help_, notes=notes)


def _not_closed(source: Source, opened: yaml.Mark, noticed: yaml.Mark | None, what: str, report: Report) -> None:
    notes: tuple[str, ...] = ()
    if noticed is not None:
        line, column = source.position(min(noticed.index, len(source.text())))
        notes = (f"it was noticed in line {line}, column {column}",)
    close = "close it" if what == "bracket" else "close it, and mind that the same sign inside ends it"
    report.error(
        "yaml-syntax",
        f"this {what} is not closed, or what stands inside is no list of values"
        if what == "bracket"
        else "this quote is not closed, or holds what cannot stand inside",
        Span(source, opened.index, opened.index + 1),
        notes=notes,
        help=f"{close}; or {_BLOCK_STYLE}",
    )


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:].rstrip(".")
