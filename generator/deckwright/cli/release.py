"""`deckwright release`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from deckwright.authoring.diagnostics import Format, Report, did_you_mean
from deckwright.cli.console import FAILED, Progress, colours, format_option, project_of, show, shown, volume_options
from deckwright.cli.summary import summary


@click.command("release")
@click.argument("version")
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the release.  [default: build/releases/VERSION]",
)
@click.option("--allow", multiple=True, metavar="CODE", help="Release in spite of warnings with this code. Repeatable.")
@click.option("-n", "--dry-run", is_flag=True, help="Do everything but write: show what learners will see.")
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context,
    version: str,
    out: Path | None,
    allow: tuple[str, ...],
    dry_run: bool,
    form: Format,
    quiet: bool,
    verbose: bool,
) -> None:
    """Release all decks as VERSION (such as 0.1.0).

    Fills a folder with the packages, an import guide for learners, a draft for the changelog and checksums, and
    writes the locks `decks/COURSE-LANGUAGE.lock`, which remember what learners have. Commit the content before,
    and the locks afterwards: later builds rest on them.
    """
    from deckwright import releasing
    from deckwright.authoring.codes import catalogue
    from deckwright.release.telling import as_text, headline

    for code in allow:
        if code not in catalogue():
            msg = f"there is no code '{code}'. {did_you_mean(code, catalogue())}".strip()
            raise click.BadParameter(msg, param_hint="--allow")
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    released = releasing.release(
        project,
        version,
        report,
        out=out.resolve() if out else None,
        allow=allow,
        dry_run=dry_run,
        progress=progress,
    )
    progress.clear()
    show(report, form)
    if released is None:
        ctx.exit(FAILED)
    if quiet or form not in ("text", "short"):
        return
    if dry_run or verbose:
        click.echo(as_text(released.differences, colour=colours(sys.stdout)))
    else:
        for one in released.differences:
            click.echo(headline(one))
    click.echo(summary(released.built, verbose=verbose, written=not dry_run), nl=False)
    if released.no_spelling:
        click.echo(f"Spelling was not checked: {released.no_spelling}.")
    files = ", ".join(name for name in released.files if not name.endswith(".apkg"))
    if dry_run:
        click.echo(f"Nothing was written. A release would fill {shown(released.folder)}, also with {files}.")
    else:
        click.echo(f"Released {version} into {shown(released.folder)}, with {files}.")
        click.echo("Next: commit `decks/*.lock`, and give the folder to your learners.")
