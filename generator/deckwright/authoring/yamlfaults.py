"""What is said about a file that is not valid YAML."""

from __future__ import annotations

import re
from typing import Any

import yaml

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Source, Span

BLOCK_STYLE = "put the text in block style: `key: |` and the text indented below"


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|\ufeff")


def unreadable_character(source: Source, error: yaml.reader.ReaderError, report: Report) -> None:
    """Report a character that YAML does not take."""
    match = _UNPRINTABLE.search(source.text())
    span = Span(source, match.start(), match.end()) if match else Span(source, 0, 0)
    name = f"U+{ord(match.group()):04X}" if match else str(error.reason)
    report.error(
        "control-character",
        f"the control character {name} is not allowed",
        span,
        help="delete the invisible character here",
    )


def _better_words(source: Source, error: yaml.MarkedYAMLError) -> yaml.MarkedYAMLError:
    """Return what PyYAML's own parser says of the same text: its words are better than libyaml's.

    Where something stands in brackets that cannot, the context is the innermost bracket.
    """
    if len(source.data) > 1024 * 1024:
        return error
    opened: list[Any] = []  # marks, which mypy takes for optional
    try:
        for event in yaml.parse(source.text(), yaml.SafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                opened.append(event.start_mark)
            elif isinstance(event, yaml.CollectionEndEvent):
                opened.pop()
    except yaml.MarkedYAMLError as better:
        brackets = [mark for mark in opened if source.text()[mark.index] in "[{"]
        if better.context == "while parsing a flow node" and brackets:
            better.context_mark = brackets[-1]
        return better
    except (yaml.YAMLError, ValueError, OverflowError):
        # It counts on every escape in a quoted text being a character, and on every number of a version being short.
        pass
    return error


def syntax_error(source: Source, error: yaml.MarkedYAMLError, report: Report) -> None:
    """Report what is wrong with a file that is no YAML: where, why, and what to do."""
    error = _better_words(source, error)
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
    end = min(at + 1, len(source.text()))
    notes: tuple[str, ...] = ()
    line = source.line(source.position(at)[0])
    column = source.position(at)[1]
    if "mapping values are not allowed" in problem and ": " in line[: column - 1]:
        report.error(
            "text-split",
            "a second colon in this line: was this text split?",
            Span(source, at, end),
            label="starts a value",
            help=f"a colon with a space after it separates key and value; {BLOCK_STYLE}",
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
    help_ = BLOCK_STYLE
    if "could not find expected ':'" in problem:
        help_ = "a key needs a colon after it, and a text below `key: |` must be indented deeper than the key"
    elif "mapping values are not allowed" in problem:
        help_ = "check the indentation here and in the line above: keys of one mapping start in the same column"
    elif "'<scalar>'" in problem and re.search(r""":\s+["']""", line):
        help_ = f"a text that begins with a quotation mark ends at the next one; {BLOCK_STYLE}"
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
        Span(source, opened.index, min(opened.index + 1, len(source.text()))),
        notes=notes,
        help=f"{close}; or {BLOCK_STYLE}",
    )


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:].rstrip(".")
