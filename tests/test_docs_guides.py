"""The pages for learners and trainers, and the one about licences: what they name is there, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from conftest import REPOSITORY
from deckwright.deck.notetypes import FIELDS
from test_guide import plain, words_of_anki

DOCS = REPOSITORY / "docs"
COURSE = REPOSITORY / "content/trust"
KIT = REPOSITORY / "generator/deckwright/templates/kit"
NAMES = {"en": "{}.md", "de": "{}.de.md"}
LANGUAGES = pytest.mark.parametrize("language", NAMES)
GUIDES = ("learners", "trainers", "licences")
WORKSHOPS = ("ninety-minutes", "half-day", "full-day")
KEYS = {"Enter": "Enter", "Eingabe": "Enter", "→": "ArrowRight", "←": "ArrowLeft"}
"""What the pages call a key, and what a browser calls it, where these differ."""


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
def test_every_button_that_learners_are_sent_to_has_that_name_in_the_real_anki(language: str) -> None:
    text = re.sub(r"\s+", " ", page("learners", language).split("\n", 3)[3])
    paths = re.findall(r"(?<!\*)\*([A-Z][^*]+)\*(?!\*)", text)
    named = {plain(name) for path in paths for name in path.split(" > ")}
    assert len(named) > 15
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
