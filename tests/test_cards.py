"""The cards in real Chromium, over every note of the shipped decks, with the HTML that the real Anki renders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deckwright.verify import oracle
from deckwright.verify.oracle import import_package

DAY = "2030-01-15T12:00:00"
PAGE = """<!doctype html><html{classes}><head><meta charset="utf-8"><style>{css}</style></head>
<body class="card{classes_body}"><div id="qa">{html}</div></body></html>"""
# Anki's desktop puts each side into the same page and makes its scripts anew.
SHOW = """html => { const qa = document.getElementById("qa"); qa.innerHTML = html;
for (const old of qa.querySelectorAll("script")) {
  const made = document.createElement("script"); made.textContent = old.textContent; old.replaceWith(made); } }"""
ORDER = """() => [...document.querySelectorAll(".dw-option")].map(o => o.dataset.option)"""
OPENED = """() => [...document.querySelectorAll(".dw-option")].filter(o => o.querySelector("details").open)
  .map(o => [o.dataset.option, o.dataset.rating])"""
SHOWN = """selector => [...document.querySelectorAll(selector)].map((e, i) => e.hidden ? -1 : i).filter(i => i >= 0)"""


@dataclass(frozen=True)
class Card:
    """A card as Anki renders it."""

    key: str
    kind: str
    front: str
    back: str
    css: str


@pytest.fixture(scope="module")
def cards(shipped: dict[str, Path]) -> list[Card]:
    """All cards of all shipped decks."""
    found: list[Card] = []
    with oracle.collection() as collection:
        for path in shipped.values():
            import_package(collection, path)
        for card_id in collection.find_cards(""):
            card = collection.get_card(card_id)
            output = card.render_output()
            kind = (
                "scenario"
                if "dw-scenario" in output.question_text
                else "drill"
                if "dw-drill" in output.question_text
                else "recall"
            )
            found.append(Card(card.note().fields[0], kind, output.question_text, output.answer_text, output.css))
    return found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page at a fixed time that fails the test on a script error or a request."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: faults.append(request.url))
    opened.clock.install(time=DAY)
    yield opened
    context.close()
    assert faults == []


def put(page: Any, card: Card, html: str, *, night: bool = False) -> None:
    """Show one side of a card in a fresh page."""
    page.set_content(
        PAGE.format(
            css=card.css,
            html=html,
            classes=' class="night-mode nightMode"' if night else "",
            classes_body=" nightMode" if night else "",
        )
    )


def test_front_and_back_agree_on_order_and_variant_in_one_page_and_in_two(cards: list[Card], page: Any) -> None:
    for card in cards:
        put(page, card, card.front)
        front = (
            page.evaluate(ORDER),
            page.evaluate(SHOWN, ".dw-variant"),
            page.evaluate(SHOWN, ".dw-prompt"),
        )
        page.evaluate(SHOW, card.back)
        same_page = (
            page.evaluate(ORDER),
            page.evaluate(SHOWN, ".dw-variant"),
            page.evaluate(SHOWN, ".dw-prompt"),
        )
        put(page, card, card.back)
        reloaded = (
            page.evaluate(ORDER),
            page.evaluate(SHOWN, ".dw-variant"),
            page.evaluate(SHOWN, ".dw-prompt"),
        )
        assert front == same_page == reloaded
        assert len(front[1]) == (card.kind == "scenario")
        assert len(front[2]) == (card.kind == "drill")


def test_the_day_turns_at_four_in_the_morning(cards: list[Card], page: Any) -> None:
    scenarios = [card for card in cards if card.kind == "scenario"]
    orders: dict[str, list[list[str]]] = {}
    for time in ("2030-01-15T23:59:00", "2030-01-16T03:59:00", "2030-01-16T04:01:00"):
        page.clock.set_fixed_time(time)
        for card in scenarios:
            put(page, card, card.front)
            orders.setdefault(time, []).append(page.evaluate(ORDER))
    evening, night, morning = orders.values()
    assert evening == night != morning


def test_over_many_days_every_option_stands_equally_often_on_every_place(cards: list[Card], page: Any) -> None:
    scenarios = [card for card in cards if card.kind == "scenario" and card.front.count('class="dw-option"') == 4][:12]
    places: Counter[tuple[str, int]] = Counter()
    days = 150
    for card in scenarios:
        put(page, card, card.front)
        for day in range(days):
            page.clock.set_fixed_time(1_900_000_000_000 + day * 86_400_000)
            page.evaluate(SHOW, card.front)
            for place, option in enumerate(page.evaluate(ORDER)):
                places[option, place] += 1
    expected = len(scenarios) * days / 4
    chi_squared = sum((count - expected) ** 2 / expected for count in places.values())
    assert len(places) == 16
    assert chi_squared < 27.9  # 9 degrees of freedom, one in a thousand


def test_the_choice_is_shown_on_the_back_and_the_best_and_chosen_options_are_open(cards: list[Card], page: Any) -> None:
    for card in cards:
        if card.kind != "scenario":
            continue
        put(page, card, card.front)
        assert not page.is_visible(".dw-options")
        page.click(".dw-think > summary")
        buttons = page.query_selector_all(".dw-choose")
        buttons[-1].click()
        buttons[0].click()
        assert [b.get_attribute("aria-pressed") for b in buttons] == ["true"] + ["false"] * (len(buttons) - 1)
        chosen = page.evaluate(ORDER)[0]
        page.evaluate(SHOW, card.back)
        assert page.evaluate("() => [...document.querySelectorAll('.dw-yours')].filter(e => !e.hidden).length") == 1
        opened = page.evaluate(OPENED)
        assert {option for option, _ in opened} == {chosen} | {option for option, rating in opened if rating == "4"}
        assert sum(rating == "4" for _, rating in opened) == 1


def test_after_a_reload_there_is_no_choice_and_the_best_option_alone_is_open(cards: list[Card], page: Any) -> None:
    card = next(card for card in cards if card.kind == "scenario")
    put(page, card, card.back)
    assert page.evaluate("() => [...document.querySelectorAll('.dw-yours')].every(e => e.hidden)")
    assert page.evaluate("() => [...document.querySelectorAll('.dw-option details[open]')].length") == 1


def test_a_choice_on_one_card_does_not_show_on_another(cards: list[Card], page: Any) -> None:
    first, second = [card for card in cards if card.kind == "scenario"][:2]
    put(page, first, first.front)
    page.click(".dw-think > summary")
    page.click(".dw-choose")
    page.evaluate(SHOW, second.back)
    assert page.evaluate("() => [...document.querySelectorAll('.dw-yours')].every(e => e.hidden)")


def test_many_cards_in_one_long_page_give_no_error(cards: list[Card], page: Any) -> None:
    put(page, cards[0], cards[0].front)
    for card in cards:
        page.evaluate(SHOW, card.front)
        page.evaluate(SHOW, card.back)


def test_with_scripts_off_everything_is_there_to_read(cards: list[Card], browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    for card in cards:
        put(page, card, card.front)
        if card.kind == "scenario":
            assert page.locator(".dw-variant").first.is_visible()
            page.click(".dw-think > summary")
            assert all(option.is_visible() for option in page.locator(".dw-choose").all())
        if card.kind == "drill":
            assert all(prompt.is_visible() for prompt in page.locator(".dw-prompt").all())
        put(page, card, card.back)
        if card.kind == "scenario":
            assert all(feedback.is_visible() for feedback in page.locator(".dw-feedback").all())
            assert page.locator(".dw-badge > span:visible").count() == page.locator(".dw-option").count()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_no_card_is_wider_than_its_window(cards: list[Card], page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for card in cards:
        for html in (card.front, card.back):
            put(page, card, html)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width


CONTRAST = """() => {
  const luminance = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const ratios = [];
  for (const element of document.querySelectorAll(".dw *")) {
    const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!hasText || element.closest("script") || !element.checkVisibility()) continue;
    const [dark, light] = [getComputedStyle(element).color, ground(element)].map(luminance).sort((x, y) => x - y);
    ratios.push((light + .05) / (dark + .05));
  }
  return Math.min(...ratios);
}"""


@pytest.mark.parametrize("night", [False, True])
def test_every_text_has_enough_contrast(cards: list[Card], page: Any, night: bool) -> None:
    for kind in ("scenario", "recall", "drill"):
        card = next(card for card in cards if card.kind == kind)
        for html in (card.front, card.back):
            put(page, card, html, night=night)
            assert page.evaluate(CONTRAST) >= 4.5


def test_what_is_tapped_is_at_least_44_pixels_high_and_does_not_flip_the_card(cards: list[Card], page: Any) -> None:
    for card in cards:
        for html in (card.front, card.back):
            put(page, card, html)
            for details in page.query_selector_all("details"):
                details.evaluate("d => d.open = true")
            for target in page.query_selector_all("button, summary, label"):
                assert target.bounding_box()["height"] >= 44
                assert "tappable" in target.get_attribute("class")
