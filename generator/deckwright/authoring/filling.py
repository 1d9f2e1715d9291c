"""Entries to fill in: what an overlay lacks, as YAML, each with the text that it is to translate above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deckwright.authoring.editing import Insertion
from deckwright.authoring.overlay import Overlaid
from deckwright.authoring.shapes import RecordShape, Shape, TableShape, TextKind, TextShape, record_shape
from deckwright.authoring.source import Text
from deckwright.authoring.yamltree import Mapping, Node

_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text of the source by its path, and whether it is translated."""

    path: _Path
    text: Text
    kind: TextKind
    done: bool


def leaves(record: object, found: Overlaid[Any]) -> list[Leaf]:
    """Return all texts of a record as they follow each other in its file."""
    both = [(path, text, True) for path, text, _ in found.translated]
    both += [(path, text, False) for path, text in found.missing]
    shape = record_shape(type(record))
    return [
        Leaf(path, text, _kind(shape, path), done) for path, text, done in sorted(both, key=lambda one: one[1].start)
    ]


def _kind(shape: Shape, path: _Path) -> TextKind:
    for key in path:
        if isinstance(shape, RecordShape):
            shape = shape.fields[key].shape
        elif isinstance(shape, TableShape):
            shape = shape.item
    return shape.kind if isinstance(shape, TextShape) else TextKind.PROSE


def lacking(texts: Sequence[Leaf], node: Node | None, language: str, where: _Path = ()) -> list[Insertion]:
    """Return the entries that an overlay lacks for texts, where they belong in the order of the source.

    `node` is what the overlay holds for the keys `where`, and `language` that of the source. An entry that is there
    without a value is not lacking.
    """
    there = {key.value: value for key, value in node.pairs} if isinstance(node, Mapping) else {}
    found: list[Insertion] = []
    before = "translates" if "translates" in there and not where else ""
    for key, group in _groups(texts, len(where)).items():
        below = (*where, key)
        if key in there:
            found += lacking([leaf for leaf in group if leaf.path != below], there[key], language, below)
        else:
            found.append(Insertion(where, key, "\n".join([*_entry(group, below, language), ""]), before))
        before = key
    return found


def _groups(texts: Sequence[Leaf], depth: int) -> dict[str, list[Leaf]]:
    """Return texts by the key at a depth of their paths."""
    groups: dict[str, list[Leaf]] = {}
    for leaf in texts:
        groups.setdefault(leaf.path[depth], []).append(leaf)
    return groups


def _entry(texts: Sequence[Leaf], path: _Path, language: str) -> list[str]:
    """Return an entry to fill in, as lines of YAML from column 0, for the texts at a path or below it."""
    if texts[0].path == path:
        first, *rest = texts[0].text.value.strip().splitlines()
        comment = [f"# {language}: {first}", *(f"# {' ' * len(language)}  {line}" for line in rest)]
        value = "" if texts[0].kind is TextKind.LINE else " |"
        return [*(line.rstrip() for line in comment), f"{path[-1]}:{value}"]
    lines = [f"{path[-1]}:"]
    for key, group in _groups(texts, len(path)).items():
        lines += [f"  {line}" for line in _entry(group, (*path, key), language)]
    return lines
