"""What was given out before: by a release, a revision of version control, or a package."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from deckwright.authoring.diagnostics import Report, Severity, one_of
from deckwright.deck.archive import read_package
from deckwright.release import git
from deckwright.release.difference import Before, Difference, before_edition, before_lock, before_package, compare
from deckwright.release.edition import Edition
from deckwright.release.lock import version_key
from deckwright.workspace import Project, read_editions, read_manifests, readable


def differences(project: Project, editions: Sequence[Edition], against: str, report: Report) -> list[Difference]:
    """Return what learners will see, by edition; of a package, by the deck it holds.

    `against` is a version that was released, a revision, the path of a package, or nothing for the last release.
    """
    if against.endswith(".apkg") or os.path.isfile(against):  # noqa: PTH113 (any words may stand here, not paths alone)
        return _against_package(Path(against), editions, report)
    found: list[Difference] = []
    for edition in editions:
        before = _before(project, edition, against, report)
        if before is None:
            continue
        title = edition.course.settings.title.value
        found.append(compare(title, edition, edition.shipped(), before, _preset_ids(edition)))
    return [] if report.failed() else found


def _before(project: Project, edition: Edition, against: str, report: Report) -> Before | None:
    version = against or edition.lock.version
    if version_key(version) and version not in edition.lock.releases:
        report.error(
            "unknown-baseline",
            f"`{edition.name}` has no release `{version}`",
            help=f"released are {one_of(edition.lock.releases)}" if edition.lock.releases else "nothing was released",
        )
        return None
    if not version:
        return Before("", {}, {}, lambda _: "")
    latest = version == edition.lock.version
    if version in edition.lock.releases:
        commit = git.commit_of_release(project.root, edition.lock_path, version)
    else:
        commit = git.commit(project.root, version)
    old = _edition_of(project, edition, commit, version, report, needed=not latest) if commit else None
    if latest:
        return before_lock(edition.lock, version, old)
    if old is None and not report.failed():
        report.error(
            "unknown-baseline",
            f"there is no release, revision or package `{version}`",
            help="name a version such as `0.1.0`, a revision of git, or the path of an `.apkg` file",
        )
    return old


def _edition_of(
    project: Project, edition: Edition, commit: str, label: str, report: Report, *, needed: bool
) -> Before | None:
    """Return an edition as it was in a commit; where it is `needed`, say why it cannot be had."""
    said = Report()
    with readable(project.root, said), tempfile.TemporaryDirectory() as folder:
        old = Project(Path(folder))
        if git.export(project.root, commit, old.root):
            for one in read_editions(old, read_manifests(old, (), said), said, None):
                if one.name == edition.name and not said.failed():
                    details = before_edition(one, label, _preset_ids(one))
                    return before_lock(one.lock, label, details) if label in one.lock.releases else details
    if needed:
        first = next((d.message for d in said.sorted() if d.severity is Severity.ERROR), "it is not there")
        report.error(
            "unknown-baseline",
            f"`{edition.name}` of `{label}` cannot be read: {first}",
            help="compare with a package of that time instead: `--against FILE.apkg`",
        )
    return None


def _against_package(path: Path, editions: Sequence[Edition], report: Report) -> list[Difference]:
    archive = read_package(path, report)
    if archive is None:
        return []
    held = {note.guid for note in archive.notes}
    for edition in editions:
        if not held & {note.guid for note in edition.shipped()}:
            continue
        decks = {manifest.deck.value: manifest for manifest in edition.manifests}
        notes = {name: edition.deck_notes(manifest) for name, manifest in decks.items()}
        shared = {name: sum(note.guid in held for note in there) for name, there in notes.items()}
        deck = path.stem if path.stem in decks else max(shared, key=lambda name: (shared[name], -len(notes[name])))
        title = decks[deck].title.value
        return [compare(title, edition, notes[deck], before_package(archive, edition), _preset_ids(edition))]
    report.error(
        "unknown-baseline",
        f"`{path.name}` holds nothing of this project",
        help="name a package that was built from it",
    )
    return []


def _preset_ids(edition: Edition) -> frozenset[int]:
    return frozenset(preset.id for preset in edition.presets.values())
