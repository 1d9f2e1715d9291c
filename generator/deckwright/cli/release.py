"""`deckwright release`."""

from __future__ import annotations

from pathlib import Path

import click

from deckwright import pipeline
from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, volume_options
from deckwright.cli.summary import summary


@click.command("release")
@click.argument("version")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the packages.  [default: build]",
)
@format_option
@volume_options
@click.pass_context
def command(ctx: click.Context, version: str, out: Path | None, form: Format, quiet: bool, verbose: bool) -> None:
    """Release all decks as VERSION (such as 0.1.0).

    Writes the locks `decks/COURSE-LANGUAGE.lock`, which remember what learners have, and the packages.
    Commit the locks: later builds rest on them.
    """
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    built = pipeline.release(project, version, report, out=out.resolve() if out else None, progress=progress)
    progress.clear()
    show(report, form)
    if report.failed():
        ctx.exit(FAILED)
    if not quiet and form in ("text", "short"):
        click.echo(summary(built, verbose=verbose), nl=False)
        click.echo(f"Released {version}. Next: commit `decks/*.lock`, and give the packages to your learners.")
