"""The presenter, opened from a file in real Chromium: slides, votes, timers, two windows, and what a reload leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import until
from deckwright.kit.brand import Brand
from deckwright.kit.presenter import embedded, presenter_page
from kit_samples import data_of, words_in
from test_looks import AXE

WORKSHOP = date(2027, 3, 4)
NINE = "2027-03-04T09:00:00+01:00"
AGENDAS, LANGUAGES = ("half-day", "full-day"), ("de", "en")
AT = "() => app.state.at"
HELD = """() => ({ at: app.state.at, shown: app.state.shown, people: app.state.people, votes: app.state.votes,
  timers: app.state.timers, start: app.state.start, theme: app.state.theme })"""
KINDS = """() => {
  const seen = new Map();
  app.slides.forEach((slide, at) => { if (!seen.has(slide.kind)) seen.set(slide.kind, at); });
  return [...seen];
}"""
OVERFLOWS = """() => {
  const found = [];
  const look = (slide, shown) => {
    const drawn = document.querySelector(".room > .stage > .slide");
    const text = drawn.querySelector(".situation");
    const page = document.documentElement;
    const names = [];
    if (drawn.dataset.slide !== slide.id) names.push("shows another slide");
    if (drawn.scrollHeight > drawn.clientHeight + 1) names.push("too high");
    if (drawn.scrollWidth > drawn.clientWidth + 1) names.push("too wide");
    if (page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth) names.push("the page scrolls");
    if (text && parseFloat(getComputedStyle(text).fontSize) < 22) names.push("the situation is too small");
    const sizes = [...drawn.querySelectorAll("li, p, .rich")].map(one => parseFloat(getComputedStyle(one).fontSize));
    const least = Math.min(...sizes);
    if (least < 12) names.push("text of " + least + " px");
    if (names.length) found.push(slide.id + " " + shown + ": " + names.join(", "));
  };
  app.slides.forEach((slide, at) => {
    for (let shown = 0; shown <= slide.parts; shown++) { app.place({ at, shown }); look(slide, shown); }
    app.sheetsOf(slide).forEach((sheet, of) => { app.change({ sheet: of + 1 }); look(slide, sheet.id); });
  });
  return found;
}"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIOLATIONS = """rules => axe.run(document, { resultTypes: ["violations"], runOnly: rules })
  .then(found => found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 200)).join(" | ")))"""
SPY = """() => {
  window.tones = 0;
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
}"""
REFUSED = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""

OWNER = 'Haus <b>"A"</b> & </script>'
"""A name that would do harm if it were taken for HTML."""

Enter = Callable[..., Any]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Presenters of shipped agendas as files, by agenda and language; one with a brand of a very dark colour."""
    out = tmp_path_factory.mktemp("presenter")
    dark = Brand(name=OWNER, address="https://example.org/deck", colour="#2b0a14")
    made = {
        f"{agenda}-{language}": (out / f"{agenda}-{language}.html", data_of(agenda, language, day=WORKSHOP))
        for agenda in AGENDAS
        for language in LANGUAGES
    }
    made["brand"] = (out / "brand.html", data_of("half-day", "de", brand=dark, day=WORKSHOP))
    for path, data in made.values():
        path.write_text(presenter_page(data), "utf-8")
    return {name: path for name, (path, _) in made.items()}


@pytest.fixture
def enter(browser: Any, pages: dict[str, Path]) -> Iterator[Enter]:
    """Opens a presenter from its file at nine o'clock; fails the test on an error, a message or a request."""
    faults: list[str] = []
    contexts: list[Any] = []

    def opened(
        name: str = "half-day-de", *, size: tuple[int, int] = (1024, 768), begin: bool = True, **how: Any
    ) -> Any:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, timezone_id="Europe/Berlin", reduced_motion="reduce"
        )
        contexts.append(context)
        context.on("console", lambda message: faults.append(message.text))
        context.on("weberror", lambda error: faults.append(str(error.error)))
        context.on("request", lambda request: faults.append(request.url) if is_foreign(request.url, pages) else None)
        context.clock.install(time=NINE)
        if script := how.get("script"):
            context.add_init_script(script)
        page = context.new_page()
        page.goto(pages[name].as_uri())
        if begin:
            page.click("[data-keep=begin]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def is_foreign(address: str, pages: dict[str, Path]) -> bool:
    return not address.startswith("data:") and address.split("#", 1)[0] not in {
        path.as_uri() for path in pages.values()
    }


def go(page: Any, kind: str, **shown: int) -> None:
    """Go to the first slide of a kind."""
    page.evaluate(
        "([kind, shown]) => app.place({ at: app.slides.findIndex(one => one.kind === kind), shown })",
        [kind, shown.get("shown", 0)],
    )


def test_the_half_day_is_walked_by_keyboard_to_the_end_and_back(enter: Enter) -> None:
    page = enter()
    last = page.evaluate("app.slides.length") - 1
    seen = [(0, 0)]
    while seen[-1][0] < last and len(seen) < 200:
        page.keyboard.press(("ArrowRight", "PageDown", " ")[len(seen) % 3])
        seen.append(tuple(page.evaluate("[app.state.at, app.current().block]")))
    assert seen == sorted(seen)
    assert {at for at, _ in seen} == set(range(last + 1))
    assert {block for _, block in seen} == set(range(page.evaluate("app.data.agenda.blocks.length")))
    page.keyboard.press("ArrowRight")
    assert page.evaluate(AT) == last
    back = [last]
    while back[-1] > 0 and len(back) < 200:
        page.keyboard.press(("ArrowLeft", "PageUp")[len(back) % 2])
        back.append(page.evaluate(AT))
    assert set(back) == set(range(last + 1))
    page.keyboard.press("End")
    assert page.evaluate(AT) == last
    page.keyboard.press("Home")
    assert page.evaluate(AT) == 0


def test_groups_of_any_size_hold_everybody_and_say_so(enter: Enter) -> None:
    page = enter()
    for people in (3, 4, 7, 14, 25, 40):
        page.keyboard.press("g")
        page.fill("#setup-people", str(people))
        assert str(people) in page.locator("dialog h2").nth(1).inner_text()
        page.click("[data-keep=begin]")
        everybody_has_a_group(page, people)


def everybody_has_a_group(page: Any, people: int) -> None:
    for kind in ("pairs", "trios", "fours"):
        text, sizes = page.evaluate(
            "kind => [groupText(app.data, kind, app.state.people), groupSizes(app.data, kind, app.state.people)]", kind
        )
        words = {"zu zweit": 2, "zu dritt": 3, "zu viert": 4, "zu fünft": 5}
        said = re.findall(r"(\d+)(?: Gruppen?)? (zu \w+)", text)
        assert sum(int(count) * words[size] for count, size in said) == people == sum(sizes), text
        usual = {"pairs": 2, "trios": 3, "fours": 4}[kind]
        told = page.evaluate("kind => leftOver(app.data, kind, app.state.people)", kind)
        assert len(told) == len({size for size in sizes if size != usual})
    amounts = page.evaluate("amountsFor(app.data, app.state.people)")
    assert all(one["count"] >= 1 for one in amounts)
    assert people in [one["count"] for one in amounts]


def test_both_rounds_of_votes_are_counted_and_then_revealed(enter: Enter) -> None:
    page = enter()
    go(page, "vote")
    for key in ("1", "1", "2", "4", "Shift+1"):
        page.keyboard.press(key)
    page.click("[data-keep=vote-2-more]")
    page.keyboard.press("Space")  # the button keeps the focus, and its own key
    assert page.locator(".total").inner_text() == "5 von 12 Stimmen"
    page.fill("[data-keep=vote-3-count]", "30")
    page.keyboard.press("Enter")
    assert page.locator(".total").inner_text() == "34 Stimmen, aber nur 12 Personen"
    page.fill("[data-keep=vote-3-count]", "many")
    page.keyboard.press("Enter")
    page.click("[data-keep=vote-3-count]")
    page.keyboard.type("1")
    page.keyboard.press("PageDown")  # a clicker works wherever the focus is
    assert page.locator(".slide-talk").count() == 1
    assert page.locator(".face .left").inner_text() == "3:00"
    page.keyboard.press("PageDown")
    for _ in range(7):
        page.keyboard.press("3")
    page.keyboard.press("PageDown")
    assert page.locator(".rating").count() == 0
    assert page.locator(".bar-1 .count").all_inner_texts() == ["1", "1", "2", "1"]
    assert page.locator(".bar-2 .count").all_inner_texts() == ["0", "0", "7", "0"]
    page.keyboard.press("Enter")
    assert page.locator(".rating").count() == 4
    assert page.locator(".rated-4").count() == page.locator(".rated-1").count() == 1
    page.keyboard.press("ArrowRight")
    assert page.locator(".slide-feedback .feedback > li").count() == 4
    page.keyboard.press("ArrowRight")
    assert page.locator(".slide-rule .rule").inner_text()
    go(page, "vote")
    page.keyboard.press("Enter")
    assert page.locator(".slide-result .rating").count() == 4


def test_a_disputed_scenario_is_a_debate_without_a_right_answer(enter: Enter) -> None:
    page = enter("full-day-de")
    go(page, "debate")
    assert page.locator(".view").count() == 2
    vote = page.evaluate("app.current().vote")
    for name in ("vote-1", "result", "debate", "feedback", "rule"):
        page.evaluate("id => app.place({ at: app.slides.findIndex(s => s.id === id), shown: 9 })", f"{vote}/{name}")
        assert page.locator(".slide .rating, .slide .rated-4, .slide .rated-1").count() == 0


def test_any_scenario_can_be_picked_for_a_vote_of_its_own(enter: Enter) -> None:
    page = enter()
    go(page, "activity")
    place = page.evaluate(AT)
    page.keyboard.press("s")
    page.keyboard.type("no such word")
    assert page.locator("dialog .cards li:visible").count() == 0
    page.fill(".search", "")
    assert page.locator("dialog .cards li:visible").count() == page.evaluate("app.data.cards.length")
    page.locator("dialog .cards button").nth(3).click()
    assert page.locator(".slide").get_attribute("data-slide").startswith("extra/")
    page.keyboard.press("2")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert page.locator(".slide-result").count() == 1
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert (page.locator(".slide-activity").count(), page.evaluate(AT)) == (1, place)


def test_questions_of_a_debrief_are_revealed_one_group_after_another(enter: Enter) -> None:
    page = enter()
    go(page, "debrief")
    for count in (1, 2, 3):
        assert page.locator(".questions").count() == count
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".questions").count() == 3


def test_no_slide_of_an_exercise_is_empty(enter: Enter) -> None:
    page = enter("full-day-de")
    aims = """() => app.slides.flatMap((slide, at) => {
      if (slide.kind !== "step") return [];
      slide.text = null; // as of a step without words to say
      app.place({ at });
      return [document.querySelector(".instruction .aim").textContent.endsWith(slide.aim)];
    })"""
    assert set(page.evaluate(aims)) == {True}


def test_roles_are_named_where_they_are_few(enter: Enter) -> None:
    page = enter("full-day-de")
    shown = page.evaluate(
        """() => app.slides.flatMap((slide, at) => {
          if (!slide.roles || !slide.roles.length) return [];
          app.place({ at, shown: 0 });
          return [[slide.roles.length, document.querySelectorAll(".roles li").length]];
        })"""
    )
    assert {count > 4 for count, _ in shown} == {True, False}
    assert all(named == (count if count <= 4 else 0) for count, named in shown)


def test_every_step_tells_the_trainer_what_is_different_this_time(enter: Enter) -> None:
    page = enter()
    page.keyboard.press("n")
    steps = page.evaluate(
        """() => app.slides.map((slide, at) => ({ slide, at }))
          .filter(({ slide }) => slide.step && app.blockOf(slide).what).map(({ at }) => at)"""
    )
    assert len(steps) > 3
    for at in steps:
        page.evaluate("at => app.place({ at })", at)
        assert "Diesmal" in page.locator(".notes h2").all_inner_texts()


def test_sheets_of_the_flip_chart_are_read_beside_a_step_and_shown_on_demand(enter: Enter) -> None:
    page = enter("full-day-de")
    page.evaluate("app.place({ at: app.slides.findIndex(one => one.step && app.sheetsOf(one).length) })")
    title = page.evaluate("app.sheetsOf(app.current())[0].title")
    with page.expect_popup() as popup:
        page.keyboard.press("t")
    trainer = popup.value
    same_place(trainer, page)
    assert f"Flipchart: {title}" in trainer.locator(".notes h2").all_inner_texts()
    page.click("[data-keep=sheet-0]")
    assert page.locator(".slide-sheet h1").inner_text() == title
    trainer.wait_for_selector(".slide-sheet")
    trainer.keyboard.press("ArrowRight")
    until(page, "!app.state.sheet")
    assert page.locator(".slide-step").count() == 1
    for _ in range(page.evaluate("app.sheetsOf(app.current()).length")):
        page.keyboard.press("c")
        assert page.locator(".slide-sheet").count() == 1
    page.keyboard.press("c")
    assert page.locator(".slide-sheet").count() == 0
    go(page, "break")
    page.keyboard.press("c")
    assert page.locator(".slide-break").count() == 1


def test_opening_closing_and_reading_have_a_clock_of_their_own(enter: Enter) -> None:
    page = enter()
    blocks = page.evaluate("app.data.agenda.blocks")
    for at, block in enumerate(blocks):
        if block["kind"] in ("opening", "input", "closing"):
            page.evaluate("at => app.jump(at)", at)
            assert page.locator(".face .left").inner_text() == f"{block['minutes']}:00"
    go(page, "vote")
    assert page.locator(".timer-line .left").inner_text() == "2:00"
    page.keyboard.press("p")
    page.clock.run_for(30_250)
    assert page.locator(".timer-line .left").inner_text() == "1:30"
    page.evaluate("app.place({ at: app.slides.findIndex(one => one.round === 2) })")
    assert page.locator(".timer-line").count() == 0


def test_the_gong_sounds_in_the_room_whoever_strikes_it(enter: Enter) -> None:
    page = enter()
    page.evaluate(SPY)
    go(page, "step")
    page.keyboard.press("m")
    page.keyboard.press("r")
    until(page, "tones === 3")
    with page.expect_popup() as popup:
        page.keyboard.press("t")
    trainer = popup.value
    same_place(trainer, page)
    trainer.evaluate(SPY)
    page.clock.run_for(5_000)
    trainer.clock.run_for(5_000)
    trainer.click("[data-keep=timer-gong]")
    until(page, "tones === 6")
    page.clock.run_for(1_000)
    assert (page.evaluate("tones"), trainer.evaluate("tones")) == (6, 0)


def test_a_scenario_picked_again_begins_without_the_votes_of_the_first_time(enter: Enter) -> None:
    page = enter()
    for _ in range(2):
        page.evaluate("app.pick(app.data.cards[3])")
        assert page.evaluate("app.votesOf(app.current())") == [0, 0, 0, 0]
        page.keyboard.press("2")
        page.keyboard.press("p")
    assert page.evaluate("app.votesOf(app.current())") == [0, 1, 0, 0]


ASKED = "#start=13:30&people=11&date=2027-03-06"


def test_what_the_start_page_says_stands_in_the_setup_and_counts(enter: Enter, pages: dict[str, Path]) -> None:
    page = enter(begin=False)
    page.goto("about:blank")
    page.goto(pages["half-day-de"].as_uri() + ASKED)
    assert (page.input_value("#setup-start"), page.input_value("#setup-people")) == ("13:30", "11")
    assert page.locator("dialog .state").count() == 0
    page.reload()
    page.click("[data-keep=begin]")
    assert page.evaluate("[app.state.start, app.state.people]") == [810, 11]
    assert "Samstag, 6. März 2027 · Beginn um 13:30" in page.locator(".slide-title").inner_text()
    page.goto("about:blank")
    page.goto(pages["half-day-de"].as_uri() + ASKED)
    assert page.locator("dialog").count() == 0


def test_the_start_page_does_not_undo_a_workshop_that_has_begun(enter: Enter, pages: dict[str, Path]) -> None:
    page = enter()
    go(page, "vote")
    page.keyboard.press("3")
    for leave in ("Escape", "begin"):
        page.goto("about:blank")
        page.goto(pages["half-day-de"].as_uri() + ASKED)
        told = page.locator("dialog .state").all_inner_texts()
        assert "09:00, 12 Personen" in told[0]
        assert "4. März 2027" in told[1]
        assert page.evaluate("[app.state.start, app.state.people, app.state.day]") == [540, 12, "2027-03-04"]
        if leave == "Escape":
            page.keyboard.press("Escape")
            page.reload()
            assert page.locator("dialog").count() == 0
    page.click("[data-keep=begin]")
    assert page.evaluate("[app.state.start, app.state.people, app.state.day]") == [810, 11, "2027-03-06"]
    assert page.evaluate("app.votesOf(app.current())") == [0, 0, 1, 0]
    page.goto("about:blank")
    page.goto(pages["half-day-de"].as_uri() + "#people=20")
    page.click("[data-keep=anew]")
    page.click("[data-keep=anew-yes]")
    assert page.input_value("#setup-people") == "20"
    page.click("[data-keep=begin]")
    assert page.evaluate("[app.state.start, app.state.people, app.state.votes]") == [810, 20, {}]


def test_nonsense_in_the_address_is_passed_over(enter: Enter, pages: dict[str, Path]) -> None:
    page = enter(begin=False)
    for said in ("#start=25:00&people=400&date=2027-13-99", "#s=%7B", "#people=", "#%"):
        page.goto("about:blank")
        page.goto(pages["half-day-de"].as_uri() + said)
        assert (page.input_value("#setup-start"), page.input_value("#setup-people")) == ("09:00", "12")


def test_the_countdown_starts_pauses_grows_and_rings_once_at_zero(enter: Enter) -> None:
    page = enter()
    page.evaluate(SPY)
    go(page, "step")
    page.clock.pause_at("2027-03-04T09:01:00+01:00")
    left = page.locator(".face .left")
    assert left.inner_text() == "2:00"
    page.keyboard.press("p")
    page.clock.run_for(30_250)
    assert left.inner_text() == "1:30"
    page.keyboard.press("p")
    page.clock.run_for(60_000)
    assert left.inner_text() == "1:30"
    page.keyboard.press("+")
    assert left.inner_text() == "2:30"
    page.click("[data-keep=timer]")
    page.clock.run_for(149_250)
    assert (left.inner_text(), page.evaluate("tones"), page.locator("#alarm").inner_text()) == ("0:01", 0, "")
    page.clock.run_for(1_250)
    assert (left.inner_text(), page.evaluate("tones")) == ("0:00", 3)
    assert page.locator("#alarm").inner_text() == "Die Zeit ist um"
    assert page.locator(".timer.over").count() == 1
    page.clock.run_for(30_000)
    assert page.evaluate("tones") == 3
    page.click("[data-keep=timer-reset]")
    assert left.inner_text() == "2:00"
    page.keyboard.press("m")
    page.click("[data-keep=timer]")
    page.clock.run_for(121_000)
    assert page.evaluate("tones") == 3
    assert page.locator(".timer.over").count() == 1


def test_a_break_counts_down_by_itself_to_the_time_it_shows(enter: Enter) -> None:
    page = enter()
    page.clock.set_fixed_time("2027-03-04T10:20:30+01:00")
    go(page, "break")
    assert page.locator(".slide h1").inner_text() == "Weiter um 10:36"
    page.keyboard.press("+")
    assert page.locator(".slide h1").inner_text() == "Weiter um 10:37"


def test_the_bar_tells_how_the_day_stands(enter: Enter) -> None:
    page = enter()
    delay, left = page.locator(".bar .delay"), page.locator(".bar .block-left")
    assert (delay.inner_text(), left.inner_text()) == ("im Plan", "noch 10 Min.")
    page.clock.fast_forward(14 * 60_000)
    over = words_in("de")["presenter"]["bar"]["over"].format(count=4)
    assert (delay.inner_text(), left.inner_text()) == ("+14 Min.", over)
    page.keyboard.press("a")
    assert "Ankommen" in page.locator("dialog [aria-current=true]").inner_text()
    page.locator("dialog .list button").nth(2).click()
    assert (delay.inner_text(), left.inner_text()) == ("−6 Min.", "noch 12 Min.")
    page.clock.fast_forward(600 * 60_000)
    assert delay.inner_text() == "Probelauf"


def test_before_the_start_the_bar_counts_down_to_it(enter: Enter) -> None:
    page = enter(begin=False)
    page.fill("#setup-start", "9.30")
    page.click("[data-keep=begin]")
    assert page.locator(".bar .delay").inner_text() == "in 30 Min."
    assert "09:30" in page.locator(".slide").inner_text()


def test_when_the_day_is_behind_the_notes_say_where_to_save_time(enter: Enter) -> None:
    page = enter()
    page.keyboard.press("n")
    assert not page.locator("[data-save]").is_visible()
    page.clock.fast_forward(15 * 60_000)
    block = page.evaluate("app.data.agenda.blocks.find(one => one.drop)")
    assert block["title"] in page.locator("[data-save]").inner_text()


@pytest.mark.parametrize("lacking", ["", "BroadcastChannel", "opener"])
def test_the_second_window_follows_and_leads(enter: Enter, lacking: str) -> None:
    scripts = {
        "": None,
        "BroadcastChannel": "delete window.BroadcastChannel;",
        "opener": "Object.defineProperty(window, 'opener', { value: null });",
    }
    page = enter("brand", script=scripts[lacking])
    go(page, "vote")
    with page.expect_popup() as popup:
        page.keyboard.press("t")
    trainer = popup.value
    same_place(trainer, page)
    assert trainer.locator(".notes").inner_text().count(":") >= 4  # the key is told to the trainer alone
    trainer.keyboard.press("2")
    trainer.click("[data-keep=vote-0-more]")
    until(page, "document.querySelector('.total').textContent.startsWith('2 ')")
    trainer.keyboard.press("ArrowRight")
    until(page, "app.current().kind === 'talk'")
    page.keyboard.press("p")
    until(trainer, "app.state.timers[app.current().id].end > 0")
    trainer.keyboard.press("b")
    page.wait_for_selector(".blank.black")
    page.keyboard.press("PageDown")
    until(trainer, "!app.state.blank")
    page.reload()
    same_place(trainer, page)
    page.clock.run_for(2_500)
    page.keyboard.press("ArrowRight")
    same_place(trainer, page)
    trainer.keyboard.press("ArrowRight")
    same_place(page, trainer)


def same_place(one: Any, other: Any) -> None:
    """Wait until one window shows what the other does."""
    until(one, "at => app.state.at === at", arg=other.evaluate(AT))


def test_the_trainers_window_rings_for_nobody(enter: Enter) -> None:
    page = enter()
    go(page, "step")
    with page.expect_popup() as popup:
        page.keyboard.press("t")
    trainer = popup.value
    same_place(trainer, page)
    trainer.evaluate(SPY)
    page.evaluate(SPY)
    trainer.click("[data-keep=timer]")
    until(page, "Object.keys(app.state.timers).length === 1")
    page.clock.run_for(121_000)
    until(page, "tones === 3")
    assert trainer.evaluate("tones") == 0


def test_a_blocked_second_window_leaves_notes_beside_the_slide(enter: Enter) -> None:
    page = enter(script="window.open = () => null;")
    page.keyboard.press("t")
    assert "nicht geöffnet" in page.locator(".toast").inner_text()
    assert page.locator(".notes").is_visible()
    page.click("[data-keep=toast]")
    page.keyboard.press("n")
    assert page.locator(".notes, .toast").count() == 0


@pytest.mark.parametrize("storage", ["kept", "refused"])
def test_a_reload_in_the_middle_keeps_place_votes_and_timer(enter: Enter, storage: str) -> None:
    page = enter(begin=False, script=REFUSED if storage == "refused" else None)
    page.fill("#setup-start", "8:45")
    page.fill("#setup-people", "9")
    page.check("[value=dark]")
    assert page.locator("dialog .state").count() == (storage == "refused")
    page.click("[data-keep=begin]")
    go(page, "vote")
    page.keyboard.press("3")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    page.clock.run_for(30_000)
    before = page.evaluate(HELD)
    page.reload()
    assert page.locator("dialog").count() == 0
    assert page.evaluate(HELD) == before
    assert before["votes"]
    assert before["timers"]
    assert page.locator(".face .left").inner_text() == "2:30"


def test_on_another_day_the_setup_asks_again_and_offers_to_go_on_or_begin_anew(enter: Enter) -> None:
    page = enter()
    go(page, "vote")
    page.keyboard.press("3")
    page.clock.set_system_time("2027-03-05T09:00:00+01:00")
    page.reload()
    assert "Weiter bei" in page.locator("[data-keep=begin]").inner_text()
    page.click("[data-keep=anew]")
    page.click("[data-keep=anew-no]")
    assert page.evaluate(AT) > 0
    page.click("[data-keep=anew]")
    page.click("[data-keep=anew-yes]")
    page.click("[data-keep=begin]")
    assert (page.evaluate(AT), page.evaluate("app.state.votes")) == (0, {})


def test_a_window_left_open_over_night_asks_like_one_that_is_opened_again(enter: Enter) -> None:
    page = enter(begin=False)
    page.clock.set_system_time("2027-03-04T17:00:00+01:00")
    page.click("[data-keep=begin]")
    go(page, "step")
    page.keyboard.press("p")
    page.clock.set_system_time("2027-03-05T08:30:00+01:00")
    page.clock.run_for(500)
    assert "Weiter bei" in page.locator("[data-keep=begin]").inner_text()
    assert page.evaluate("[app.state.timers, app.state.entered]") == [{}, {}]


def test_a_workshop_goes_on_after_midnight(enter: Enter) -> None:
    page = enter(begin=False)
    page.clock.set_system_time("2027-03-04T23:00:00+01:00")
    page.fill("#setup-start", "23")
    page.click("[data-keep=begin]")
    go(page, "break")
    planned = page.evaluate("app.current().from")
    page.clock.set_fixed_time("2027-03-05T01:42:00+01:00")
    page.reload()
    page.evaluate("app.jump(app.current().block)")
    assert page.locator("dialog").count() == 0
    assert page.locator(".bar .delay").inner_text() == f"+{162 - planned} Min."
    assert page.locator(".slide h1").inner_text() == "Weiter um 01:57"


def test_a_rehearsal_on_the_same_morning_does_not_count(enter: Enter) -> None:
    page = enter(begin=False)
    page.clock.set_system_time("2027-03-04T07:00:00+01:00")
    page.click("[data-keep=begin]")
    for at in range(page.evaluate("app.slides.length")):
        page.evaluate("at => app.place({ at })", at)
    page.keyboard.press("Home")
    page.clock.set_system_time("2027-03-04T09:10:00+01:00")
    page.evaluate("app.place({ at: app.slides.findIndex(one => one.block === 1) })")
    assert page.locator(".bar .delay").inner_text() == "im Plan"
    page.clock.set_fixed_time("2027-03-04T10:17:00+01:00")
    go(page, "break")
    assert page.locator(".slide h1").inner_text() == "Weiter um 10:32"


def test_a_time_that_ran_out_while_the_laptop_slept_is_shown_but_does_not_ring(enter: Enter) -> None:
    page = enter()
    page.evaluate(SPY)
    go(page, "step")
    page.keyboard.press("p")
    page.clock.fast_forward(10 * 60_000)
    assert (page.locator(".timer.over").count(), page.evaluate("tones")) == (1, 0)
    page.click("[data-keep=timer]")  # starts it again
    assert page.locator(".face .left").inner_text() == "2:00"
    page.clock.fast_forward(121_000)
    assert page.evaluate("tones") == 3


def test_workshops_opened_at_once_do_not_disturb_each_other(enter: Enter, pages: dict[str, Path]) -> None:
    page = enter()
    other = page.context.new_page()
    other.goto(pages["full-day-de"].as_uri())
    other.fill("#setup-people", "30")
    other.click("[data-keep=begin]")
    other.keyboard.press("End")
    page.reload()
    assert page.evaluate("[app.state.at, app.state.people]") == [0, 12]


def test_a_window_opened_again_without_a_memory_hears_from_the_other(enter: Enter, pages: dict[str, Path]) -> None:
    page = enter(script=REFUSED)
    with page.expect_popup() as popup:
        page.keyboard.press("t")
    trainer = popup.value
    go(page, "step")
    same_place(trainer, page)
    page.goto("about:blank")
    page.goto(pages["half-day-de"].as_uri())
    trainer.clock.run_for(2_500)
    same_place(page, trainer)
    assert page.locator("dialog").count() == 0


def test_digits_count_on_any_keyboard_and_arrows_scroll_the_notes(enter: Enter) -> None:
    page = enter()
    go(page, "vote")
    press = """([code, key, shiftKey, locked]) => {
      const event = new KeyboardEvent("keydown", { code, key, shiftKey, modifierNumLock: locked, bubbles: true });
      document.body.dispatchEvent(event);
      return app.votesOf(app.current());
    }"""
    pressed = [
        (("Digit1", "&", False, True), 1),  # a French keyboard
        (("Digit1", '"', True, True), 0),
        (("Numpad1", "1", False, True), 1),
        (("Numpad1", "End", False, False), 2),
        (("Numpad1", "End", False, True), 1),  # Shift on Windows
    ]
    for keys, count in pressed:
        assert page.evaluate(press, keys) == [count, 0, 0, 0]
    at = page.evaluate(AT)
    page.keyboard.press("n")
    page.focus(".notes")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(AT) == at
    page.keyboard.press("ArrowRight")
    assert page.evaluate(AT) == at + 1
    assert page.evaluate("document.activeElement.matches('.notes')")


def test_colours_forced_by_the_system_leave_votes_codes_and_a_dark_screen(enter: Enter) -> None:
    page = enter("brand")
    page.emulate_media(forced_colors="active")
    colour = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    go(page, "import")
    assert page.evaluate(colour, ".square") == "rgb(255, 255, 255)"
    page.keyboard.press("b")
    assert page.evaluate(colour, ".blank") == "rgb(0, 0, 0)"
    go(page, "result")
    assert page.evaluate(colour, ".bar-2 .fill") == page.evaluate("getComputedStyle(document.body).color")


def test_a_saved_state_of_another_shape_does_no_harm(enter: Enter) -> None:
    page = enter(begin=False)
    page.evaluate("localStorage.setItem(app.key, JSON.stringify({ rev: 3, at: 9999, people: 2, begun: Date.now() }))")
    page.reload()
    assert page.evaluate("app.state.at === app.slides.length - 1 && app.state.people === 12")
    spoilt = '{ rev: 3, begun: Date.now(), votes: null, timers: 7, start: "nine", extra: true, entered: null }'
    page.evaluate(f"localStorage.setItem(app.key, JSON.stringify({spoilt}))")
    page.reload()
    go(page, "vote")
    page.keyboard.press("1")
    assert page.evaluate("[app.state.start, app.votesOf(app.current())]") == [540, [1, 0, 0, 0]]
    page.evaluate("localStorage.setItem(app.key, '{')")
    page.reload()
    assert page.evaluate(AT) == 0


@pytest.mark.parametrize(
    ("start", "people", "wrong"),
    [("25:00", "12", "start"), ("9:00", "2", "people"), ("9:00", "400", "people"), ("", "", "both")],
)
def test_what_cannot_be_is_told_beside_the_field_and_nothing_is_lost(
    enter: Enter, start: str, people: str, wrong: str
) -> None:
    page = enter(begin=False)
    page.fill("#setup-start", start)
    page.fill("#setup-people", people)
    page.click("[data-keep=begin]")
    assert page.locator("dialog").count() == 1
    assert (page.input_value("#setup-start"), page.input_value("#setup-people")) == (start, people)
    for name in ("start", "people"):
        said = page.locator(f"#setup-{name}-wrong").inner_text()
        assert bool(said) is (wrong in (name, "both")), said
    page.keyboard.press("Escape")
    assert page.locator("dialog").count() == 1
    page.fill("#setup-start", "14:05")
    page.fill("#setup-people", "5")
    page.keyboard.press("Enter")
    assert page.locator("dialog").count() == 0
    assert page.evaluate("[app.state.start, app.state.people]") == [845, 5]


def test_keys_open_dialogs_that_hold_the_focus_and_close_on_escape(enter: Enter) -> None:
    page = enter()
    for key, name in (("a", "agenda"), ("s", "picker"), ("?", "menu"), ("g", "setup")):
        page.keyboard.press(key)
        assert page.locator(f"dialog[data-dialog={name}]").count() == 1
        assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
        page.keyboard.press("Escape")
        assert page.locator("dialog").count() == 0
    page.keyboard.press("?")
    page.locator("dialog button", has_text="Bildschirm weiß").click()
    assert page.locator(".blank.white").count() == 1
    page.keyboard.press("w")
    page.keyboard.press(".")
    page.locator(".blank.black").click()
    assert page.locator(".blank").count() == 0


def test_the_plan_prints_with_times_groups_and_amounts(enter: Enter) -> None:
    page = enter("full-day-de", begin=False)
    page.evaluate("window.print = () => window.dispatchEvent(new Event('beforeprint'))")
    page.fill("#setup-people", "11")
    page.fill("#setup-start", "8:30")
    page.click("[data-keep=print]")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})
    paper = page.locator("#paper").inner_text()
    assert not page.locator("dialog").is_visible()
    assert "08:30" in paper
    assert "zu dritt" in paper
    assert "Mengen für 11 Personen" in paper
    assert page.evaluate("document.documentElement.scrollWidth") <= 688


def test_paper_printed_before_the_beginning_holds_what_the_fields_do(enter: Enter) -> None:
    page = enter(begin=False)
    page.fill("#setup-people", "11")
    page.fill("#setup-start", "8:30")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    paper = page.locator("#paper").text_content()
    assert "08:30" in paper
    assert "Mengen für 11 Personen" in paper


@pytest.mark.parametrize(("size", "theme"), [((1024, 768), "light"), ((1920, 1080), "dark")])
@pytest.mark.parametrize("name", [f"{agenda}-{language}" for agenda in AGENDAS for language in LANGUAGES])
def test_every_slide_fits_its_screen(enter: Enter, name: str, size: tuple[int, int], theme: str) -> None:
    page = enter(name, size=size, begin=False)
    page.fill("#setup-people", "14")
    page.check(f"[value={theme}]")
    page.click("[data-keep=begin]")
    assert page.evaluate(OVERFLOWS) == []


def test_every_scenario_of_the_course_fits_as_a_vote_on_the_spot(enter: Enter) -> None:
    page = enter("full-day-de")
    found = page.evaluate(
        """() => app.data.cards.flatMap(card => {
          app.pick(card);
          return app.extraSlides().flatMap((slide, at) => {
            if (slide.round === 2 || slide.kind === "talk") return [];
            app.place({ extra: { card: card.id, at }, shown: slide.parts });
            const drawn = document.querySelector(".slide");
            const text = drawn.querySelector(".situation");
            const fits = drawn.scrollHeight <= drawn.clientHeight + 1 && !drawn.matches(".overfull");
            return fits && (!text || parseFloat(getComputedStyle(text).fontSize) >= 22) ? [] : [slide.id];
          });
        })"""
    )
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_amiss_on_any_kind_of_slide_nor_in_any_dialog(enter: Enter, theme: str) -> None:
    rules = RULES if theme == "light" else ["color-contrast"]  # the rest is the same in any colour
    page = enter("brand", begin=False)
    page.check(f"[value={theme}]")
    page.evaluate(AXE)
    page.fill("#setup-people", "99")
    assert page.evaluate(VIOLATIONS, rules) == []
    page.fill("#setup-people", "14")
    page.click("[data-keep=begin]")
    for kind, at in page.evaluate(KINDS):
        page.evaluate("at => app.place({ at, shown: 9 })", at)
        assert (kind, page.evaluate(VIOLATIONS, rules)) == (kind, [])
    for key in ("a", "s", "?", "n", "b"):
        page.keyboard.press(key)
        assert (key, page.evaluate(VIOLATIONS, rules)) == (key, [])
        page.keyboard.press("Escape")
    page = enter("full-day-en")
    page.evaluate(AXE)
    page.evaluate("theme => app.change({ theme })", theme)
    go(page, "debate")
    assert page.evaluate(VIOLATIONS, rules) == []
    page.evaluate("app.place({ at: app.slides.findIndex(one => one.step && app.sheetsOf(one).length) })")
    assert page.evaluate(VIOLATIONS, rules) == []
    page.keyboard.press("c")
    assert page.evaluate(VIOLATIONS, rules) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_amiss_in_the_trainers_window(enter: Enter, theme: str) -> None:
    page = enter(begin=False)
    page.check(f"[value={theme}]")
    page.click("[data-keep=begin]")
    with page.expect_popup() as popup:
        page.keyboard.press("t")
    trainer = popup.value
    trainer.evaluate(AXE)
    for kind in ("step", "vote", "debrief"):
        go(page, kind)
        same_place(trainer, page)
        assert trainer.evaluate(VIOLATIONS, RULES if theme == "light" else ["color-contrast"]) == []


def test_texts_cannot_end_the_script_that_holds_them() -> None:
    text = "</script><!-- & \u2028"
    held = str(embedded({"text": text}))
    assert not set(held) & set("<>&\u2028")
    assert json.loads(held) == {"text": text}


def test_names_and_titles_are_never_taken_for_html(browser: Any, tmp_path: Path) -> None:
    data = data_of("half-day", "de", brand=Brand(name=OWNER))
    title = '<img src="x" onerror="fail()"></script>'
    data["agenda"]["title"] = title
    data["agenda"]["aims"] = [title]
    for block in data["agenda"]["blocks"]:
        block["title"] = title
    path = tmp_path / "hostile.html"
    path.write_text(presenter_page(data), "utf-8")
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path.as_uri())
    page.click("[data-keep=begin]")
    assert page.locator(".bar .owner").inner_text() == OWNER
    assert page.locator(".slide h1").inner_text() == title
    for at in range(page.evaluate("app.slides.length")):
        page.evaluate("at => app.place({ at })", at)
        assert page.locator("img").count() == 0
    page.keyboard.press("a")
    assert (page.locator("img").count(), faults) == (0, [])
    page.close()
