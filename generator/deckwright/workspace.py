"""A project as it is worked on: its folders, and its courses in each language, ready to be packed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Source, Span, Text
from deckwright.course.labels import Labels, load_labels
from deckwright.course.loading import Loaded, Progress, check_namespaces, find_course, load_course
from deckwright.course.manifests import load_manifests, selected_lessons
from deckwright.course.model import Course, items
from deckwright.course.rules import check_course
from deckwright.course.schema import Manifest
from deckwright.deck.notes import Note, course_notes
from deckwright.deck.notetypes import NoteType, note_types
from deckwright.release.lock import Lock, read_lock
from deckwright.release.stamping import check_against_lock, next_lock, version_key


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
    labels: Labels
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
        chosen |= self._of_the_course().keys()
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
        of_lessons = {item.key.value: item.key for lesson in self.course.lessons for item in items(lesson)}
        return of_lessons | self._of_the_course()

    def version(self) -> str:
        """Return the latest version that was released, or nothing for none."""
        return max(self.lock.releases, key=lambda version: version_key(version) or (), default="")

    def _of_the_course(self) -> dict[str, Text]:
        """Return the places of what belongs to no lesson."""
        settings = self.course.settings
        case = {"my_case": settings.my_case.situation} if settings.my_case else {}
        return case | ({"what_next": settings.what_next} if settings.what_next else {})


def read_manifests(project: Project, names: Iterable[str], report: Report) -> list[Manifest]:
    """Return the named manifests of a project, or all of them; unknown names are reported."""
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


def read_editions(
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
    editions[key] = Edition(course, loaded, labels, note_types(course, labels), lock, lock_path)
    return editions[key]


def check_edition(edition: Edition, project: Project, report: Report, *, releasing: bool) -> None:
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
