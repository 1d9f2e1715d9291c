"""What a page is told of courses: their lessons with their items, and what is wrong where."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deckwright.course.model import items
from deckwright.course.schema import Item, Lesson
from deckwright.deck.notes import Unit
from deckwright.live.editions import Edition, cards_of_the_course, kind_and_text, translation_of

Json = dict[str, Any]
"""Words, numbers, and lists and dictionaries of them."""
OF_THE_COURSE = "_cards"
"""Stands for a lesson where cards belong to none; no id of a lesson begins like this."""
_TITLE = 90
_KEY = re.compile(r" *([\w-]+):")


@dataclass
class Branch:
    """A lesson in the tree: what the page is told of it, and since which revision.

    `made_of` is what it follows from: the lesson in each language, and beside them what lacks a translation and the
    lines of files that are at fault. `texts` are for searching.
    """

    made_of: tuple[tuple[object, ...], tuple[object, ...]]
    told: Json
    since: int
    texts: dict[str, str] = field(default_factory=dict)


def grow(name: str, editions: Mapping[str, Edition], old: Mapping[str, Branch], revision: int) -> dict[str, Branch]:
    """Return the branches of a course by course and lesson; one in which nothing has changed is the old one."""
    first = next(iter(editions.values()))
    branches: dict[str, Branch] = {}
    for number, lesson in enumerate(first.course.lessons):
        units: dict[str, Unit] = {item.key.value: item for item in items(lesson)}
        versions: tuple[Lesson, ...] = tuple(edition.course.lessons[number] for edition in editions.values())
        beside = (
            tuple(editions),
            *(edition.course.incomplete & units.keys() for edition in editions.values()),
            first.lines.get(lesson.lesson.source.path),
            *(first.lines.get(translation_of(lesson.lesson.source.path, language)) for language in editions),
        )
        key = f"{name}/{lesson.lesson.value}"
        branch = old.get(key)
        if branch is None or branch.made_of[1] != beside or not all(map(operator.is_, branch.made_of[0], versions)):
            branch = Branch((versions, beside), _told(lesson.title.value, units, editions), revision)
        branches[key] = branch
    units = cards_of_the_course(first.course.settings) if first.course.lessons else {}
    if units:
        key = f"{name}/{OF_THE_COURSE}"
        told = _told("", units, editions)
        branch = old.get(key)
        branches[key] = branch if branch is not None and branch.told == told else Branch(((), ()), told, revision)
    for branch in branches.values():
        branch.texts = {}  # a rule may stand in another lesson
    return branches


def search(branch: Branch, editions: Mapping[str, Edition], words: list[str]) -> Iterator[str]:
    """Yield the items of a branch whose id or texts, in any language, hold all words."""
    if not branch.texts:
        for leaf in branch.told["items"]:
            texts = [leaf["id"], *(text for one in editions.values() for text in one.words(leaf["id"]))]
            branch.texts[leaf["id"]] = " ".join(" ".join(texts).split()).casefold()
    for name, text in branch.texts.items():
        if all(word in text for word in words):
            yield name


def item_at(lines: list[str], line: int, known: Mapping[str, str]) -> Json | None:
    """Return the item that a line (from 1) belongs to, by the keys above it that are less deep; None for none.

    `known` gives the course of each item in this file.
    """
    depth = None
    for text in reversed(lines[:line]):
        key = _KEY.match(text)
        deep = len(text) - len(text.lstrip(" "))
        if not text.strip() or text.lstrip().startswith("#") or (depth is not None and deep >= depth):
            continue
        depth = deep
        if key and key[1] in known:
            return {"course": known[key[1]], "item": key[1]}
        if not depth:
            break
    return None


def _told(title: str, units: Mapping[str, Unit], editions: Mapping[str, Edition]) -> Json:
    return {"title": title, "items": [_leaf(name, unit, editions) for name, unit in units.items()]}


def _leaf(name: str, unit: Unit, editions: Mapping[str, Edition]) -> Json:
    places = {}
    for language, edition in editions.items():
        path, line = edition.place(name, unit)
        places[language] = {"path": path, "line": line, "missing": edition.lacks(name)}
    kind, text = kind_and_text(unit)
    return {
        "id": name,
        "kind": kind,
        "text": " ".join(text.value.split())[:_TITLE],
        "draft": isinstance(unit, Item) and unit.draft,
        "places": places,
    }
