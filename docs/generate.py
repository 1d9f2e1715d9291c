"""Write the reference pages from the code, or check that they are as the code is: `--check`."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path

from click.testing import CliRunner

from deckwright.authoring.codes import catalogue
from deckwright.authoring.shapes import (
    ChoiceShape,
    FlagShape,
    ListShape,
    NumberShape,
    RecordShape,
    Shape,
    TableShape,
    TextKind,
    TextShape,
    record_shape,
)
from deckwright.cli import main as command
from deckwright.cli.explain import explanation
from deckwright.cli.main import COMMANDS
from deckwright.course.labels import Labels
from deckwright.course.schema import (
    Agenda,
    ClaimsFile,
    CourseFile,
    GlossaryFile,
    Lesson,
    Manifest,
    SourcesFile,
    Workshop,
)
from deckwright.kit.brand import BrandFile

HERE = Path(__file__).parent
MADE = "<!-- made by docs/generate.py from the code; edits here are lost -->\n\n"
KINDS = {
    TextKind.PROSE: "text",
    TextKind.CLOZE: "text with gaps",
    TextKind.LINE: "line",
    TextKind.NAME: "id",
    TextKind.WORD: "word",
}


def commands() -> str:
    """Return the page about the command: all help texts."""
    page = "# Commands\n\n" + MADE
    for name in ("", *COMMANDS):
        text = CliRunner().invoke(command, [*name.split(), "--help"], prog_name="deckwright", terminal_width=100).stdout
        page += f"## `deckwright{' ' * bool(name)}{name}`\n\n```\n{text.rstrip()}\n```\n\n"
    page += (
        "## Exit codes and surroundings\n\n"
        "0 when all went well (warnings included), 1 when the content has errors, 2 when the call itself is wrong. "
        "`NO_COLOR` turns colours off; progress is shown on terminals only.\n\n"
        "## Shell completion\n\n"
        '```\neval "$(_DECKWRIGHT_COMPLETE=bash_source deckwright)"   # in ~/.bashrc\n'
        'eval "$(_DECKWRIGHT_COMPLETE=zsh_source deckwright)"    # in ~/.zshrc\n'
        "_DECKWRIGHT_COMPLETE=fish_source deckwright | source    # in ~/.config/fish/config.fish\n```\n"
    )
    return page


def diagnostics() -> str:
    """Return the page about diagnostics: every code with its examples."""
    page = "# Diagnostics\n\n" + MADE
    page += "Errors stop a build, warnings do not. `deckwright explain CODE` shows the same.\n\n"
    for code in catalogue().values():
        body = explanation(code).split("\n\n", 1)[1].rstrip()
        page += f"## `{code.key.value}`\n\n{body}\n\n"
    return page.rstrip() + "\n"


def content_format() -> str:
    """Return the page about the content format: every record with its keys."""
    page = "# Content format\n\n" + MADE
    page += (
        "Texts stand in block style (`key: |` and the text indented below) in a small Markdown: paragraphs, "
        "`*emphasis*`, `**strong**`, lists, quotes, pictures "
        "`![what it shows](file.png)` from the course's `media` folder. Links and HTML are not supported. "
        "Texts and lines are translated; everything else is taken from the source language. "
        "Ids are letters of any script, digits and single hyphens; the id of an item is permanent once it was "
        "released.\n\n"
    )
    seen: set[type] = set()
    for file, cls in (
        ("content/COURSE/course.yaml", CourseFile),
        ("content/COURSE/claims.yaml", ClaimsFile),
        ("content/COURSE/sources.yaml", SourcesFile),
        ("content/COURSE/glossary.yaml", GlossaryFile),
        ("content/COURSE/lessons/NN-name.yaml", Lesson),
        ("content/COURSE/workshop/NAME.yaml", Agenda),
        ("content/COURSE/workshop/workshop.yaml", Workshop),
        ("decks/NAME.yaml", Manifest),
        ("brand.yaml", BrandFile),
        ("content/COURSE/labels/LANGUAGE.yaml", Labels),
    ):
        page += f"## `{file}`\n\n"
        page += _record(record_shape(cls), seen)
    page += (
        "Labels for German and English are included (`generator/deckwright/templates/labels`); copy one of them for "
        "another language. A course's own labels come first.\n\n"
        "## Translations\n\n"
        "`course.LANGUAGE.yaml`, `claims.LANGUAGE.yaml`, `glossary.LANGUAGE.yaml`, "
        "`lessons/NN-name.LANGUAGE.yaml` and `workshop/NAME.LANGUAGE.yaml` stand beside their "
        "sources and repeat their structure with the texts only. A lesson's begins with `translates: LESSON`, and so "
        "does an agenda's. "
        "An item that lacks a text is left out of the decks in that language, "
        "with a warning; what the source does not have is an error.\n"
    )
    return page


def _record(shape: RecordShape, seen: set[type]) -> str:
    if shape.type in seen:
        return ""
    seen.add(shape.type)
    summary = (shape.type.__doc__ or "").split("\n")[0]
    table = f"**{shape.type.__name__}**: {summary}\n\n| key | holds | needed | |\n|---|---|---|---|\n"
    defaults = {field.name: field.default for field in dataclasses.fields(shape.type)}
    inner = ""
    for name, field in shape.fields.items():
        default = f"default {defaults[name]}" if isinstance(field.shape, NumberShape) and not field.required else ""
        table += f"| `{name}` | {_holds(field.shape)} | {'yes' if field.required else default} | {field.doc} |\n"
        below = field.shape.item if isinstance(field.shape, TableShape | ListShape) else field.shape
        if isinstance(below, RecordShape):
            inner += _record(below, seen)
    return table + "\n" + inner


def _holds(shape: Shape) -> str:
    match shape:
        case TextShape(kind):
            return KINDS[kind]
        case ChoiceShape(values):
            return " or ".join(f"`{value}`" for value in values)
        case NumberShape(range_):
            return f"number from {range_.low} to {range_.high}"
        case FlagShape():
            return "`true` or `false`"
        case ListShape(item):
            return f"list: {_holds(item)}"
        case TableShape(item):
            return f"by id: {_holds(item)}"
        case RecordShape():
            return shape.type.__name__


PAGES = {"commands.md": commands, "diagnostics.md": diagnostics, "format.md": content_format}

if __name__ == "__main__":
    stale = [
        name for name, make in PAGES.items() if not (HERE / name).exists() or (HERE / name).read_text("utf-8") != make()
    ]
    if "--check" in sys.argv:
        sys.exit(f"not as the code is: {', '.join(stale)}; run `make docs`" if stale else 0)
    for name in stale:
        (HERE / name).write_text(PAGES[name](), "utf-8")
