"""The whole story: read a project, check it, turn it into packages. What is given out is in `releasing`.

Every function reports what it finds in a `Report` and goes on as far as it makes sense; nothing is
written while there is an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, did_you_mean
from deckwright.course.loading import Progress
from deckwright.packing import Built, Packed, deck_of, pack_current, write_files
from deckwright.release.edition import Edition
from deckwright.workspace import (
    Project,
    check_edition,
    check_languages,
    check_lost_editions,
    exclusive,
    read_editions,
    read_manifests,
)

if TYPE_CHECKING:
    from deckwright.course.editorial import Reviewed
    from deckwright.preview.rendering import Card


@garbage_collection_paused()
def check(
    project: Project, report: Report, progress: Progress | None = None, *, spelling: bool | None = None
) -> list[Reviewed]:
    """Read everything there is and apply every rule, the editorial ones too.

    Nothing is written but which words are known, for the next time.

    Returns what the editorial rules made of each course that is held to them. `spelling` says whether spelling is
    checked: None where it can be, and True makes it an error where it cannot.
    """
    from deckwright.course.editorial import Review  # which a build can do without

    review = Review(Report(), spelling=spelling, memory=project.memory)
    manifests = read_manifests(project, (), report)
    editions = read_editions(project, manifests, report, progress, all_courses=True, look=review)
    for edition in editions:
        if not report.failed():
            check_edition(edition, project, report, releasing=False)
            for manifest in edition.manifests:
                deck_of(manifest, edition, report)
    check_lost_editions(editions, project, report, releasing=False)
    if any(edition.course.agendas for edition in editions):
        from deckwright.kits import check_kits

        check_kits(editions, project, report)
    report.diagnostics += review.report.diagnostics
    return review.courses


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
        files: dict[Path, bytes] = {}  # times come first, so that whoever was interrupted builds the same again
        for edition in editions:
            check_edition(edition, project, report, releasing=False)
            current = pack_current(edition, project, int(clock()), report)
            if locked:
                _refuse_unreleased(edition, current.unreleased, report)
            files |= current.memory
            ready += current.packed
        if report.failed():
            return []
        folder = out or project.build
        paths = {one.deck.name: folder / f"{one.deck.name}.apkg" for one in ready}
        written = write_files(files | {paths[one.deck.name]: one.data for one in ready}, project, report)
        built = [one.built(paths[one.deck.name], changed=paths[one.deck.name] in written) for one in ready]
        return [] if report.failed() else built


@garbage_collection_paused()
def preview(
    project: Project,
    names: Sequence[str],
    languages: Sequence[str],
    report: Report,
    progress: Progress | None = None,
) -> list[Card]:
    """Return the cards of the named items, or of the first item of each kind, in some languages or in all of them."""
    from deckwright.preview.rendering import cards

    editions = read_editions(project, read_manifests(project, (), report), report, progress)
    check_languages(languages, editions, report)
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


def _refuse_unreleased(edition: Edition, unreleased: Iterable[str], report: Report) -> None:
    for item in unreleased:
        place_ = edition.ids.get(item)
        report.error(
            "unreleased",
            f"`{edition.called(item)}` was changed since its last release",
            place_.span if place_ else None,
            help="release it with `deckwright release VERSION`, or build without `--locked`",
        )
