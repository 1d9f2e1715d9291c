"""The small Markdown: what it knows, what it refuses, and that its shortcut changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckwright.authoring.markup import (
    Emphasis,
    Image,
    LineBreak,
    ListBlock,
    Paragraph,
    Quote,
    parse,
    parse_fully,
)
from deckwright.deck.html import to_html


@given(st.text(st.sampled_from("aä.,1)-+= \n„“!?>*_:'\"(")))
def test_the_shortcut_for_texts_without_markup_gives_what_the_parser_gives(text: str) -> None:
    assert parse(text).blocks == parse_fully(text).blocks


def test_soft_line_breaks_become_spaces() -> None:
    assert parse("eins\n  zwei\n").blocks == (Paragraph(("eins zwei",)),)


def test_everything_allowed_becomes_a_tree() -> None:
    blocks = parse("a *b* **c**  \nd ![e](f.png)\n\n- g\n- h\n\n1. i\n2. j\n\n> k").blocks
    assert blocks == (
        Paragraph(
            (
                "a ",
                Emphasis(("b",)),
                " ",
                Emphasis(("c",), strong=True),
                LineBreak(),
                "d ",
                Image("f.png", "e"),
            )
        ),
        ListBlock(((Paragraph(("g",)),), (Paragraph(("h",)),))),
        ListBlock(((Paragraph(("i",)),), (Paragraph(("j",)),)), ordered=True),
        Quote((Paragraph(("k",)),)),
    )


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("# Titel", "# Titel"),
        ("ein `Wort` hier", "`"),
        ("ein [Wort](x) hier", "["),
        ("```\nx\n```", "```\nx\n```"),
        ("24. Dezember", "24."),
    ],
)
def test_what_cards_do_not_have_is_told_at_its_place(text: str, at: str) -> None:
    (problem,) = parse(text).problems
    assert text[problem.start : problem.end] == at


@pytest.mark.parametrize(
    "text",
    [
        "1990 war das Jahr",
        "3,5 Prozent",
        "- ein Punkt\n- noch einer",
        "5 * 3 = 15",
        r"24\. Dezember",
        "a_b_c",
    ],
)
def test_plain_prose_is_not_taken_for_markup(text: str) -> None:
    assert parse(text).problems == ()


@given(st.text(st.sampled_from("<>&\"'a{}")))
def test_no_text_reaches_a_card_as_html(text: str) -> None:
    html = to_html(text, {})
    assert "<" not in html.replace("<blockquote>", "").replace("</blockquote>", "").replace("<p>", "").replace(
        "</p>", ""
    )


def test_a_single_paragraph_has_no_tag_and_several_have() -> None:
    assert to_html("eins", {}) == "eins"
    assert to_html("eins\n\nzwei", {}) == "<p>eins</p><p>zwei</p>"
