"""What many tests start from: a small project of their own, the command, the real Anki, a real browser."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deckwright.authoring.diagnostics import Report, render
from deckwright.cli import main
from deckwright.kits import write_kits
from deckwright.packing import Built
from deckwright.pipeline import build
from deckwright.preview import pictures
from deckwright.preview.rendering import Card
from deckwright.verify import oracle
from deckwright.verify.oracle import import_package
from deckwright.workspace import Project

HERE = Path(__file__).parent
REPOSITORY = HERE.parent
LESSON = "content/sample/lessons/01-first-no.yaml"
NOW = 1_800_000_000
DAY = "2030-01-15T12:00:00"


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

    def reword(self) -> None:
        """Change the text of one question, in both languages."""
        self.replace(LESSON, "Ein Grund.", "Genau ein Grund.")
        self.replace(LESSON.replace(".yaml", ".en.yaml"), "One reason.", "Exactly one reason.")

    def add_cards_of_the_course(self) -> None:
        """Give the course an example of an own case and a last card, in both languages."""
        german = (
            "my_case:\n  situation: Lage\n  said: Gesagt\n  better: Besser\n  principle: Regel\nwhat_next: Weiter\n"
        )
        english = "my_case:\n  situation: Case\n  said: Said\n  better: Better\n  principle: Rule\nwhat_next: Go on\n"
        for name, text in (("course.yaml", german), ("course.en.yaml", english)):
            path = self.root / "content/sample" / name
            path.write_text(path.read_text("utf-8") + text, "utf-8")

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


def until(page: Any, expression: str, arg: Any = None) -> None:
    """Wait until something holds in a page. Playwright's own way needs `eval`, which strict pages forbid."""
    for _ in range(500):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(20)
    pytest.fail(f"it never came to hold: {expression}")


def review_everything(collection: Any) -> None:
    """Answer every card once, with good and again in turn."""
    for number, card_id in enumerate(collection.find_cards("")):
        card = collection.get_card(card_id)
        card.start_timer()
        states = collection._backend.get_scheduling_states(card.id)
        rating = 2 if number % 2 else 0
        collection.sched.answer_card(collection.sched.build_answer(card=card, states=states, rating=rating))


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    root = tmp_path / "project"
    shutil.copytree(HERE / "project", root)
    return Sandbox(root)


@pytest.fixture
def edited(tmp_path: Path) -> Sandbox:
    """A small course that is held to the editorial rules, and keeps them."""
    root = tmp_path / "edited"
    shutil.copytree(HERE / "editorial", root)
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


@pytest.fixture
def workshop(tmp_path: Path) -> Sandbox:
    """A small project with a workshop, held to no editorial rules."""
    root = tmp_path / "workshop"
    shutil.copytree(HERE / "editorial", root)
    course = root / "content/sample/course.yaml"
    course.write_text(course.read_text("utf-8").partition("\neditorial:")[0] + "\n", "utf-8")
    return Sandbox(root)


@pytest.fixture(scope="session")
def shipped_kits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders of the shipped kits by language, made once."""
    out = tmp_path_factory.mktemp("kits")
    report = Report()
    written = write_kits(Project(REPOSITORY), (), (), report, out=out)
    assert not report.failed(), render(report.sorted())
    return {kit.name.removeprefix("trust-"): kit.folder for kit in written}


@pytest.fixture(scope="session")
def cards(shipped: dict[str, Path]) -> list[Card]:
    """All cards of all shipped decks, as the real Anki renders them."""
    found: list[Card] = []
    with oracle.collection() as collection:
        for path in shipped.values():
            import_package(collection, path)
        for card_id in collection.find_cards(""):
            card = collection.get_card(card_id)
            output = card.render_output()
            found.append(
                Card(
                    item=card.note().fields[0],
                    kind="cloze"
                    if 'class="cloze"' in output.question_text
                    else re.findall(r"dw-(scenario|recall|drill|case|closing)\b", output.question_text)[0],
                    language=re.findall(r'lang="(\w+)"', output.question_text)[0],
                    ordinal=card.ord,
                    front=output.question_text,
                    back=output.answer_text,
                    css=output.css,
                )
            )
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Real Chromium. Where it is missing, tests that need it fail on CI and are skipped elsewhere."""
    started = pictures.browser()
    try:
        opened = started.__enter__()
    except pictures.NoBrowserError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    yield opened
    started.__exit__(None, None, None)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of a phone's size at a fixed time that fails the test on a script error or a request."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: faults.append(request.url) if not request.url.startswith("data:") else None)
    opened.clock.install(time=DAY)
    yield opened
    context.close()
    assert faults == []
