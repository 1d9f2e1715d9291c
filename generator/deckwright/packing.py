"""Editions into packages: which notes a deck ships, when each was changed, and the bytes."""

from __future__ import annotations

import errno
import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import shown_path
from deckwright.authoring.writing import write_together
from deckwright.course.schema import Manifest
from deckwright.deck.decks import Deck
from deckwright.deck.description import description
from deckwright.deck.notetypes import FIELDS
from deckwright.deck.rendering import words_of
from deckwright.release.edition import Edition
from deckwright.release.times import Provisional, Timed, build_times
from deckwright.workspace import Project

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Built:
    """A package: its notes and cards by kind, its size in bytes and its content's digest.

    `changed` says whether the file had to be written, `unreleased` how many notes no release has yet, `retired`
    how many are tombstones. `sha256` is that of the file.
    """

    deck: str
    title: str
    language: str
    path: Path
    notes: Mapping[str, int]
    cards: Mapping[str, int]
    size: int
    digest: str
    sha256: str
    changed: bool
    unreleased: int
    retired: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A deck with its bytes, before it is written."""

    deck: Deck
    language: str
    data: bytes
    unreleased: int

    def built(self, path: Path, *, changed: bool) -> Built:
        """Return what was written to a path."""
        living = [note for note in self.deck.notes if note.cards]
        return Built(
            deck=self.deck.name,
            title=self.deck.title,
            language=self.language,
            path=path,
            notes=Counter(note.kind for note in living),
            cards=Counter(note.kind for note in living for _ in note.cards),
            size=len(self.data),
            digest=self.deck.digest,
            sha256=hashlib.sha256(self.data).hexdigest(),
            changed=changed,
            unreleased=self.unreleased,
            retired=len(self.deck.notes) - len(living),
        )


def deck_of(manifest: Manifest, edition: Edition, report: Report, *, edited: bool = False) -> Deck:
    """Return the deck of a manifest; one without cards is reported. Its version has a `+` where it was `edited` since.

    `edited` says that something in the edition is not as it was released.
    """
    notes = edition.deck_notes(manifest)
    if not any(note.cards for note in notes):
        report.error(
            "empty-deck",
            f"the deck `{manifest.deck.value}` has no cards",
            manifest.deck.span,
            help="add lessons to it, delete `draft: true` where texts are ready, or translate what is missing",
        )
    cards, reflection = manifest.paths.cards.value, manifest.paths.reflection.value
    version = edition.lock.version
    return Deck(
        name=manifest.deck.value,
        title=manifest.title.value,
        description=description(
            manifest, edition.course.settings, words_of(edition.labels), version + "+" * bool(edited and version)
        ),
        paths={kind: reflection if kind == "drill" else cards for kind in FIELDS},
        presets={cards: edition.presets["cards"], reflection: edition.presets["reflection"]},
        note_types=edition.types,
        notes=notes,
    )


def pack(
    edition: Edition, timed: Timed, project: Project, report: Report, *, only: Collection[str] | None = None
) -> list[Packed]:
    """Return the decks of an edition with their bytes, or of `only` some; pictures that cannot be read are reported."""
    from deckwright.deck.package import package_bytes  # with genanki, which a check can do without

    unreleased = set(timed.unreleased)
    found: list[Packed] = []
    for manifest in edition.manifests:
        if only is not None and manifest.deck.value not in only:
            continue
        deck = deck_of(manifest, edition, report, edited=bool(unreleased))
        if report.failed():
            break
        edited = sum(note.item in unreleased for note in deck.notes)
        try:
            found.append(Packed(deck, edition.course.language, package_bytes(deck, timed.times), edited))
        except OSError as error:
            cannot_read(Path(error.filename or edition.course.folder), error, project, report)
    return found


@dataclass(frozen=True, slots=True)
class Current:
    """The decks of an edition as they are now; the file that remembers their times; and what no release has yet."""

    packed: list[Packed]
    memory: dict[Path, bytes]
    unreleased: tuple[str, ...]


def pack_current(
    edition: Edition, project: Project, now: int, report: Report, *, only: Collection[str] | None = None
) -> Current:
    """Return the decks of an edition with released times, and provisional ones for what was changed since.

    `only` names the decks that are wanted; without it, all are. `now` is in seconds since 1970. The memory must be
    written with the decks, so that they come out the same again.
    """
    path = project.memory / f"{edition.name}.json"
    timed = build_times(edition.shipped(), edition.used_types(), edition.lock, Provisional.read(path), now)
    keep = timed.provisional.entries or path.exists()
    memory = {path: timed.provisional.text().encode("utf-8")} if keep else {}
    return Current(pack(edition, timed, project, report, only=only), memory, tuple(timed.unreleased))


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def write_files(files: Mapping[Path, bytes], project: Project, report: Report) -> frozenset[Path]:
    """Write files together, and return those that had to be."""
    try:
        return write_together(files)
    except OSError as error:
        cannot_write(Path(error.filename or project.root), error, project, report)
        return frozenset()


def cannot_read(path: Path, error: OSError, project: Project, report: Report) -> None:
    """Report a file that cannot be read."""
    report.error(
        "unreadable-file",
        f"cannot read `{shown_path(path, project.root)}`: {(error.strerror or str(error)).lower()}",
        help="check that the file exists and that you may read it",
    )


def cannot_write(path: Path, error: OSError, project: Project, report: Report) -> None:
    """Report a file that cannot be written, with what may help."""
    shown = shown_path(path, project.root)
    report.error(
        "cannot-write",
        f"cannot write `{shown}`: {(error.strerror or str(error)).lower()}",
        help="make room on the disk, or choose another folder with `--out`"
        if error.errno in _NO_ROOM
        else "close programs that use the file, check the permissions, or choose another folder with `--out`",
        notes=("what was there before is still whole",),
    )
