"""`deckwright show`."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.authoring.source import Span
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show
from deckwright.showing import ItemShown, show_item

_GOTO = ("code", "code-insiders", "codium", "cursor")
_PLUS = ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "gedit", "kate")
_COLON = ("hx", "subl", "zed")


@click.command("show")
@click.argument("item")
@click.option("--edit", is_flag=True, help="Open its file at its place, in the editor named by VISUAL or EDITOR.")
@click.option("-l", "--lang", "language", metavar="LANGUAGE", help="With --edit: its translation.")
@format_option
@click.pass_context
def command(ctx: click.Context, item: str, edit: bool, language: str | None, form: Format) -> None:
    """Show an ITEM: where it stands, what it teaches, who ships it, and what learners have of it."""
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=False)
    found = show_item(project, item, report, progress)
    progress.clear()
    if found is None:
        show(report, form)
        ctx.exit(FAILED)
    click.echo(as_text(found), nl=False)
    if edit:
        standing = found.standings[0]
        if language is not None:
            standing = next((one for one in found.standings if one.language == language), standing)
            if standing.language != language:
                msg = f"there is no translation into '{language}'."
                raise click.BadParameter(msg, param_hint="--lang")
        _open(project.root, standing.place)


def as_text(item: ItemShown) -> str:
    """Return an item as people read it."""
    lines = [f"{item.name}: {item.kind}{f', {item.state}' * bool(item.state)}"]
    lines.append(f"  lesson     {item.lesson[0]}: {item.lesson[1]}")
    if item.principle:
        lines.append(f"  principle  {item.principle}")
    lines += [f"  claim      {name}: {text}" for name, text in item.claims]
    lines += [f"  source     {name}: {text}" for name, text in item.sources]
    if item.exercises:
        lines.append(f"  exercises  {', '.join(item.exercises)}")
    if item.agendas:
        lines.append(f"  workshops  {', '.join(item.agendas)}")
    for one in item.standings:
        line, column = one.place.source.position(one.place.start)
        lines.append(f"  {one.language}  {one.place.source.path}:{line}:{column}")
        lines.append(f"      in {', '.join(one.decks) or 'no deck'}; {one.history}")
    return "\n".join(lines) + "\n"


def _open(root: Path, place: Span) -> None:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not named:
        msg = "name your editor in VISUAL or EDITOR, such as: export VISUAL='code --wait'."
        raise click.UsageError(msg)
    line, column = place.source.position(place.start)
    words = shlex.split(named, posix=os.name != "nt")
    try:
        subprocess.run(  # noqa: S603 (the editor that the person has named)
            [*words, *editor_arguments(words[0], root / place.source.path, line, column)], check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        msg = f"the editor '{named}' could not be run: {error}."
        raise click.UsageError(msg) from error


def editor_arguments(editor: str, path: Path, line: int, column: int) -> list[str]:
    """Return what opens a file at a place in an editor; in one that is not known, the file alone."""
    name = Path(editor).stem.lower()
    if name in _GOTO:
        return ["--goto", f"{path}:{line}:{column}"]
    if name in _PLUS:
        return [f"+{line}", str(path)]
    return [f"{path}:{line}:{column}" if name in _COLON else str(path)]
