"""Translations that have fallen behind, with what has changed in their source since."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Text
from deckwright.course.loading import load_course
from deckwright.course.model import Course, items
from deckwright.course.schema import permanent_id
from deckwright.release import git
from deckwright.release.difference import Piece, pieces
from deckwright.release.lock import Lock, read_lock
from deckwright.release.translations import stale, text_hash
from deckwright.workspace import Project, readable


@dataclass(frozen=True, slots=True)
class Behind:
    """A translated text whose source has changed since the last release (`since`), or since the text was accepted.

    `item` is what it belongs to, as `--accept` takes it; `change` is the source text of then and now as one, word by
    word, or None where version control does not have that of then.
    """

    language: str
    item: str
    place: str
    source: Text
    translation: Text
    since: str
    change: tuple[Piece, ...] | None


@dataclass(frozen=True, slots=True)
class Stale:
    """What has fallen behind of a course in a language: source and translation by unit and place."""

    course: Course
    lock: Lock
    lock_path: Path
    texts: Mapping[tuple[str, str], tuple[Text, Text]]


def fell_behind(
    courses: Iterable[Course], chosen: Collection[str], project: Project, report: Report
) -> Iterator[Stale]:
    """Yield what has fallen behind in some files, course by course; `chosen` are the files as they are shown."""
    for course in courses:
        path = project.decks / f"{course.folder.name}-{course.language}.lock"
        lock = read_lock(path, project.root, report) or Lock()
        texts = {
            (unit, where): course.pairs[unit][where] for unit, all_ in stale(course, lock).items() for where in all_
        }
        found = {place: pair for place, pair in texts.items() if pair[1].source.path in chosen}
        if found:
            yield Stale(course, lock, path, found)


def compared(of: Stale, project: Project) -> Iterator[Behind]:
    """Yield the texts that have fallen behind, each with what has changed in its source."""
    then = _texts_then(of, project)
    names = {permanent_id(item): item.key.value for lesson in of.course.lessons for item in items(lesson)}
    for (unit, where), (source, translation) in of.texts.items():
        was = then.get((unit, where))
        change = None if was is None else pieces(_words(was), _words(source))
        item = names.get(unit, unit)
        yield Behind(of.course.language, item, where, source, translation, of.lock.version, change)


def _texts_then(of: Stale, project: Project) -> dict[tuple[str, str], Text]:
    """Return texts of the source, by unit and place, as they were when their translations were up to date.

    They are looked for in the commit of the last release, and in the last one of all: a translation may have been
    accepted in between.
    """
    found: dict[tuple[str, str], Text] = {}
    for commit in _commits(of, project):
        with readable(project.root, Report()), tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            there = git.export(project.root, commit, folder)
            loaded = load_course(folder / "content" / of.course.folder.name, folder, Report()) if there else None
            old = loaded.courses.get(of.course.language) if loaded else None
            for unit, where in of.texts if old else ():
                pair = old.pairs.get(unit, {}).get(where) if old else None
                if pair is not None and text_hash(pair[0]) == of.lock.pairs[unit][where][0]:
                    found[unit, where] = pair[0]
        if len(found) == len(of.texts):
            break
    return found


def _commits(of: Stale, project: Project) -> Iterator[str]:
    version = of.lock.version
    released = git.commit_of_release(project.root, of.lock_path, version) if version else None
    if released:
        yield released
    last = git.commit(project.root, "HEAD")
    if last:
        yield last


def _words(text: Text) -> str:
    """Return a text however it is wrapped."""
    return " ".join(text.value.split())
