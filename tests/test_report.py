"""The report and the review sheet: complete in one file, true, and good to read in real Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conftest import HERE, REPOSITORY, Sandbox
from deckwright.authoring.diagnostics import Report, render
from deckwright.deck.presets import presets
from deckwright.report.study import StudyCard, load_of
from deckwright.reporting import write_report
from deckwright.workspace import Project
from test_looks import AXE, VIOLATIONS

PRESETS = presets("Kurs", {"presets": {"cards": "Karten", "reflection": "Reflexion"}})
LESSON = "content/sample/lessons/01-first-no.yaml"


@pytest.fixture(scope="module")
def shipped_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    report = Report()
    write_report(Project(REPOSITORY), (), report, out=out)
    assert not report.failed(), render(report.sorted())
    return out


def figures_of(sandbox: Sandbox, language: str = "de") -> dict[str, Any]:
    """Return the figures of a project as the command writes them."""
    done = sandbox.run("report")
    assert done.exit_code == 0, done.stderr
    values: dict[str, Any] = json.loads((sandbox.root / f"build/report/sample-{language}.json").read_text("utf-8"))
    return values


@pytest.fixture(scope="module")
def small_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("small")
    write_report(Project(HERE / "editorial"), (), Report(), out=out)
    return out


@pytest.mark.parametrize("page_name", ["sample-de", "sample-en", "sample-de-review", "sample-en-review"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_amiss_in_any_look(
    small_report: Path, browser: Any, page_name: str, scheme: Any, width: int
) -> None:
    look_at(small_report / f"{page_name}.html", browser, scheme, width)


@pytest.mark.parametrize("page_name", ["trust-de", "trust-en-review"])
def test_axe_finds_nothing_amiss_in_the_pages_of_the_shipped_course(
    shipped_report: Path, browser: Any, page_name: str
) -> None:
    look_at(shipped_report / f"{page_name}.html", browser, "light", 360)


def look_at(path: Path, browser: Any, scheme: Any, width: int) -> None:
    """Open a page, folded and unfolded: nothing wider than the window, nothing that axe-core finds, no request."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda request: faults.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    page.evaluate(AXE)
    for opened in (False, True):
        page.evaluate("opened => document.querySelectorAll('details').forEach(d => d.open = opened)", opened)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(VIOLATIONS) == []
    assert [fault for fault in faults if fault != "data:,"] == []
    context.close()


def test_the_report_prints_on_paper_of_its_width(shipped_report: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((shipped_report / "trust-de.html").as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
    page.close()


def test_the_figures_count_what_the_lessons_hold(edited: Sandbox) -> None:
    values = figures_of(edited)
    (lesson,) = values["lessons"]
    counted = {name: lesson[name] for name in ("scenarios", "evaluation", "recall", "drills", "activities")}
    assert counted == {"scenarios": 2, "evaluation": 0, "recall": 2, "drills": 1, "activities": 2}
    assert values["balance"]["domains"] == {"sales": 1, "leadership": 1}
    claim = next(claim for claim in values["claims"] if claim["id"] == "S10")
    assert claim["lessons"] == {
        "first-no": {"texts": 1, "scenarios": 2, "recall": 2, "drills": 1, "activities": 1},
    }
    assert claim["lacking"] == []


def test_a_course_with_more_men_than_women_or_without_people_gets_its_report(edited: Sandbox) -> None:
    edited.replace(LESSON, "Frau Kanak", "Herr Kanak")
    assert figures_of(edited)["balance"]["people"] == {"men": 1, "women": 0}
    edited.replace(LESSON, "Herr Kanak", "Jemand")
    assert figures_of(edited)["balance"]["people"] == {"women": 0, "men": 0}


def test_what_is_not_translated_is_not_counted(edited: Sandbox) -> None:
    path = edited.root / LESSON.replace(".yaml", ".en.yaml")
    text = path.read_text("utf-8")
    path.write_text(text[: text.index("activities:")], "utf-8")
    edited.replace(LESSON.replace(".yaml", ".en.yaml"), "      “Do go at noon, we will manage that here.”", "")
    (lesson,) = figures_of(edited, "en")["lessons"]
    assert (lesson["scenarios"], lesson["activities"], lesson["untranslated"]) == (1, 0, 3)
    assert "Nein zu zweit" not in (edited.root / "build/report/sample-en-review.html").read_text("utf-8")


def test_findings_and_excuses_stand_in_the_report_with_their_places(edited: Sandbox) -> None:
    edited.replace(LESSON, "Was kommt nach dem Nein?", "Kommt ein Grund nach dem Nein?")
    edited.replace(LESSON, "  early-friday:\n", EXCUSED)
    edited.replace(LESSON, "„Tauschen Sie mit jemandem, dann geht es gern.“", "„Tauschen Sie mit jemandem.“")
    values = figures_of(edited)
    lines = (edited.root / LESSON).read_text("utf-8").splitlines()
    found = {one["code"]: one for one in values["findings"]}
    assert "Kommt ein Grund" in lines[found["question-form"]["line"] - 1]
    excused = {one["code"]: one for one in values["excused"]}
    assert excused["option-length"]["reason"] == "Kürzer sagt das niemand."
    assert "„Tauschen Sie mit jemandem.“" in lines[excused["option-length"]["line"] - 1]
    assert "option-length" not in found


EXCUSED = """  early-friday:
    excuses:
      option-length:
        reason: Kürzer sagt das niemand.
      option-spread:
        reason: Kürzer sagt das niemand.
"""


def test_a_course_with_errors_gets_no_report(edited: Sandbox) -> None:
    edited.replace(LESSON, "principle: one-sentence-no", "principle: none")
    done = edited.run("report")
    assert done.exit_code == 1
    assert "unknown-reference" in done.stderr
    assert not (edited.root / "build/report").exists()


def test_an_unknown_language_is_told(edited: Sandbox) -> None:
    done = edited.run("report", "--lang", "fr")
    assert done.exit_code == 1
    assert "known are `de`, `en`" in done.stderr


def test_one_language_writes_its_pages_only(edited: Sandbox) -> None:
    edited.run("report", "--lang", "en")
    assert sorted(path.name for path in (edited.root / "build/report").iterdir()) == [
        "sample-en-review.html",
        "sample-en.html",
        "sample-en.json",
    ]


def test_markup_and_signs_of_html_in_texts_stay_words(edited: Sandbox) -> None:
    edited.replace(LESSON, "title: Das erste Nein", "title: Nein & mehr")
    edited.replace(LESSON, "Ein Grund.\n", "Ein *Grund* & \\<b> mehr.\n")
    edited.run("report")
    page = (edited.root / "build/report/sample-de-review.html").read_text("utf-8")
    assert "Ein <em>Grund</em> &amp; &lt;b&gt; mehr." in page
    assert "<b>" not in page


def test_a_review_keeps_choices_and_comments_over_a_reload_and_saves_them(shipped_report: Path, browser: Any) -> None:
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto((shipped_report / "trust-de-review.html").as_uri())
    item = page.locator("article[data-item=discount-before-the-weekend]")
    best = item.locator("input[data-rating='4']")
    best.check()
    item.locator("textarea").fill("Im Einkauf kenne ich das anders.")
    page.reload()
    assert best.is_checked()
    assert item.locator("textarea").input_value() == "Im Einkauf kenne ich das anders."
    assert not item.locator("details.key").get_attribute("open")
    page.locator("#keys").click()
    assert item.locator("details.key").get_attribute("open") is not None
    assert page.locator("#agreed").inner_text().endswith("1 / 1")
    with page.expect_download() as download:
        page.locator("#save").click()
    saved = json.loads(Path(download.value.path()).read_text("utf-8"))
    assert saved["best"] == {"discount-before-the-weekend": best.get_attribute("value")}
    assert saved["texts"] == {"item/discount-before-the-weekend": "Im Einkauf kenne ich das anders."}
    context.close()


def test_the_review_sheet_holds_every_item_and_not_the_drafts(edited: Sandbox) -> None:
    edited.replace(LESSON, "  early-friday:\n", "  early-friday:\n    draft: true\n")
    edited.run("report")
    page = (edited.root / "build/report/sample-de-review.html").read_text("utf-8")
    assert "<code>small-discount</code>" in page
    assert "<code>one-no-today</code>" in page
    assert "early-friday" not in page


def test_the_presets_bound_a_day_of_study() -> None:
    cards = [StudyCard("drill" if at % 9 == 8 else "scenario", 120 if at % 9 == 8 else 82) for at in range(135)]
    load = load_of(cards, PRESETS)
    assert len(load.mean) == 84
    assert 34 <= load.last_new <= 40  # four new cards a day
    assert all(low <= middle <= high for low, middle, high in zip(load.least, load.mean, load.most, strict=True))
    assert load.week(1) < load.week(3) > load.week(12) > 0


def test_no_more_than_one_drill_is_new_on_a_day() -> None:
    load = load_of([StudyCard("drill", 60)] * 10, PRESETS, days=9)
    assert load.last_new == 9
    assert load.most[0] <= 20  # the one new drill, put off and looked at again at most


def test_the_simulation_is_the_same_every_time() -> None:
    cards = [StudyCard("scenario", 82)] * 30
    assert load_of(cards, PRESETS, days=20) == load_of(cards, PRESETS, days=20)


def test_where_the_simulation_is_missing_the_page_says_so(edited: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsrs", None)
    assert figures_of(edited)["decks"][0]["load"] is None
    assert "deckwright[report]" in (edited.root / "build/report/sample-de.html").read_text("utf-8")
