"""Entries put into a YAML file: what comes in is there, and everything else stays to the letter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import REPOSITORY
from deckwright.authoring.diagnostics import Report, render
from deckwright.authoring.editing import Insertion, insert, with_insertions
from deckwright.authoring.source import Source, Text
from deckwright.authoring.yamltree import Mapping, Node, parse


def put(text: str, *insertions: Insertion) -> str:
    """Return a text with entries put in; fails where there are diagnostics."""
    report = Report()
    changed = insert(Source("a.yaml", text.encode()), insertions, report)
    assert changed is not None, render(report.sorted())
    return changed


def refused(text: str, *insertions: Insertion) -> list[str]:
    """Return code and place of what is said, where nothing comes out."""
    report = Report()
    assert insert(Source("a.yaml", text.encode()), insertions, report) is None
    found = []
    for one in report.sorted():
        assert one.span is not None
        assert one.help
        line, column = one.span.source.position(one.span.start)
        found.append(f"{one.code}:{line}:{column}")
    return found


def meaning(node: Node) -> Any:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Mapping):
        return {key.value: meaning(value) for key, value in node.pairs}
    return [meaning(item) for item in node.items]


def read(text: str) -> Any:
    report = Report()
    tree = parse(Source("a.yaml", text.encode()), report)
    assert tree is not None, render(report.sorted()) + text
    return meaning(tree)


def new(key: str = "new", where: tuple[str, ...] = (), after: str | None = None) -> Insertion:
    return Insertion(where, key, f"{key}: 1\n", after)


# name, before, insertions, after
EXAMPLES = [
    ("at the end", "a: x\n", [new()], "a: x\nnew: 1\n"),
    ("a line end comes first where the last is missing", "a: x", [new()], "a: x\nnew: 1\n"),
    ("behind a sibling", "a: x\nb: y\n", [new(after="a")], "a: x\nnew: 1\nb: y\n"),
    ("behind a sibling that is not there", "a: x\nb: y\n", [new(after="c")], "a: x\nb: y\nnew: 1\n"),
    ("before all others", "# head\n\n# a\na: x\nb: y\n", [new(after="")], "# head\n\nnew: 1\n# a\na: x\nb: y\n"),
    ("before all others inside", "a:\n  # b\n  b: y\n", [new(where=("a",), after="")], "a:\n  new: 1\n  # b\n  b: y\n"),
    (
        "in order",
        "a: x\nb: y\n",
        [new("c", after="a"), new("d", after="a"), new("e"), new("f"), new("g", after="c")],
        "a: x\nc: 1\nd: 1\ng: 1\nb: y\ne: 1\nf: 1\n",
    ),
    ("as deep as siblings", "a:\n    b: x\nc: y\n", [new(where=("a",))], "a:\n    b: x\n    new: 1\nc: y\n"),
    ("parents are made", "a: x\n", [new(where=("b", "c")), new("d", ("b",))], "a: x\nb:\n  c:\n    new: 1\n  d: 1\n"),
    ("parents as deep as others", "a:\n   x: y\n", [new(where=("b",))], "a:\n   x: y\nb:\n   new: 1\n"),
    ("an empty parent", "a:\nb: y\n", [new(where=("a",))], "a:\n  new: 1\nb: y\n"),
    ("an empty parent in braces", "a: {}  # none yet\nb: y\n", [new(where=("a",))], "a:  # none yet\n  new: 1\nb: y\n"),
    ("an empty file in braces", "{}\n", [new()], "new: 1\n"),
    (
        "an empty parent with a comment",
        "a:\n  # b\n# c\nb: y\n",
        [new(where=("a",))],
        "a:\n  # b\n  new: 1\n# c\nb: y\n",
    ),
    ("below a list", "a:\n- x\n- y\nb: z\n", [new(after="a")], "a:\n- x\n- y\nnew: 1\nb: z\n"),
    ("below brackets", "a: [x,\n  y]  # c\nb: z\n", [new(after="a")], "a: [x,\n  y]  # c\nnew: 1\nb: z\n"),
    (
        "comments behind the last entry",
        "a:\n  b: x\n    # deeper\n  # as deep\n# less deep\nc: y\n",
        [new(where=("a",))],
        "a:\n  b: x\n    # deeper\n  # as deep\n  new: 1\n# less deep\nc: y\n",
    ),
    (
        "comments between entries",
        "a: |\n  x\n  # text\n # deeper\n# of b\nb: y\n",
        [new(after="a")],
        "a: |\n  x\n  # text\n # deeper\nnew: 1\n# of b\nb: y\n",
    ),
    (
        "empty lines between siblings",
        "a: x\n\nb: y\n\n\n# end of b\n",
        [new(), new("c", after="a"), new("d", after="")],
        "d: 1\n\na: x\n\nc: 1\n\nb: y\n\n\n# end of b\n\nnew: 1\n",
    ),
    (
        "empty lines as in mappings as deep",
        "a:\n  b: |\n    x\n\n  c: y\n\nd:\n  e: z\n",
        [new(where=("d",))],
        "a:\n  b: |\n    x\n\n  c: y\n\nd:\n  e: z\n\n  new: 1\n",
    ),
    (
        "an empty line that the entry brings along",
        "a: x\n",
        [Insertion((), "b", "\n# c\nb: 1\n")],
        "a: x\n\n# c\nb: 1\n",
    ),
    ("a text that keeps its empty lines", "a: |+\n  x\n\n\nb: y\n", [new(after="a")], "a: |+\n  x\n\n\nnew: 1\nb: y\n"),
    ("a text without a last line end", "a: |\n  x", [new()], "a: |\n  x\nnew: 1\n"),
    ("an empty text in block style", "a: |\nb: y\n", [new(after="a")], "a: |\nnew: 1\nb: y\n"),
    (
        "a text of several lines",
        "a:\n  b: x\n",
        [Insertion(("a",), "c", "# de: y\n\nc: |\n  one\n\n    two\n")],
        "a:\n  b: x\n  # de: y\n\n  c: |\n    one\n\n      two\n",
    ),
    ("Windows line ends", "a:\r\n  b: {}\r\n", [new(where=("a", "b"))], "a:\r\n  b:\r\n    new: 1\r\n"),
    ("before the end of the document", "---\na: x\n...\n", [new()], "---\na: x\nnew: 1\n...\n"),
    ("a key that needs quotes", "a: x\n", [new(where=("b: c",))], 'a: x\n"b: c":\n  new: 1\n'),
    ("nothing to put in", "a: x", [], "a: x"),
]


@pytest.mark.parametrize(("before", "insertions", "after"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES])
def test_an_entry_stands_where_a_person_would_put_it(before: str, insertions: list[Insertion], after: str) -> None:
    assert put(before, *insertions) == after


REFUSALS = [
    ("the key is there", "a: x\nnew: y\n", new(), "duplicate-key:2:1"),
    ("the key is there, without a value", "a:\n  new:\n", new(where=("a",)), "duplicate-key:2:3"),
    ("a mapping in braces", "a: {b: c}\n", new(where=("a",)), "wrong-type:1:4"),
    ("a comment in empty braces", "a: { # b\n }\n", new(where=("a",)), "wrong-type:1:4"),
    ("a parent that is a text", "a: x\n", new(where=("a",)), "wrong-type:1:4"),
    ("a parent that is an empty text", 'a: ""\n', new(where=("a",)), "wrong-type:1:4"),
    ("a parent that is a list", "a:\n- b: x\n", new(where=("a",)), "wrong-type:2:1"),
    ("a file that is no YAML", "a: [\n", new(), "yaml-syntax:1:4"),
    ("keys with question marks", "? a\n: x\n", new(), "cannot-write:1:1"),
    ("an entry that is no YAML", "a:\n  b: x\n", Insertion(("a",), "c", "c: [\n"), "cannot-write:1:1"),
    ("an entry of another name", "a: x\n", Insertion((), "c", "d: x\n"), "cannot-write:1:1"),
]


@pytest.mark.parametrize(("text", "one", "said"), [e[1:] for e in REFUSALS], ids=[e[0] for e in REFUSALS])
def test_what_cannot_be_put_in_is_told_at_its_place(text: str, one: Insertion, said: str) -> None:
    assert refused(text, one) == [said]


def test_all_that_cannot_be_put_in_is_told_at_once() -> None:
    assert refused("a: x\nb: y\n", new("a"), new("c"), new("b")) == ["duplicate-key:1:1", "duplicate-key:2:1"]


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: x\n")
    assert with_insertions(path, tmp_path, [new()], Report()) == b"\xef\xbb\xbfa: x\nnew: 1\n"
    path.write_bytes(b"a: x\n")
    assert with_insertions(path, tmp_path, [new()], Report()) == b"a: x\nnew: 1\n"
    assert with_insertions(path, tmp_path, [new("a")], Report()) is None


NAMES = st.sampled_from(["a", "b", "c", "d-e", "no", "1.30"])
WORDS = st.text(st.sampled_from("aä#:-'\"|>{ "), max_size=8)
MARGIN = st.lists(st.sampled_from(["blank", "comment", "deeper", "shallower"]), max_size=2)


@st.composite
def bodies(draw: st.DrawFn, column: int, step: int) -> list[str]:
    """Return lines of a mapping in block style as people write them, with comments in places good and bad."""
    lines = []
    pad = " " * column
    inner = " " * (column + step)
    keys = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    for key in keys:
        lines += _margin(draw(MARGIN), column)
        kinds = ["line", "quoted", "block", "list", "flow", "empty", "braces", *(["mapping"] * 3 if column < 8 else [])]
        match draw(st.sampled_from(kinds)):
            case "line":
                lines.append(f"{pad}{key}: x{draw(st.sampled_from(['', ' y', '  # why', '  #']))}")
            case "quoted":
                lines += [f'{pad}{key}: "{draw(WORDS).replace(chr(34), "")}', "", f'{inner}z"']
            case "block":
                style = draw(st.sampled_from(["|", ">", "|-", "|+", ">-", "| # c", ">+"]))
                body = draw(st.lists(WORDS, max_size=4))
                lines += [f"{pad}{key}: {style}"]
                lines += [(inner + words if words.strip() else words) for words in body]
                lines += draw(st.sampled_from([[], [""], ["", ""], [inner + "  "]])) if "x" in body else []
            case "list":
                lines += [f"{pad}{key}:", f"{pad}- x", f"{pad}- y: z", f"{pad}  w: |", f"{inner}    v"]
            case "flow":
                lines += [f"{pad}{key}: [x, # c", f"{inner}{{y: z}}]"]
            case "empty":
                lines.append(f"{pad}{key}:")
            case "braces":
                lines.append(f"{pad}{key}: {{}}{draw(st.sampled_from(['', '  # c']))}")
            case _:
                lines.append(f"{pad}{key}:{draw(st.sampled_from(['', '  # c']))}")
                lines += draw(bodies(column + step, step))
    return lines + _margin(draw(MARGIN), column)


def _margin(kinds: list[str], column: int) -> list[str]:
    columns = {"comment": column, "deeper": column + 3, "shallower": max(0, column - 1)}
    return ["" if kind == "blank" else f"{' ' * columns[kind]}# {kind}" for kind in kinds]


FILES = st.builds(
    lambda lines, end, last: end.join(lines) + (end if last else ""),
    st.integers(2, 4).flatmap(lambda step: bodies(0, step)),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
ENTRIES = st.sampled_from(
    [
        "new{}: x\n",
        "# de: y\n# z\nnew{}: |\n",
        "new{}: |\n  x\n\n  # y\n",
        "new{}: >-\n  x\n",
        "new{}:\n",
        "new{}:\n  a:\n    b: |\n      x\n",
    ]
)


def paths(tree: Any, here: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return where entries can be put: the mappings on paths of keys, also empty ones, and one that is not there."""
    found = [here, (*here, "made")]
    for key, value in tree.items():
        if isinstance(value, dict):
            found += paths(value, (*here, key))
    return found


def entered(tree: Any, one: Insertion) -> None:
    for key in one.where:
        tree[key] = tree.get(key) or {}
        tree = tree[key]
    tree[one.key] = read(one.text)[one.key]


@given(FILES, st.data())
def test_whatever_a_file_holds_keeps_its_meaning_and_its_lines(text: str, data: st.DataObject) -> None:
    assume(parse(Source("a.yaml", text.encode()), Report()))
    meant = read(text if text.endswith("\n") else text + "\n")
    where = st.sampled_from(paths(meant))
    after = st.sampled_from([None, "", "a", "b", "new0"])
    insertions = [
        Insertion(data.draw(where), f"new{n}", data.draw(ENTRIES).format(n), data.draw(after))
        for n in range(data.draw(st.integers(1, 3)))
    ]
    changed = put(text, *insertions)
    for one in insertions:
        entered(meant, one)
    assert read(changed) == meant
    rest = iter(changed.split("\n"))
    for line in text.split("\n"):
        assert any(bare(line) == bare(other) for other in rest), line
    assert ("\r" in changed) == ("\r" in text)
    assert {place.partition(":")[0] for place in refused(changed, *insertions)} == {"duplicate-key"}


@given(FILES, st.lists(st.sampled_from([None, "", "a", "b"]), min_size=2, max_size=2), st.booleans())
def test_entries_put_in_at_one_place_keep_their_order(text: str, after: list[str | None], same: bool) -> None:
    assume(parse(Source("a.yaml", text.encode()), Report()))
    chosen = [after[0], after[0] if same else after[1]]
    keys = list(read(put(text, *[new(f"new{n}", after=chosen[n]) for n in range(2)])))
    old = list(read(text))
    assert [key for key in keys if key in old] == old
    for n, behind in enumerate(chosen):
        before = keys[: keys.index(f"new{n}")]
        known = behind if behind in ("", *old) else old[-1]
        assert [key for key in before if key in old] == (old[: old.index(known) + 1] if known else [])
    if same:
        assert keys.index("new1") == keys.index("new0") + 1


def bare(line: str) -> str:
    """Return a line without what may go: the braces of an empty mapping that got entries."""
    return line.replace(" {}", "").rstrip()


SHIPPED = sorted((REPOSITORY / "content").rglob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_an_entry_goes_into_every_mapping_of_the_shipped_course(path: Path) -> None:
    text = path.read_text("utf-8")
    meant = read(text)
    where = [place for place in paths(meant) if place[-1:] != ("made",)]
    places = where[:: max(1, len(where) // 12)]
    insertions = [new(where=place) for place in places]
    changed = put(text, *insertions)
    for one in insertions:
        entered(meant, one)
    assert json.dumps(read(changed)) == json.dumps(meant)
    assert len(changed) - len(text) <= sum(len("new: 1\n\n") + 2 * len(place) for place in places)
