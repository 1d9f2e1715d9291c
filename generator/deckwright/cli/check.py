"""`deckwright check`."""

from __future__ import annotations

import time

import click

from deckwright import pipeline
from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, volume_options


@click.command("check")
@format_option
@volume_options
@click.pass_context
def command(ctx: click.Context, form: Format, quiet: bool, verbose: bool) -> None:
    """Check every course and deck, and write nothing."""
    started = time.perf_counter()
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    pipeline.check(project, report, progress)
    progress.clear()
    show(report, form, to_stdout=True)
    if report.failed():
        ctx.exit(FAILED)
    if not quiet and form == "text":
        click.echo("No errors.")
        if verbose:
            click.echo(f"Took {time.perf_counter() - started:.2f} s.")
