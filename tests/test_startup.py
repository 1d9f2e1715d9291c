"""A command imports what it needs and no more, so that it starts at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from conftest import Sandbox

LIBRARIES = ("filelock", "genanki", "jinja2", "markdown_it", "yaml")


def imported(*arguments: str, project: Path) -> set[str]:
    """Return the modules that Python imports for a call of the command, which must go well."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "deckwright", "-C", str(project), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def within(modules: Iterable[str], *packages: str) -> list[str]:
    """Return the modules in some packages."""
    return sorted(name for name in modules if name.startswith(tuple(f"{package}." for package in packages)))


@pytest.mark.parametrize("command", [(), ("build",), ("check",)])
def test_help_needs_click_and_little_else(command: tuple[str, ...], sandbox: Sandbox) -> None:
    found = imported(*command, "--help", project=sandbox.root)
    assert "click" in found
    assert not found & set(LIBRARIES)
    own = {name.split(".")[1] for name in within(found, "deckwright")}
    assert own == {"authoring", "cli"}


def test_checking_needs_nothing_that_writes(sandbox: Sandbox) -> None:
    found = imported("check", project=sandbox.root)
    assert "yaml" in found
    assert not found & {"filelock", "genanki", "sqlite3"}


def test_checking_needs_nothing_of_kits_where_there_are_no_workshops(sandbox: Sandbox) -> None:
    assert within(imported("check", project=sandbox.root), "deckwright.kit") == []


def test_building_needs_no_editorial_rules_pictures_or_kits(sandbox: Sandbox) -> None:
    found = imported("build", project=sandbox.root)
    assert "genanki" in found
    assert within(found, "deckwright.course.editorial", "deckwright.preview", "deckwright.kit") == []
