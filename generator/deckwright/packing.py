"""Editions into packages: which notes a deck ships, when each was changed, and the bytes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.course.schema import Manifest
from deckwright.deck.description import description
from deckwright.deck.notetypes import FIELDS
from deckwright.deck.package import Deck, package_bytes
from deckwright.deck.rendering import words_of
from deckwright.release.difference import Difference
from deckwright.release.edition import Edition
from deckwright.release.folder import CHANGES, SUMS, changes, sums
from deckwright.release.guide import Guide, GuideDeck, guide, guide_presets
from deckwright.release.times import Timed


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
            help="add lessons to it, or translate what is missing",
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


def packed(edition: Edition, timed: Timed, report: Report) -> Iterable[Packed]:
    """Yield the decks of an edition with their bytes. Raises OSError where a picture cannot be read."""
    unreleased = set(timed.unreleased)
    for manifest in edition.manifests:
        deck = deck_of(manifest, edition, report, edited=bool(unreleased))
        if not report.failed():
            edited = sum(note.item in unreleased for note in deck.notes)
            yield Packed(deck, edition.course.language, package_bytes(deck, timed.times), edited)


def release_files(
    editions: Sequence[Edition],
    packages: Sequence[Packed],
    differences: Sequence[Difference],
    version: str,
    now: int,
    *,
    told: bytes | None = None,
) -> dict[str, bytes]:
    """Return the files of a release by name: packages, an import guide for each edition, changes, checksums.

    `told` are the changes as they were told already.
    """
    files = {f"{one.deck.name}.apkg": one.data for one in packages}
    for edition in editions:
        own = [one for one in packages if one.deck.name in {manifest.deck.value for manifest in edition.manifests}]
        if own:
            files[f"import-guide-{edition.name}.html"] = _guide(edition, own, version).encode("utf-8")
    files[CHANGES] = told or changes(differences, version, now).encode("utf-8")
    return files | {SUMS: sums(files).encode("utf-8")}


def _guide(edition: Edition, packages: Sequence[Packed], version: str) -> str:
    settings = edition.course.settings
    built = [(one, one.built(Path(f"{one.deck.name}.apkg"), changed=True)) for one in packages]
    return guide(
        edition.course.language,
        Guide(
            title=settings.title.value,
            version=version,
            decks=tuple(
                GuideDeck(of.title, of.path.name, one.deck.top, size(of.size), sum(of.cards.values()))
                for one, of in built
            ),
            presets=guide_presets(edition.presets),
            retired=max(of.retired for _, of in built),
            website=settings.website.value if settings.website else "",
            report=settings.report.value if settings.report else "",
        ),
    )


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"
