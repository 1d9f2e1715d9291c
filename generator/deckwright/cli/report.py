"""`deckwright report`."""

from __future__ import annotations

from pathlib import Path

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, shown, volume_options


@click.command("report")
@click.option("--lang", "languages", multiple=True, metavar="LANGUAGE", help="Only this language; may be repeated.")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the pages.  [default: build/report]",
)
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context, languages: tuple[str, ...], out: Path | None, form: Format, quiet: bool, verbose: bool
) -> None:
    """Write what an editor reads: figures, open findings, sources; and a review sheet for experts.

    Each course gets, in each language that has a deck, a page COURSE-LANGUAGE.html, the same figures as JSON, and
    COURSE-LANGUAGE-review.html: every item with its key and room for comments. All are complete in one file.
    """
    from deckwright import reporting

    report = Report()
    progress = Progress(quiet=quiet)
    written = reporting.write_report(
        project_of(ctx), languages, report, out=out.resolve() if out else None, progress=progress
    )
    progress.clear()
    show(report, form)
    if report.failed():
        ctx.exit(FAILED)
    if not quiet and form in ("text", "short"):
        for path in written:
            if verbose or path.suffix == ".html":
                click.echo(f"  {shown(path)}")
