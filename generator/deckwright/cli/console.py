"""What the commands share: options, diagnostics on the terminal, progress, exit codes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from deckwright.authoring.diagnostics import Format, Report, Severity, render

if TYPE_CHECKING:
    from deckwright.workspace import Project

Command = TypeVar("Command", bound=Callable[..., Any])

FAILED = 1
"""Exit code where the content has errors; wrong usage exits with 2."""


def format_option(command: Command) -> Command:
    """Add `--format`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "short", "json", "github"]),
        default="text",
        show_default=True,
        help="How diagnostics are shown: with the line underlined, a line each, as JSON, or as workflow annotations.",
    )(command)


def volume_options(command: Command) -> Command:
    """Add `--quiet` and `--verbose`."""
    command = click.option("-v", "--verbose", is_flag=True, help="Say more: times and full digests.")(command)
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but diagnostics.")(command)


def project_of(ctx: click.Context) -> Project:
    """Return the project of a call. Ends with a usage error where there is none."""
    from deckwright.workspace import find_project

    try:
        project = find_project(ctx.obj)
    except OSError as error:
        msg = f"cannot read '{error.filename}': {(error.strerror or str(error)).lower()}."
        raise click.UsageError(msg) from error
    if project is None:
        msg = (
            f"'{ctx.obj}' is in no deckwright project: a project is a folder with 'decks' and 'content'. "
            "Change to one, or use -C."
        )
        raise click.UsageError(msg)
    return project


def colours(stream: TextIO) -> bool:
    """Whether a stream takes colours: a terminal, and nobody has said NO_COLOR."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show(report: Report, form: Format, *, to_stdout: bool = False) -> None:
    """Print diagnostics, and in text form how many there are. What a program reads goes to standard output."""
    stream = sys.stdout if to_stdout or form in ("json", "github") else sys.stderr
    found = report.sorted()
    if form == "json" or found:
        stream.write(render(found, form, colour=colours(stream)))
    if found and form == "text":
        errors, warnings = report.count(Severity.ERROR), report.count(Severity.WARNING)
        counts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
        stream.write(", ".join(counts) + "\n")
    stream.flush()


class Progress:
    """Says on a terminal how far long work is; stays silent for the first second, and everywhere else."""

    def __init__(self, *, quiet: bool) -> None:
        self.shown = not quiet and sys.stderr.isatty()
        self.started = time.monotonic()
        self.last = 0.0

    def __call__(self, what: str, done: int, count: int) -> None:
        """Take note of how far the work is."""
        now = time.monotonic()
        if self.shown and now - self.started > 1 and now - self.last > 0.1:
            self.last = now
            sys.stderr.write(f"\r\x1b[K{what} {done}/{count}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Wipe the line."""
        if self.last:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def shown(path: Path) -> str:
    """Return a path as short as it can be said from here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
