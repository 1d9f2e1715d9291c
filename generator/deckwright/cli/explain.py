"""`deckwright explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from deckwright.authoring.diagnostics import did_you_mean

if TYPE_CHECKING:
    from deckwright.authoring.codes import Code


@click.command("explain")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a diagnostic by its CODE, or list all codes."""
    from deckwright.authoring.codes import catalogue

    codes = catalogue()
    if code is None:
        click.echo("".join(f"{name:22} {first_sentence(entry)}\n" for name, entry in codes.items()), nl=False)
        return
    if code not in codes:
        msg = f"there is no code '{code}'. {did_you_mean(code, codes, 'Call `deckwright explain` for the list.')}"
        raise click.BadParameter(msg)
    click.echo(explanation(codes[code]), nl=False)


def first_sentence(code: Code) -> str:
    """Return what a code means, in short."""
    words = " ".join(code.about.value.split())
    return words.split(". ")[0].rstrip(".") + "."


def explanation(code: Code) -> str:
    """Return what a code means, with its examples."""
    parts = [f"{code.key.value}\n\n{code.about.value}"]
    if code.wrong and code.right and code.file:
        parts.append(
            f"\nWrong, in {code.file.value}:\n\n{_indented(code.wrong.value)}\nRight:\n\n{_indented(code.right.value)}"
        )
    if code.near:
        parts.append(f"\nNear, and left alone:\n\n{_indented(code.near.value)}")
    if code.editorial and code.key.value != "unused-excuse":  # which is about excuses, and has none itself
        parts.append(
            "\nAn editorial rule: a course with `editorial` in `course.yaml` is held to it. What may stand for a good "
            f"reason is excused on its item:\n\n    excuses:\n      {code.key.value}:\n        reason: …\n"
        )
    return "".join(parts)


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.rstrip("\n").split("\n"))
