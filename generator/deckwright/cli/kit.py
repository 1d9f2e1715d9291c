"""`deckwright kit`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, shown, volume_options


def _time(_ctx: click.Context, _param: click.Parameter, value: str | None) -> int | None:
    """Return a time of the day in minutes since midnight."""
    from deckwright.course.times import minutes_of

    minutes = minutes_of(value) if value is not None else None
    if value is not None and minutes is None:
        msg = f"'{value}' is not a time of the day; write it as 09:00."
        raise click.BadParameter(msg)
    return minutes


def _near(_ctx: click.Context, _param: click.Parameter, value: datetime | None) -> datetime | None:
    """Return a day of this century: messages are dated from weeks before it to months after."""
    if value is not None and not 2000 <= value.year <= 2099:
        msg = f"{value:%Y-%m-%d} is not in this century."
        raise click.BadParameter(msg)
    return value


@click.command("kit")
@click.argument("agendas", nargs=-1, metavar="[AGENDA]...")
@click.option(
    "-l",
    "--lang",
    "languages",
    multiple=True,
    metavar="LANGUAGE",
    help="Kits in this language. Repeatable; all, if not given.",
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_near,
    metavar="DATE",
    help="The day of the workshop, as 2027-03-04.",
)
@click.option("--start", callback=_time, metavar="TIME", help="When it begins, as 09:00.  [default: the agenda's]")
@click.option(
    "--brand",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with name, logo, colour and contact.  [default: brand.yaml of the project, if there is one]",
)
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder for the kits.  [default: build/kit]"
)
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context,
    agendas: tuple[str, ...],
    languages: tuple[str, ...],
    day: datetime | None,
    start: int | None,
    brand: Path | None,
    out: Path | None,
    form: Format,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write everything a trainer needs for the named workshops, or for all there are.

    For each course and language there is a folder COURSE-LANGUAGE with a page START.html, and in it a folder for each
    workshop: documents to print, the presenter, and the deck for participants. With a date, they hold it, and a
    calendar file is there.
    """
    from deckwright import kits

    report = Report()
    progress = Progress(quiet=quiet)
    written = kits.write_kits(
        project_of(ctx),
        agendas,
        languages,
        report,
        out=out.resolve() if out else None,
        day=day.date() if day else None,
        start=start,
        brand=brand.resolve() if brand else None,
        progress=progress,
    )
    progress.clear()
    show(report, form)
    if report.failed():
        ctx.exit(FAILED)
    if quiet or form not in ("text", "short"):
        return
    for kit in written:
        click.echo(f"{kit.name}: {len(kit.files)} files")
        click.echo(f"  {shown(kit.folder / kits.START)}")
        for path in kit.files if verbose else ():
            if path.name != kits.START:
                click.echo(f"  {shown(path)}")
        if kit.removed:
            click.echo(f"  {len(kit.removed)} files of the kit that was there before are gone")
        for document, seconds in kit.seconds.items() if verbose else ():
            click.echo(f"  {document}: {seconds:.2f} s")
    click.echo("Next: open START.html in a browser; it says what to print, and how.")
