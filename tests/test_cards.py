"""What the cards do, in real Chromium, over every note of the shipped decks, as the real Anki renders them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from deckwright.preview.pictures import FLIP
from deckwright.preview.rendering import Card

ORDER = """() => [...document.querySelectorAll(".dw-option")].map(o => o.dataset.option)"""
OPENED = """() => [...document.querySelectorAll(".dw-option")].filter(o => o.querySelector("details").open)
  .map(o => [o.dataset.option, o.dataset.rating])"""
SHOWN = """selector => [...document.querySelectorAll(selector)].map((e, i) => e.hidden ? -1 : i).filter(i => i >= 0)"""
CHOSEN = """() => [...document.querySelectorAll(".dw-option")].filter(o => !o.querySelector(".dw-yours").hidden)
  .map(o => o.dataset.option)"""


def put(page: Any, card: Card, html: str) -> None:
    """Show one side of a card in a fresh page."""
    page.set_content(card.page(html))


def of_kind(cards: list[Card], kind: str) -> list[Card]:
    """Return the cards of a kind."""
    return [card for card in cards if card.kind == kind]


def drawn(page: Any) -> tuple[Any, ...]:
    """Return what the day has decided on a page: order of options, variant, prompt."""
    return page.evaluate(ORDER), page.evaluate(SHOWN, ".dw-variant"), page.evaluate(SHOWN, ".dw-prompt")


def test_front_and_back_agree_on_order_and_variant_in_one_page_and_in_two(cards: list[Card], page: Any) -> None:
    for card in cards:
        put(page, card, card.front)
        front = drawn(page)
        page.evaluate(FLIP, card.back)
        same_page = drawn(page)
        put(page, card, card.back)
        assert front == same_page == drawn(page)
        assert len(front[1]) == (card.kind == "scenario")
        assert len(front[2]) == (card.kind == "drill")


def test_the_day_turns_at_four_in_the_morning(cards: list[Card], page: Any) -> None:
    orders: dict[str, list[list[str]]] = {}
    for time in ("2030-01-15T23:59:00", "2030-01-16T03:59:00", "2030-01-16T04:01:00"):
        page.clock.set_fixed_time(time)
        for card in of_kind(cards, "scenario"):
            put(page, card, card.front)
            orders.setdefault(time, []).append(page.evaluate(ORDER))
    evening, night, morning = orders.values()
    assert evening == night != morning


def test_a_card_that_is_turned_over_after_four_keeps_its_order_and_the_choice(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "scenario")[::3]:  # the script is the same on all
        page.clock.set_fixed_time("2030-01-16T03:59:00")
        put(page, card, card.front)
        page.click(".dw-think > summary")
        page.click(".dw-choose")
        front = drawn(page)
        page.clock.set_fixed_time("2030-01-16T04:01:00")
        page.evaluate(FLIP, card.back)
        assert drawn(page) == front
        assert page.evaluate(CHOSEN) == front[0][:1]


def test_over_many_days_every_option_stands_equally_often_on_every_place(cards: list[Card], page: Any) -> None:
    german = [card for card in of_kind(cards, "scenario") if card.language == "de"]  # the days of both are the same
    scenarios = [card for card in german if card.front.count('class="dw-option"') == 4]
    places: Counter[tuple[str, int]] = Counter()
    variants: Counter[int] = Counter()
    days = 30
    for card in scenarios:
        put(page, card, card.front)
        for day in range(days):
            page.clock.set_fixed_time(1_900_000_000_000 + day * 86_400_000)
            page.evaluate(FLIP, card.front)
            order, (variant,), _ = drawn(page)
            places.update((option, place) for place, option in enumerate(order))
            variants[variant] += card.front.count('class="dw-variant"') == 2
    expected = len(scenarios) * days / 4
    chi_squared = sum((count - expected) ** 2 / expected for count in places.values())
    assert len(places) == 16
    assert chi_squared < 27.9  # 9 degrees of freedom, one in a thousand
    assert abs(variants[0] - variants[1]) < 3.3 * sum(variants.values()) ** 0.5  # one in a thousand


def test_the_choice_is_shown_on_the_back_and_the_best_and_chosen_options_are_open(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "scenario")[::3]:  # the script is the same on all
        put(page, card, card.front)
        assert not page.is_visible(".dw-options")
        page.click(".dw-think > summary")
        buttons = page.query_selector_all(".dw-choose")
        buttons[-1].click()
        buttons[0].click()
        assert [b.get_attribute("aria-pressed") for b in buttons] == ["true"] + ["false"] * (len(buttons) - 1)
        chosen = page.evaluate(ORDER)[0]
        page.evaluate(FLIP, card.back)
        assert page.evaluate(CHOSEN) == [chosen]
        opened = page.evaluate(OPENED)
        assert {option for option, _ in opened} == {chosen} | {option for option, rating in opened if rating == "4"}
        assert sum(rating == "4" for _, rating in opened) == 1


def test_after_a_reload_there_is_no_choice_and_the_best_option_alone_is_open(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "scenario")[::6]:  # what is forgotten does not hang on the card
        put(page, card, card.front)
        page.click(".dw-think > summary")
        page.click(".dw-choose")
        page.goto("about:blank")
        put(page, card, card.back)
        assert page.evaluate(CHOSEN) == []
        assert [rating for _, rating in page.evaluate(OPENED)] == ["4"]


def test_a_choice_on_one_card_does_not_show_on_another(cards: list[Card], page: Any) -> None:
    first, second = of_kind(cards, "scenario")[:2]
    put(page, first, first.front)
    page.click(".dw-think > summary")
    page.click(".dw-choose")
    page.evaluate(FLIP, second.back)
    assert page.evaluate(CHOSEN) == []


@pytest.mark.parametrize("kind", ["scenario", "drill"])
def test_what_was_typed_is_on_the_back_as_it_was_typed_and_is_never_needed(
    cards: list[Card], page: Any, kind: str
) -> None:
    first, second = of_kind(cards, kind)[:2]
    words = "Acht Prozent <b>gehen</b> nicht,\nweil … 😀"
    put(page, first, first.front)
    page.fill("textarea", words)
    page.evaluate(FLIP, first.back)
    assert page.locator(".dw-noted > div").inner_text() == words
    for card in (first, second):
        put(page, first, first.front)
        page.fill("textarea", words * (card is second))
        page.evaluate(FLIP, card.back)
        assert not page.is_visible(".dw-noted")


def test_on_androids_page_there_is_no_box_to_type_in_and_night_looks_like_night(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "scenario")[:3] + of_kind(cards, "drill")[:1]:
        colours = []
        for classes in ('class="mobile android linux js"', 'class="mobile android linux js nightMode"'):
            night = "night_mode" if "night" in classes else ""
            whole = card.page(card.front).replace("<html", f"<html {classes}")
            page.set_content(whole.replace('<body class="card', f'<body class="card card1 {night}'))
            assert not page.is_visible("textarea")
            colours.append(page.evaluate("() => getComputedStyle(document.querySelector('.dw')).color"))
        page.set_content(card.page(card.front, night=True))
        assert page.is_visible("textarea")
        assert colours[1] == page.evaluate("() => getComputedStyle(document.querySelector('.dw')).color") != colours[0]


def test_the_situation_is_folded_on_the_back_and_one_tap_away(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "scenario"):
        put(page, card, card.back)
        assert not page.is_visible(".dw-situation")
        page.click(".dw-recap > summary")
        assert page.is_visible(".dw-situation")


def test_each_ellipsis_of_a_plan_is_a_gap_and_no_other_word_is_lost(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "drill"):
        put(page, card, card.back)
        plan = page.locator(".dw-plan > div")
        words = plan.evaluate("e => e.textContent")
        assert words in card.back
        assert page.locator(".dw-gap").count() == words.count("…") > 0


def test_j_and_k_open_the_answers_choose_and_walk_through_the_back(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "scenario")[::3]:  # the script is the same on all
        put(page, card, card.front)
        page.keyboard.press("j")
        page.keyboard.press("J")
        page.keyboard.press("k")
        page.keyboard.press("j")
        pressed = page.evaluate("() => [...document.querySelectorAll('.dw-choose')].map(b => b.ariaPressed)")
        assert pressed == ["false", "true", *["false"] * (len(pressed) - 2)]
        page.evaluate(FLIP, card.back)
        for _ in range(9):
            page.keyboard.press("j")
        assert page.locator(".dw details:not([open])").count() == 0
        assert page.evaluate(
            "() => document.activeElement.closest('.dw-option') === [...document.querySelectorAll('.dw-option')].pop()"
        )


def test_j_k_and_x_tick_the_checks_of_a_drill(cards: list[Card], page: Any) -> None:
    for card in of_kind(cards, "drill"):
        put(page, card, card.back)
        for key in "xjxjkjx":
            page.keyboard.press(key)
        ticked = page.evaluate("() => [...document.querySelectorAll('.dw-checks input')].map(i => i.checked)")
        assert ticked == [True, True, *[False] * (len(ticked) - 2)]


def test_keys_leave_typing_and_commands_alone(cards: list[Card], page: Any) -> None:
    card = of_kind(cards, "scenario")[0]
    put(page, card, card.front)
    page.focus("textarea")
    page.keyboard.type("jkx jein")
    page.keyboard.press("Control+j")
    assert page.input_value("textarea") == "jkx jein"
    assert not page.is_visible(".dw-options")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+j")
    assert not page.is_visible(".dw-options")
    page.keyboard.press("j")
    assert page.is_visible(".dw-options")


def test_the_cards_name_the_keys_that_do_something(cards: list[Card]) -> None:
    shown = {key for card in cards for key in re.findall("<kbd>(.+?)</kbd>", card.front + card.back)}
    assert shown == {"J", "K", "X", "Esc"}


def test_all_cards_in_one_long_page_give_no_error_and_leave_one_listener(cards: list[Card], page: Any) -> None:
    first = of_kind(cards, "scenario")[0]
    put(page, first, first.front)
    page.evaluate("""() => { window.listeners = 0;
      for (const [name, step] of [["addEventListener", 1], ["removeEventListener", -1]]) {
        const real = document[name].bind(document);
        document[name] = (type, listener) => { if (listener) window.listeners += step; real(type, listener); };
      } }""")
    for card in cards:
        page.evaluate(FLIP, card.front)
        page.evaluate(FLIP, card.back)
    assert page.evaluate("window.listeners") == 0  # the first was added before the count


def test_with_scripts_off_everything_is_there_to_read(cards: list[Card], browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    for card in cards:
        put(page, card, card.front)
        assert not page.locator("textarea:visible, .dw-keys:visible").count()
        if card.kind == "scenario":
            assert page.locator(".dw-variant").first.is_visible()
            page.click(".dw-think > summary")
            assert all(option.is_visible() for option in page.locator(".dw-choose").all())
        if card.kind == "drill":
            assert all(prompt.is_visible() for prompt in page.locator(".dw-prompt").all())
        put(page, card, card.back)
        assert not page.locator("textarea:visible, .dw-keys:visible, .dw-noted:visible, .dw-yours:visible").count()
        if card.kind == "scenario":
            assert page.locator(".dw-variant").first.is_visible()
            assert all(feedback.is_visible() for feedback in page.locator(".dw-feedback").all())
            assert page.locator(".dw-word:visible").count() == page.locator(".dw-option").count()
    context.close()


def test_on_paper_everything_is_unfolded_and_nothing_asks_for_a_tap(cards: list[Card], page: Any) -> None:
    page.emulate_media(media="print")
    for card in of_kind(cards, "scenario"):
        for html in (card.front, card.back):
            put(page, card, html)
            assert all(option.is_visible() for option in page.locator(".dw-said").all())
            assert all(feedback.is_visible() for feedback in page.locator(".dw-feedback").all())
            assert not page.locator("textarea:visible, .dw-keys:visible").count()


def test_nothing_moves_for_those_who_asked_for_less_motion(cards: list[Card], page: Any) -> None:
    card = of_kind(cards, "scenario")[0]
    durations = "() => [...document.querySelectorAll('.dw *')].map(e => getComputedStyle(e).transitionDuration)"
    put(page, card, card.front)
    assert set(page.evaluate(durations)) != {"0s"}
    page.emulate_media(reduced_motion="reduce")
    assert set(page.evaluate(durations)) == {"0s"}
