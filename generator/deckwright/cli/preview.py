"""`deckwright preview`."""

from __future__ import annotations

from pathlib import Path

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, shown, volume_options


@click.command("preview")
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option(
    "--png",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    metavar="FOLDER",
    help="Folder for the pictures.",
)
@click.option("--lang", "languages", multiple=True, metavar="LANGUAGE", help="Only this language.  [default: all]")
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context,
    items: tuple[str, ...],
    png: Path,
    languages: tuple[str, ...],
    form: Format,
    quiet: bool,
    verbose: bool,
) -> None:
    """Take pictures of cards: of the items named, or of one of each kind.

    Front and back, light and dark, on a phone and on a desktop, with and without scripts, as Anki shows them.
    Needs deckwright[preview] and Chromium.
    """
    from deckwright import pipeline
    from deckwright.preview import pictures

    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    cards = pipeline.preview(project, items, languages, report, progress)
    progress.clear()
    show(report, form)
    if report.failed():
        ctx.exit(FAILED)
    try:
        written = pictures.take(cards, png)
    except pictures.NoBrowserError as error:
        msg = f"{error}."
        raise click.UsageError(msg) from error
    except OSError as error:
        msg = f"cannot write to '{png}': {(error.strerror or str(error)).lower()}."
        raise click.UsageError(msg) from error
    if not quiet and form in ("text", "short"):
        click.echo(f"{len(written)} pictures of {len(cards)} cards are in {shown(png)}.")
    if verbose and form in ("text", "short"):
        click.echo("\n".join(f"  {path.name}" for path in written))
