"""Diagnostics: one type for all that is said about content, and how it is shown.

The facts (a `Diagnostic`) are kept apart from their rendering (`render`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from deckwright.authoring.source import Source, Span

Format = Literal["text", "short", "json", "github"]


class Severity(StrEnum):
    """How much a diagnostic weighs: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing to be said about the content.

    `code` is a kebab-case name from the catalogue (`deckwright explain CODE`); `message` is lower
    case, without a full stop, and stands alone; `span` is the place, or None where there is none;
    `label` is written beside the underline; `help` names an action; `notes` add facts.
    """

    code: str
    message: str
    span: Span | None = None
    label: str = ""
    help: str = ""
    notes: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR


@dataclass(slots=True)
class Report:
    """What a run has found so far, in the order it was found."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    def error(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        label: str = "",
        help: str = "",
        notes: tuple[str, ...] = (),
    ) -> None:
        """Add an error."""
        self.diagnostics.append(Diagnostic(code, message, span, label, help, notes))

    def warn(
        self,
        code: str,
        message: str,
        span: Span | None = None,
        *,
        label: str = "",
        help: str = "",
        notes: tuple[str, ...] = (),
    ) -> None:
        """Add a warning."""
        self.diagnostics.append(Diagnostic(code, message, span, label, help, notes, Severity.WARNING))

    def failed(self) -> bool:
        """Whether there is at least one error."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)

    def count_errors(self) -> int:
        """Return how many errors there are."""
        return self.count(Severity.ERROR)

    def count(self, severity: Severity) -> int:
        """Return how many diagnostics of a severity there are."""
        return sum(d.severity is severity for d in self.diagnostics)

    def sorted(self) -> list[Diagnostic]:
        """Return the diagnostics by file and place, each once; those without a place come first."""
        return sorted(dict.fromkeys(self.diagnostics), key=_order)


def _order(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return ("", 0, 0) if span is None else (span.source.path, span.start, span.end)


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that a word was probably meant to be, or None where none is close."""
    from difflib import get_close_matches

    lowered = {name.lower().replace("_", "-"): name for name in sorted(set(known))}
    close = get_close_matches(word.lower().replace("_", "-"), list(lowered), n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return "did you mean `x`?" for the closest known name, or `otherwise` where none is close."""
    name = closest(word, known)
    return otherwise if name is None else f"did you mean `{name}`?"


def one_of(names: Iterable[str], most: int = 12) -> str:
    """Return names in backticks, with commas between, cut after `most`."""
    listed = list(names)
    cut = ", …" if len(listed) > most else ""
    return ", ".join(f"`{name}`" for name in listed[:most]) + cut


def cut(words: str, most: int = 80) -> str:
    """Return words for a message, cut after `most` characters."""
    return words if len(words) <= most else f"{words[:most]}…"


def render(diagnostics: Sequence[Diagnostic], form: Format = "text", *, colour: bool = False) -> str:
    """Return diagnostics as they are printed, with a line end, or "" where there are none.

    `text` shows each with its line underlined, `short` takes a line each for editors, `json` is one
    object with a list, `github` gives annotations for a workflow.
    """
    if form == "json":
        import json

        found = json.dumps({"diagnostics": [_as_dict(d) for d in diagnostics]}, ensure_ascii=False, indent=2) + "\n"
        # bytes in a file name that are no UTF-8 cannot be written as they are, and JSON has escapes for them
        return found.encode("utf-8", "backslashreplace").decode("utf-8")
    show = {"text": _as_text, "short": _as_short, "github": _as_github}[form]
    return "".join(show(d, colour) for d in diagnostics)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, int, int] | None:
    """Path, line, column, end line and end column (all from 1; line 0 where only the file is known)."""
    if diagnostic.span is None:
        return None
    source, start, end = diagnostic.span
    if not source.data:
        return source.path, 0, 0, 0, 0
    line, column = source.position(start)
    end_line, end_column = source.position(max(start, _last_shown(source, start, end)))
    return source.path, line, column, end_line, end_column


def _last_shown(source: Source, start: int, end: int) -> int:
    text = source.text()
    return start + len(text[start:end].rstrip())


_BOLD, _RED, _YELLOW, _BLUE, _RESET = "\x1b[1m", "\x1b[1;31m", "\x1b[1;33m", "\x1b[1;34m", "\x1b[0m"


def _as_text(diagnostic: Diagnostic, colour: bool) -> str:
    red = _RED if diagnostic.severity is Severity.ERROR else _YELLOW
    paint = (lambda style, words: f"{style}{words}{_RESET}") if colour else (lambda style, words: words)  # noqa: ARG005
    head = paint(red, f"{diagnostic.severity}[{diagnostic.code}]") + paint(_BOLD, f": {printable(diagnostic.message)}")
    lines = [head]
    place = _place(diagnostic)
    if place is not None and diagnostic.span is not None:
        path, line, column, end_line, end_column = place
        if line == 0:
            lines.append(f"  {paint(_BLUE, '-->')} {printable(path)}")
        else:
            gutter = " " * len(str(line))
            bar = paint(_BLUE, f"{gutter} |")
            written = diagnostic.span.source.line(line)
            stop = end_column if end_line == line else len(written) + 1
            shown, before, under = _underline(written, column, stop)
            label = f" {printable(diagnostic.label)}" if diagnostic.label else ""
            lines += [
                f"{gutter} {paint(_BLUE, '-->')} {printable(path)}:{line}:{column}",
                bar,
                f"{paint(_BLUE, f'{line} |')} {shown}",
                f"{bar} {before}{paint(red, under + label)}",
            ]
    lines += [f"{paint(_BOLD, 'note')}: {printable(note)}" for note in diagnostic.notes]
    if diagnostic.help:
        lines.append(f"{paint(_BOLD, 'help')}: {printable(diagnostic.help)}")
    return "\n".join(lines) + "\n\n"


_WIDEST = 160


def _underline(written: str, column: int, stop: int) -> tuple[str, str, str]:
    """Return the line as shown, the space before the underline, and the underline.

    Long lines are cut around the place; tabs are copied, so that the underline stands right at any
    tab width.
    """
    first = max(0, column - 1 - _WIDEST // 2) if len(written) > _WIDEST else 0
    shown = written[first : first + _WIDEST]
    before = shown[: column - 1 - first]
    marked = shown[column - 1 - first : max(stop - 1 - first, column - first)]
    if first:
        shown, before = f"…{shown}", f" {before}"
    if first + _WIDEST < len(written):
        shown = f"{shown}…"
    space = "".join("\t" if char == "\t" else " " * width(char) for char in printable(before))
    return printable(shown), space, "^" * max(1, sum(map(width, printable(marked))))


def width(char: str) -> int:
    """Return how many columns a character takes in a terminal: 0, 1 or 2."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def printable(words: str) -> str:
    """Return words with control characters and line ends (but tabs) made visible, so that no file drives a terminal."""
    return "".join(
        char if char == "\t" or unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp") else f"\\x{ord(char):02x}"
        for char in words
    )


def _as_short(diagnostic: Diagnostic, colour: bool) -> str:  # noqa: ARG001
    place = _place(diagnostic)
    where = "" if place is None else f"{place[0]}:{place[1] or 1}:{place[2] or 1}: "
    help_ = f" ({diagnostic.help})" if diagnostic.help else ""
    return printable(f"{where}{diagnostic.severity}[{diagnostic.code}]: {diagnostic.message}{help_}") + "\n"


def _as_dict(diagnostic: Diagnostic) -> dict[str, object]:
    place = _place(diagnostic)
    path, line, column, end_line, end_column = place or (None, 0, 0, 0, 0)
    return {
        "severity": str(diagnostic.severity),
        "code": diagnostic.code,
        "message": diagnostic.message,
        "path": path,
        "line": line or None,
        "column": column or None,
        "end_line": end_line or None,
        "end_column": end_column or None,
        "label": diagnostic.label,
        "help": diagnostic.help,
        "notes": list(diagnostic.notes),
    }


def _as_github(diagnostic: Diagnostic, colour: bool) -> str:  # noqa: ARG001
    words = "\n".join(filter(None, (diagnostic.message, *diagnostic.notes, diagnostic.help)))
    words = "\n".join(map(printable, words.split("\n")))
    place = _place(diagnostic)
    pairs = [f"title={_property(diagnostic.code)}"]
    if place is not None:
        path, line, column, end_line, end_column = place
        pairs.insert(0, f"file={_property(printable(path))}")
        if line:
            pairs.insert(1, f"line={line},endLine={end_line},col={column},endColumn={end_column}")
    return f"::{diagnostic.severity} {','.join(pairs)}::{_escaped(words)}\n"


def _escaped(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _escaped(words).replace(":", "%3A").replace(",", "%2C")
