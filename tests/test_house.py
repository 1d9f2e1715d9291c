"""The house itself: what its documents say is true, and nothing of one machine is in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import REPOSITORY
from deckwright.authoring.codes import catalogue
from deckwright.cli import main
from deckwright.cli.main import COMMANDS

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
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text("utf-8")):
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
        if path.is_file():
            assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", path.read_text("utf-8")), path
