"""An item at a glance: its place, what it teaches, who ships it, what learners have; and the way into the editor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import Sandbox
from deckwright.cli.editor import call

LESSON = "content/sample/lessons/01-first-no.yaml"


def test_an_item_is_shown_with_its_places_and_what_it_teaches(sandbox: Sandbox) -> None:
    shown = sandbox.run("show", "small-discount").stdout
    assert shown.startswith("small-discount: scenario\n")
    lines = (sandbox.root / LESSON).read_text("utf-8").splitlines()
    german = next(line for line in shown.splitlines() if line.startswith("  de"))
    number = int(german.rsplit(":", 2)[1])
    assert lines[number - 1].strip() == "small-discount:"
    assert "  lesson     first-no: Das erste Nein" in shown
    assert "  principle  one-sentence-no" in shown
    assert "  claim      S10: " in shown
    assert "  source     ury-2007: Ury, W. (2007): " in shown
    assert "  en  content/sample/lessons/01-first-no.en.yaml:" in shown
    assert "in sample-de; not released" in shown
    assert "in sample-en; not released" in shown


def test_what_learners_have_is_told_of_each_language(sandbox: Sandbox) -> None:
    assert sandbox.run("release", "0.1.0").exit_code == 0
    assert sandbox.run("show", "order-of-a-no").stdout.count("last changed with 0.1.0, ") == 2
    sandbox.replace(LESSON, "Ein Grund.", "Genau ein Grund.")
    shown = sandbox.run("show", "order-of-a-no").stdout
    assert shown.count("; edited since") == 1
    assert shown.count("last changed with 0.1.0, ") == 2


def test_an_item_is_found_under_the_id_it_was_released_under(sandbox: Sandbox) -> None:
    assert sandbox.run("release", "0.1.0").exit_code == 0
    for file in (LESSON, LESSON.replace(".yaml", ".en.yaml")):
        sandbox.replace(file, "  order-of-a-no:", "  what-comes-next:")
    sandbox.replace(LESSON, "  what-comes-next:\n", "  what-comes-next:\n    formerly: order-of-a-no\n")
    shown = sandbox.run("show", "order-of-a-no").stdout
    assert shown.startswith("what-comes-next: question\n")
    assert "last changed with 0.1.0" in shown


def test_a_draft_an_exercise_and_a_workshop_are_told(workshop: Sandbox) -> None:
    workshop.replace(
        "content/sample/lessons/01-first-no.yaml",
        "    groups: pairs",
        "    scenarios: [small-discount]\n    groups: pairs",
    )
    shown = workshop.run("show", "small-discount").stdout
    assert "  exercises  say-no-in-pairs" in shown
    assert "  workshops  short" in shown
    workshop.replace(
        "content/sample/lessons/01-first-no.yaml", "  one-no-today:\n", "  one-no-today:\n    draft: true\n"
    )
    assert workshop.run("show", "one-no-today").stdout.startswith("one-no-today: drill, a draft\n")


def test_a_misspelt_item_is_told_the_closest(sandbox: Sandbox) -> None:
    done = sandbox.run("show", "small-discuont")
    assert done.exit_code == 1
    assert "did you mean `small-discount`?" in done.stderr


def editor(folder: Path, name: str) -> Path:
    """Return an editor that writes down what it was called with."""
    path = folder / name
    path.write_text(
        f"#!{sys.executable}\nimport sys\nopen({str(folder / 'called')!r}, 'w').write('\\n'.join(sys.argv[1:]))\n"
    )
    path.chmod(0o755)
    return path


def test_the_editor_opens_at_the_place(sandbox: Sandbox, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("VISUAL", f"{editor(tmp_path, 'code')} --wait")
    assert sandbox.run("show", "small-discount", "--edit").exit_code == 0
    wait, goto, place = (tmp_path / "called").read_text().splitlines()
    assert (wait, goto) == ("--wait", "--goto")
    assert place.startswith(f"{sandbox.root / LESSON}:")
    assert sandbox.run("show", "small-discount", "--edit", "--lang", "en").exit_code == 0
    assert ".en.yaml:" in (tmp_path / "called").read_text()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("vim", ["+7", "/a b.yaml"]),
        ("/usr/bin/nano", ["+7", "/a b.yaml"]),
        ("hx", ["/a b.yaml:7:3"]),
        ("something", ["/a b.yaml"]),
    ],
)
def test_each_editor_is_called_in_its_way(name: str, arguments: list[str]) -> None:
    assert call(name, Path("/a b.yaml"), 7, 3) == [name, *arguments]


@pytest.mark.parametrize(
    ("named", "words"), [("", "name your editor in VISUAL or EDITOR"), ("/no/such/editor", "could not be run")]
)
def test_without_an_editor_the_way_to_one_is_told(sandbox: Sandbox, monkeypatch: Any, named: str, words: str) -> None:
    monkeypatch.setenv("VISUAL", named)
    monkeypatch.delenv("EDITOR", raising=False)
    done = sandbox.run("show", "small-discount", "--edit")
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_language_without_a_translation_is_told(sandbox: Sandbox) -> None:
    done = sandbox.run("show", "small-discount", "--edit", "--lang", "fr")
    assert done.exit_code == 2
    assert "there is no translation into 'fr'" in done.stderr
