"""`deckwright diff`."""

from __future__ import annotations

import sys

import click

from deckwright.authoring.diagnostics import Report
from deckwright.cli.console import FAILED, Progress, colours, project_of, show


@click.command("diff")
@click.option(
    "--against",
    default="",
    metavar="VERSION|REVISION|FILE.apkg",
    help="A version that was released, a revision of git, or a package.  [default: the last release]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="For people, for programs, or for a changelog.",
)
@click.pass_context
def command(ctx: click.Context, against: str, form: str) -> None:
    """Show what learners will see when they import the decks of today.

    New, changed (word by word), changed by rendering alone, retired, moved; changed looks; and what a learner
    must tick. Warnings of the content are not repeated here: call `deckwright check`.
    """
    from deckwright import releasing
    from deckwright.release.telling import as_json, as_markdown, as_text

    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=False)
    found = releasing.diff(project, report, against=against, progress=progress)
    progress.clear()
    if report.failed():
        show(report, "text")
        ctx.exit(FAILED)
    texts = {"text": as_text(found, colour=colours(sys.stdout)), "json": as_json(found), "markdown": as_markdown(found)}
    click.echo(texts[form], nl=False)
