"""What many tests start from: a small project of their own, the command, the real Anki, a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deckwright.authoring.diagnostics import Report, render
from deckwright.cli import main
from deckwright.pipeline import Built, build
from deckwright.verify import oracle
from deckwright.workspace import Project

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
LESSON = "content/sample/lessons/01-first-no.yaml"
NOW = 1_800_000_000


class Sandbox:
    """A copy of the sample project that a test may change."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = Project(root)

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text in a file, which must be there."""
        path = self.root / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def run(self, *args: str) -> Result:
        """Call the command in this project."""
        return CliRunner().invoke(main, ["-C", str(self.root), *args], catch_exceptions=False)

    def diagnostics(self, form: Any = "text") -> str:
        """Return what `check` says of the project."""
        return self.run("check", "--quiet", "--format", form).stdout

    def build(self, now: int = NOW, **options: Any) -> list[Built]:
        """Build all decks at a given time; fails where there are errors."""
        report = Report()
        built = build(self.project, (), report, clock=lambda: now, **options)
        assert not report.failed(), render(report.sorted())
        return built


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    root = tmp_path / "project"
    shutil.copytree(HERE / "project", root)
    return Sandbox(root)


@pytest.fixture
def anki_collection() -> Iterator[Any]:
    with oracle.collection() as collection:
        yield collection


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped decks, built into a folder of their own, by name."""
    out = tmp_path_factory.mktemp("shipped")
    report = Report()
    built = build(Project(REPOSITORY), (), report, out=out)
    assert not report.failed(), render(report.sorted())
    return {one.deck: one.path for one in built}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Real Chromium. Where it is missing, tests that need it fail on CI and are skipped elsewhere."""
    from playwright.sync_api import sync_playwright

    path = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if path is None:
        message = "no Chromium found: install it (Debian: apt-get install chromium), or name it in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()
