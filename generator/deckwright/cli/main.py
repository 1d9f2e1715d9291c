"""The command `deckwright` and what its subcommands share."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from pathlib import Path

import click

from deckwright import __version__

COMMANDS = (
    "build",
    "check",
    "diff",
    "explain",
    "kit",
    "lock",
    "new",
    "preview",
    "release",
    "report",
    "schema",
    "serve",
    "show",
    "translate",
    "verify",
)


class LazyGroup(click.Group):
    """A group that imports a subcommand when it is asked for.

    Subcommands import what they call when they run, so that help and completion are there at once.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"deckwright.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of a call; a misspelt one is told the closest."""
        from deckwright.authoring.diagnostics import did_you_mean

        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            ctx.fail(f"No such command '{args[0]}'. {did_you_mean(args[0], COMMANDS).capitalize()}".strip())
        return super().resolve_command(ctx, args)


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="deckwright", message="%(prog)s %(version)s")
@click.option(
    "-C",
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    show_default="here",
    help="Folder of the project, or one inside it.",
)
@click.pass_context
def main(ctx: click.Context, project: Path) -> None:
    """Compile lessons written in YAML into Anki packages."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal or pipe may not know every letter
    ctx.obj = project
