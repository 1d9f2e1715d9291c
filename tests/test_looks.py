"""What the cards look like, in real Chromium: width, contrast, targets, and what axe-core says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

from conftest import LESSON, REPOSITORY, Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.pipeline import preview
from deckwright.preview.rendering import Card

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
VIOLATIONS = """() => axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
  }).then(found => found.violations.map(v => v.id + ": " + v.nodes.map(n => n.html.slice(0, 200)).join(" | ")))"""
UNFOLD = "() => document.querySelectorAll('details').forEach(d => d.open = true)"
MISSED = """() => [...document.querySelectorAll("button, summary, label, textarea")].filter(target => {
    if (!target.getClientRects().length) return false;
    target.scrollIntoView({block: "center"});
    const {x, y, width, height} = target.getBoundingClientRect();
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    return Math.min(width, height) < 44 || !target.classList.contains("tappable") || !hit.closest(".tappable, input");
  }).map(target => target.outerHTML.slice(0, 200))"""
PRESS = "() => document.querySelectorAll('.dw-choose').forEach((b, i) => i || b.click())"
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
  const ratio = (one, other) => {
    const [dark, light] = [one, other].map(luminance).sort((x, y) => x - y);
    return (light + .05) / (dark + .05);
  };
  const found = [];
  for (const element of document.querySelectorAll(".dw *")) {
    if (element.closest("script") || !element.checkVisibility() || element.matches(".dw-gap")) continue;
    const style = getComputedStyle(element);
    if ([...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
      found.push([ratio(style.color, ground(element)), 4.5, element.outerHTML]);
    for (const name of ["::before", "::after"]) {
      const pseudo = getComputedStyle(element, name);
      if (pseudo.content === "none" || pseudo.content === "normal") continue;
      const own = pseudo.backgroundColor;
      const below = own === "rgba(0, 0, 0, 0)" ? ground(element) : own;
      found.push([ratio(pseudo.color, below), 4.5, name + element.outerHTML]);
    }
    if (element.matches("textarea"))
      found.push([ratio(style.borderTopColor, ground(element.parentElement)), 3, element.outerHTML]);
  }
  return found.filter(([measured, needed]) => measured < needed)
    .map(([measured, needed, html]) => measured.toFixed(2) + " " + html.slice(0, 150));
}"""

WORDS = "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsantragsformular " * 3
EXTREME = f"""
  äöü:
    principle: one-sentence-no
    setting: negotiation
    domain: sales
    channel: phone
    situation: |
      {"Ein Satz aus sechs ganz kurzen Wörtern. " * 17}

      ![Ein Angebot über 12.000 Euro](offer.png)

      هذا السطر يُكتب من اليمين إلى اليسار، ثم يأتي 12.000 € والسطر التالي.
    options:
      long:
        rating: 4
        text: |
          {"Vierhundert Zeichen, und zwar viele davon. " * 10}
        feedback: |
          {WORDS}
      unbroken:
        rating: 1
        error: delay
        mode: passive
        text: |
          {"x" * 400}
        feedback: |
          - eins
          - zwei

          > ein Zitat
      right-to-left:
        rating: 2
        error: delay
        mode: passive
        text: |
          לא, זה לא אפשרי היום.
        feedback: |
          שלום
      emoji:
        rating: 3
        error: delay
        mode: active
        text: |
          👩🏽‍🚀🏳️‍🌈 „Nein.“ 🤷
        feedback: |
          {"🙂" * 120}
      pair:
        rating: 2
        error: delay
        mode: active
        text: |
          Gut.

          Nein, **doch** nicht.
        feedback: |
          {WORDS}
"""


@pytest.fixture
def extreme(sandbox: Sandbox) -> Card:
    """A card that holds more than any author should write."""
    sandbox.replace(LESSON, "\nrecall:\n", f"{EXTREME}\nrecall:\n")
    (card,) = preview(sandbox.project, ["äöü"], ["de"], Report())
    shown = card.with_pictures()
    front, back = (side.replace("<img", '<img width="4000"') for side in (shown.front, shown.back))
    return replace(shown, front=front, back=back)


def one_of_each_kind(cards: list[Card]) -> list[Card]:
    """Return the longest card of each kind in each language."""
    chosen: dict[tuple[str, str], Card] = {}
    for card in sorted(cards, key=lambda card: len(card.back)):
        chosen[card.kind, card.language] = card
    return list(chosen.values())


def longest_word(cards: list[Card]) -> Card:
    """Return the card with the longest German word."""
    return max(
        (card for card in cards if card.language == "de" and card.kind == "scenario"),
        key=lambda card: max(len(word) for word in card.back.split("<script>")[0].split() if word.isalpha()),
    )


@pytest.mark.parametrize("night", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("width", "letters"), [(320, 1.1), (900, 1.1), (390, 2.2)])
def test_axe_finds_nothing_amiss(
    cards: list[Card], page: Any, extreme: Card, night: bool, width: int, letters: float
) -> None:
    """A zoom of 200 % leaves 320 pixels of a window of 640; letters of 2.2 em are twice as large as designed."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    for card in [*one_of_each_kind(cards), longest_word(cards), extreme]:
        for html in (card.front, card.back):
            whole = card.page(html, night=night)
            page.set_content(whole.replace("<body ", f'<body style="font-size: {letters}em" '))
            page.evaluate(AXE)
            assert page.evaluate(VIOLATIONS) == [], card.item
            page.evaluate(UNFOLD)
            page.evaluate(PRESS)
            assert page.evaluate(VIOLATIONS) == [], card.item


@pytest.mark.parametrize(
    ("night", "ground"),
    [(False, ""), (True, ""), (True, "#2c2c2c")],
    ids=["light", "dark", "dark, on the ground of Anki's desktop"],
)
def test_every_text_and_sign_has_enough_contrast(cards: list[Card], page: Any, night: bool, ground: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    for card in one_of_each_kind(cards):
        for html in (card.front, card.back):
            page.set_content(card.page(html, night=night))
            if ground:
                page.evaluate("ground => { document.body.style.backgroundColor = ground; }", ground)
            page.evaluate(UNFOLD)
            page.evaluate(PRESS)
            assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_no_card_is_wider_than_its_window(cards: list[Card], extreme: Card, page: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for card in [*cards, extreme]:
        for html in (card.front, card.back):
            page.set_content(card.page(html))
            page.evaluate(UNFOLD)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, card.item


def test_letters_twice_as_large_make_no_card_wider(cards: list[Card], extreme: Card, page: Any) -> None:
    for card in [*one_of_each_kind(cards), longest_word(cards), extreme]:
        for html in (card.front, card.back):
            page.set_content(card.page(html).replace("<body ", '<body style="font-size: 2.2em" '))
            page.evaluate(UNFOLD)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, card.item


def test_what_is_tapped_is_at_least_44_pixels_high_and_does_not_flip_the_card(
    cards: list[Card], extreme: Card, page: Any
) -> None:
    """AnkiMobile flips on any tap but on a button, a summary, an input, or what has the class `tappable`."""
    for card in [*cards, extreme]:
        for html in (card.front, card.back):
            page.set_content(card.page(html))
            page.evaluate(UNFOLD)
            assert page.evaluate(MISSED) == [], card.item


def test_a_tap_on_the_words_of_a_target_hits_the_target_itself(cards: list[Card], page: Any) -> None:
    scenario, drill = (next(card for card in cards if card.kind == kind) for kind in ("scenario", "drill"))
    for html, words, target in (
        (scenario.front, ".dw-think > summary > span", "SUMMARY"),
        (scenario.front, ".dw-said", "BUTTON"),
        (scenario.back, ".dw-verdict", "SUMMARY"),
        (drill.back, ".dw-checks span", "LABEL"),
    ):
        page.set_content(scenario.page(html))
        page.evaluate(UNFOLD)
        page.evaluate("() => { window.hits = []; }")
        page.evaluate("() => document.addEventListener('click', event => window.hits.push(event.target.tagName))")
        page.locator(words).first.click(force=True)
        assert page.evaluate("window.hits[0]") == target


def test_right_to_left_text_begins_at_the_right(extreme: Card, page: Any) -> None:
    page.set_content(extreme.page(extreme.front))
    directions = page.evaluate(
        "() => [...document.querySelectorAll('.dw-said')].map(e => getComputedStyle(e).direction)"
    )
    assert sorted(directions) == ["ltr"] * 4 + ["rtl"]


def test_the_extreme_card_shows_five_answers_with_letters_and_words_for_every_rating(extreme: Card, page: Any) -> None:
    page.set_content(extreme.page(extreme.back))
    assert page.locator(".dw-option").count() == 5
    assert page.locator(".dw-word:visible").count() == 5
    assert page.locator(".dw-key").inner_text() == "äöü"


def test_no_meaning_hangs_on_colour_alone(cards: list[Card], page: Any) -> None:
    for card in cards:
        if card.kind == "scenario":
            page.set_content(card.page(card.front))
            page.evaluate(UNFOLD)
            page.click(".dw-choose")
            assert page.locator("button:has(.dw-yours:visible)").count() == 1
            page.set_content(card.page(card.back))
            words = page.locator(".dw-word:visible").all_inner_texts()
            assert len(words) == page.locator(".dw-option").count()
            assert len({word.split()[0] for word in words}) >= 3


def test_a_screen_reader_finds_headings_in_order_and_buttons_that_say_what_is_chosen(
    cards: list[Card], page: Any
) -> None:
    for card in cards:
        if card.kind == "scenario" and card.language == "en":
            page.set_content(card.page(card.front))
            page.evaluate(UNFOLD)
            page.click(".dw-choose >> nth=1")
            main = page.get_by_role("main")
            assert main.get_by_role("heading").count() == 1
            assert main.get_by_role("textbox", name="Or write it down here").count() == 1
            options = main.get_by_role("listitem").count()
            assert main.get_by_role("button", pressed=False).count() == options - 1
            assert main.get_by_role("button", name="Your choice", pressed=True).count() == 1
            page.set_content(card.page(card.back))
            headings = page.get_by_role("heading").all_inner_texts()
            disputed = ["Experts disagree here"] * (card.item == "fiftieth-birthday")
            assert headings[1:] == ["Principle", "Answers", *disputed, "Limits"]


def test_signs_that_only_decorate_are_not_read_aloud(cards: list[Card], page: Any) -> None:
    for card in one_of_each_kind(cards):
        for html in (card.front, card.back):
            page.set_content(card.page(html))
            page.evaluate(PRESS)
            assert not set(page.locator("main").aria_snapshot()) & set("▸▾●✓◐▽✕")


def test_a_course_that_is_read_from_the_right_has_its_letters_at_the_right(sandbox: Sandbox, page: Any) -> None:
    sandbox.replace("content/sample/course.yaml", "language: de", "language: ar")
    sandbox.replace("content/sample/course.yaml", "translations: [en]", "translations: []")
    sandbox.replace("decks/sample-de.yaml", "language: de", "language: ar")
    for path in (*sandbox.root.rglob("*.en.yaml"), sandbox.root / "decks/sample-en.yaml"):
        path.unlink()
    (sandbox.root / "content/sample/labels").mkdir()
    labels = REPOSITORY / "generator/deckwright/templates/labels/en.yaml"
    (sandbox.root / "content/sample/labels/ar.yaml").write_bytes(labels.read_bytes())
    (card,) = preview(sandbox.project, ["small-discount"], (), Report())
    page.set_content(card.with_pictures().page(card.with_pictures().front))
    page.evaluate(UNFOLD)
    directions = "() => [...document.querySelectorAll('h1, .dw-ask, .dw-hint')].map(e => getComputedStyle(e).direction)"
    assert set(page.evaluate(directions)) == {"rtl"}
    place = "() => getComputedStyle(document.querySelector('.dw-choose'), '::before').left"
    assert float(page.evaluate(place).removesuffix("px")) > 200
