"""Write the reference pages from the code, or check that they are as the code is: `--check`."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import click
import jsonschema
import yaml
from click.testing import CliRunner

from deckwright.authoring.codes import Code, catalogue
from deckwright.authoring.jsonschema import Schema
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
from deckwright.course.schema import ClaimsFile, CourseFile, GlossaryFile, Lesson, Manifest, SourcesFile
from deckwright.course.workshop import Agenda, Workshop
from deckwright.kit.brand import BrandFile
from deckwright.schemas import editor_settings, kind_of, schema_text, schemas

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
    for name in ("", *(name for one in COMMANDS for name in (one, *(f"{one} {part}" for part in _parts(one))))):
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


def _parts(name: str) -> list[str]:
    """Return the subcommands of a command that has some."""
    found = command.get_command(click.Context(command), name)
    return found.list_commands(click.Context(found)) if isinstance(found, click.Group) else []


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


EDITORS = """# The live view, editors, hooks and continuous integration

## The live view

`deckwright serve` reads the project, opens a page in your browser, and follows whatever you save. It needs
`deckwright[serve]`, which `make` installs.

- **The card** is exactly what Anki renders, in a frame of its own: front and back, light and dark, phone and desktop
  width, one language or several side by side. An edit changes it at once and leaves everything else as it was: the
  side, the answer you chose, how far you have scrolled. If you edit something that is folded away, or a variant that is
  not today's, it comes into view. Pictures are part of the frame; nothing is loaded from elsewhere.
- **A mistake** appears below the card with its line, and goes when you mend it. Until then, the page shows that file as
  it last was without a mistake, and goes on following all others. What only `check` can see (editorial rules,
  spelling, translations that fell behind) comes a moment later, when you pause.
- **Study** gives out the new cards of a deck day by day, as Anki does with the deck's presets. `?` lists all keys.
- **Places** in files open in Visual Studio Code, or in the editor in `VISUAL` or `EDITOR` if it has a window of its
  own. `--editor` names another one: a command (`--editor subl`), or an address
  (`--editor 'idea://open?file={path}&line={line}&column={column}'`).

The page is yours alone. The server listens on this machine only, answers nobody without the random token of this run
(kept in a cookie that scripts cannot read), and refuses requests under another host name or from another page. The page
may load nothing but its own parts; a card can neither see the page nor ask for anything. Nothing is written except what
`check` remembers in `build/`. If changes go unnoticed, as on some network drives and in some containers, set
`WATCHFILES_FORCE_POLLING=true`.

## VS Code

Install the extension *YAML* by Red Hat; the repository recommends it. `.vscode/settings.json` leads it to the schemas
in `.vscode/schemas`, which are made from the code: keys are completed and explained while you write, and many mistakes
are underlined at once. In a project of your own:

```
deckwright schema --out .vscode/schemas
```

and copy `.vscode/settings.json` from here. Other editors take the same files; `deckwright schema lesson` prints one.
A schema sees one file at a time. What hangs together over files, and everything about texts, `deckwright check` sees:
call it before you commit.

## Before each commit

With [pre-commit](https://pre-commit.com), in `.pre-commit-config.yaml` of your project (`repo` is the address of this
repository, `rev` one of its commits):

```yaml
repos:
  - repo: ADDRESS
    rev: COMMIT
    hooks:
      - id: deckwright-check
```

## On a forge

A job that checks, builds and keeps the packages, with mistakes shown at their lines:

```yaml
steps:
  - uses: actions/checkout@v4
  - uses: actions/setup-python@v5
    with: {python-version: "3.12"}
  - run: pip install "deckwright[kit] @ git+ADDRESS@COMMIT"
  - run: deckwright check --format github
  - run: deckwright build && deckwright kit
  - uses: actions/upload-artifact@v4
    with: {name: decks, path: build}
```

## What sees which mistake

Every mistake that has an example in [diagnostics.md](diagnostics.md), tried against the schema of its file. `check`
sees all of them.

"""


def editors() -> str:
    """Return the page about editors, with a table of what a schema sees."""
    known = schemas()
    rows = [
        f"| [`{code.key.value}`](diagnostics.md#{code.key.value}) | {_seen(code, known)} |"
        for code in catalogue().values()
        if code.file
    ]
    return "\n".join([f"{EDITORS}| mistake | while writing |", "|---|---|", *rows, ""])


def _seen(code: Code, known: dict[str, Schema]) -> str:
    """Return what an editor shows of the wrong example of a code."""
    if not (code.file and code.wrong):
        return ""
    workshop = code.editorial or "/workshop/" in code.file.value
    path = HERE.parent / "tests" / ("editorial" if workshop else "project") / code.file.value
    try:
        text = code.placed(code.wrong.value, path.read_text("utf-8"))
        tree = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return "yes, as a mistake in YAML"
    fits = jsonschema.Draft7Validator(known[kind_of(code.file.value)]).is_valid(tree)
    return "by `check` only" if fits else "yes, by the schema"


PAGES = {
    "docs/commands.md": commands,
    "docs/diagnostics.md": diagnostics,
    "docs/format.md": content_format,
    "docs/editors.md": editors,
    ".vscode/settings.json": lambda: json.dumps({"yaml.schemas": editor_settings(".vscode/schemas")}, indent=2) + "\n",
    **{f".vscode/schemas/{name}.json": lambda schema=schema: schema_text(schema) for name, schema in schemas().items()},
}

if __name__ == "__main__":
    root = HERE.parent
    stale = [
        name for name, make in PAGES.items() if not (root / name).exists() or (root / name).read_text("utf-8") != make()
    ]
    if "--check" in sys.argv:
        sys.exit(f"not as the code is: {', '.join(stale)}; run `make docs`" if stale else 0)
    for name in stale:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(PAGES[name](), "utf-8")
