"""A project as it is worked on: its folders, and its courses in each language, ready to be packed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Source, Span
from deckwright.authoring.writing import clear_parts
from deckwright.course.labels import load_labels
from deckwright.course.loading import Loaded, Progress, check_namespaces, find_course, load_course
from deckwright.course.manifests import load_manifests, selected_lessons
from deckwright.course.model import items
from deckwright.course.rules import check_course
from deckwright.course.schema import Manifest
from deckwright.deck.notes import course_notes
from deckwright.deck.notetypes import note_types
from deckwright.release.edition import Edition
from deckwright.release.lock import Lock, read_lock
from deckwright.release.stamping import check_against_lock, check_known
from deckwright.release.translations import check_translations


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

    @property
    def memory(self) -> Path:
        """Where is kept what makes the next call faster or the same."""
        return self.build / ".deckwright"


@contextmanager
def exclusive(project: Project, report: Report, *, needed: bool = True, patience: float = 60) -> Iterator[None]:
    """Let one process at a time write to a project; others wait, at most `patience` seconds.

    Where that cannot be had, the report says so, and the caller must not go on. A process that dies lets go, and
    what it has left half written is cleared away.
    """
    if not needed:
        yield
        return
    from filelock import FileLock, Timeout  # which reading can do without

    path = project.memory / "busy"
    lock = FileLock(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=patience)
        for folder in (project.decks, project.build, path.parent, *project.build.glob("releases/*")):
            clear_parts(folder)
    except Timeout:
        report.error(
            "project-busy",
            f"another deckwright has been at work on this project for more than {patience:.0f} seconds",
            help="wait until it is done, or end it",
        )
    except OSError as error:
        report.error(
            "cannot-write",
            f"cannot write to `{shown_path(path.parent, project.root)}`: {(error.strerror or str(error)).lower()}",
            help="make the project's build folder writable: provisional times are kept there",
        )
    try:
        yield
    finally:
        lock.release()


@contextmanager
def readable(root: Path, report: Report) -> Iterator[None]:
    """Report a file or folder of a project that may not be read, or not even be looked for."""
    try:
        yield
    except OSError as error:
        shown = shown_path(Path(error.filename or root), root)
        report.error(
            "unreadable-file",
            f"cannot read `{shown}`: {(error.strerror or str(error)).lower()}",
            Span(Source(shown), 0, 0),
            help="check that it exists and that you may read it",
        )


def find_project(start: Path) -> Project | None:
    """Return the project that a folder belongs to: the folder itself or the nearest one above it."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "decks").is_dir() and (folder / "content").is_dir():
            return Project(folder)
    return None


def read_manifests(project: Project, names: Iterable[str], report: Report) -> list[Manifest]:
    """Return the named manifests of a project, or all of them; unknown names are reported."""
    manifests: list[Manifest] = []
    with readable(project.root, report):
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
    with_locks: bool = True,
    look: Callable[[Loaded], None] | None = None,
) -> list[Edition]:
    """Load the courses of manifests, apply the rules, and make the notes where that went well.

    Without locks (`with_locks`), editions look as if nothing was released. `look` is called with each course, as
    long as there are no errors.
    """
    editions: dict[tuple[str, str], Edition] = {}
    with readable(project.root, report):
        _read_editions(
            project, manifests, editions, report, progress, all_courses=all_courses, with_locks=with_locks, look=look
        )
    return list(editions.values())


def _read_editions(
    project: Project,
    manifests: list[Manifest],
    editions: dict[tuple[str, str], Edition],
    report: Report,
    progress: Progress | None,
    *,
    all_courses: bool,
    with_locks: bool,
    look: Callable[[Loaded], None] | None,
) -> None:
    seen: set[str] = set()
    check_namespaces(project.content, project.root, report)
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
        languages = {manifest.language.value for manifest in its_manifests}
        loaded = load_course(folder, project.root, report, progress, shipped=languages)
        if loaded is None:
            continue
        check_course(loaded, report)
        if look is not None and not report.failed():
            look(loaded)
        if with_locks:
            _check_released(loaded, project, report)
        for manifest in its_manifests:
            edition = _edition(manifest, loaded, project, editions, report, with_locks=with_locks)
            if edition is not None:
                edition.manifests.append(manifest)
                selected_lessons(manifest, edition.course, report, unread=loaded.unread)
    if not report.failed():
        for edition in editions.values():
            shipped = course_notes(edition.course, edition.course.lessons, edition.loaded.media)
            edition.notes = {note.item: note for note in shipped}


def _edition(
    manifest: Manifest,
    loaded: Loaded,
    project: Project,
    editions: dict[tuple[str, str], Edition],
    report: Report,
    *,
    with_locks: bool,
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
    lock_path = _lock_path(project, key[0], language)
    lock = read_lock(lock_path, project.root, report) if with_locks else Lock()
    if labels is None or lock is None:
        return None
    editions[key] = Edition(course, loaded, labels, note_types(course, labels), lock, lock_path)
    return editions[key]


def check_edition(edition: Edition, project: Project, report: Report, *, releasing: bool) -> None:
    """Report what learners' Anki would not follow, and translations that have fallen behind."""
    check_against_lock(
        edition,
        [path.stem for path in project.decks.glob("*.yaml")],
        shown_path(edition.lock_path, project.root),
        report,
        releasing=releasing,
    )
    check_translations(edition, report, releasing=releasing)


def check_lost_editions(editions: Iterable[Edition], project: Project, report: Report, *, releasing: bool) -> None:
    """Report locks that no deck has: whoever studies what was released in them would never hear of it again."""
    known = {edition.lock_path for edition in editions}
    say = report.error if releasing else report.warn
    for path in sorted(project.decks.glob("*.lock")) if not report.failed() else ():
        if path not in known:
            say(
                "vanished-deck",
                f"decks were released of `{path.stem}`, and none has a manifest now",
                notes=(f"released in {shown_path(path, project.root)}",),
                help="restore the manifest, and its `language` in it; delete the lock only if nobody has these decks",
            )


def _check_released(loaded: Loaded, project: Project, report: Report) -> None:
    """Report ids that are said to have been released, where no lock of the course knows them."""
    source = loaded.source
    all_items = [item for lesson in source.lessons for item in items(lesson)]
    wanted = {item.formerly.value: item.formerly for item in all_items if item.formerly}
    ids = {item.key.value for item in all_items}
    wanted |= {name: retired.key for name, retired in source.settings.retired.items() if name not in ids}
    if wanted:
        locks = [
            read_lock(_lock_path(project, source.folder.name, language), project.root, Report())
            for language in loaded.courses
        ]
        if None not in locks:
            released = {item for lock in locks if lock for item in lock.items}
            check_known(wanted, released, ids, report)


def check_languages(languages: Iterable[str], editions: Iterable[Edition], report: Report) -> None:
    """Report languages that no deck has."""
    known = sorted({edition.course.language for edition in editions})
    for language in languages:
        if language not in known:
            report.error(
                "unknown-language",
                f"there are no decks in the language `{language}`",
                help=f"known are {one_of(known)}",
            )


def _lock_path(project: Project, course: str, language: str) -> Path:
    return project.decks / f"{course}-{language}.lock"
