"""The preview shows what Anki shows, and its pictures are taken."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import LESSON, REPOSITORY, Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.pipeline import build, preview
from deckwright.preview.rendering import fill
from deckwright.verify import oracle
from deckwright.verify.oracle import import_package
from deckwright.workspace import Project, read_editions, read_manifests


def sides(project: Project) -> dict[tuple[str, str, int], tuple[str, str]]:
    """Return front and back of all cards of a project as the preview renders them."""
    report = Report()
    names = [
        name
        for edition in read_editions(project, read_manifests(project, (), report), report, None)
        for name in edition.notes
    ]
    found = preview(project, list(dict.fromkeys(names)), (), report)
    assert not report.failed()
    return {(card.language, card.item, card.ordinal): (card.front, card.back) for card in found}


def sides_in_anki(packages: list[Path]) -> dict[tuple[str, str, int], tuple[str, str]]:
    """Return front and back of all cards of packages as the real Anki renders them."""
    found = {}
    with oracle.collection() as collection:
        for path in packages:
            import_package(collection, path)
        for card_id in collection.find_cards(""):
            card = collection.get_card(card_id)
            output = card.render_output()
            language = output.question_text.split('lang="')[1][:2]
            key = "my_case" if "dw-case" in output.question_text else card.note().fields[0]
            found[language, key, card.ord] = (output.question_text, output.answer_text)
    return found


def test_both_sides_of_every_shipped_card_are_what_anki_renders(shipped: dict[str, Path]) -> None:
    assert sides(Project(REPOSITORY)) == sides_in_anki(list(shipped.values()))


def test_gaps_with_hints_and_signs_are_what_anki_renders(sandbox: Sandbox, tmp_path: Path) -> None:
    old = (sandbox.root / LESSON).read_text("utf-8").split("cloze: |\n", 1)[1].split("\n", 1)[0].strip()
    sandbox.replace(LESSON, old, 'Erst {{c1::das *Nein* & "nur" das::was?}}, {{c2::dann}} {{c1::ein Grund: 1 < 2}}.')
    english = LESSON.replace(".yaml", ".en.yaml")
    old = (sandbox.root / english).read_text("utf-8").split("cloze: |\n", 1)[1].split("\n", 1)[0].strip()
    sandbox.replace(english, old, "{{c1::It’s}} {{c2::**this**}}.")
    report = Report()
    packages = [one.path for one in build(sandbox.project, (), report, out=tmp_path)]
    assert sides(sandbox.project) == sides_in_anki(packages)


@pytest.mark.parametrize("empty", ["", " ", "<br>", "<div> </div>", "\n<br />"])
def test_a_section_over_a_field_that_looks_empty_is_left_out(empty: str) -> None:
    assert fill("a{{#F}}b{{F}}{{/F}}{{^F}}c{{/F}}", {"F": empty}, 0, answer=False) == "ac"


def test_pictures_are_taken_of_both_sides_in_every_look(sandbox: Sandbox, tmp_path: Path, browser: Any) -> None:
    assert browser.is_connected()
    command = [sys.executable, "-m", "deckwright", "preview", "small-discount", "small-discount", "--lang", "de"]
    command += ["--format", "json", "--png", str(tmp_path / "png")]
    done = subprocess.run(command, cwd=sandbox.root, check=True, capture_output=True)
    assert json.loads(done.stdout)["diagnostics"] == []
    names = {path.name for path in (tmp_path / "png").iterdir()}
    looks = [
        f"{size}-{shade}{scripts}"
        for size in ("phone", "desktop")
        for shade in ("light", "dark")
        for scripts in ("", "-no-scripts")
    ]
    assert names == {f"de-small-discount-1-{side}-{look}.png" for side in ("front", "back") for look in looks}
    assert len({path.read_bytes() for path in (tmp_path / "png").iterdir()}) == 16


def test_without_names_there_is_one_card_of_each_kind_in_each_language(sandbox: Sandbox) -> None:
    cards = preview(sandbox.project, (), (), Report())
    assert {(card.language, card.kind) for card in cards} == {
        (language, kind) for language in ("de", "en") for kind in ("scenario", "recall", "cloze", "drill")
    }


def test_unknown_items_and_languages_are_told(sandbox: Sandbox) -> None:
    done = sandbox.run("preview", "small-discont", "no-such-thing", "--png", "x")
    assert "no deck has an item `no-such-thing`" in done.stderr
    assert "error[unknown-item]: no deck has an item `small-discont`" in done.stderr
    assert "did you mean `small-discount`?" in done.stderr
    assert "error[unknown-language]" in sandbox.run("preview", "--lang", "fr", "--png", "x").stderr


def test_without_a_browser_the_command_says_what_to_install(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    done = sandbox.run("preview", "--png", str(tmp_path))
    assert done.exit_code == 2
    assert "no Chromium found: install it" in done.stderr


@pytest.mark.parametrize("path", ["/nonexistent", "/bin/false"])
def test_what_is_no_browser_is_told(
    sandbox: Sandbox, tmp_path: Path, browser: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert browser.is_connected()
    command = [sys.executable, "-m", "deckwright", "preview", "--png", str(tmp_path)]
    monkeypatch.setenv("CHROMIUM", path)
    done = subprocess.run(command, cwd=sandbox.root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"'{path}' does not start as a Chromium" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_told(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = sandbox.run("preview", "--png", str(tmp_path / "file" / "png"))
    assert done.exit_code == 2
    assert "cannot write to" in done.stderr
