"""`deckwright serve`."""

from __future__ import annotations

from pathlib import Path

import click

from deckwright.cli import editor
from deckwright.cli.console import project_of

_LINK = "vscode://file/{path}:{line}:{column}"


@click.command("serve")
@click.option(
    "-p", "--port", type=click.IntRange(1, 65535), help="Port on this machine; 8765 or any free one otherwise."
)
@click.option(
    "--editor",
    "named",
    metavar="COMMAND",
    help="Opens places: a command such as `subl`, or an address with {path}, {line} and {column} in it. Otherwise the"
    " editor in VISUAL or EDITOR if it has a window of its own, or Visual Studio Code.",
)
@click.option("--no-browser", is_flag=True, help="Do not open the page; only print its address.")
@click.pass_context
def command(ctx: click.Context, port: int | None, named: str | None, no_browser: bool) -> None:
    """Show the cards in the browser while you write: each save changes them at once, and mistakes appear beside them.

    Nobody but you can see the page: it is served on this machine only, under a secret address. Ctrl-C ends it.
    """
    import threading
    import webbrowser

    project = project_of(ctx)
    try:
        from deckwright.live import Live
        from deckwright.server import Keys, Page, listen, run
    except ImportError as error:
        msg = f"the live view needs deckwright[serve]; '{error.name}' is missing."
        raise click.UsageError(msg) from error
    link = named if named and "://" in named else _LINK
    words = "" if link is named else named or editor.windowed()
    if words:
        try:
            editor.call(words, project.root, 1, 1)
        except ValueError as error:
            msg = f"'{words}' is no command: {error}."
            raise click.BadParameter(msg, param_hint="--editor") from error
    try:
        listening = listen(port)
    except OSError as error:
        msg = f"port {port} cannot be used: {(error.strerror or str(error)).lower()}."
        raise click.BadParameter(msg, param_hint="--port") from error
    keys = Keys(listening.getsockname()[1])

    def open_place(path: Path, line: int, column: int) -> None:
        editor.start(words, path, line, column)

    def ready() -> None:
        click.echo(f"The cards of {project.root} are at\n\n  {keys.address}\n\nCtrl-C ends this.")
        if not no_browser:
            # Some browsers wait for the page, and some for their own end.
            threading.Thread(target=webbrowser.open, args=(keys.address_once,), daemon=True).start()

    run(Page(Live(project), link, open_place if words else None), keys, listening, ready)
    click.echo("Ended.")
