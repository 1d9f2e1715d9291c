"""`deckwright show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli import editor
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show

if TYPE_CHECKING:
    from deckwright.authoring.source import Span
    from deckwright.showing import ItemShown


@click.command("show")
@click.argument("item")
@click.option("--edit", is_flag=True, help="Open its file at its place, in the editor named by VISUAL or EDITOR.")
@click.option("-l", "--lang", "language", metavar="LANGUAGE", help="With --edit: its translation.")
@format_option
@click.pass_context
def command(ctx: click.Context, item: str, edit: bool, language: str | None, form: Format) -> None:
    """Show an ITEM: where it stands, what it teaches, who ships it, and what learners have of it."""
    from deckwright.showing import show_item

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
    import subprocess

    named = editor.named()
    if not named:
        msg = "name your editor in VISUAL or EDITOR, such as: export VISUAL='code --wait'."
        raise click.UsageError(msg)
    line, column = place.source.position(place.start)
    try:
        subprocess.run(editor.call(named, root / place.source.path, line, column), check=True)  # noqa: S603
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        msg = f"the editor '{named}' could not be run: {error}."
        raise click.UsageError(msg) from error
