"""`deckwright build`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, volume_options
from deckwright.cli.summary import summary


@click.command("build")
@click.argument("decks", nargs=-1, metavar="[DECK]...")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the packages.  [default: build]",
)
@click.option("--locked", is_flag=True, help="Refuse content that was changed since its last release.")
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context,
    decks: tuple[str, ...],
    out: Path | None,
    locked: bool,
    form: Format,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build Anki packages: the named decks, or all of them.

    Nothing is written while the content has errors; what was built before stays.
    """
    from deckwright import pipeline

    started = time.perf_counter()
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    built = pipeline.build(project, decks, report, out=out.resolve() if out else None, locked=locked, progress=progress)
    progress.clear()
    show(report, form)
    if report.failed():
        ctx.exit(FAILED)
    if not quiet and form in ("text", "short"):
        click.echo(summary(built, verbose=verbose), nl=False)
        click.echo("Next: open a package in Anki (File > Import), or check it with `deckwright verify`.")
        if verbose:
            click.echo(f"Took {time.perf_counter() - started:.2f} s.")
