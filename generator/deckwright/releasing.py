"""What is given out: compared with what learners have, released, and remembered in locks that can be repaired.

Every function reports what it finds in a `Report`; nothing is written while there is an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, Severity, did_you_mean, one_of
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Source
from deckwright.course.editorial import Review
from deckwright.course.loading import Progress
from deckwright.deck.archive import Archive, read_package
from deckwright.history import differences
from deckwright.kits import kit_zips
from deckwright.packing import Built, Packed, cannot_read, deck_of, pack, size, write_files
from deckwright.release import git
from deckwright.release.difference import Difference
from deckwright.release.edition import Edition
from deckwright.release.folder import CHANGES, SUMS, changes, sums
from deckwright.release.guide import Guide, GuideDeck, guide, guide_presets
from deckwright.release.lock import Lock, known_format, read_lock, salvage, version_key
from deckwright.release.repair import belongs, fault, repaired
from deckwright.release.stamping import check_rendering, holds, next_lock
from deckwright.release.times import Provisional, build_times
from deckwright.release.translations import accepted
from deckwright.verify.package import inspect
from deckwright.workspace import Project, check_edition, check_lost_editions, exclusive, read_editions, read_manifests

_RELEASED = "name packages as a release has written them"


@dataclass(frozen=True, slots=True)
class Released:
    """A release: its folder, the names of the files in it, its packages, and what learners will see.

    `no_spelling` says why spelling was not checked, if so.
    """

    folder: Path
    files: tuple[str, ...]
    built: tuple[Built, ...]
    differences: tuple[Difference, ...]
    no_spelling: str = ""


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
    release that was interrupted is finished by calling it again with the same version, and is as if it had not been.
    """
    if version_key(version) is None:
        report.error("bad-version", f"`{version}` is not a version", help="write three numbers such as `0.1.0`")
        return None
    folder = out or project.build / "releases" / version
    with exclusive(project, report, needed=not dry_run):
        if report.failed():
            return None
        manifests = read_manifests(project, (), report)
        review = Review(Report(), memory=project.memory)
        editions = read_editions(project, manifests, report, progress, look=review)
        if report.failed():
            return None
        for edition in editions:
            _check_release(edition, version, project, report)
        check_lost_editions(editions, project, report, releasing=True)
        _check_committed(project, report)
        report.diagnostics += review.report.diagnostics
        _refuse_warnings(frozenset(allow), report)
        if report.failed():
            return None
        seen = differences(project, editions, "", report)
        begun = [edition for edition in editions if holds(edition, version)]
        now = max((edition.lock.releases[version] for edition in begun), default=int(clock()))
        stamped = [one if holds(one, version) else replace(one, lock=next_lock(one, version, now)) for one in editions]
        ready: list[Packed] = []
        for edition in stamped:
            timed = build_times(edition.shipped(), edition.used_types(), edition.lock, Provisional({}), now)
            ready += pack(edition, timed, project, report)
        kits = {} if report.failed() else kit_zips(stamped, ready, version, now, project, report, progress)
        if report.failed():
            return None
        built = [one.built(folder / f"{one.deck.name}.apkg", changed=True) for one in ready]
        told = _told(folder) if begun else None
        files = _release_files(stamped, ready, kits, seen, version, now, told=told)
        if not dry_run:
            # The changes are told from what the locks say, so they are there before those say something else.
            locks = {edition.lock_path: edition.lock.text().encode("utf-8") for edition in stamped}
            placed = {folder / name: data for name, data in files.items()}
            write_files({folder / CHANGES: files[CHANGES], **locks, **placed}, project, report)
        trouble = next((one.no_spelling for one in review.courses if one.no_spelling), "")
        released = Released(folder, tuple(sorted(files)), tuple(built), tuple(seen), trouble)
        return None if report.failed() else released


@garbage_collection_paused()
def accept_translations(
    project: Project, language: str, names: Sequence[str], report: Report, progress: Progress | None = None
) -> list[str]:
    """Note in the locks that the translations of some items still hold, and return what was noted.

    A name is that of an item, or such as `principle/NAME`, `lesson/NAME`, `claim/NAME`, `agenda/NAME`,
    `workshop/workshop` or `course`.
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
            write_files({path: lock.text().encode("utf-8") for path, lock in renewed.items()}, project, report)
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
        archives = [archive for path in packages if (archive := _sound(path, report)) is not None]
        if report.failed():
            return {}
        for archive in archives:
            own_editions = [edition for edition in editions if belongs(archive, edition)]
            for words in filter(None, (fault(archive, edition) for edition in own_editions)):
                report.error(
                    "bad-package", f"`{archive.path.name}` is no package of a release: {words}", help=_RELEASED
                )
            if not own_editions:
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
            elif edition.lock_path.exists() and not report.failed():
                report.error(
                    "damaged-lock",
                    f"nothing can be read of `{shown_path(edition.lock_path, project.root)}`",
                    help="restore it from your version control, or name the packages of the last release: "
                    "`deckwright lock --repair PACKAGE`",
                )
            if lock.items and not lock.releases:
                report.error(
                    "damaged-lock",
                    f"nothing says which version was released last in `{shown_path(edition.lock_path, project.root)}`",
                    help="name the packages of the last release: `deckwright lock --repair PACKAGE`",
                )
        if not report.failed():
            write_files({path: lock.text().encode("utf-8") for path, (lock, _) in mended.items()}, project, report)
        return {} if report.failed() else mended


def _sound(path: Path, report: Report) -> Archive | None:
    """Return what a package holds, when it is without a fault."""
    found = Report()
    inspect(path, found)
    report.diagnostics += found.diagnostics
    return None if found.failed() else read_package(path, report)


def _salvaged(path: Path, project: Project, report: Report) -> tuple[Lock, int]:
    if not path.exists():
        return Lock(), 0
    try:
        data = path.read_bytes().decode("utf-8", "replace").encode("utf-8")
    except OSError as error:
        cannot_read(path, error, project, report)
        return Lock(), 0
    source = Source(shown_path(path, project.root), data)
    return salvage(source.text()) if known_format(source, report) else (Lock(), 0)


def _check_release(edition: Edition, version: str, project: Project, report: Report) -> None:
    """Report what stands in the way of a release of an edition."""
    check_edition(edition, project, report, releasing=True)
    shown = shown_path(edition.lock_path, project.root)
    latest = edition.lock.version
    begun = version == latest and holds(edition, version)
    if latest and (version_key(version) or ()) <= (version_key(latest) or ()) and not begun:
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
            f"not committed: {one_of(names, 3)}",
            help="commit them first, so that this release can be built and compared again",
        )


def _refuse_warnings(allow: frozenset[str], report: Report) -> None:
    codes = [d.code for d in report.diagnostics if d.severity is Severity.WARNING and d.code not in allow]
    if codes:
        once = list(dict.fromkeys(codes))
        report.error(
            "unexcused-warnings",
            f"warnings stand in the way of a release: {one_of(once)}",
            help=f"mend what they say, or release with `{' '.join(f'--allow {code}' for code in once)}`",
        )


def _told(folder: Path) -> bytes | None:
    """Return the draft of the changelog that an interrupted release has left in its folder, if any."""
    try:
        return (folder / CHANGES).read_bytes()
    except OSError:
        return None


def _release_files(
    editions: Sequence[Edition],
    packages: Sequence[Packed],
    kits: dict[str, bytes],
    differences: Sequence[Difference],
    version: str,
    now: int,
    *,
    told: bytes | None = None,
) -> dict[str, bytes]:
    """Return the files of a release by name: packages, kits, an import guide for each edition, changes, checksums.

    `told` are the changes as they were told already.
    """
    files = {f"{one.deck.name}.apkg": one.data for one in packages} | kits
    for edition in editions:
        own = [one for one in packages if one.deck.name in {manifest.deck.value for manifest in edition.manifests}]
        if own:
            files[f"import-guide-{edition.name}.html"] = _guide(edition, own, version).encode("utf-8")
    files[CHANGES] = told or changes(differences, version, now).encode("utf-8")
    return files | {SUMS: sums(files).encode("utf-8")}


def _guide(edition: Edition, packages: Sequence[Packed], version: str) -> str:
    settings = edition.course.settings
    built = [(one, one.built(Path(f"{one.deck.name}.apkg"), changed=True)) for one in packages]
    sizes = {of.deck: size(of.size).replace(" ", "\u00a0") for _, of in built}
    return guide(
        edition.course.language,
        Guide(
            title=settings.title.value,
            version=version,
            decks=tuple(
                GuideDeck(of.title, of.path.name, one.deck.top, sizes[of.deck], sum(of.cards.values()))
                for one, of in sorted(built, key=lambda pair: -sum(pair[1].cards.values()))
            ),
            presets=guide_presets(edition.presets),
            retired=max(of.retired for _, of in built),
            website=settings.website.value if settings.website else "",
            report=settings.report.value if settings.report else "",
        ),
    )
