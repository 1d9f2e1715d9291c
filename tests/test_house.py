"""The house itself: what its documents say is true, and nothing of one machine is in it."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import REPOSITORY
from deckwright.authoring.codes import catalogue
from deckwright.authoring.diagnostics import Report
from deckwright.cli import main
from deckwright.cli.main import COMMANDS
from deckwright.verify.package import inspect

SCENARIO_DRILL = (("– Situation", "– Scenario"), ("– Reflexion", "– Reflection"))
DOCUMENTS = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md")]


def tracked() -> list[Path]:
    """Return all files under version control, or to be, that are text."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [REPOSITORY / name for name in listed if Path(name).suffix != ".png" and (REPOSITORY / name).is_file()]


def test_every_command_option_and_code_is_documented() -> None:
    commands = (REPOSITORY / "docs/commands.md").read_text("utf-8")
    for name in COMMANDS:
        text = CliRunner().invoke(main, [name, "--help"], prog_name="deckwright").stdout
        assert f"## `deckwright {name}`" in commands
        for option in re.findall(r"--[a-z-]+", text):
            assert option in commands
    codes = (REPOSITORY / "docs/diagnostics.md").read_text("utf-8")
    assert all(f"## `{code}`" in codes for code in catalogue())


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_a_document_leads_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    for target in () if "<!-- made by" in text else re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http", "#")):
            assert (path.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_line_in_a_document_exists(path: Path) -> None:
    for line in re.findall(r"^(?:\$ )?(?:\.venv/bin/)?deckwright (\w+)", path.read_text("utf-8"), re.MULTILINE):
        assert line in COMMANDS
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make ([a-z-]+)", path.read_text("utf-8"), re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(
        "|".join(
            [
                "pypi" + r"\.org",
                "pythonhosted" + r"\.org",
                "registry" + r"\.npmjs",
                "deb" + r"\.debian\.org",
                "index" + "-url",
            ]
        )
    )
    assert [str(path) for path in tracked() if hosts.search(path.read_text("utf-8", "replace"))] == []


def test_the_pinned_versions_are_versions_and_nothing_else() -> None:
    for line in (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines():
        assert re.fullmatch(r"#.*|[a-zA-Z0-9._-]+==[a-zA-Z0-9._+!-]+", line), line


def test_no_template_reaches_for_the_network() -> None:
    templates = REPOSITORY / "generator/deckwright/templates"
    for path in templates.rglob("*.*"):
        if path.is_file() and path.suffix != ".png":
            assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", path.read_text("utf-8")), path


def test_the_mistake_in_the_readme_is_told_in_just_these_words(tmp_path: Path) -> None:
    for name in ("content", "decks"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    lesson = tmp_path / "content/trust/lessons/04-saying-no.yaml"
    text = lesson.read_text("utf-8")
    lesson.write_text(text.replace("principle: no-reason-next-step", "principle: no-reason-next-stp", 1), "utf-8")
    said = CliRunner().invoke(main, ["-C", str(tmp_path), "check"]).stdout.split("\n\n")[0]
    assert textwrap.indent(said, "   ") in (REPOSITORY / "README.md").read_text("utf-8")


def test_the_readme_counts_what_the_decks_hold(shipped: dict[str, Path]) -> None:
    words = (REPOSITORY / "README.md").read_text("utf-8")
    for name in ("vertrauen-de", "trust-en"):
        contents = inspect(shipped[name], Report())
        assert contents is not None
        scenarios, drills = (
            sum(n for name, n in contents.notes.items() if name.endswith(ends)) for ends in SCENARIO_DRILL
        )
        questions = sum(contents.notes.values()) - scenarios - drills - 2  # an own case, and the last card
        assert f"{scenarios} scenarios, {questions}\nquestions and {drills} reflections" in words
