"""`deckwright lock`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from deckwright.authoring.diagnostics import Format, Report
from deckwright.cli.console import FAILED, Progress, format_option, project_of, show, shown, volume_options

if TYPE_CHECKING:
    from deckwright.release.lock import Lock


@click.command("lock")
@click.argument("packages", nargs=-1, type=click.Path(path_type=Path), metavar="[PACKAGE]...")
@click.option("--repair", is_flag=True, help="Write the locks anew, from their lines and from PACKAGEs.")
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context, packages: tuple[Path, ...], repair: bool, form: Format, quiet: bool, verbose: bool
) -> None:
    """Say what the locks remember of what learners have, or repair them.

    A lock can be damaged by a merge that was left unfinished, or by hand. What can still be read of it is kept, of
    both sides of a merge; the rest is taken from packages that were released last.
    """
    from deckwright import releasing

    if packages and not repair:
        msg = "packages are read with --repair only."
        raise click.UsageError(msg)
    project = project_of(ctx)
    report = Report()
    progress = Progress(quiet=quiet)
    found = (
        releasing.repair_locks(project, packages, report, progress)
        if repair
        else {path: (lock, 0) for path, lock in releasing.locks(project, report).items()}
    )
    progress.clear()
    show(report, form)
    if found and not quiet and form in ("text", "short"):
        for path, (lock, lost) in found.items():
            click.echo(f"{shown(path)}: {_state(lock)}")
            if lost:
                click.echo(f"  {lost} lines could not be read, and are gone")
            if verbose:
                click.echo("\n".join(f"  {version}  {_day(time)}" for version, time in lock.releases.items()))
        if repair:
            click.echo("Next: look at the difference in your version control, call `deckwright check`, and commit.")
    if report.failed():
        ctx.exit(FAILED)


def _state(lock: Lock) -> str:
    retired = sum(bool(item.retired) for item in lock.items.values())
    last = f"{lock.version} of {_day(lock.releases[lock.version])}" if lock.version else "nothing"
    return f"{last}, {len(lock.items) - retired} items, {retired} retired"


def _day(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).date().isoformat()
