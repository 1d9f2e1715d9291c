"""A project that is read again and again, and what can be asked of it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, render
from deckwright.authoring.reading import read_source
from deckwright.authoring.source import Text
from deckwright.course.manifests import selected_lessons
from deckwright.course.schema import Drill, Item, Manifest, Scenario
from deckwright.deck.notes import Unit, placed
from deckwright.deck.presets import presets
from deckwright.deck.rendering import words_of
from deckwright.live.editions import Edition, begins, ordinals, translation_of
from deckwright.live.reading import Reading
from deckwright.live.tree import Branch, Json, grow, item_at, search
from deckwright.workspace import Project, read_manifests, readable

MOST_FINDINGS = 300
"""As many findings are told; all are counted."""
MOST_FOUND = 200
"""As many items are told for a search."""

_Editions = dict[str, dict[str, Edition]]


@dataclass
class Live:
    """A project in memory. What is at fault stays as it was when it was last good."""

    project: Project
    revision: int = 0
    checked: int = 0
    """The revision that `heard` was last told of."""
    _reading: Reading = field(init=False)
    _manifests: list[Manifest] = field(default_factory=list)
    _editions: _Editions = field(default_factory=dict)
    _sound: _Editions = field(default_factory=dict)
    """Each course as it was when there was no error in it."""
    _faulty: dict[str, dict[str, bool]] = field(default_factory=dict)
    _branches: dict[str, Branch] = field(default_factory=dict)
    _now: list[Json] = field(default_factory=list)
    _later: list[Json] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reading = Reading(self.project.root)

    @garbage_collection_paused()
    def refresh(self) -> None:
        """Read the project again; nothing is written. Mistakes are among the findings afterwards."""
        said = Report()
        self._reading.begin()
        manifests: list[Manifest] = []
        editions: _Editions = {}
        faulty: dict[str, dict[str, bool]] = {}
        with readable(self.project.root, said):
            manifests = read_manifests(self.project, (), Report())
            for path in sorted(self.project.content.glob("*/course.yaml")):
                name = path.parent.name
                shipped = {one.language.value for one in manifests if one.course.value == name}
                read = self._reading.course(path.parent, shipped, said)
                if read is not None:
                    faulty[name] = read.faulty
                    lines = {file: self._lines(file) for file in read.faulty}
                    editions[name] = {
                        language: Edition(course, read, lines) for language, course in read.loaded.courses.items()
                    }
        branches: dict[str, Branch] = {}
        for name, of_course in editions.items():
            branches |= grow(name, of_course, self._branches, self.revision + 1)
            if not faulty[name]:
                self._sound[name] = of_course
        self._manifests, self._editions, self._faulty, self._branches = manifests, editions, faulty, branches
        self._now = json.loads(render(said.sorted(), "json"))["diagnostics"]
        self.revision += 1

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

    def _told_of(self, name: str, editions: dict[str, Edition]) -> Json:
        return {
            "id": name,
            "title": next(iter(editions.values())).course.settings.title.value,
            "languages": list(editions),
            "branches": [key for key in self._branches if key.startswith(f"{name}/")],
            "decks": [
                {"id": one.deck.value, "title": one.title.value, "language": one.language.value}
                for one in self._manifests
                if one.course.value == name and one.language.value in editions
            ],
        }

    def _located(self, findings: list[Json]) -> Iterator[Json]:
        """Yield findings with the line that each is about, and the item and language that the line belongs to."""
        files = {one["path"] for one in findings if one["path"]}
        known: dict[str, dict[str, str]] = {path: {} for path in files}
        languages: dict[str, str] = {}
        for key, branch in self._branches.items():
            for leaf in branch.told["items"]:
                for language, place in leaf["places"].items():
                    if place["path"] in known:
                        known[place["path"]][leaf["id"]] = key.split("/")[0]
                        languages.setdefault(place["path"], language)
        lines = {path: self._lines(path) for path in files}
        # Lines have moved since a check that is not of this revision.
        moved = () if self.checked == self.revision else {_key(one) for one in self._later}
        for one in findings:
            path, line = one["path"], one["line"]
            if path is None or line is None or line > len(lines[path]) or _key(one) in moved:
                yield one | {"text": "", "item": None}
                continue
            item = item_at(lines[path], line, known[path])
            yield one | {"text": lines[path][line - 1], "item": item and item | {"language": languages[path]}}

    def _lines(self, path: str) -> list[str]:
        source = read_source(self.project.root / path, self.project.root, Report())
        return source.text().split("\n") if source else []

    def card(self, course: str, language: str, name: str, ordinal: int = 0) -> Json | None:
        """Return a card with what is to be said of it, or None where there is none.

        Raises OSError where a picture cannot be read.
        """
        edition = self._editions.get(course, {}).get(language)
        source = next(iter(self._editions.get(course, {}).values()), None)
        if edition is None or source is None or name not in source.units:
            return None
        unit, _ = edition.units.get(name) or source.units[name]
        told: Json = {"notices": list(self._notices(course, edition, name, unit)), "ordinals": []}
        if name not in edition.units:
            return told
        try:
            found = edition.cards(name) if edition.types else []
        except KeyError:
            if not self._faulty[course]:
                raise
            sound = self._sound.get(course, {}).get(language)
            found = sound.cards(name) if sound and sound.types and name in sound.units else []
            how = "this is how it was before" if found else "it cannot be shown"
            told["notices"].append(f"It hangs on something that is at fault now: {how}.")
        card = next((one for one in found if one.ordinal == ordinal), found[0] if found else None)
        if card is None:
            return told
        card = card.with_pictures()
        sides = {"front": card.front, "back": card.back, "css": card.css}
        return told | sides | {"ordinal": card.ordinal, "ordinals": [one.ordinal for one in found]}

    def _notices(self, course: str, edition: Edition, name: str, unit: Unit) -> Iterator[str]:
        language = edition.course.language
        own = begins(unit).source.path
        folder = f"content/{course}"
        files = [own, f"{folder}/course.yaml", f"{folder}/sources.yaml", f"{folder}/labels/{language}.yaml"]
        if edition is not next(iter(self._editions[course].values())):
            files += [translation_of(file, language) for file in files[:2]]
        for path in dict.fromkeys(files):
            if path in self._faulty[course]:
                last = self._faulty[course][path]
                how = "this is how it was when it was last good" if last else "what can be read of it is shown"
                yield f"{path} has a mistake: {how}."
        if not edition.types and f"{folder}/labels/{language}.yaml" not in self._faulty[course]:
            yield f"There are no words for cards in the language {language} yet: see docs/format.md."
        if isinstance(unit, Item) and unit.draft:
            yield "A draft: no deck has it until you delete “draft: true”."
        if isinstance(unit, Scenario) and unit.use == "evaluation":
            yield "For the evaluation only: no deck has it."
        if name not in edition.units:
            yield "Not translated: no deck has it in this language."
        elif edition.lacks(name):
            yield "Not wholly translated, so no deck has it in this language. The rest is in the source language."

    def search(self, words: str) -> list[Json]:
        """Return the items whose id or texts, in any language, hold all words, at most `MOST_FOUND`."""
        wanted = words.casefold().split()
        found: list[Json] = []
        for key, branch in self._branches.items():
            course = key.split("/")[0]
            found += [{"course": course, "item": name} for name in search(branch, self._editions[course], wanted)]
            if len(found) >= MOST_FOUND:
                break
        return found[:MOST_FOUND]

    def study(self, deck: str) -> list[list[Json]]:
        """Return the new cards of a deck day by day, as Anki gives them out with the deck's presets."""
        manifest = next((one for one in self._manifests if one.deck.value == deck), None)
        edition = self._editions.get(manifest.course.value, {}).get(manifest.language.value) if manifest else None
        labels = edition.read.labels[edition.course.language] if edition else None
        if manifest is None or edition is None or labels is None:
            return []
        waiting = [
            {
                "course": manifest.course.value,
                "item": _called(unit),
                "ordinal": ordinal,
                "drill": isinstance(unit, Drill),
            }
            for unit, _, _ in placed(edition.course, selected_lessons(manifest, edition.course, Report()))
            for ordinal in ordinals(unit)
        ]
        a_day = {role: one.settings["new"]["perDay"] for role, one in presets("", words_of(labels)).items()}
        return list(_days(waiting, a_day["cards"], a_day["reflection"]))


def _days(waiting: Iterable[Json], most: int, most_drills: int) -> Iterator[list[Json]]:
    """Yield the new cards of each day: drills beyond their number wait for the next one."""
    rest, put_off = deque(waiting), deque[Json]()
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


def _called(unit: Unit) -> str:
    if isinstance(unit, Item):
        return unit.key.value
    return "what_next" if isinstance(unit, Text) else "my_case"


def _key(finding: Json) -> tuple[object, ...]:
    return finding["code"], finding["path"], finding["line"], finding["column"], finding["message"]
