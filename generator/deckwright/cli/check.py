"""`deckwright check`."""

from __future__ import annotations

import time

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, volume_options


@click.command("check")
@click.option(
    "--spelling/--no-spelling",
    default=None,
    help="Look words up in dictionaries, or do not. Left out: where `deckwright[spelling]` and dictionaries are there.",
)
@format_option
@volume_options
@click.pass_context
def command(ctx: click.Context, spelling: bool | None, form: Format, quiet: bool, verbose: bool) -> None:
    """Check every course and deck; no package is written.

    Courses with `editorial` in course.yaml are held to the editorial rules too.
    """
    from deckwright import pipeline

    started = time.perf_counter()
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    reviewed = pipeline.check(project, report, progress, spelling=spelling)
    progress.clear()
    show(report, form, to_stdout=True)
    if report.failed():
        ctx.exit(FAILED)
    if not quiet and form == "text":
        click.echo("No errors.")
        for trouble in sorted({one.no_spelling for one in reviewed} - {""}):
            click.echo(f"Spelling was not checked: {trouble}.")
        if verbose:
            click.echo(f"Took {time.perf_counter() - started:.2f} s.")
