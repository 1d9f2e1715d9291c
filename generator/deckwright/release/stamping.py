"""A release: the guards before it, and the lock after it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Text
from deckwright.course.schema import Manifest
from deckwright.deck.notes import Note
from deckwright.deck.notetypes import NoteType
from deckwright.release.lock import LEARNERS_OWN, Lock, LockedItem, LockedNoteType

_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")


def version_key(version: str) -> tuple[int, ...] | None:
    """Return a version such as `0.1.0` as numbers, or None where it is none."""
    match = _VERSION.fullmatch(version)
    return tuple(map(int, match.groups())) if match else None


def check_against_lock(
    notes: Mapping[str, Note],
    ids: Mapping[str, Text],
    note_types: Mapping[str, NoteType],
    manifests: Iterable[Manifest],
    decks: Collection[str],
    namespace: Text,
    lock: Lock,
    lock_path: str,
    report: Report,
    *,
    releasing: bool,
) -> None:
    """Report what learners' Anki would not follow.

    `notes` are all shipped notes by item, `ids` the places of all items in the files, `decks` the names of
    all manifests there are. What vanished is a warning in a build and an error in a release.
    """
    if any(locked.guid != notes[item].guid for item, locked in lock.items.items() if item in notes):
        report.error(
            "namespace-changed",
            f"the namespace `{namespace.value}` is not the one that was released",
            namespace.span,
            notes=(f"released in {lock_path}",),
            help="restore it from your version control: with another one every card would be a new one",
        )
        return
    for deck in sorted({deck for deck, _ in lock.paths} - set(decks)):
        say = report.error if releasing else report.warn
        say(
            "vanished-deck",
            f"the deck `{deck}` was released, and has no manifest now",
            notes=(f"released in {lock_path}",),
            help="restore its manifest in `decks`: learners would get new cards into a second deck otherwise",
        )
    for kind, note_type in note_types.items():
        locked_type = lock.note_types.get(kind)
        if locked_type is not None and locked_type.schema != note_type.schema:
            report.error(
                "schema-changed",
                f"the note type `{kind}` has other fields or templates than the one that was released",
                help="keep fields, templates and their order, and use a spare field: "
                "Anki stops updating a note type that differs",
            )
    for manifest in manifests:
        for role, path in (("cards", manifest.paths.cards), ("reflection", manifest.paths.reflection)):
            released = lock.paths.get((manifest.deck.value, role))
            if released is not None and released != path.value:
                report.error(
                    "deck-path-changed",
                    f"learners have these cards in `{released}`",
                    path.span,
                    help=f"write `{released}`: Anki never moves a card, so a new path would split the deck in two",
                )
    for item, locked in lock.items.items():
        note = notes.get(item)
        if note is None:
            say = report.error if releasing else report.warn
            place = ids.get(item)
            message = (
                f"`{item}` was released, and is left out now" if place else f"`{item}` was released, and is gone now"
            )
            say(
                "vanished-item",
                message,
                place.span if place else None,
                notes=(f"released in {lock_path}",),
                help="restore it under its old id: learners keep its card for ever, and it would never be updated",
            )
        elif locked.kind != note.kind:
            report.error(
                "kind-changed",
                f"`{item}` was released as another kind of note",
                ids[item].span if item in ids else None,
                help="give the new item an id of its own, and keep the old one as it was",
            )


def next_lock(
    lock: Lock,
    notes: Iterable[Note],
    note_types: Mapping[str, NoteType],
    manifests: Iterable[Manifest],
    version: str,
    now: int,
) -> Lock:
    """Return the lock of a release: a changed item gets a time later than its last one, the others keep theirs."""
    items = dict(lock.items)
    for note in notes:
        before = items.get(note.item)
        if before is None or before.digest != note.digest:
            mod = before.mod if before and note.kind in LEARNERS_OWN else max(before.mod + 1 if before else 0, now)
            items[note.item] = LockedItem(note.item, note.kind, note.guid, note.digest, mod)
    types = dict(lock.note_types)
    for kind, note_type in note_types.items():
        known = types.get(kind)
        if known is None or known.digest != note_type.digest:
            types[kind] = LockedNoteType(
                kind, note_type.digest, max(known.mod + 1 if known else 0, now), note_type.schema
            )
    paths = dict(lock.paths)
    for manifest in manifests:
        paths[manifest.deck.value, "cards"] = manifest.paths.cards.value
        paths[manifest.deck.value, "reflection"] = manifest.paths.reflection.value
    return Lock(items, types, paths, {**lock.releases, version: now})
