"""The whole story: read a project, check it, turn it into packages, release it.

Every function reports what it finds in a `Report` and goes on as far as it makes sense; nothing is
written while there is an error.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, Severity, did_you_mean, one_of
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Source, Span, Text
from deckwright.authoring.writing import write_whole
from deckwright.course.labels import load_labels
from deckwright.course.loading import Loaded, Progress, check_namespaces, find_course, load_course
from deckwright.course.manifests import load_manifests, selected_lessons
from deckwright.course.model import Course, items
from deckwright.course.rules import check_course
from deckwright.course.schema import Manifest
from deckwright.deck.html import to_html
from deckwright.deck.notes import Note, course_notes
from deckwright.deck.notetypes import FIELDS, NoteType, note_types
from deckwright.deck.package import Deck, Times, package_bytes
from deckwright.release.lock import Lock, read_lock
from deckwright.release.stamping import check_against_lock, next_lock, version_key
from deckwright.release.times import Provisional, build_times


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `decks/` (manifests and locks) and `content/` (courses)."""

    root: Path

    @property
    def decks(self) -> Path:
        """Where manifests and locks stand."""
        return self.root / "decks"

    @property
    def content(self) -> Path:
        """Where the courses stand, a folder each."""
        return self.root / "content"

    @property
    def build(self) -> Path:
        """Where packages go unless told otherwise."""
        return self.root / "build"


def find_project(start: Path) -> Project | None:
    """Return the project that a folder belongs to: the folder itself or the nearest one above it."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "decks").is_dir() and (folder / "content").is_dir():
            return Project(folder)
    return None


@dataclass(slots=True)
class Edition:
    """A course in one language, ready to be packed: its notes, note types and lock."""

    course: Course
    loaded: Loaded
    types: dict[str, NoteType]
    lock: Lock
    lock_path: Path
    manifests: list[Manifest] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)

    def shipped(self) -> list[Note]:
        """Return the notes that are in one of the decks, or were released before."""
        lessons = {
            lesson.lesson.value
            for manifest in self.manifests
            for lesson in selected_lessons(manifest, self.course, Report())
        }
        chosen = {
            item.key.value for lesson in self.course.lessons if lesson.lesson.value in lessons for item in items(lesson)
        }
        return [note for note in self.notes.values() if note.item in chosen or note.item in self.lock.items]

    def next_lock(self, version: str, now: int) -> Lock:
        """Return the lock of a release."""
        return next_lock(self.lock, self.shipped(), self.types, self.manifests, version, now)

    def holds(self, version: str) -> bool:
        """Whether the lock is already that of a release: one that was interrupted can be finished."""
        time = self.lock.releases.get(version)
        return time is not None and self.next_lock(version, time) == self.lock

    def ids(self) -> dict[str, Text]:
        """Return the place of every item's id."""
        return {item.key.value: item.key for lesson in self.course.lessons for item in items(lesson)}


@dataclass(frozen=True, slots=True)
class Built:
    """A package that was written: its notes and cards by kind, its size in bytes and its content's digest."""

    deck: str
    title: str
    path: Path
    notes: Mapping[str, int]
    cards: Mapping[str, int]
    size: int
    digest: str
    changed: bool
    unreleased: int


@garbage_collection_paused()
def check(project: Project, report: Report, progress: Progress | None = None) -> None:
    """Read everything there is and apply every rule. Nothing is written."""
    for edition in _editions(project, _manifests(project, (), report), report, progress, all_courses=True):
        if not report.failed():
            _judge(edition, project, report, releasing=False)
            for manifest in edition.manifests:
                _deck(manifest, edition, report)


@garbage_collection_paused()
def build(
    project: Project,
    names: Sequence[str],
    report: Report,
    *,
    out: Path | None = None,
    locked: bool = False,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.time,
) -> list[Built]:
    """Write the packages of the named decks, or of all of them, and return what was written.

    Packages go to `out`, or to the project's build folder. With `locked`, content that was not
    released is an error. `clock` gives the time for content that is new, in seconds since 1970.
    """
    manifests = _manifests(project, names, report)
    editions = _editions(project, manifests, report, progress)
    if report.failed():
        return []
    ready: list[tuple[Manifest, Deck, Times, int]] = []
    kept: list[tuple[Path, Provisional]] = []
    for edition in editions:
        _judge(edition, project, report, releasing=False)
        memory = project.build / ".deckwright" / f"{edition.lock_path.stem}.json"
        timed = build_times(edition.shipped(), edition.types, edition.lock, Provisional.read(memory), int(clock()))
        if locked:
            _refuse_unreleased(edition, timed.unreleased, report)
        kept.append((memory, timed.provisional))
        unreleased = set(timed.unreleased)
        for manifest in edition.manifests:
            deck = _deck(manifest, edition, report)
            ready.append((manifest, deck, timed.times, sum(note.item in unreleased for note in deck.notes)))
    if report.failed():
        return []
    built: list[Built] = []
    for done, (_, deck, times, unreleased_count) in enumerate(ready):
        if progress is not None:
            progress("writing", done, len(ready))
        built.append(_write(deck, times, out or project.build, unreleased_count, project, report))
    for memory, provisional in kept:
        _keep(memory, provisional, project, report)
    return [] if report.failed() else built


@garbage_collection_paused()
def release(
    project: Project,
    version: str,
    report: Report,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.time,
) -> list[Built]:
    """Stamp the locks of all courses with a version, and write the packages of all decks.

    Nothing is written where the content has errors. Locks are written before packages: a package can be
    built again from its lock, and a lock not from a package that learners have already. A release that
    was interrupted is finished by calling it again with the same version.
    """
    if version_key(version) is None:
        report.error("bad-version", f"`{version}` is not a version", help="write three numbers such as `0.1.0`")
        return []
    editions = _editions(project, _manifests(project, (), report), report, progress)
    if report.failed():
        return []
    now = int(clock())
    for edition in editions:
        _judge(edition, project, report, releasing=True)
        latest = max((version_key(old) or () for old in edition.lock.releases), default=())
        if latest and (version_key(version) or ()) <= latest and not edition.holds(version):
            report.error(
                "bad-version",
                f"`{version}` is not later than `{'.'.join(map(str, latest))}`, which was released",
                notes=(f"released in {shown_path(edition.lock_path, project.root)}",),
                help="choose a later version",
            )
    if report.failed():
        return []
    for edition in editions:
        if edition.holds(version):
            continue
        try:
            write_whole(edition.lock_path, edition.next_lock(version, now).text().encode("utf-8"))
        except OSError as error:
            _cannot_write(edition.lock_path, error, project, report)
            return []
    again = Report()  # what this build has to say was said above, but for errors
    built = build(project, (), again, out=out, locked=True, progress=progress, clock=clock)
    report.diagnostics += [found for found in again.diagnostics if found.severity is Severity.ERROR]
    return built


def _judge(edition: Edition, project: Project, report: Report, *, releasing: bool) -> None:
    """Report what learners' Anki would not follow."""
    check_against_lock(
        edition.notes,
        edition.ids(),
        edition.types,
        edition.manifests,
        [path.stem for path in project.decks.glob("*.yaml")],
        edition.course.settings.namespace,
        edition.lock,
        shown_path(edition.lock_path, project.root),
        report,
        releasing=releasing,
    )


def _manifests(project: Project, names: Iterable[str], report: Report) -> list[Manifest]:
    manifests = load_manifests(project.decks, project.root, report)
    if not manifests and not report.failed():
        here = Span(Source(shown_path(project.decks, project.root)), 0, 0)
        report.error("empty-project", "there is no deck manifest", here, help="write one: `decks/NAME.yaml`")
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return manifests
    by_name = {manifest.deck.value: manifest for manifest in manifests}
    for name in wanted:
        if name not in by_name and not report.failed():
            report.error(
                "unknown-deck",
                f"there is no deck `{name}`",
                help=did_you_mean(name, by_name, f"known are {one_of(by_name)}"),
            )
    return [by_name[name] for name in wanted if name in by_name]


def _editions(
    project: Project,
    manifests: list[Manifest],
    report: Report,
    progress: Progress | None,
    *,
    all_courses: bool = False,
) -> list[Edition]:
    """Load the courses of manifests, apply the rules, and make the notes where that went well."""
    seen: set[str] = set()
    check_namespaces(project.content, project.root, report)
    editions: dict[tuple[str, str], Edition] = {}
    wanted: list[tuple[Path, list[Manifest]]] = []
    for manifest in manifests:
        if manifest.course.value not in seen:
            seen.add(manifest.course.value)
            folder = find_course(project.content, manifest.course, report)
            if folder is not None:
                wanted.append((folder, [m for m in manifests if m.course.value == manifest.course.value]))
    if all_courses:
        wanted += [
            (path.parent, []) for path in sorted(project.content.glob("*/course.yaml")) if path.parent.name not in seen
        ]
    for folder, its_manifests in wanted:
        loaded = load_course(folder, project.root, report, progress)
        if loaded is None:
            continue
        check_course(loaded, report)
        for manifest in its_manifests:
            edition = _edition(manifest, loaded, project, editions, report)
            if edition is not None:
                edition.manifests.append(manifest)
                selected_lessons(manifest, edition.course, report, unread=loaded.unread)
    if not report.failed():
        for edition in editions.values():
            shipped = course_notes(edition.course, edition.course.lessons, edition.loaded.media)
            edition.notes = {note.item: note for note in shipped}
    return list(editions.values())


def _edition(
    manifest: Manifest,
    loaded: Loaded,
    project: Project,
    editions: dict[tuple[str, str], Edition],
    report: Report,
) -> Edition | None:
    """Return the edition that a deck is made from; the first deck of an edition makes it."""
    language = manifest.language.value
    key = (manifest.course.value, language)
    if key in editions:
        return editions[key]
    course = loaded.courses.get(language)
    if course is None:
        report.error(
            "unknown-language",
            f"the course `{key[0]}` has no language `{language}`",
            manifest.language.span,
            help=did_you_mean(language, loaded.courses, f"it has {one_of(loaded.courses)}"),
        )
        return None
    labels = load_labels(manifest.language, course.folder, project.root, report)
    lock_path = project.decks / f"{key[0]}-{language}.lock"
    lock = read_lock(lock_path, project.root, report)
    if labels is None or lock is None:
        return None
    editions[key] = Edition(course, loaded, note_types(course, labels), lock, lock_path)
    return editions[key]


def _deck(manifest: Manifest, edition: Edition, report: Report) -> Deck:
    if manifest.lessons is None:
        notes = list(edition.notes.values())
    else:
        lessons = selected_lessons(manifest, edition.course, report)
        notes = list(course_notes(edition.course, lessons, edition.loaded.media))
    if not notes:
        report.error(
            "empty-deck",
            f"the deck `{manifest.deck.value}` has no cards",
            manifest.deck.span,
            help="add lessons to it, or translate what is missing",
        )
    cards, reflection = manifest.paths.cards.value, manifest.paths.reflection.value
    return Deck(
        name=manifest.deck.value,
        title=manifest.title.value,
        description=to_html(manifest.description.value, {}) if manifest.description else "",
        paths={kind: reflection if kind == "drill" else cards for kind in FIELDS},
        note_types=edition.types,
        notes=notes,
    )


def _refuse_unreleased(edition: Edition, unreleased: Iterable[str], report: Report) -> None:
    ids = edition.ids()
    for item in unreleased:
        report.error(
            "unreleased",
            f"`{item}` was changed since its last release",
            ids[item].span if item in ids else None,
            help="release it with `deckwright release VERSION`, or build without `--locked`",
        )


def _write(deck: Deck, times: Times, folder: Path, unreleased: int, project: Project, report: Report) -> Built:
    path = folder / f"{deck.name}.apkg"
    data = b""
    changed = False
    try:
        data = package_bytes(deck, times)
        changed = write_whole(path, data)
    except OSError as error:
        _cannot_write(path, error, project, report)
    return Built(
        deck=deck.name,
        title=deck.title,
        path=path,
        notes=Counter(note.kind for note in deck.notes),
        cards=Counter(note.kind for note in deck.notes for _ in note.cards),
        size=len(data),
        digest=deck.digest,
        changed=changed,
        unreleased=unreleased,
    )


def _keep(memory: Path, provisional: Provisional, project: Project, report: Report) -> None:
    if not provisional.entries and not memory.exists():
        return
    try:
        provisional.write(memory)
    except OSError as error:
        _cannot_write(memory, error, project, report)


def _cannot_write(path: Path, error: OSError, project: Project, report: Report) -> None:
    shown = shown_path(path, project.root)
    report.error(
        "cannot-write",
        f"cannot write `{shown}`: {(error.strerror or str(error)).lower()}",
        help="close programs that use the file, check the permissions, or choose another folder with `--out`",
        notes=("what was there before is still whole",),
    )
