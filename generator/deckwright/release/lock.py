"""The lock: what learners have, one file per course and language, written by a release alone.

A line an item, sorted, so that two branches merge like any text:

    deckwright-lock 1
    deck DECK cards|reflection PATH
    item ID KIND GUID HASH TIME
    notetype KIND HASH TIME SCHEMA
    release VERSION TIME

Times are seconds since 1970, hashes 32 hexadecimal digits; a schema is a list of ids with commas.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import read_source, shown_path
from deckwright.authoring.source import Source, Span

FORMAT = 1
LEARNERS_OWN = frozenset({"case"})
"""Kinds of note that learners are asked to write on: an update would overwrite them, so their time never rises."""
_HEADER = "deckwright-lock"
_TIME = "([1-9][0-9]{0,8}|[1-7][0-9]{9})"  # up to the year 2223: clients do not take every number for a time
_ITEM = re.compile(
    rf"item (\S+) (scenario|recall|cloze|drill|case|closing) ([0-9A-Za-z]{{12}}) ([0-9a-f]{{32}}) {_TIME}"
)
_NOTE_TYPE = re.compile(rf"notetype (\S+) ([0-9a-f]{{32}}) {_TIME} ([0-9,]+)")
_DECK = re.compile(r"deck (\S+) (cards|reflection) (\S.*)")
_RELEASE = re.compile(rf"release (\S+) {_TIME}")


@dataclass(frozen=True, slots=True)
class LockedItem:
    """An item as it was last released."""

    item: str
    kind: str
    guid: str
    digest: str
    mod: int


@dataclass(frozen=True, slots=True)
class LockedNoteType:
    """A note type as it was last released."""

    kind: str
    digest: str
    mod: int
    schema: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """What was released of a course in a language: items by id, note types by kind, deck paths, versions."""

    items: Mapping[str, LockedItem] = field(default_factory=dict)
    note_types: Mapping[str, LockedNoteType] = field(default_factory=dict)
    paths: Mapping[tuple[str, str], str] = field(default_factory=dict)
    releases: Mapping[str, int] = field(default_factory=dict)

    def text(self) -> str:
        """Return the lock as its file."""
        lines = [f"deck {deck} {role} {path}" for (deck, role), path in self.paths.items()]
        lines += [f"item {i.item} {i.kind} {i.guid} {i.digest} {i.mod}" for i in self.items.values()]
        lines += [f"notetype {n.kind} {n.digest} {n.mod} {','.join(n.schema)}" for n in self.note_types.values()]
        lines += [f"release {version} {time}" for version, time in self.releases.items()]
        return "\n".join([f"{_HEADER} {FORMAT}", *sorted(lines), ""])


def read_lock(path: Path, root: Path, report: Report) -> Lock | None:
    """Return a lock: an empty one where there is no file, None with diagnostics where it is damaged."""
    if not path.exists():
        return Lock()
    if path.is_file() and not path.stat().st_size:
        _damaged(Source(shown_path(path, root)), 0, "", "the lock is empty", report)
        return None
    source = read_source(path, root, report)
    return None if source is None else _parse(source, report)


def _parse(source: Source, report: Report) -> Lock | None:
    lines = io.StringIO(source.text(), newline="\n").readlines()
    head = re.fullmatch(rf"{_HEADER} ([0-9]{{1,9}})\s*", lines[0])
    if head is None:
        _damaged(source, 0, lines[0], f"a lock begins with `{_HEADER} {FORMAT}`", report)
        return None
    if int(head.group(1)) != FORMAT:
        report.error(
            "lock-format",
            f"this lock has format {head.group(1)}, and this version of deckwright knows {FORMAT}",
            Span(source, 0, len(lines[0].rstrip())),
            help="use the version of deckwright that wrote it, or a newer one",
        )
        return None
    items: dict[str, LockedItem] = {}
    note_types: dict[str, LockedNoteType] = {}
    paths: dict[tuple[str, str], str] = {}
    releases: dict[str, int] = {}
    guids: set[str] = set()
    sound = True
    at = len(lines[0])
    for written in lines[1:]:
        line = written.rstrip("\r\n")
        if match := _ITEM.fullmatch(line):
            item, kind, guid, digest, mod = match.groups()
            fresh = item not in items and guid not in guids
            items[item] = LockedItem(item, kind, guid, digest, int(mod))
            guids.add(guid)
        elif match := _NOTE_TYPE.fullmatch(line):
            kind, digest, mod, schema = match.groups()
            fresh = kind not in note_types
            note_types[kind] = LockedNoteType(kind, digest, int(mod), tuple(schema.split(",")))
        elif match := _DECK.fullmatch(line):
            deck, role, deck_path = match.groups()
            fresh = (deck, role) not in paths
            paths[deck, role] = deck_path
        elif match := _RELEASE.fullmatch(line):
            version, time = match.groups()
            fresh = version not in releases
            releases[version] = int(time)
        else:
            _damaged(source, at, line, "this line cannot be read", report)
            sound, fresh = False, True
        if not fresh:
            _damaged(source, at, line, "this line says something a second time", report)
            sound = False
        at += len(written)
    if not lines[-1].endswith("\n") or (items and not releases):
        # Releases sort last, so a file that was cut short lacks them.
        _damaged(source, at - len(lines[-1]), lines[-1], "the end of the lock is missing", report)
        sound = False
    return Lock(items, note_types, paths, releases) if sound else None


def _damaged(source: Source, at: int, line: str, message: str, report: Report) -> None:
    help_ = "restore the file from your version control: it remembers what learners have"
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        help_ = (
            "finish the merge: keep the lines of both sides, and of two lines for one item the one with the later time"
        )
    end = min(at + max(1, len(line.rstrip())), len(source.text()))
    report.error("damaged-lock", message, Span(source, at, end), help=help_)
