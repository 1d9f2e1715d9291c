"""`deckwright translate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, colours, format_option, project_of, show, shown, volume_options

if TYPE_CHECKING:
    from deckwright.authoring.source import Text
    from deckwright.staleness import Behind
    from deckwright.translating import Translation


@click.command("translate")
@click.argument("language", required=False, default="")
@click.option("--status", is_flag=True, help="Write nothing; show how far each file is. LANGUAGE may be left out.")
@click.option(
    "--stale",
    is_flag=True,
    help="Write nothing; show what has changed in the source since the last release, and not in the translation. "
    "LANGUAGE may be left out.",
)
@click.option(
    "--accept",
    "names",
    multiple=True,
    metavar="ITEM",
    help="Say that a translation still holds: of an item, or such as `principle/NAME`, `lesson/NAME`, `claim/NAME` or "
    "`course`. Writes that into the lock `decks/COURSE-LANGUAGE.lock`, and nothing else: commit it.",
)
@click.option("--course", default="", metavar="NAME", help="Only this course.")
@click.option("--lesson", "lessons", multiple=True, metavar="NAME", help="Only this lesson; may be repeated.")
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Only this file, or its translation; may be repeated.",
)
@click.option("--drafts", is_flag=True, help="Drafts too.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be.")
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context,
    language: str,
    *,
    status: bool,
    stale: bool,
    names: tuple[str, ...],
    course: str,
    lessons: tuple[str, ...],
    files: tuple[Path, ...],
    drafts: bool,
    dry_run: bool,
    form: Format,
    quiet: bool,
    verbose: bool,
) -> None:
    """Put an entry for every text that LANGUAGE lacks into its files, to be filled in.

    The text to translate stands above each entry. What is in the files stays as it is, and files that are not there
    are made. LANGUAGE must be among the `translations` in `course.yaml`.
    """
    limited = bool(course or lessons or files or drafts)
    if status + stale + bool(names) > 1 or (dry_run and (status or stale or names)) or (names and limited):
        msg = "choose one of --status, --stale and --accept; --accept takes no other option, the others no --dry-run."
        raise click.UsageError(msg)
    if not language and not status and not stale:
        msg = "name the language to translate into."
        raise click.UsageError(msg)
    from deckwright import releasing, translating

    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    choice = translating.Choice(language, course, lessons, tuple(path.resolve() for path in files), drafts)
    said = ""
    if names:
        done = releasing.accept_translations(project, language, names, report, progress)
        said = f"Accepted: {', '.join(done)}. Next: commit `decks/*.lock`.\n"
    elif status:
        found = translating.standings(project, choice, report, progress)
        said = status_as_json(found) if form == "json" else status_as_text(found)
    elif stale:
        behind = translating.fallen_behind(project, choice, report, progress)
        said = stale_as_json(behind) if form == "json" else stale_as_text(behind)
    else:
        written = translating.translate(project, choice, report, progress, write=not dry_run)
        said = status_as_json(written) if form == "json" else _written(written, dry_run=dry_run)
    progress.clear()
    if names or report.failed():
        show(Report([one for one in report.diagnostics if verbose or report.failed()]), form)
    if report.failed():
        ctx.exit(FAILED)
    if form in ("text", "short") or (form == "json" and not names):
        click.echo(said if status or stale or form == "json" or not quiet else "", nl=False)


def _written(files: Sequence[Translation], *, dry_run: bool) -> str:
    """Return what was written, and what comes next."""
    lines = [
        f"  {shown(one.path)}  {_counted(one.added, 'text')} to fill in{', a new file' * (not one.there)}"
        for one in files
        if one.added
    ]
    missing = sum(one.missing for one in files)
    if dry_run:
        lines.append("Nothing was written." if lines else "There is nothing to write.")
    elif not lines:
        lines.append("Every text has its entry.")
    needed = [shown(one.path) for one in files if one.missing and one.path.name == f"course.{one.language}.yaml"]
    if missing:
        begin = f" Begin with {', '.join(needed)}, which every deck needs." if needed else ""
        lines.append(f"Next: fill in {_counted(missing, 'text')}, then: deckwright check.{begin}")
    return "\n".join([*lines, ""])


def status_as_text(files: Sequence[Translation]) -> str:
    """Return how far files are, as a table for each course and language."""
    if not files:
        return "There are no translations.\n"
    lines: list[str] = []
    for (course, language), group in groupby(files, key=lambda one: (one.course, one.language)):
        ours = list(group)
        names = [shown(one.path) for one in ours]
        widest = max(map(len, [*names, "in all"]))
        lines += ["" for _ in lines[:1]]
        lines.append(f"{f'{course}, {language}':{widest}}  texts   done  missing  stale")
        for name, one in zip(names, ours, strict=True):
            missing = f"{one.missing:7}" if one.there else "no file"
            lines.append(f"{name:{widest}}  {one.texts:5}  {one.done:5}  {missing}  {one.stale:5}")
        sums = _sums(ours)
        lines.append(
            f"{'in all':{widest}}  {sums['texts']:5}  {sums['done']:5}  {sums['missing']:7}  {sums['stale']:5}"
        )
    return "\n".join([*lines, ""])


def status_as_json(files: Sequence[Translation]) -> str:
    """Return how far files are as one JSON object."""
    found = [
        {
            "course": one.course,
            "language": one.language,
            "path": one.path.as_posix(),
            "there": one.there,
            "added": one.added,
            **_sums([one]),
        }
        for one in files
    ]
    return json.dumps({"files": found, "sums": _sums(files)}, ensure_ascii=False, indent=2) + "\n"


def _sums(files: Sequence[Translation]) -> dict[str, int]:
    return {name: sum(getattr(one, name) for one in files) for name in ("texts", "done", "missing", "stale")}


def stale_as_text(texts: Sequence[Behind]) -> str:
    """Return the texts that have fallen behind, each with what has changed in its source."""
    from deckwright.authoring.diagnostics import printable
    from deckwright.release.telling import words

    if not texts:
        return "No translation has fallen behind.\n"
    lines: list[str] = []
    for one in texts:
        lines.append(f"`{one.place}` of `{one.item}`, {_place(one.translation)}")
        lines.append(f"  source, {_place(one.source)}:")
        if one.change is None:
            text = " ".join(printable(line) for line in one.source.value.split())
            lines.append(f"  {text}")
            lines.append("  (its words before are not in version control)")
        else:
            change = tuple((what, printable(text)) for what, text in one.change)
            lines.append(f"  {words(change, colour=colours(sys.stdout))}")
        lines.append("")
    lines.append(f"{_counted(len(texts), 'text')} changed in the source, and not in the translation.")
    for language in dict.fromkeys(one.language for one in texts):
        names = " ".join(f"--accept {name}" for name in dict.fromkeys(o.item for o in texts if o.language == language))
        lines.append(f"Translate again, or say what still holds: deckwright translate {language} {names}")
    return "\n".join([*lines, ""])


def stale_as_json(texts: Sequence[Behind]) -> str:
    """Return the texts that have fallen behind as one JSON object."""
    found = [
        {
            "language": one.language,
            "item": one.item,
            "place": one.place,
            "translation": _place(one.translation),
            "source": _place(one.source),
            "since": one.since,
            "change": None if one.change is None else [list(piece) for piece in one.change],
        }
        for one in texts
    ]
    return json.dumps({"stale": found}, ensure_ascii=False, indent=2) + "\n"


def _place(text: Text) -> str:
    span = text.span
    line, column = span.source.position(span.start)
    return f"{span.source.path}:{line}:{column}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'s' * (count != 1)}"
