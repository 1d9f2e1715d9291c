"""The pages for learners, trainers and authors, and the one about licences: what they name is there, in both languages.

The page for authors is followed to the letter.
"""

from __future__ import annotations

import dataclasses
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from conftest import REPOSITORY
from deckwright.authoring.codes import catalogue
from deckwright.cli import main
from deckwright.course import schema
from deckwright.deck.notetypes import FIELDS
from test_guide import plain, words_of_anki
from test_new import run_at

DOCS = REPOSITORY / "docs"
COURSE = REPOSITORY / "content/trust"
KIT = REPOSITORY / "generator/deckwright/templates/kit"
NAMES = {"en": "{}.md", "de": "{}.de.md"}
LANGUAGES = pytest.mark.parametrize("language", NAMES)
GUIDES = ("learners", "trainers", "authors", "licences")
WORKSHOPS = ("ninety-minutes", "half-day", "full-day")
KEYS = {"Enter": "Enter", "Eingabe": "Enter", "→": "ArrowRight", "←": "ArrowLeft"}
"""What the pages call a key, and what a browser calls it, where these differ."""
OTHER_NAMES = {"make", ".venv/bin/deckwright", "EDITOR", "Ctrl-C", "|"}
"""What authors read in code that deckwright does not make."""


def page(name: str, language: str) -> str:
    """Return the text of a page in a language."""
    return (DOCS / NAMES[language].format(name)).read_text("utf-8")


def rows(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading, without its head."""
    part = text.split(f"\n## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def content(path: str) -> Any:
    """Return what a content file of the course holds."""
    return yaml.safe_load((COURSE / path).read_text("utf-8"))


def words(language: str, name: str) -> Any:
    """Return the words that a part of the kit is written in."""
    return yaml.safe_load((KIT / "words" / language / f"{name}.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", GUIDES)
def test_a_page_says_the_same_things_in_both_languages_in_the_same_order(name: str) -> None:
    marks = [re.findall(r"^(?:#+ |\| |- |\d\. |> |\*\*|```)", page(name, language), re.MULTILINE) for language in NAMES]
    assert marks[0] == marks[1]


@LANGUAGES
@pytest.mark.parametrize("name", GUIDES)
def test_every_link_into_a_page_leads_to_a_heading(name: str, language: str) -> None:
    for target, anchor in re.findall(r"\]\(([\w.-]+\.md)#([\w-]+)\)", page(name, language)):
        headings = re.findall(r"^#+ (.+)$", (DOCS / target).read_text("utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}, anchor


@LANGUAGES
@pytest.mark.parametrize(("name", "least"), [("learners", 16), ("authors", 3)])
def test_every_button_that_a_page_names_has_that_name_in_the_real_anki(name: str, least: int, language: str) -> None:
    text = re.sub(r"\s+", " ", page(name, language).split("\n", 3)[3])
    paths = re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", text)
    named = {plain(name) for path in paths for name in path.split(" > ")}
    assert len(named) >= least
    assert named <= set(words_of_anki(language).values())


@LANGUAGES
def test_the_note_type_for_own_cases_and_its_fields_are_as_learners_are_told(language: str) -> None:
    title = content("course.yaml" if language == "de" else "course.en.yaml")["title"]
    labels = yaml.safe_load((KIT.parent / f"labels/{language}.yaml").read_text("utf-8"))
    assert f"{title} – {labels['note_types']['case']}" in page("learners", language).replace("\n", " ")
    assert len(FIELDS["case"]) == 4 + 3
    assert FIELDS["case"][4:] == ("Spare1", "Spare2", "Retired")


@LANGUAGES
def test_trainers_are_told_of_every_file_of_the_kit_by_its_name(language: str) -> None:
    files = {name for key, name in words(language, "files").items() if key not in {"titles", "about", "calendar"}}
    assert set(re.findall(r"`(\d+-[\w-]+\.\w+)`", page("trainers", language))) == files


@LANGUAGES
def test_the_workshops_are_as_long_and_as_full_as_trainers_are_told(language: str) -> None:
    told = rows(page("trainers", language), {"en": "What you get", "de": "Was Sie bekommen"}[language])
    for name, (_, folder, *figures, questions) in zip(WORKSHOPS, told, strict=True):
        agenda = content(f"workshop/{name}.yaml")
        blocks = list(agenda["blocks"].values())
        kinds = [block["kind"] for block in blocks]
        pauses = sum(block["minutes"] for block in blocks if block["kind"] == "break")
        assert folder == f"`{name}`"
        assert [int(one) for one in figures] == [
            agenda["minutes"],
            kinds.count("activity"),
            kinds.count("vote"),
            pauses,
        ]
        assert int((re.findall(r"\d+", questions) or ["0"])[0]) == len(agenda.get("evaluation", []))


@LANGUAGES
def test_every_key_of_the_presenter_does_what_trainers_are_told(language: str) -> None:
    source = (KIT / "presenter/presenter.js").read_text("utf-8").split("const KEYS = {")[1].split("};")[0]
    commands = {a or b: command for a, b, command in re.findall(r'(?:"([^"]+)"|(\w+)): "(\w+)"', source)}
    menu = words(language, "presenter")["menu"]
    for keys, told in rows(page("trainers", language), {"en": "The presenter", "de": "Die Präsentation"}[language]):
        named = re.findall(r"`([^`]+)`", keys)
        if named == ["1", "5"]:
            assert told.startswith(menu["vote"] + ";")
            continue
        meant = [menu[commands[KEYS.get(key, key if key in commands else key.lower())]] for key in named]
        assert told == ", ".join(meant)


@LANGUAGES
def test_the_messages_of_the_twelve_weeks_go_out_when_trainers_are_told(language: str) -> None:
    whom = {"Teilnehmende": "participants", "Führungskräfte": "managers"}
    heading = {"en": "The twelve weeks after", "de": "Die zwölf Wochen danach"}[language]
    told = [(int(day), whom.get(to, to)) for day, to, _ in rows(page("trainers", language), heading)]
    sent = [(message["day"], message["to"]) for message in content("workshop/workshop.yaml")["messages"].values()]
    assert told == [message for message in sent if message[0] > 0]


@LANGUAGES
def test_the_line_that_gives_credit_names_the_course_as_its_licence_does(language: str) -> None:
    credit = re.sub(r"\n(?:> )?", " ", page("licences", language))
    asked = (REPOSITORY / "LICENSE-content.md").read_text("utf-8").replace("\n", " ")
    title, name = (
        content("course.yaml" if language == "de" else "course.en.yaml")["title"],
        "the deckwright authors, CC BY-SA 4.0",
    )
    assert title in asked
    assert name in asked
    assert len(re.findall(f"{title}[“”], {name}, https://creativecommons.org/licenses/by-sa/4.0/", credit)) == 2


class Followed:
    """The page for authors, and what comes of following it to the letter: first all but its part on translating."""

    def __init__(self, language: str, folder: Path) -> None:
        self.language, self.folder, self.said = language, folder, ""
        self.files: set[str] = set()
        text = page("authors", language)
        parts = [re.findall(r"^```(\w*)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL) for part in text.split("\n## ")]
        for part in sorted(parts, key=lambda part: any("translations: " in block for _, block in part)):
            for kind, block in part:
                if kind == "yaml":
                    self.write(block)
                else:
                    for line in block.splitlines():
                        self.run(line)

    def run(self, line: str) -> None:
        """Type a command, and expect it to succeed."""
        name, *arguments = shlex.split(line)
        if name == "cd":
            self.folder /= arguments[0]
        elif name == "git":
            subprocess.run(["git", *arguments], cwd=self.folder, check=True, capture_output=True)
        elif name == "deckwright" and arguments != ["serve"]:
            done = run_at(self.folder, *arguments, typed=b"\n" * 9)
            assert done.exit_code == 0, done.output
            self.said += f"$ {line}\n{done.output}\n"
        self.files |= {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*")}
        if arguments[0] == "translate":
            self.translate()

    def write(self, block: str) -> None:
        """Write a lesson into the file that was begun for it, and delete the one to try things out; or add a key."""
        if block.startswith("lesson: "):
            first, second = sorted(self.folder.glob("content/*/lessons/*.yaml"))
            first.unlink()
            second.write_text(block, "utf-8")
        else:
            (course,) = self.folder.glob("content/*/course.yaml")
            text = course.read_text("utf-8")
            course.write_text(re.sub(r"^(language: .*\n)", rf"\1{block}", text, flags=re.MULTILINE), "utf-8")

    def translate(self) -> None:
        """Fill all gaps."""
        for path in self.folder.glob("content/*/**/*.??.yaml"):
            text = re.sub(r"^( *)([\w-]+: \|)$", r"\1\2\n\1  Text.", path.read_text("utf-8"), flags=re.MULTILINE)
            path.write_text(re.sub(r"^( *#.*\n *[\w-]+:)$", r"\1 Text", text, flags=re.MULTILINE), "utf-8")


@pytest.fixture(scope="module", params=NAMES)
def followed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Followed:
    with pytest.MonkeyPatch.context() as patch:
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "Author")
            patch.setenv(f"GIT_{who}_EMAIL", "author@example.org")
        return Followed(request.param, tmp_path_factory.mktemp("author"))


def test_an_author_who_follows_the_page_comes_to_a_release_without_findings(followed: Followed) -> None:
    until, translating = followed.said.split("$ deckwright translate", 1)
    assert "$ deckwright check\nNo errors.\n" in until
    assert "1 note, 1 card: 1 scenario" in until
    assert "$ deckwright release 0.1.0\n" in until
    assert not re.search(r"(?:error|warning)\[", until)
    assert "$ deckwright new deck" in translating
    given = [Path(file).suffix for file in followed.files if file.startswith("build/releases/0.1.0/")]
    assert {".apkg", ".html"} <= set(given)


def code_of(language: str) -> set[str]:
    """Return what the page for authors says in code within its sentences and tables."""
    prose = re.sub(r"^```.*?^```$", "", page("authors", language), flags=re.MULTILINE | re.DOTALL)
    return {name.replace("\n", " ") for name in re.findall(r"`([^`]+)`", prose)}


def test_every_command_that_authors_are_told_of_is_understood(followed: Followed) -> None:
    commands = [shlex.split(name)[1:] for name in code_of(followed.language) if name.startswith("deckwright ")]
    assert len(commands) > 10
    for arguments in commands:
        command: Any = main
        while isinstance(command, click.Group) and not arguments[0].startswith("-"):
            command = command.get_command(click.Context(command), arguments.pop(0))
        if arguments != ["--help"]:
            command.parse_args(click.Context(command), arguments)


def commands(command: Any, name: str = "deckwright") -> Iterator[tuple[str, Any]]:
    """Yield a command and all below it, with their names."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            yield from commands(command.get_command(context, one), one)


def keys_of_the_page(language: str) -> set[str]:
    """Return the keys of the live view that authors are told of."""
    table = rows(page("authors", language), {"en": "See it", "de": "Ansehen"}[language])
    return {key for row in table for key in re.findall(r"`([^`]+)`", row[0])}


def test_every_name_that_authors_read_in_code_is_the_name_of_something(followed: Followed) -> None:
    records = [one for one in vars(schema).values() if dataclasses.is_dataclass(one)]
    known = {field.name for one in records for field in dataclasses.fields(one)} | OTHER_NAMES | set(NAMES)
    known |= keys_of_the_page(followed.language)
    for name, command in commands(main):
        known |= {name, *(option for parameter in command.params for option in parameter.opts)}
    for name in code_of(followed.language):
        if found := re.fullmatch(r"(?:warning|error)\[([\w-]+)\]", name):
            assert found[1] in catalogue()
        elif not name.startswith("deckwright ") and name.split(":")[0] not in known:
            assert any(file.endswith(name) for file in followed.files), name


@LANGUAGES
def test_every_key_of_the_live_view_is_one_that_it_knows(language: str) -> None:
    source = (KIT.parent / "serve/app.js").read_text("utf-8").split("const KEYS = [")[1].split("\n];")[0]
    known = {"Space" if key == " " else key for key in re.findall(r'^  \["([^"]+)"', source, re.MULTILINE)}
    assert len(keys_of_the_page(language)) > 5
    assert keys_of_the_page(language) <= known
