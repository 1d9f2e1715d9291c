"""A project in memory, as an author works on it: cards on demand, and only what has changed is read again."""

from __future__ import annotations

import json
import operator
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, Severity, render
from deckwright.authoring.reading import read_source
from deckwright.authoring.source import Source, Text
from deckwright.course.labels import Labels, load_labels
from deckwright.course.loading import Loaded, load_course
from deckwright.course.manifests import selected_lessons
from deckwright.course.model import Course, items
from deckwright.course.reader import Parts
from deckwright.course.rules import check_course
from deckwright.course.rules.recall import numbers
from deckwright.course.schema import Drill, Item, Lesson, Manifest, Recall, Scenario, permanent_id
from deckwright.deck.notes import NoteMaker, Unit, placed, proses
from deckwright.deck.notetypes import NoteType, note_types
from deckwright.deck.presets import presets
from deckwright.deck.rendering import words_of
from deckwright.preview.rendering import Card, cards
from deckwright.workspace import Project, read_manifests, readable

MOST_FINDINGS = 300
"""As many findings are told; all are counted."""
MOST_FOUND = 200
"""As many items are told for a search."""
_TITLE = 90
_OF_THE_COURSE = "cards-of-the-course"

Json = dict[str, Any]
"""What a page is told: words, numbers, and lists and dictionaries of them."""


@dataclass
class _Edition:
    """A course in one language; what it takes to render a card is made when one is first asked for."""

    course: Course
    loaded: Loaded
    root: Path

    @cached_property
    def maker(self) -> NoteMaker:
        return NoteMaker(self.course, self.loaded.media)

    @cached_property
    def labels(self) -> Labels | None:
        settings = self.loaded.source.settings
        named = next(one for one in (settings.language, *settings.translations) if one.value == self.course.language)
        return load_labels(named, self.course.folder, self.root, Report())

    @cached_property
    def types(self) -> dict[str, NoteType]:
        return note_types(self.course, self.labels) if self.labels else {}

    @cached_property
    def units(self) -> dict[str, tuple[Unit, Lesson]]:
        """Everything there is a card of, drafts too, by its id in the files."""
        settings, lessons = self.course.settings, self.course.lessons
        found: dict[str, tuple[Unit, Lesson]] = {
            item.key.value: (item, lesson) for lesson in lessons for item in items(lesson)
        }
        for name, unit in (("my_case", settings.my_case), ("what_next", settings.what_next)):
            if unit is not None and lessons:
                found[name] = unit, lessons[0]
        return found

    def place_of(self, name: str, unit: Unit) -> tuple[str, int]:
        """Return path and line of a unit in the files of this language, or in the source's where it is not there."""
        texts = self.course.pairs.get(permanent_id(unit) if isinstance(unit, Item) else "course", {})
        own = [pair[1] for where, pair in texts.items() if isinstance(unit, Item) or where.startswith(name)]
        first = min(own, key=lambda text: text.start, default=_first(unit))
        return first.source.path, first.source.position(first.start)[0]


@dataclass
class _Branch:
    """A lesson in the tree: what the page is told of it, and since when.

    `versions` is the lesson in each language, `incomplete` what lacks a translation; `texts` are for searching.
    """

    versions: tuple[Lesson, ...]
    incomplete: tuple[frozenset[str], ...]
    told: Json
    since: int
    texts: dict[str, str] = field(default_factory=dict)

    def still(self, versions: tuple[Lesson, ...], incomplete: tuple[frozenset[str], ...]) -> bool:
        """Whether it was made of the same."""
        return self.incomplete == incomplete and all(map(operator.is_, self.versions, versions))


@dataclass
class Live:
    """A project that is read again and again. What is broken stays as it was when it was last good."""

    project: Project
    revision: int = 0
    checked: int = 0
    """The revision that `heard` was last told of."""
    _kept: Parts = field(default_factory=dict)
    _good: dict[Path, Source] = field(default_factory=dict)
    _loaded: dict[str, Loaded] = field(default_factory=dict)
    _editions: dict[str, dict[str, _Edition]] = field(default_factory=dict)
    _broken: dict[str, frozenset[str]] = field(default_factory=dict)
    _branches: dict[str, _Branch] = field(default_factory=dict)
    _now: list[Json] = field(default_factory=list)
    _later: list[Json] = field(default_factory=list)

    @garbage_collection_paused()
    def refresh(self) -> None:
        """Read the project again; nothing is written. Mistakes are among the findings afterwards."""
        self.revision += 1
        said = Report()
        parts: Parts = {}
        good: dict[Path, Source] = {}
        loaded: dict[str, Loaded] = {}
        manifests = self._manifests()
        with readable(self.project.root, said):
            for path in sorted(self.project.content.glob("*/course.yaml")):
                shipped = {one.language.value for one in manifests if one.course.value == path.parent.name}
                found = self._course(path.parent, shipped, said, parts)
                if found is not None:
                    loaded[path.parent.name] = found
                    good |= found.sources
        self._kept, self._good, self._loaded = parts, good, loaded
        self._editions = {
            name: {language: _Edition(course, one, self.project.root) for language, course in one.courses.items()}
            for name, one in loaded.items()
        }
        self._grow()
        self._now = _told(said)

    def _course(self, folder: Path, shipped: set[str], said: Report, parts: Parts) -> Loaded | None:
        """Return a course as it is, or with every file that is at fault as it was when it was last good."""
        root = self.project.root
        report = Report()
        instead: dict[Path, Source | None] = {}
        loaded = load_course(folder, root, report, shipped=shipped, kept=self._kept)
        if loaded is not None:
            check_course(loaded, report)
            parts.update(loaded.parts)
        said.diagnostics += report.diagnostics
        while report.failed():
            wrong = {
                root / one.span.source.path
                for one in report.diagnostics
                if one.severity is Severity.ERROR and one.span is not None
            }
            # A file that is at fault although it was good is at odds with another one, and left out.
            change = {
                path: self._good.get(path) if path not in instead else None
                for path in wrong
                if instead.get(path, path) is not None
            }
            if not change:
                break
            instead |= change
            report = Report()
            known = {**self._kept, **parts}
            loaded = load_course(folder, root, report, shipped=shipped, kept=known, instead=instead)
            if loaded is None:
                loaded = self._loaded.get(folder.name)
                break
            check_course(loaded, report)
            parts.update(loaded.parts)
        self._broken[folder.name] = frozenset(path.relative_to(root).as_posix() for path in instead)
        return loaded

    def _grow(self) -> None:
        """Bring the tree up to date; a branch that nothing has changed in stays the same."""
        branches: dict[str, _Branch] = {}
        for name, editions in self._editions.items():
            courses = [edition.course for edition in editions.values()]
            for number, lesson in enumerate(courses[0].lessons):
                own = {item.key.value: item for item in items(lesson)}
                versions = tuple(course.lessons[number] for course in courses)
                incomplete = tuple(course.incomplete & own.keys() for course in courses)
                key = f"{name}/{lesson.lesson.value}"
                branch = self._branches.get(key)
                if branch is None or not branch.still(versions, incomplete):
                    told = _branch(lesson.title.value, own, editions)
                    branch = _Branch(versions, incomplete, told, self.revision)
                branches[key] = branch
            settings = courses[0].settings
            own_cards = {"my_case": settings.my_case, "what_next": settings.what_next}
            there = {key: unit for key, unit in own_cards.items() if unit is not None and courses[0].lessons}
            if there:
                told = _branch("", there, editions)
                key = f"{name}/{_OF_THE_COURSE}"
                branch = self._branches.get(key)
                same = branch is not None and branch.told == told
                branches[key] = branch if branch and same else _Branch((), (), told, self.revision)
        self._branches = branches

    def heard(self, findings: list[Json], revision: int) -> None:
        """Take what a whole check has found of a revision; what `refresh` finds by itself is told at once anyway."""
        known = {_key(one) for one in self._now}
        self._later = [one for one in findings if _key(one) not in known]
        self.checked = revision

    def state(self, since: int = -1) -> Json:
        """Return what a page needs to know: the tree, with the branches that changed after a revision, and findings."""
        found = self._now + self._later
        return {
            "revision": self.revision,
            "checking": self.checked != self.revision,
            "root": self.project.root.as_posix(),
            "courses": [self._told_of(name, editions) for name, editions in self._editions.items()],
            "branches": {key: branch.told for key, branch in self._branches.items() if branch.since > since},
            "findings": list(self._located(found[:MOST_FINDINGS])),
            "errors": sum(one["severity"] == "error" for one in found),
            "warnings": sum(one["severity"] == "warning" for one in found),
        }

    def _told_of(self, name: str, editions: dict[str, _Edition]) -> Json:
        first = next(iter(editions.values())).course
        return {
            "id": name,
            "title": first.settings.title.value,
            "languages": list(editions),
            "branches": [key for key in self._branches if key.startswith(f"{name}/")],
            "decks": [
                {"id": one.deck.value, "title": one.title.value, "language": one.language.value}
                for one in self._manifests()
                if one.course.value == name and one.language.value in editions
            ],
        }

    def _manifests(self) -> list[Manifest]:
        return read_manifests(self.project, (), Report())

    def _located(self, findings: list[Json]) -> Iterator[Json]:
        """Yield findings with the line that each is about, and the item that the line belongs to."""
        paths = {one["path"] for one in findings if one["path"]}
        starts: dict[str, list[tuple[int, str, str, str]]] = {path: [] for path in paths}
        for key, branch in self._branches.items():
            for item in branch.told["items"]:
                for language, place in item["places"].items():
                    if place["path"] in starts:
                        starts[place["path"]].append((place["line"], key.split("/")[0], item["id"], language))
        lines = {path: self._lines(path) for path in paths}
        for one in findings:
            if one["path"] is None:
                yield one
                continue
            line = one["line"] or 0
            text = lines[one["path"]][line - 1 : line] if line else []
            above = max((start for start in starts[one["path"]] if start[0] <= line), default=None)
            item = {"course": above[1], "item": above[2], "language": above[3]} if above else None
            yield one | {"text": "".join(text), "item": item}

    def _lines(self, path: str) -> list[str]:
        source = read_source(self.project.root / path, self.project.root, Report())
        return source.text().split("\n") if source else []

    def card(self, course: str, language: str, name: str, ordinal: int = 0) -> Json | None:
        """Return a card with what is to be said of it, or None where there is none.

        Raises OSError where a picture cannot be read.
        """
        edition = self._editions.get(course, {}).get(language)
        if edition is None or name not in edition.units:
            return None
        unit, lesson = edition.units[name]
        notices = list(self._notices(course, edition, name, unit))
        if not edition.types:
            notices.append(f"There are no words for cards in the language {language} yet: see docs/format.md.")
            return {"notices": notices, "front": "", "back": "", "css": "", "ordinals": []}
        note = edition.maker.note(unit, lesson)
        found = cards(note, edition.types[note.kind], language)
        card: Card | None = next((one for one in found if one.ordinal == ordinal), found[0] if found else None)
        if card is None:
            return None
        card = card.with_pictures()
        return {
            "notices": notices,
            "front": card.front,
            "back": card.back,
            "css": card.css,
            "ordinal": card.ordinal,
            "ordinals": list(note.cards),
        }

    def _notices(self, course: str, edition: _Edition, name: str, unit: Unit) -> Iterator[str]:
        paths = {edition.place_of(name, unit)[0], _first(unit).source.path}
        for path in sorted(paths & self._broken[course]):
            yield f"{path} has a mistake: this is how it was when it was last good."
        if isinstance(unit, Item):
            if unit.draft:
                yield "A draft: no deck has it until you delete “draft: true”."
            if isinstance(unit, Scenario) and unit.use == "evaluation":
                yield "For the evaluation only: no deck has it."
            if name in edition.course.incomplete:
                yield "Not wholly translated, so no deck has it in this language. The rest is in the source language."

    def search(self, words: str) -> list[Json]:
        """Return the items whose id or texts, in any language, hold all words, at most `MOST_FOUND`."""
        wanted = words.casefold().split()
        found: list[Json] = []
        for key, branch in self._branches.items():
            course = key.split("/")[0]
            if not branch.texts:
                branch.texts = dict(_searchable(branch.told["items"], self._editions[course].values()))
            for name, text in branch.texts.items():
                if all(word in text for word in wanted):
                    found.append({"course": course, "item": name})
                    if len(found) == MOST_FOUND:
                        return found
        return found

    def study(self, deck: str) -> list[list[Json]]:
        """Return the new cards of a deck day by day, as Anki gives them out with the deck's presets."""
        manifest = next((one for one in self._manifests() if one.deck.value == deck), None)
        edition = self._editions.get(manifest.course.value, {}).get(manifest.language.value) if manifest else None
        if manifest is None or edition is None or edition.labels is None:
            return []
        lessons = selected_lessons(manifest, edition.course, Report())
        waiting = [
            {"course": manifest.course.value, "item": _called(unit), "ordinal": ordinal, "drill": drill}
            for unit, _, _ in placed(edition.course, lessons)
            for ordinal, drill in _asked(unit)
        ]
        words = words_of(edition.labels)
        a_day = {role: one.settings["new"]["perDay"] for role, one in presets("", words).items()}
        return list(_days(waiting, a_day["cards"], a_day["reflection"]))


def _days(cards_: Iterable[Json], most: int, most_drills: int) -> Iterator[list[Json]]:
    """Yield the new cards of each day: drills beyond their number wait for the next one."""
    rest, put_off = deque(cards_), deque[Json]()
    while rest or put_off:
        today: list[Json] = []
        drills = 0
        while len(today) < most and (rest or (put_off and drills < most_drills)):
            card = put_off.popleft() if put_off and drills < most_drills else rest.popleft()
            if card["drill"] and drills == most_drills:
                put_off.append(card)
                continue
            drills += card["drill"]
            today.append(card)
        yield today


def _asked(unit: Unit) -> Iterator[tuple[int, bool]]:
    """Yield the ordinals of a unit's cards, each with whether it is a drill."""
    if isinstance(unit, Recall) and unit.cloze is not None:
        yield from ((number - 1, False) for number in sorted(numbers(unit.cloze.value)))
    else:
        yield 0, isinstance(unit, Drill)


def _called(unit: Unit) -> str:
    if isinstance(unit, Item):
        return unit.key.value
    return "what_next" if isinstance(unit, Text) else "my_case"


def _first(unit: Unit) -> Text:
    """Return the text at whose place a unit begins."""
    if isinstance(unit, Item):
        return unit.key
    return unit if isinstance(unit, Text) else unit.situation


def _branch(title: str, units: Mapping[str, Unit], editions: dict[str, _Edition]) -> Json:
    return {"title": title, "items": [_leaf(name, unit, editions) for name, unit in units.items()]}


def _leaf(name: str, unit: Unit, editions: dict[str, _Edition]) -> Json:
    places = {}
    for language, edition in editions.items():
        path, line = edition.place_of(name, unit)
        places[language] = {"path": path, "line": line, "missing": name in edition.course.incomplete}
    kind, text = _kind(unit)
    return {
        "id": name,
        "kind": kind,
        "text": " ".join(text.value.split())[:_TITLE],
        "draft": isinstance(unit, Item) and unit.draft,
        "places": places,
    }


def _kind(unit: Unit) -> tuple[str, Text]:
    """Return the kind of a unit, and the text one knows it by."""
    match unit:
        case Scenario():
            return "scenario", unit.situation
        case Recall():
            return "recall", unit.question or unit.cloze or unit.key
        case Drill():
            return "drill", next(iter(unit.prompts.values()), unit.key)
        case Text():
            return "closing", unit
        case _:
            return "case", unit.situation


def _searchable(leaves: Iterable[Json], editions: Iterable[_Edition]) -> Iterator[tuple[str, str]]:
    ready = [(edition, edition.maker.principles) for edition in editions]
    for leaf in leaves:
        name = leaf["id"]
        texts = [name]
        for edition, principles in ready:
            unit, _ = edition.units[name]
            if isinstance(unit, Item):
                texts += [text.value for text in proses(unit, principles)]
            else:
                texts.append(_kind(unit)[1].value)
        yield name, " ".join(" ".join(texts).split()).casefold()


def _told(report: Report) -> list[Json]:
    found: list[Json] = json.loads(render(report.sorted(), "json"))["diagnostics"]
    return found


def _key(finding: Json) -> tuple[object, ...]:
    return finding["code"], finding["path"], finding["line"], finding["column"], finding["message"]
