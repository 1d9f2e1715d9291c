"""Entries put into a YAML file, which stays to the letter what it was everywhere else.

Nothing is serialised. The place of an entry is found by lines, and what comes out is read again and compared: YAML that
this misjudges is refused, never damaged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import read_source
from deckwright.authoring.source import Source, Span, Text
from deckwright.authoring.yamltree import Mapping, Node, parse, type_of_node

_STEP = 2
"""Columns by which a level is indented, where a file shows no other way."""

_MARK = b"\xef\xbb\xbf"
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Insertion:
    """An entry for a mapping of a YAML file.

    `where` are the keys that lead to the mapping (() is the file itself), `key` is the key of the entry. `text` is the
    entry as YAML from column 0, its key included; comments and empty lines may stand above; it ends in a line end. It
    stands behind the entry `after`; with "" before all others; with None, or a key that is not there, behind them.
    """

    where: _Path
    key: str
    text: str
    after: str | None = None


def insert(source: Source, insertions: Sequence[Insertion], report: Report) -> str | None:
    """Return the text of a file with entries put in, or None with diagnostics.

    Parents that are missing are made at the end of theirs; an empty one (`options:` or `options: {}`) gets children.
    Entries take over indentation, line ends and empty lines between them from their neighbours; those put in at one
    place keep their order. Comments stay with what they belong to: behind the last entry of a mapping, those indented
    as deep as its keys or deeper; between two entries, those deeper than the keys stay with the first.

    The text has no byte order mark, since a source has none: `with_insertions` keeps it.
    """
    root = parse(source, report)
    if root is None:
        return None
    found = report.count_errors()
    for one in insertions:
        _check(root, one, report)
    text = source.text()
    if insertions and not text.endswith("\n"):
        text += _line_end(text)
    for one in insertions if report.count_errors() == found else ():
        changed = _inserted(Source(source.path, text.encode("utf-8")), one, root)
        if changed is None:
            report.error(
                "cannot-write",
                f"`{'.'.join((*one.where, one.key))}` cannot be put into this file without changing something else",
                _nearest(root, one.where),
                help="add it by hand",
            )
        else:
            text = changed
    return text if report.count_errors() == found else None


def with_insertions(path: Path, root: Path, insertions: Sequence[Insertion], report: Report) -> bytes | None:
    """Return what a file is to hold with entries put in, or None with diagnostics. A byte order mark stays."""
    source = read_source(path, root, report)
    text = insert(source, insertions, report) if source else None
    if text is None:
        return None
    return (_MARK if path.read_bytes().startswith(_MARK) else b"") + text.encode("utf-8")


def _check(root: Mapping, one: Insertion, report: Report) -> None:
    """Report why an entry cannot be put into a file: its key is there, or a parent takes no entries."""
    node: Node = root
    for key in (*one.where, one.key):
        if isinstance(node, Text) and not node.value and node.start == node.end:
            return
        if not isinstance(node, Mapping) or (node.flow and _written(node) != "{}"):
            braces = isinstance(node, Mapping)
            report.error(
                "wrong-type",
                f"`{key}` cannot be added here: "
                + ("this mapping is in braces" if braces else f"expected a mapping, found {type_of_node[type(node)]}"),
                Span(node.source, node.start, node.end),
                help="write each entry on lines of its own, `key: value`, indented below the key of the mapping",
            )
            return
        pair = _pair(node, key)
        if pair is None:
            return
        there, node = pair
    report.error(
        "duplicate-key",
        f"the key `{one.key}` stands here already",
        there.span,
        help="choose another one, or change what is there",
    )


def _inserted(source: Source, one: Insertion, root: Mapping) -> str | None:
    """Return a text with an entry put in, or None if something else would change. `root` is the file as it was."""
    old = parse(source, Report())
    entry = parse(Source(source.path, one.text.encode("utf-8")), Report())
    if old is None or entry is None or _find(old, (*one.where, one.key)):
        return None
    expected = _meaning(old)
    parent = expected
    for key in one.where:
        parent[key] = parent.get(key) or {}
        parent = parent[key]
    pairs = list(parent.items())
    at = _rank(list(parent), one, root)
    parent.clear()
    parent.update([*pairs[:at], *_meaning(entry).items(), *pairs[at:]])
    text = _put(source, old, one, root)
    new = parse(Source(source.path, text.encode("utf-8")), Report())
    if new is None or json.dumps(_meaning(new)) != json.dumps(expected):
        return None
    return text if _find(new, (*one.where, one.key)) else None


def _put(source: Source, tree: Mapping, one: Insertion, root: Mapping) -> str:
    lines = source.text().split("\n")[:-1]
    end = _line_end(source.text()).removesuffix("\n")
    key: Text | None = None
    node: Node = tree
    depth = 0
    for depth, name in enumerate((*one.where, "")):
        pair = _pair(node, name) if isinstance(node, Mapping) and depth < len(one.where) else None
        if pair is None:
            break
        key, node = pair
    missing = one.where[depth:]
    step = _step(tree)
    new = one.text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    for name in reversed(missing):
        new = [f"{_plain(name)}:", *_indented(new, step)]

    if not isinstance(node, Mapping) or not node.pairs:
        column = source.position(key.start)[1] - 1 + step if key else 0
        at = source.position(node.start)[0]
        if isinstance(node, Mapping):
            rest = _without(source, node)
            lines[at - 1 : at] = [rest + end] if rest else []
            at -= not rest
        at = _below(lines, at, column - step + 1 if key else 0)
        gap = keep = False
    else:
        column = source.position(node.pairs[0][0].start)[1] - 1
        rank = len(node.pairs) if missing else _rank([name.value for name, _ in node.pairs], one, root)
        gap = _gap(source, tree, node, rank)
        if rank == 0:
            at = source.position(node.pairs[0][0].start)[0] - 1
            while at and lines[at - 1].lstrip(" ").startswith("#") and _depth(lines[at - 1]) <= column:
                at -= 1
            keep = True
            new = [*new, ""] if gap else new
        else:
            at, keep = _end(source, node.pairs[rank - 1])
            at = _below(lines, at, column if rank == len(node.pairs) else column + 1)
    if gap and not keep and new[0].strip() and lines[at - 1].strip():
        new = ["", *new]
    lines[at:at] = [line.rstrip("\r") + end for line in _indented(new, column)]
    return "\n".join([*lines, ""])


def _rank(keys: list[str], one: Insertion, root: Mapping) -> int:
    """Return how many entries an entry is put behind: `after`, and those that were put behind it before."""
    if one.after is None or one.after not in ("", *keys):
        return len(keys)
    at = keys.index(one.after) + 1 if one.after else 0
    while at < len(keys) and not _find(root, (*one.where, keys[at])):
        at += 1
    return at


def _end(source: Source, pair: tuple[Text, Node]) -> tuple[int, bool]:
    """Return the number of an entry's last line, and whether an empty line behind it would belong to its text."""
    key, node = pair
    while not isinstance(node, Text):
        if node.flow:
            return source.position(node.end - 1)[0], False
        if isinstance(node, Mapping):
            key, node = node.pairs[-1]
        else:
            node = node.items[-1]
    written = _written(node)
    if written[:1] not in ("|", ">"):
        return source.position(max(key.end, node.end) - 1)[0], False
    keep = "+" in re.split(r"[\s#]", written, maxsplit=1)[0]
    if not keep and node.value.rstrip("\n") == node.value.rstrip():
        written = written.rstrip()
    return source.position(node.start + len(written) - 1)[0], keep


def _below(lines: list[str], at: int, column: int) -> int:
    """Return the line behind the comments from line `at` on that are indented by so many columns or more."""
    end = at
    for number, line in enumerate(lines[at:], at + 1):
        if line.lstrip(" ").startswith("#") and _depth(line) >= column:
            end = number
        elif line.strip():
            break
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _gap(source: Source, tree: Mapping, mapping: Mapping, rank: int) -> bool:
    """Whether entries are apart by empty lines: at a place of a mapping, or in others as deep if it has only one."""
    if len(mapping.pairs) > 1:
        return _gap_before(source, mapping, min(max(rank, 1), len(mapping.pairs) - 1))
    column = source.position(mapping.start)[1]
    gaps = [
        _gap_before(source, other, at)
        for other in _mappings(tree)
        if source.position(other.start)[1] == column
        for at in range(1, len(other.pairs))
    ]
    return sum(gaps) * 2 > len(gaps)


def _gap_before(source: Source, mapping: Mapping, rank: int) -> bool:
    first, _ = _end(source, mapping.pairs[rank - 1])
    last, _ = source.position(mapping.pairs[rank][0].start)
    return any(not source.line(number).strip() for number in range(first + 1, last))


def _step(tree: Mapping) -> int:
    for mapping in _mappings(tree):
        for key, value in mapping.pairs:
            if isinstance(value, Mapping) and not value.flow:
                return value.source.position(value.start)[1] - key.source.position(key.start)[1]
    return _STEP


def _mappings(node: Node) -> Iterator[Mapping]:
    """Yield the mappings in block style that have a path of keys, from the outside to the inside."""
    if isinstance(node, Mapping) and not node.flow:
        yield node
        for _, value in node.pairs:
            yield from _mappings(value)


def _without(source: Source, node: Node) -> str:
    """Return the line of a node without it."""
    line, column = source.position(node.start)
    written = source.line(line)
    return (written[: column - 1].rstrip() + written[column - 1 + node.end - node.start :]).rstrip()


def _written(node: Node) -> str:
    return node.source.text()[node.start : node.end]


def _indented(lines: Sequence[str], columns: int) -> list[str]:
    return [" " * columns + line if line.strip() else "" for line in lines]


def _line_end(text: str) -> str:
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def _plain(key: str) -> str:
    return key if re.fullmatch(r"\w[\w.-]*", key) else json.dumps(key)


def _pair(mapping: Mapping, key: str) -> tuple[Text, Node] | None:
    return next((pair for pair in mapping.pairs if pair[0].value == key), None)


def _find(node: Node, path: _Path) -> tuple[Text, Node] | None:
    """Return the entry that a path of keys leads to."""
    for key in path[:-1]:
        pair = _pair(node, key) if isinstance(node, Mapping) else None
        if pair is None:
            return None
        node = pair[1]
    return _pair(node, path[-1]) if isinstance(node, Mapping) else None


def _nearest(root: Mapping, path: _Path) -> Span:
    """Return the place of the last key on a path that is there."""
    for depth in range(len(path), 0, -1):
        pair = _find(root, path[:depth])
        if pair:
            return pair[0].span
    return Span(root.source, root.start, root.start)


def _meaning(node: Node) -> Any:  # noqa: ANN401 (what JSON takes)
    """Return what a node says, whatever way it is written."""
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Mapping):
        return {key.value: _meaning(value) for key, value in node.pairs}
    return [_meaning(item) for item in node.items]
