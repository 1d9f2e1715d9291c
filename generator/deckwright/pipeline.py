"""The whole story: read a project, check it, turn it into packages, release it.

Every function reports what it finds in a `Report` and goes on as far as it makes sense; nothing is
written while there is an error.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, Severity, did_you_mean, one_of
from deckwright.authoring.reading import shown_path
from deckwright.authoring.writing import write_whole
from deckwright.course.loading import Progress
from deckwright.course.manifests import selected_lessons
from deckwright.course.schema import Manifest
from deckwright.deck.description import description
from deckwright.deck.notes import course_notes
from deckwright.deck.notetypes import FIELDS
from deckwright.deck.package import Deck, Times, package_bytes
from deckwright.deck.presets import presets
from deckwright.deck.rendering import words_of
from deckwright.preview.rendering import Card, cards
from deckwright.release.stamping import version_key
from deckwright.release.times import Provisional, build_times
from deckwright.workspace import Edition, Project, check_edition, read_editions, read_manifests


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
    for edition in read_editions(project, read_manifests(project, (), report), report, progress, all_courses=True):
        if not report.failed():
            check_edition(edition, project, report, releasing=False)
            for manifest in edition.manifests:
                _deck(manifest, edition, edition.version(), report)


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
    manifests = read_manifests(project, names, report)
    editions = read_editions(project, manifests, report, progress)
    if report.failed():
        return []
    ready: list[tuple[Manifest, Deck, Times, int]] = []
    kept: list[tuple[Path, Provisional]] = []
    for edition in editions:
        check_edition(edition, project, report, releasing=False)
        memory = project.build / ".deckwright" / f"{edition.lock_path.stem}.json"
        timed = build_times(edition.shipped(), edition.types, edition.lock, Provisional.read(memory), int(clock()))
        if locked:
            _refuse_unreleased(edition, timed.unreleased, report)
        kept.append((memory, timed.provisional))
        unreleased = set(timed.unreleased)
        version = edition.version() + "+" * bool(unreleased and edition.version())
        for manifest in edition.manifests:
            deck = _deck(manifest, edition, version, report)
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
    editions = read_editions(project, read_manifests(project, (), report), report, progress)
    if report.failed():
        return []
    now = int(clock())
    for edition in editions:
        check_edition(edition, project, report, releasing=True)
        latest = edition.version()
        if latest and (version_key(version) or ()) <= (version_key(latest) or ()) and not edition.holds(version):
            report.error(
                "bad-version",
                f"`{version}` is not later than `{latest}`, which was released",
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


def _deck(manifest: Manifest, edition: Edition, version: str, report: Report) -> Deck:
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
    words = words_of(edition.labels)
    by_role = presets(edition.course.settings.title.value, words)
    return Deck(
        name=manifest.deck.value,
        title=manifest.title.value,
        description=description(manifest, edition.course.settings, words, version),
        paths={kind: reflection if kind == "drill" else cards for kind in FIELDS},
        presets={cards: by_role["cards"], reflection: by_role["reflection"]},
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
