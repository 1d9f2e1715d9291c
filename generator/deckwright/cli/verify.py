"""`deckwright verify`."""

from __future__ import annotations

from pathlib import Path

import click

from deckwright.authoring.diagnostics import Format, Report, printable
from deckwright.cli.console import FAILED, format_option, show, shown, volume_options


@click.command("verify")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--anki/--no-anki",
    default=None,
    help="Import into the real Anki as well.  [default: where it is installed]",
)
@format_option
@volume_options
@click.pass_context
def command(
    ctx: click.Context, files: tuple[Path, ...], anki: bool | None, form: Format, quiet: bool, verbose: bool
) -> None:
    """Open packages again and check what learners will get.

    With `deckwright[anki]` installed, each package is also imported into a throw-away collection of
    the real Anki.
    """
    from deckwright.verify import oracle
    from deckwright.verify.package import inspect

    if anki and not oracle.available():
        msg = "--anki needs the real Anki: install deckwright[anki]."
        raise click.UsageError(msg)
    report = Report()
    lines: list[str] = []
    for path in files:
        found = Report()
        contents = inspect(path, found)
        judged = oracle.verify_with_anki(path, found) if contents and anki is not False and oracle.available() else None
        report.diagnostics += found.diagnostics
        if contents is None:
            continue
        state = "has faults" if found.failed() else "sound"
        lines.append(
            f"{shown(path)}: {state}: {sum(contents.notes.values())} notes, {sum(contents.cards.values())} cards"
        )
        if verbose:
            lines += [f"  {count:5} notes  {printable(name)}" for name, count in sorted(contents.notes.items())]
            lines += [f"  {count:5} cards  {printable(name)}" for name, count in sorted(contents.cards.items())]
            lines += [f"  picture  {printable(name)}" for name in contents.media]
        if judged is not None:
            lines.append(f"  imported by Anki {judged.version}: {judged.notes} notes, {judged.cards} cards")
        elif contents is not None and anki is None and not oracle.available():
            lines.append("  not imported: install deckwright[anki] to let the real Anki judge as well")
    show(report, form)
    if lines and not quiet and form in ("text", "short"):
        click.echo("\n".join(lines))
    if report.failed():
        ctx.exit(FAILED)
