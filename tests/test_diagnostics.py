"""How diagnostics are shown."""

from __future__ import annotations

import json
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from deckwright.authoring.diagnostics import Diagnostic, Format, Report, Severity, render
from deckwright.authoring.source import Source, Span


def shown(line: str, word: str) -> list[str]:
    """Return the text form of a diagnostic for a word in a line."""
    source = Source("a.yaml", line.encode())
    at = line.index(word)
    return render([Diagnostic("some-code", "something", Span(source, at, at + len(word)))]).split("\n")


def test_the_word_is_underlined() -> None:
    assert shown("title: Nein", "Nein") == [
        "error[some-code]: something",
        "  --> a.yaml:1:8",
        "  |",
        "1 | title: Nein",
        "  |        ^^^^",
        "",
        "",
    ]


def test_wide_characters_take_two_columns_and_combining_ones_none() -> None:
    assert shown("名前: x", "x")[3:5] == ["1 | 名前: x", "  |       ^"]
    assert shown("e\u0301: x", "x")[4] == "  |    ^"


def test_tabs_are_copied() -> None:
    assert shown("\tx: y", "y")[4] == "  | \t   ^"


def test_a_long_line_is_cut_around_the_word() -> None:
    _, _, _, line, under, *_ = shown("a" * 500 + " hier " + "b" * 500, "hier")
    assert len(line) < 200
    assert line.index("hier") == under.index("^^^^")


def test_label_notes_and_help_are_shown() -> None:
    source = Source("a.yaml", b"x")
    text = render([Diagnostic("c", "m", Span(source, 0, 1), "here", "do that", ("a fact",))])
    assert text == "error[c]: m\n --> a.yaml:1:1\n  |\n1 | x\n  | ^ here\nnote: a fact\nhelp: do that\n\n".replace(
        "\n -->", "\n  -->"
    )


def test_the_short_form_is_a_line_that_editors_understand() -> None:
    source = Source("a.yaml", b"x: y")
    assert render([Diagnostic("c", "m", Span(source, 3, 4), help="h")], "short") == "a.yaml:1:4: error[c]: m (h)\n"


def test_the_json_form_has_places_from_one() -> None:
    source = Source("a.yaml", "ä: y\n".encode())
    (found,) = json.loads(render([Diagnostic("c", "m", Span(source, 3, 4))], "json"))["diagnostics"]
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (1, 4, 1, 5)


def test_the_github_form_escapes_what_would_end_it() -> None:
    source = Source("a,b.yaml", b"x")
    text = render([Diagnostic("c", "100 %\nm", Span(source, 0, 1), severity=Severity.WARNING)], "github")
    assert text == "::warning file=a%2Cb.yaml,line=1,endLine=1,col=1,endColumn=2,title=c::100 %25%0Am\n"


def test_bytes_of_a_file_name_that_are_no_utf_8_can_be_printed_in_every_form() -> None:
    source = Source("a\udcff.yaml", b"x")
    found = [Diagnostic("c", "`a\udcff.yaml` is not read", Span(source, 0, 1))]
    for form in get_args(Format):
        assert "udcff" in render(found, form).encode("utf-8").decode() or "\\xdcff" in render(found, form)
    assert json.loads(render(found, "json"))["diagnostics"][0]["path"] == "a\udcff.yaml"


def test_every_line_end_is_made_visible_in_forms_of_a_line_each() -> None:
    found = [Diagnostic("c", "a\u2028b\u2029c\x85d\x0be\x1cf", Span(Source("a.yaml", b"x"), 0, 1))]
    assert len(render(found, "short").splitlines()) == 1
    assert len(render(found, "github").splitlines()) == 1


def test_the_underline_is_as_long_as_what_is_shown_for_a_control_character() -> None:
    assert shown("a: \x07 b", "b")[3:5] == ["1 | a: \\x07 b", "  |         ^"]
    assert shown("a: \x07", "\x07")[4] == "  |    ^^^^"


@given(st.text(max_size=80), st.integers(0, 80), st.integers(0, 20))
def test_no_text_breaks_the_renderer_or_drives_the_terminal(text: str, start: int, length: int) -> None:
    data = text.encode("utf-8", "ignore")
    whole = data.decode("utf-8")
    source = Source("a.yaml", data)
    start = min(start, len(whole))
    found = [Diagnostic("c", text, Span(source, start, min(start + length, len(whole))))]
    for form in get_args(Format):
        rendered = render(found, form)
        assert "\x1b" not in rendered


def test_diagnostics_are_sorted_by_file_and_place_and_each_is_said_once() -> None:
    report = Report()
    a, b = Source("a.yaml", b"xx"), Source("b.yaml", b"xx")
    report.error("c", "third", Span(b, 0, 1))
    report.warn("c", "second", Span(a, 1, 2))
    report.error("c", "first", Span(a, 0, 1))
    report.error("c", "first", Span(a, 0, 1))
    assert [d.message for d in report.sorted()] == ["first", "second", "third"]
