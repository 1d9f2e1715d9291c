"""The lock: what learners have, one file per course and language, written by a release.

A line a fact, sorted, so that two branches merge like any text:

    deckwright-lock 2
    deck DECK cards|reflection PATH
    item ID KIND GUID HASH AUTHORED TIME STATE DECKS
    notetype KIND HASH TIME SCHEMA
    pair UNIT PLACE=SOURCE:TRANSLATION …
    release VERSION TIME

Times are seconds since 1970. HASH is over all that a learner's Anki takes over, AUTHORED over the texts as
they are written, so that a change by rendering alone can be told apart. STATE is `released`, or
`retired@VERSION` since the release that withdrew the item. DECKS are those that ship it, with a minus before one
that did and has left it out since. A pair holds the hashes of a source text and of
the translation that belonged to it. What is not known is `-`. Lines that say something of one thing twice,
as a merge of two branches leaves them, are read as one: the later time counts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import read_source, shown_path
from deckwright.authoring.source import Source, Span

FORMAT = 2
LEARNERS_OWN = frozenset({"case"})
"""Kinds of note that learners are asked to write on: an update would overwrite them, so their time never rises."""
LARGEST = 64 * 1024 * 1024
"""Largest lock read, in bytes: 10,000 translated scenarios need about a tenth."""
LATEST = 8_000_000_000
"""No clock shows as many seconds since 1970 before the year 2223."""
UNKNOWN = "-"
_HEADER = "deckwright-lock"
_KIND = "(scenario|recall|cloze|drill|case|closing)"
_HASH = "([0-9a-f]{32})"
_TIME = "([1-9][0-9]{0,8}|[1-7][0-9]{9})"  # up to the year 2223: clients do not take every number for a time
_ITEM_1 = re.compile(rf"item (\S+) {_KIND} ([0-9A-Za-z]{{12}}) {_HASH} {_TIME}")
_ITEM = re.compile(
    rf"item (\S+) {_KIND} ([0-9A-Za-z]{{12}}) {_HASH} ([0-9a-f]{{32}}|-) {_TIME}"
    r" (?:released|retired@(\d\S*)) (\S+)"
)
_NOTE_TYPE = re.compile(rf"notetype (\S+) {_HASH} {_TIME} (\S+)")
_DECK = re.compile(r"deck (\S+) (cards|reflection) (\S.*)")
_PAIR = re.compile(r"pair (\S+)((?: [^\s=]+=[0-9a-f]{12}:[0-9a-f]{12})+)")
_RELEASE = re.compile(rf"release (\S+) {_TIME}")
_VERSION = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
_MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")

Pairs = Mapping[str, Mapping[str, tuple[str, str]]]
"""Hashes of a source text and its translation, by unit (an item, or such as `principle/NAME`) and place in it."""


def version_key(version: str) -> tuple[int, ...] | None:
    """Return a version such as `0.1.0` as numbers, or None where it is none."""
    match = _VERSION.fullmatch(version)
    return tuple(map(int, match.groups())) if match else None


@dataclass(frozen=True, slots=True)
class LockedItem:
    """An item as it was last released, under its permanent id.

    `authored` is empty where it is not known; `retired` is the version that withdrew it, or empty; `decks` are
    those that ship it, `left` those that did before.
    """

    item: str
    kind: str
    guid: str
    digest: str
    mod: int
    authored: str = ""
    retired: str = ""
    decks: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()

    def line(self) -> str:
        """Return the item as a line of the lock."""
        state = f"retired@{self.retired}" if self.retired else "released"
        decks = ",".join([*sorted(self.decks), *(f"-{deck}" for deck in sorted(self.left))]) or UNKNOWN
        hashes = f"{self.digest} {self.authored or UNKNOWN}"
        return f"item {self.item} {self.kind} {self.guid} {hashes} {self.mod} {state} {decks}"


@dataclass(frozen=True, slots=True)
class LockedNoteType:
    """A note type as it was last released."""

    kind: str
    digest: str
    mod: int
    schema: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lock:
    """What was released of a course in a language: items by permanent id, note types by kind, deck paths, versions."""

    items: Mapping[str, LockedItem] = field(default_factory=dict)
    note_types: Mapping[str, LockedNoteType] = field(default_factory=dict)
    paths: Mapping[tuple[str, str], str] = field(default_factory=dict)
    releases: Mapping[str, int] = field(default_factory=dict)
    pairs: Pairs = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The latest version that was released, or nothing for none."""
        return max(self.releases, key=lambda version: version_key(version) or (), default="")

    def releases_since(self, version: str) -> int:
        """Return how many releases there were from a version on."""
        first = version_key(version) or ()
        return sum((version_key(other) or ()) >= first for other in self.releases)

    def text(self) -> str:
        """Return the lock as its file."""
        lines = [f"deck {deck} {role} {path}" for (deck, role), path in self.paths.items()]
        lines += [item.line() for item in self.items.values()]
        lines += [f"notetype {n.kind} {n.digest} {n.mod} {','.join(n.schema)}" for n in self.note_types.values()]
        lines += [
            " ".join([f"pair {unit}", *(f"{place}={one}:{other}" for place, (one, other) in sorted(pairs.items()))])
            for unit, pairs in self.pairs.items()
            if pairs
        ]
        lines += [f"release {version} {time}" for version, time in self.releases.items()]
        return "\n".join([f"{_HEADER} {FORMAT}", *sorted(lines), ""])


def read_lock(path: Path, root: Path, report: Report) -> Lock | None:
    """Return a lock: an empty one where there is no file, None with diagnostics where it is damaged."""
    if not path.exists():
        return Lock()
    if path.is_file() and not path.stat().st_size:
        _damaged(Source(shown_path(path, root)), 0, "", "the lock is empty", report)
        return None
    source = read_source(path, root, report, largest=LARGEST)
    return None if source is None else parse_lock(source, report)


def parse_lock(source: Source, report: Report) -> Lock | None:
    """Return a lock from its text, or None with a diagnostic for each line that cannot be read."""
    lines = io.StringIO(source.text(), newline="\n").readlines()
    head = re.fullmatch(rf"{_HEADER} ([0-9]{{1,9}})\s*", lines[0])
    if head is None:
        _damaged(source, 0, lines[0], f"a lock begins with `{_HEADER} {FORMAT}`", report)
        return None
    if not known_format(source, report):
        return None
    facts = _Facts()
    sound = True
    at = len(lines[0])
    for written in lines[1:]:
        line = written.rstrip("\r\n")
        fault = facts.add(line)
        if fault:
            _damaged(source, at, line, fault, report)
            sound = False
        at += len(written)
    if not lines[-1].endswith("\n") or (facts.items and not facts.releases):
        # Releases sort last, so a file that was cut short lacks them.
        _damaged(source, at - len(lines[-1]), lines[-1], "the end of the lock is missing", report)
        sound = False
    return facts.lock() if sound else None


def known_format(source: Source, report: Report) -> bool:
    """Whether a lock, or each side of a merge in it, has a format that can be read; report one that has not."""
    for head in re.finditer(rf"^{_HEADER} (\d{{1,9}})\s*$", source.text(), re.MULTILINE):
        if not 1 <= int(head[1]) <= FORMAT:
            report.error(
                "lock-format",
                f"this lock has format {head[1]}, and this version of deckwright knows {FORMAT}",
                Span(source, head.start(), head.start() + len(head[0].rstrip())),
                help="use the version of deckwright that wrote it, or a newer one",
            )
            return False
    return True


def salvage(text: str) -> tuple[Lock, int]:
    """Return what can still be read of a damaged lock, and how many lines could not.

    Markers of a merge conflict are passed over: the lines of both sides are read.
    """
    facts = _Facts()
    lines = [line.rstrip("\r") for line in text.split("\n")]
    lines = [line for line in lines if line.strip() and not line.startswith(_MARKERS)]
    lost = sum(bool(facts.add(line)) for line in lines if not line.startswith(_HEADER))
    return facts.lock(), lost


def merged(locks: Iterable[Lock]) -> Lock:
    """Return what several locks of one edition say together; where they contradict each other, the first counts."""
    facts = _Facts()
    for lock in locks:
        for line in lock.text().split("\n")[1:]:
            facts.add(line)
    return facts.lock()


class _Facts:
    """Lines of a lock, put together."""

    def __init__(self) -> None:
        self.items: dict[str, LockedItem] = {}
        self.note_types: dict[str, LockedNoteType] = {}
        self.paths: dict[tuple[str, str], str] = {}
        self.releases: dict[str, int] = {}
        self.pairs: dict[str, dict[str, tuple[str, str]]] = {}
        self.guids: dict[str, str] = {}

    def lock(self) -> Lock:
        return Lock(self.items, self.note_types, self.paths, self.releases, self.pairs)

    def add(self, line: str) -> str:
        """Take a line in; return what is wrong with it, or nothing."""
        if match := _ITEM.fullmatch(line):
            item, kind, guid, digest, authored, mod, retired, decks = match.groups()
            named = [] if decks == UNKNOWN else decks.split(",")
            left = frozenset(deck[1:] for deck in named if deck.startswith("-"))
            ships = frozenset(deck for deck in named if not deck.startswith("-"))
            known = "" if authored == UNKNOWN else authored
            return self.item(LockedItem(item, kind, guid, digest, int(mod), known, retired or "", ships, left))
        if match := _ITEM_1.fullmatch(line):
            item, kind, guid, digest, mod = match.groups()
            return self.item(LockedItem(item, kind, guid, digest, int(mod)))
        if match := _NOTE_TYPE.fullmatch(line):
            kind, digest, mod, schema = match.groups()
            return self.note_type(LockedNoteType(kind, digest, int(mod), tuple(schema.split(","))))
        if match := _DECK.fullmatch(line):
            deck, role, path = match.groups()
            return "" if self.paths.setdefault((deck, role), path) == path else "this deck stands in another line too"
        if match := _RELEASE.fullmatch(line):
            version, time = match.groups()
            self.releases[version] = max(self.releases.get(version, 0), int(time))
            return ""
        if match := _PAIR.fullmatch(line):
            self.pairs.setdefault(match.group(1), {}).update(_pairs(match.group(2)))
            return ""
        return "a merge was left unfinished here" if line.startswith(_MARKERS) else "this line cannot be read"

    def item(self, new: LockedItem) -> str:
        old = self.items.get(new.item)
        if self.guids.setdefault(new.guid, new.item) != new.item:
            return "this guid belongs to another item"
        if old is None:
            self.items[new.item] = new
            return ""
        if (old.guid, old.kind) != (new.guid, new.kind):
            return "this item stands in another line too, as another note"
        later = new if new.mod > old.mod else old
        decks = old.decks | new.decks
        self.items[new.item] = replace(later, decks=decks, left=(old.left | new.left) - decks)
        return ""

    def note_type(self, new: LockedNoteType) -> str:
        old = self.note_types.get(new.kind)
        if old is not None and schema_ids(old.schema) != schema_ids(new.schema):
            return "this note type stands in another line too, with other fields"
        if old is None or new.mod > old.mod:
            self.note_types[new.kind] = new
        return ""


def schema_ids(schema: Iterable[str]) -> tuple[str, ...]:
    """Return a schema without names: format 1 had ids alone, of the note type, the template and the fields."""
    return tuple(part.rpartition("=")[2] for part in schema if not part.startswith(("form=", "sort=")))


def _pairs(words: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for word in words.split():
        place, _, hashes = word.rpartition("=")
        source, _, translation = hashes.partition(":")
        yield place, (source, translation)


def _damaged(source: Source, at: int, line: str, message: str, report: Report) -> None:
    end = min(at + max(1, len(line.rstrip())), len(source.text()))
    merging = line.startswith(_MARKERS)
    report.error(
        "damaged-lock",
        message,
        Span(source, at, end),
        help="call `deckwright lock --repair`: it keeps what both sides say, and of two times the later one"
        if merging
        else "restore the file from your version control, or call `deckwright lock --repair PACKAGE` with the "
        "packages that were released last",
    )
