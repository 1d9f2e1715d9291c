"""Files that are hard to read: each is told with its place, and the last good package stays."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import LESSON, Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import LARGEST, read_source
from deckwright.authoring.source import Source, Span, Text
from deckwright.authoring.yamltree import Mapping, parse
from deckwright.pipeline import check


def only(sandbox: Sandbox) -> dict[str, Any]:
    """Return the one diagnostic that `check` gives."""
    (found,) = json.loads(sandbox.diagnostics("json"))["diagnostics"]
    return dict(found)


def test_a_byte_order_mark_is_dropped_and_columns_stay_right(sandbox: Sandbox) -> None:
    path = sandbox.root / LESSON
    text = path.read_text("utf-8").replace("lesson: first-no", "lessn: first-no")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = only(sandbox)
    assert (found["code"], found["line"], found["column"]) == ("unknown-key", 1, 1)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_file_in_another_encoding_is_told_at_the_first_wrong_byte(sandbox: Sandbox, encoding: str) -> None:
    path = sandbox.root / LESSON
    path.write_bytes("lesson: first-no\ntitle: Über das Nein\n".encode(encoding))
    found = only(sandbox)
    assert (found["code"], found["line"], found["column"]) == ("wrong-encoding", 2, 8)
    assert "`Ü`" in found["message"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_named(sandbox: Sandbox, encoding: str) -> None:
    path = sandbox.root / LESSON
    path.write_bytes("\ufefflesson: first-no\n".encode(encoding))
    assert "UTF-16" in only(sandbox)["message"]


@pytest.mark.parametrize("content", ["", " \n\n", "# nothing but a comment\n"])
def test_an_empty_file_is_told(sandbox: Sandbox, content: str) -> None:
    (sandbox.root / LESSON).write_text(content, "utf-8")
    assert only(sandbox)["code"] == "empty-file"


def test_a_file_of_200_megabytes_is_refused_without_reading_it(sandbox: Sandbox) -> None:
    with (sandbox.root / LESSON).open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert only(sandbox)["code"] == "file-too-large"


def test_a_file_just_small_enough_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: " + b"x" * (LARGEST - 3))
    report = Report()
    assert read_source(path, tmp_path, report) is not None
    assert not report.diagnostics


def test_a_folder_in_place_of_a_file_is_told(sandbox: Sandbox) -> None:
    path = sandbox.root / LESSON
    path.unlink()
    path.mkdir()
    assert only(sandbox)["code"] == "unreadable-file"


def test_a_missing_lessons_folder_is_told(sandbox: Sandbox) -> None:
    (sandbox.root / "content/sample/lessons").rename(sandbox.root / "content/sample/lektionen")
    assert "unreadable-file" in sandbox.diagnostics("short")


@pytest.mark.parametrize("nest", ["[", "{a: ", "- "])
def test_a_hundred_thousand_levels_are_refused_at_the_hundred_and_first(sandbox: Sandbox, nest: str) -> None:
    (sandbox.root / LESSON).write_text("a:\n  " + nest * 100_000, "utf-8")
    found = only(sandbox)
    assert found["code"] == "too-deep"
    assert found["line"] == 2


def test_a_control_character_is_told_at_its_place(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "Das erste Nein", "Das \x07erste Nein")
    found = only(sandbox)
    assert (found["code"], found["line"], found["column"]) == ("control-character", 2, 12)
    assert "U+0007" in found["message"]


def test_values_that_look_like_something_else_stay_text() -> None:
    source = Source("a.yaml", b"a: no\nb: 1:30\nc: 2024-01-01\nd: 012\ne: ~\nf: 1e3\n")
    tree = parse(source, Report())
    assert tree is not None
    assert [value.value for _, value in tree.pairs if isinstance(value, Text)] == [
        "no",
        "1:30",
        "2024-01-01",
        "012",
        "~",
        "1e3",
    ]


def test_a_lesson_called_no_is_a_lesson(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "title: Das erste Nein", "title: no")
    assert sandbox.diagnostics() == ""
    sandbox.build()


YAML_TEXT = st.text(st.sampled_from("aäß„“😀 e\u0301:#'\"\\-"), min_size=1, max_size=20)


@given(st.lists(YAML_TEXT, min_size=1, max_size=6), st.sampled_from(["|", ">", "'", '"']))
def test_places_inside_a_text_are_those_in_the_file(lines: list[str], style: str) -> None:
    """Each character that a text and its file share stands where `within` says."""
    words = [line.strip() or "x" for line in lines]
    if style in "|>":
        body = "".join(f"    {word}\n" for word in words)
        written = f"ü: {style}\n{body}"
    elif style == "'":
        written = "ü: '" + "\n    ".join(word.replace("'", "''") for word in words) + "'\n"
    else:
        written = 'ü: "' + "\n    ".join(word.replace("\\", "\\\\").replace('"', '\\"') for word in words) + '"\n'
    tree = parse(Source("a.yaml", written.encode()), Report())
    assert isinstance(tree, Mapping)
    text = tree.pairs[0][1]
    assert isinstance(text, Text)
    for at, char in enumerate(text.value):
        if not char.isspace():
            span = text.within(at, at + 1)
            assert written[span.start : span.end][-1:] == char


def test_windows_line_ends_change_neither_content_nor_places(sandbox: Sandbox) -> None:
    digests = [one.digest for one in sandbox.build()]
    for path in sandbox.root.rglob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [one.digest for one in sandbox.build()] == digests
    sandbox.replace(LESSON, "minutes: 2", "minutes: 99")
    found = only(sandbox)
    assert (found["line"], found["column"]) == (71, 14)


FAULTY = {
    "broken YAML": "a: [",
    "a list": "- a\n",
    "a text": "Nein",
    "a reserved character": "title: @nein\n",
    "an unclosed quote": "title: 'nein\n",
    "a key without a colon": "title: nein\nlesson\n",
    "wrong indentation": "title: nein\n  lesson: x\n",
    "a tab": "title:\n\ta: b\n",
}


@pytest.mark.parametrize("content", FAULTY.values(), ids=FAULTY.keys())
def test_a_broken_file_has_a_place_and_a_way_out_and_leaves_the_last_package(sandbox: Sandbox, content: str) -> None:
    built = sandbox.build()
    before = {one.path: one.path.read_bytes() for one in built}
    (sandbox.root / LESSON).write_text(content, "utf-8")
    result = sandbox.run("build", "--format", "json")
    found = json.loads(result.stdout)["diagnostics"]
    assert result.exit_code == 1
    assert found[0]["path"] == LESSON
    assert found[0]["line"] >= 1
    assert found[0]["help"]
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("escape", ["\\U00110000", "\\UFFFFFFFF", "\\ud800"])
def test_an_escape_that_stands_for_no_character_is_told_at_its_text(sandbox: Sandbox, escape: str) -> None:
    sandbox.replace(LESSON, "title: Das erste Nein", f'title: "{escape}"')
    found = only(sandbox)
    assert (found["code"], found["line"], found["column"]) == ("yaml-syntax", 2, 8)


@pytest.mark.parametrize("inside", ["", "b, ", "b: ", "{c: d}, ", "- b]", "b, {c: d}, - e]"])
@pytest.mark.parametrize("bracket", ["[", "{"])
def test_a_bracket_that_is_not_closed_is_told_at_the_bracket(bracket: str, inside: str) -> None:
    source = Source("a.yaml", f"a: {bracket}{inside}".encode())
    report = Report()
    assert parse(source, report) is None
    (found,) = report.diagnostics
    assert (found.code, found.span) == ("yaml-syntax", Span(source, 3, 4))


def test_a_fault_at_the_very_end_of_a_file_lies_inside_of_it() -> None:
    source = Source("a.yaml", b"a: b\nc")
    report = Report()
    parse(source, report)
    (found,) = report.diagnostics
    assert found.span is not None
    assert found.span.end <= len(source.text())


def test_each_of_ten_thousand_faults_in_one_text_is_told_at_its_place(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "      Ein Grund.\n", "      # Ein Grund.\n" * 10_000)
    report = Report()
    check(sandbox.project, report)
    places = [found.span.source.position(found.span.start) for found in report.sorted() if found.span]
    assert places == [(60 + number, 7) for number in range(10_000)]


def test_an_unwritable_output_is_told_and_nothing_is_lost(sandbox: Sandbox) -> None:
    target = sandbox.root / "occupied"
    target.write_text("something of the author's", "utf-8")
    result = sandbox.run("build", "--out", str(target / "below"))
    assert result.exit_code == 1
    assert "error[cannot-write]" in result.stderr
    assert target.read_text("utf-8") == "something of the author's"


def test_an_interrupted_write_leaves_no_part_behind(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    built = sandbox.build()
    before = built[0].path.read_bytes()
    sandbox.replace(LESSON, "Ein Grund.", "Genau ein Grund.")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = sandbox.run("build")
    assert result.exit_code == 1
    assert "no space left on device" in result.stderr
    assert built[0].path.read_bytes() == before
    assert not list((sandbox.root / "build").glob("*.part"))
