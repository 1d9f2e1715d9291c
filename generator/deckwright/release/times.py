"""When each note was last changed: the one fact that decides whether a learner's Anki takes it.

Released content has the time of its release. What was edited since has a provisional time, kept in
the build folder, so that building twice gives the same bytes and an author's own Anki still updates.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deckwright.deck.decks import Times
from deckwright.deck.notes import Note
from deckwright.deck.notetypes import NoteType
from deckwright.release.lock import LATEST, LEARNERS_OWN, Lock


@dataclass(frozen=True, slots=True)
class Provisional:
    """Times of unreleased content: hash and time by guid, or by `notetype KIND`."""

    entries: Mapping[str, tuple[str, int]]

    @classmethod
    def read(cls, path: Path) -> Provisional:
        """Return what a build has kept. A file that is missing or damaged is worth nothing more than none."""
        try:
            raw = json.loads(path.read_text("utf-8"))
            entries = {str(key): (str(digest), int(time)) for key, (digest, time) in raw.items()}
            return cls({key: entry for key, entry in entries.items() if 0 < entry[1] < LATEST})
        except (OSError, ValueError, TypeError, AttributeError, OverflowError):
            return cls({})

    def text(self) -> str:
        """Return the times as the file that the next build reads."""
        lines = [f"{json.dumps(key)}: {json.dumps(entry)}" for key, entry in sorted(self.entries.items())]
        return "{\n" + ",\n".join(lines) + "\n}\n"


@dataclass(frozen=True, slots=True)
class Timed:
    """Times of everything, what of it is unreleased (items and kinds of note type), and what to keep."""

    times: Times
    unreleased: tuple[str, ...]
    provisional: Provisional


def build_times(
    notes: Iterable[Note], note_types: Mapping[str, NoteType], lock: Lock, kept: Provisional, now: int
) -> Timed:
    """Return the times for a build: as released where nothing changed, provisional otherwise."""
    entries: dict[str, tuple[str, int]] = dict(kept.entries)
    unreleased: list[str] = []

    def time_of(key: str, label: str, digest: str, released: tuple[str, int] | None) -> int:
        if released is not None and released[0] == digest:
            entries.pop(key, None)
            return released[1]
        unreleased.append(label)
        entry = entries.get(key)
        after = max(released[1] if released else 0, entry[1] if entry else 0)
        if entry is None or entry[0] != digest or (released and entry[1] <= released[1]):
            entry = entries[key] = (digest, max(after + 1, now))
        return entry[1]

    note_times = {}
    for note in notes:
        locked = lock.items.get(note.item)
        if locked is not None and note.kind in LEARNERS_OWN:
            note_times[note.guid] = locked.mod
            unreleased += [note.item] * (locked.digest != note.digest)
            continue
        note_times[note.guid] = time_of(
            note.guid, note.item, note.digest, (locked.digest, locked.mod) if locked else None
        )
    type_times = {}
    for kind, note_type in note_types.items():
        locked_type = lock.note_types.get(kind)
        type_times[kind] = time_of(
            f"notetype {kind}",
            f"note type {kind}",
            note_type.digest,
            (locked_type.digest, locked_type.mod) if locked_type else None,
        )
    return Timed(Times(note_times, type_times), tuple(unreleased), Provisional(entries))
