"""`deckwright translate`."""

from __future__ import annotations

import click

from deckwright import releasing
from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, volume_options


@click.command("translate")
@click.argument("language")
@click.option(
    "--accept",
    "names",
    multiple=True,
    required=True,
    metavar="ITEM",
    help="An item, or such as `principle/NAME`, `lesson/NAME`, `claim/NAME` or `course`.",
)
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context, language: str, names: tuple[str, ...], form: Format, quiet: bool, verbose: bool
) -> None:
    """Say that translations into LANGUAGE still hold, although the source has changed.

    Writes that into the lock `decks/COURSE-LANGUAGE.lock`, and nothing else: commit it.
    """
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    done = releasing.accept_translations(project, language, names, report, progress)
    progress.clear()
    errors = Report([d for d in report.diagnostics if verbose or report.failed()])
    show(errors, form)
    if report.failed():
        ctx.exit(FAILED)
    if not quiet and form in ("text", "short"):
        click.echo(f"Accepted: {', '.join(done)}. Next: commit `decks/*.lock`.")
