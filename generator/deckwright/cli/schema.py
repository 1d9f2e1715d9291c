"""`deckwright schema`."""

from __future__ import annotations

from pathlib import Path

import click

from deckwright.authoring.diagnostics import did_you_mean
from deckwright.cli.console import shown


@click.command("schema")
@click.argument("name", required=False)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write all schemas into this folder, a file NAME.json each.",
)
def command(name: str | None, out: Path | None) -> None:
    """Print the JSON Schema of a kind of file, for editors that complete and explain its keys.

    Without NAME, the kinds are listed. A project's `.vscode/settings.json` leads the YAML extension of VS Code to them.
    """
    from deckwright.schemas import schema_text, schemas

    known = schemas()
    if name is not None and name not in known:
        msg = (
            f"there is no kind of file '{name}'. {did_you_mean(name, known, 'Call `deckwright schema` for the list.')}"
        )
        raise click.BadParameter(msg)
    if out is not None:
        for kind in [name] if name else known:
            path = out / f"{kind}.json"
            try:
                out.mkdir(parents=True, exist_ok=True)
                path.write_text(schema_text(known[kind]), "utf-8")
            except OSError as error:
                msg = f"cannot write '{shown(path)}': {(error.strerror or str(error)).lower()}."
                raise click.UsageError(msg) from error
            click.echo(f"  {shown(path)}")
    elif name is not None:
        click.echo(schema_text(known[name]), nl=False)
    else:
        click.echo("".join(f"{kind:22} {schema['description']}\n" for kind, schema in known.items()), nl=False)
