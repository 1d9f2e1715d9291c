"""The whole story: read a project, check it, turn it into packages, compare it, release it.

Every function reports what it finds in a `Report` and goes on as far as it makes sense; nothing is
written while there is an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, Severity, did_you_mean, one_of
from deckwright.authoring.reading import shown_path
from deckwright.authoring.writing import write_together, write_whole
from deckwright.course.loading import Progress
from deckwright.deck.archive import read_package
from deckwright.history import differences
from deckwright.packing import Built, Packed, deck_of, packed, release_files
from deckwright.preview.rendering import Card, cards
from deckwright.release import git
from deckwright.release.difference import Difference
from deckwright.release.edition import Edition
from deckwright.release.folder import place
from deckwright.release.lock import Lock, read_lock, salvage, version_key
from deckwright.release.repair import belongs, repaired
from deckwright.release.stamping import check_rendering, holds, next_lock
from deckwright.release.times import Provisional, Timed, build_times
from deckwright.release.translations import accepted
from deckwright.workspace import Project, check_edition, exclusive, read_editions, read_manifests


@dataclass(frozen=True, slots=True)
class Released:
    """A release: its folder, the names of the files in it, its packages, and what learners will see."""

    folder: Path
    files: tuple[str, ...]
    built: tuple[Built, ...]
    differences: tuple[Difference, ...]


@garbage_collection_paused()
def check(project: Project, report: Report, progress: Progress | None = None) -> None:
    """Read everything there is and apply every rule. Nothing is written."""
    for edition in read_editions(project, read_manifests(project, (), report), report, progress, all_courses=True):
        if not report.failed():
            check_edition(edition, project, report, releasing=False)
            for manifest in edition.manifests:
                deck_of(manifest, edition, report)


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
    with exclusive(project, report):
        if report.failed():
            return []
        editions = read_editions(project, read_manifests(project, names, report), report, progress)
        if report.failed():
            return []
        ready: list[Packed] = []
        kept: list[tuple[Path, Provisional]] = []
        for edition in editions:
            check_edition(edition, project, report, releasing=False)
            memory = project.build / ".deckwright" / f"{edition.name}.json"
            timed = build_times(
                edition.shipped(), edition.used_types(), edition.lock, Provisional.read(memory), int(clock())
            )
            if locked:
                _refuse_unreleased(edition, timed.unreleased, report)
            kept.append((memory, timed.provisional))
            ready += _packed(edition, timed, project, report)
        if report.failed():
            return []
        built = []
        for done, one in enumerate(ready):
            if progress is not None:
                progress("writing", done, len(ready))
            built.append(_write(one, out or project.build, project, report))
        for memory, provisional in kept:
            _keep(memory, provisional, project, report)
        return [] if report.failed() else built


@garbage_collection_paused()
def diff(project: Project, report: Report, *, against: str = "", progress: Progress | None = None) -> list[Difference]:
    """Return what learners will see, against the last release, or another one, a revision, or a package."""
    editions = read_editions(project, read_manifests(project, (), report), report, progress)
    return [] if report.failed() else differences(project, editions, against, report)


@garbage_collection_paused()
def release(
    project: Project,
    version: str,
    report: Report,
    *,
    out: Path | None = None,
    allow: Iterable[str] = (),
    dry_run: bool = False,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.time,
) -> Released | None:
    """Stamp the locks of all courses with a version, and put the packages of all decks into a folder.

    Warnings stand in the way, but for those with a code in `allow`. The folder is `out`, or
    `build/releases/VERSION`. With `dry_run` nothing is written.

    Nothing is written while the content has errors, and no lock before everything else is on the disk. A
    release that was interrupted is finished by calling it again with the same version.
    """
    if version_key(version) is None:
        report.error("bad-version", f"`{version}` is not a version", help="write three numbers such as `0.1.0`")
        return None
    folder = out or project.build / "releases" / version
    with exclusive(project, report, needed=not dry_run):
        if report.failed():
            return None
        editions = read_editions(project, read_manifests(project, (), report), report, progress)
        if report.failed():
            return None
        for edition in editions:
            _check_release(edition, version, project, report)
        _check_committed(project, report)
        _refuse_warnings(frozenset(allow), report)
        if report.failed():
            return None
        seen = differences(project, editions, "", report)
        now = int(clock())
        stamped = [one if holds(one, version) else replace(one, lock=next_lock(one, version, now)) for one in editions]
        ready: list[Packed] = []
        for edition in stamped:
            timed = build_times(edition.shipped(), edition.used_types(), edition.lock, Provisional({}), now)
            ready += _packed(edition, timed, project, report)
        if report.failed():
            return None
        built = [one.built(folder / f"{one.deck.name}.apkg", changed=True) for one in ready]
        files = release_files(stamped, ready, seen, version, now)
        if not dry_run:
            written = {edition.lock_path: edition.lock.text().encode("utf-8") for edition in stamped}
            try:
                place(folder, files, lambda: write_together(written))
            except OSError as error:
                _cannot_write(Path(error.filename or folder), error, project, report)
        return None if report.failed() else Released(folder, tuple(sorted(files)), tuple(built), tuple(seen))


@garbage_collection_paused()
def accept_translations(
    project: Project, language: str, names: Sequence[str], report: Report, progress: Progress | None = None
) -> list[str]:
    """Note in the locks that the translations of some items still hold, and return what was noted.

    A name is that of an item, or such as `principle/NAME`, `lesson/NAME`, `claim/NAME` or `course`.
    """
    with exclusive(project, report):
        if report.failed():
            return []
        editions = [
            edition
            for edition in read_editions(project, read_manifests(project, (), report), report, progress)
            if edition.course.language == language and edition.course.pairs
        ]
        if report.failed():
            return []
        if not editions:
            report.error("unknown-language", f"no deck is translated into `{language}`")
        renewed: dict[Path, Lock] = {}
        done: set[str] = set()
        for edition in editions:
            units = {edition.called(unit): unit for unit in edition.course.pairs}
            held = [units[name] for name in names if name in units]
            done |= {name for name in names if name in units}
            renewed[edition.lock_path] = accepted(edition, held)
        known = {edition.called(unit) for edition in editions for unit in edition.course.pairs}
        for name in (name for name in names if name not in done and editions):
            report.error("unknown-item", f"nothing called `{name}` is translated", help=did_you_mean(name, known))
        if not report.failed():
            _write_locks(renewed, project, report)
        return [] if report.failed() else sorted(done)


def locks(project: Project, report: Report) -> dict[Path, Lock]:
    """Return all locks there are, as they can be read."""
    found = {path: read_lock(path, project.root, report) for path in sorted(project.decks.glob("*.lock"))}
    return {path: lock for path, lock in found.items() if lock is not None}


@garbage_collection_paused()
def repair_locks(
    project: Project, packages: Sequence[Path], report: Report, progress: Progress | None = None
) -> dict[Path, tuple[Lock, int]]:
    """Write the locks anew, from what can be read of them and from packages that were released.

    Returns each lock with the number of its lines that could not be read. Lines of both sides of a merge are kept.
    """
    with exclusive(project, report):
        if report.failed():
            return {}
        editions = read_editions(project, read_manifests(project, (), report), report, progress, with_locks=False)
        archives = [archive for path in packages if (archive := read_package(path, report)) is not None]
        if report.failed():
            return {}
        for archive in archives:
            if not any(belongs(archive, edition) for edition in editions):
                report.error(
                    "unknown-baseline",
                    f"`{archive.path.name}` holds nothing of this project",
                    help="name a package that was built from it",
                )
        mended: dict[Path, tuple[Lock, int]] = {}
        for edition in editions:
            own = [archive for archive in archives if belongs(archive, edition)]
            kept, lost = _salvaged(edition.lock_path, project, report)
            lock = repaired(kept, edition, own)
            if lock != Lock():
                mended[edition.lock_path] = (lock, lost)
            if lock.items and not lock.releases:
                report.error(
                    "damaged-lock",
                    f"nothing says which version was released last in `{shown_path(edition.lock_path, project.root)}`",
                    help="name the packages of the last release: `deckwright lock --repair PACKAGE`",
                )
        if not report.failed():
            _write_locks({path: lock for path, (lock, _) in mended.items()}, project, report)
        return {} if report.failed() else mended


def _salvaged(path: Path, project: Project, report: Report) -> tuple[Lock, int]:
    if not path.exists():
        return Lock(), 0
    try:
        return salvage(path.read_bytes().decode("utf-8", "replace"))
    except OSError as error:
        _cannot_read(path, error, project, report)
        return Lock(), 0


def _write_locks(found: Mapping[Path, Lock], project: Project, report: Report) -> None:
    try:
        write_together({path: lock.text().encode("utf-8") for path, lock in found.items()})
    except OSError as error:
        _cannot_write(Path(error.filename or project.decks), error, project, report)


@garbage_collection_paused()
def preview(
    project: Project,
    names: Sequence[str],
    languages: Sequence[str],
    report: Report,
    progress: Progress | None = None,
) -> list[Card]:
    """Return the cards of the named items, or of the first item of each kind, in some languages or in all of them."""
    editions = read_editions(project, read_manifests(project, (), report), report, progress)
    known = {edition.course.language for edition in editions}
    for language in languages:
        if language not in known:
            report.error(
                "unknown-language",
                f"there are no decks in the language `{language}`",
                help=f"known are {one_of(sorted(known))}",
            )
    editions = [edition for edition in editions if not languages or edition.course.language in languages]
    items = {item for edition in editions for item in edition.notes}
    for name in () if report.failed() else names:
        if name not in items:
            report.error("unknown-item", f"no deck has an item `{name}`", help=did_you_mean(name, items))
    found: list[Card] = []
    for edition in editions:
        notes = edition.notes
        chosen = [notes[name] for name in dict.fromkeys(names) if name in notes]
        if not names:
            chosen = list({note.kind: note for note in reversed(notes.values())}.values())
        found += [card for note in chosen for card in cards(note, edition.types[note.kind], edition.course.language)]
    return [] if report.failed() else found


def _check_release(edition: Edition, version: str, project: Project, report: Report) -> None:
    """Report what stands in the way of a release of an edition."""
    check_edition(edition, project, report, releasing=True)
    shown = shown_path(edition.lock_path, project.root)
    latest = edition.lock.version
    if latest and (version_key(version) or ()) <= (version_key(latest) or ()) and not holds(edition, version):
        report.error(
            "bad-version",
            f"`{version}` is not later than `{latest}`, which was released",
            notes=(f"released in {shown}",),
            help="choose a later version",
        )
    check_rendering(edition, shown, report)
    for manifest in edition.manifests:
        deck_of(manifest, edition, report)


def _check_committed(project: Project, report: Report) -> None:
    """Warn of content that version control does not have: nobody could ever build this release again."""
    names = [
        name for name in git.uncommitted(project.root) or () if not name.endswith(".lock")
    ]  # an interrupted release has written locks already
    if names:
        report.warn(
            "uncommitted",
            f"{len(names)} files are not committed: {one_of(names, 3)}",
            help="commit them first, so that this release can be built and compared again",
        )


def _refuse_warnings(allow: frozenset[str], report: Report) -> None:
    codes = [d.code for d in report.diagnostics if d.severity is Severity.WARNING and d.code not in allow]
    if codes:
        once = list(dict.fromkeys(codes))
        report.error(
            "unexcused-warnings",
            f"{len(codes)} warnings stand in the way of a release: {one_of(once)}",
            help=f"mend what they say, or release with `{' '.join(f'--allow {code}' for code in once)}`",
        )


def _refuse_unreleased(edition: Edition, unreleased: Iterable[str], report: Report) -> None:
    for item in unreleased:
        place_ = edition.ids.get(item)
        report.error(
            "unreleased",
            f"`{edition.called(item)}` was changed since its last release",
            place_.span if place_ else None,
            help="release it with `deckwright release VERSION`, or build without `--locked`",
        )


def _packed(edition: Edition, timed: Timed, project: Project, report: Report) -> list[Packed]:
    try:
        return list(packed(edition, timed, report))
    except OSError as error:
        _cannot_read(Path(error.filename or edition.course.folder), error, project, report)
        return []


def _write(one: Packed, folder: Path, project: Project, report: Report) -> Built:
    path = folder / f"{one.deck.name}.apkg"
    changed = False
    try:
        changed = write_whole(path, one.data)
    except OSError as error:
        _cannot_write(path, error, project, report)
    return one.built(path, changed=changed)


def _keep(memory: Path, provisional: Provisional, project: Project, report: Report) -> None:
    if not provisional.entries and not memory.exists():
        return
    try:
        provisional.write(memory)
    except OSError as error:
        _cannot_write(memory, error, project, report)


def _cannot_read(path: Path, error: OSError, project: Project, report: Report) -> None:
    report.error(
        "unreadable-file",
        f"cannot read `{shown_path(path, project.root)}`: {(error.strerror or str(error)).lower()}",
        help="check that the file exists and that you may read it",
    )


def _cannot_write(path: Path, error: OSError, project: Project, report: Report) -> None:
    shown = shown_path(path, project.root)
    report.error(
        "cannot-write",
        f"cannot write `{shown}`: {(error.strerror or str(error)).lower()}",
        help="close programs that use the file, check the permissions, or choose another folder with `--out`",
        notes=("what was there before is still whole",),
    )
