"""A finished package, read by zip and SQLite alone.

A package can come from anywhere, so nothing in it is trusted. What is read is bounded in size, in number
and in steps; no name is used as a path; and the database is only ever in memory.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckwright.authoring.diagnostics import Report, cut, one_of
from deckwright.authoring.source import Source, Span

LARGEST = 512 * 1024 * 1024
"""Most bytes of a package, packed or unpacked. Pictures are the most of it, and are read piece by piece."""
LARGEST_COLLECTION = 64 * 1024 * 1024
"""Most bytes of the database, which is in memory as a whole. Fifty notes take less than half a megabyte."""
LARGEST_TEXT = 8 * 1024 * 1024
"""Most bytes of one value of the database, and of the list of media files."""
LARGEST_DIRECTORY = 1024 * 1024
"""Most bytes of the archive's list of entries, enough for twenty thousand."""
MOST_ROWS = 200_000
"""Most notes, and most cards."""
MOST_FIELDS = 1_000_000
"""Most fields of all notes together."""
FIELD_SEPARATOR = "\x1f"
"""What Anki writes between the fields of a note."""

_PIECE = 256 * 1024
_SCHEMA_STEPS = 10_000  # Anki's own tables take about three hundred
_STEPS = 200_000_000  # some seconds; the largest database that is accepted takes fewer
_READ = {
    "col": ("ver", "models", "decks", "dconf"),
    "notes": ("id", "guid", "mid", "mod", "tags", "flds"),
    "cards": ("id", "nid", "did", "ord", "due"),
}
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: LARGEST_TEXT,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 10_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 100,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}
_PATH = re.compile(r"[/\\]|\A\.|\A[A-Za-z]:")
_CONTROL = re.compile(r"[\0-\x1f\x7f]")
_ALIEN = "it does not hold what Anki writes"


@dataclass(frozen=True, slots=True)
class PackagedField:
    """A field of a note type. Older packages give fields no id."""

    name: str
    id: int | None


@dataclass(frozen=True, slots=True)
class PackagedTemplate:
    """A template of a note type. Older packages give templates no id."""

    name: str
    id: int | None
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class PackagedNoteType:
    """A note type; `mod` is its time in seconds since 1970, `sort_field` the index of a field."""

    id: int
    name: str
    fields: tuple[PackagedField, ...]
    templates: tuple[PackagedTemplate, ...]
    css: str
    mod: int
    cloze: bool
    sort_field: int


@dataclass(frozen=True, slots=True)
class PackagedNote:
    """A note; `id` is its row, `note_type` an id that the package need not hold, `mod` in seconds since 1970."""

    id: int
    guid: str
    note_type: int
    fields: tuple[str, ...]
    raw_tags: str
    mod: int

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags, each by itself."""
        return tuple(self.raw_tags.split())


@dataclass(frozen=True, slots=True)
class PackagedCard:
    """A card: the row of its note and the id of its deck, which the package need not hold."""

    note: int
    deck: int
    ordinal: int
    place: int


@dataclass(frozen=True, slots=True)
class PackagedDeck:
    """A deck; `preset` is the id of its options, 0 where it has none."""

    id: int
    name: str
    description: str
    preset: int


@dataclass(frozen=True, slots=True)
class Archive:
    """What a package holds, as it is there: notes and cards by their ids, nothing left out.

    `media` are names of files by the entries that hold them; an entry can be missing. `entries` are the
    names of all entries of the archive, `media_digests` the SHA-256 of the files that are there, by name,
    in the form of `MediaFile.digest`, `presets` the ids of all options of decks. No name is a path.
    """

    path: Path
    note_types: dict[int, PackagedNoteType]
    notes: tuple[PackagedNote, ...]
    cards: tuple[PackagedCard, ...]
    decks: dict[int, PackagedDeck]
    presets: frozenset[int]
    media: dict[str, str]
    entries: frozenset[str]
    media_digests: dict[str, str]


class _UnfitError(Exception):
    """What is wrong with a package that cannot be read."""


class _File(io.FileIO):
    """A file of which no large piece is read at once.

    The module for zip archives takes the list of entries in one piece, as large as the archive says.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        if size is not None and size > LARGEST_DIRECTORY:
            msg = "its list of entries is too large"
            raise zipfile.BadZipFile(msg)
        return super().read(-1 if size is None else size) or b""


def read_package(path: Path, report: Report) -> Archive | None:
    """Return what a package holds; None, with a diagnostic, where it cannot be read as a whole."""
    here = Span(Source(str(path)), 0, 0)
    try:
        opened = _opened(path)
    except OSError as error:
        report.error(
            "unreadable-file",
            f"cannot read `{path}`: {(error.strerror or str(error)).lower()}",
            here,
            help="check that the file exists and that you may read it",
        )
        return None
    with opened:
        try:
            return _read(path, opened)
        except _UnfitError as error:
            words = str(error)
        except (
            OSError,
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            NotImplementedError,
            OverflowError,
            RuntimeError,
            ValueError,
            struct.error,
        ) as error:
            words = f"this is no whole zip archive: {cut(str(error), 200)}"
    report.error("bad-package", words, here, help="build the package again")
    return None


def _opened(path: Path) -> _File:
    # A pipe would be waited for.
    if path.exists() and not path.is_file():
        msg = "it is no file"
        raise OSError(msg)
    return _File(path)


def _read(path: Path, file: _File) -> Archive:
    size = file.seek(0, io.SEEK_END)
    if not size:
        msg = "this is no whole zip archive: the file is empty"
        raise _UnfitError(msg)
    with zipfile.ZipFile(file) as archive:
        entries = _entries(archive, size)
        digests = {
            name: _digest(archive, entry)
            for name, entry in entries.items()
            if name not in ("collection.anki2", "media")
        }
        media = _media(b"".join(_pieces(archive, entries["media"]))) if "media" in entries else {}
        database = bytearray().join(_pieces(archive, entries["collection.anki2"]))
    note_types, decks, presets, notes, cards = _collection(database)
    return Archive(
        path,
        note_types,
        notes,
        cards,
        decks,
        presets,
        media,
        frozenset(entries),
        {name: digests[entry] for entry, name in media.items() if entry in digests},
    )


def _entries(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """Return the entries of an archive by name, when all of them can be read within bounds."""
    listed = archive.infolist()
    entries = {entry.filename: entry for entry in listed}
    if max(size, sum(entry.file_size for entry in listed)) > LARGEST:
        msg = f"the package unpacks to more than {LARGEST // 1024 // 1024} MB"
        raise _UnfitError(msg)
    if sum(entry.compress_size for entry in listed) > size:
        msg = "the entries of the archive overlap"
        raise _UnfitError(msg)
    if len(entries) != len(listed):
        msg = "two entries of the archive have one name"
        raise _UnfitError(msg)
    for entry in listed:
        fault = _fault(entry)
        if fault:
            msg = f"the entry `{cut(entry.orig_filename)}` {fault}"
            raise _UnfitError(msg)
    if entries.keys() & {"collection.anki21", "collection.anki21b"}:
        msg = "the package is in a format of Anki that deckwright does not write"
        raise _UnfitError(msg)
    if "collection.anki2" not in entries:
        msg = "there is no collection in it"
        raise _UnfitError(msg)
    for name, most, what in (
        ("collection.anki2", LARGEST_COLLECTION, "collection"),
        ("media", LARGEST_TEXT, "list of media files"),
    ):
        if name in entries and entries[name].file_size > most:
            msg = f"the {what} in the package is larger than {most // 1024 // 1024} MB"
            raise _UnfitError(msg)
    return entries


def _fault(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not read, or ""."""
    # A name with NUL is cut there by the module, and keeps its whole self in `orig_filename`.
    if misnamed := _misnamed(entry.orig_filename):
        return misnamed
    if entry.flag_bits & 1:
        return "is encrypted"
    # Other methods are unpacked without a bound.
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is compressed in a way that deckwright does not read"
    return ""


def _misnamed(name: str) -> str:
    """Return why a name is not that of a file in a folder, or ""."""
    if _PATH.search(name):
        return "has a path for a name"
    if not name or _CONTROL.search(name):
        return "has a name that no file can have everywhere"
    return ""


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of an entry, which are as many as the archive says."""
    # The module stops where an entry says it ends, so that one byte more is asked for.
    asked = copy(entry)
    asked.file_size += 1
    left = entry.file_size
    try:
        with archive.open(asked) as file:
            while piece := file.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    break
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError):
        left = -1
    if left:
        msg = f"the entry `{entry.filename}` is damaged"
        raise _UnfitError(msg)


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    hashed = hashlib.sha256()
    for piece in _pieces(archive, entry):
        hashed.update(piece)
    return hashed.hexdigest()


def _media(data: bytes) -> dict[str, str]:
    """Return the names of media files by entry."""
    try:
        # Anki numbers the files from 0, and has no other names for their entries.
        media = {str(_key(entry)): _text(name) for entry, name in _object(_json(data.decode())).items()}
    except (ValueError, RecursionError) as error:
        msg = f"the list of media files cannot be read, it is damaged: {_words(error)}"
        raise _UnfitError(msg) from error
    for name in media.values():
        if misnamed := _misnamed(name):
            msg = f"the media file `{cut(name)}` {misnamed}"
            raise _UnfitError(msg)
    if len(set(media.values())) != len(media):
        msg = "two media files of the package have one name"
        raise _UnfitError(msg)
    return media


_Contents = tuple[
    dict[int, PackagedNoteType],
    dict[int, PackagedDeck],
    frozenset[int],
    tuple[PackagedNote, ...],
    tuple[PackagedCard, ...],
]


def _collection(database: bytearray) -> _Contents:
    """Return what a database holds; its bytes are cleared."""
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            _open(connection, database)
            return _contents(connection)
    except (sqlite3.Error, ValueError, RecursionError, MemoryError) as error:
        msg = f"the collection in the package is damaged: {_words(error)}"
        raise _UnfitError(msg) from error


def _words(error: Exception) -> str:
    """Return what an error means for the file that is read."""
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        return "it takes too long to read"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, MemoryError):
        return "it takes too much memory"
    return cut(str(error), 200)


def _open(connection: sqlite3.Connection, database: bytearray) -> None:
    """Give a database to a connection. Raises ValueError where it holds more than whole and plain tables."""
    if not database:
        msg = "it is empty"
        raise ValueError(msg)
    if database.startswith(b"SQLite format 3\0") and 2 in database[18:20]:
        msg = "it is in SQLite's WAL mode, so that a part of it can be in a file of its own"
        raise ValueError(msg)
    for limit, value in _LIMITS.items():
        connection.setlimit(limit, value)
    connection.deserialize(database)
    database.clear()  # SQLite has a copy
    connection.set_progress_handler(lambda: True, _SCHEMA_STEPS)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # A constraint can be any expression, and the check of the pages would compute it.
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for name, sql in connection.execute("SELECT name, CAST(sql AS TEXT) FROM sqlite_master"):
        if sql is not None and not sql.startswith(("CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ")):
            msg = f"it holds `{cut(str(name))}`, which is neither a table nor an index"
            raise ValueError(msg)
    connection.set_progress_handler(lambda: True, _STEPS)
    columns: dict[str, set[str]] = {}
    for table, column, hidden in connection.execute(
        "SELECT LOWER(m.name), LOWER(c.name), c.hidden FROM sqlite_master AS m, pragma_table_xinfo(m.name) AS c"
    ):
        if hidden:
            msg = f"the column `{cut(column)}` of `{cut(table)}` is computed, not stored"
            raise ValueError(msg)
        columns.setdefault(table, set()).add(column)
    for table, names in _READ.items():
        missing = [name for name in names if name not in columns.get(table, ())]
        if missing:
            msg = f"the table `{table}` lacks {one_of(missing)}" if table in columns else f"there is no table `{table}`"
            raise ValueError(msg)
    (integrity,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if integrity != "ok":
        raise ValueError(integrity)


def _contents(connection: sqlite3.Connection) -> _Contents:
    """Return what the tables hold. Raises ValueError where it is not what Anki writes."""
    rows = connection.execute(
        "SELECT CAST(ver AS INTEGER), CAST(models AS TEXT), CAST(decks AS TEXT), CAST(dconf AS TEXT) FROM col"
    ).fetchmany(2)
    if len(rows) != 1:
        raise ValueError(_ALIEN)
    ((version, models, decks, presets),) = rows
    if version != 11:
        msg = f"it has the schema {version} and not 11, that of packages"
        raise ValueError(msg)
    return (
        {key: _note_type(key, model) for key, model in _by_id(models)},
        {key: _deck(key, deck) for key, deck in _by_id(decks)},
        frozenset(key for key, _ in _by_id(presets)),
        tuple(_notes(connection)),
        tuple(_cards(connection)),
    )


def _rows(connection: sqlite3.Connection, table: str, columns: str) -> Iterator[tuple[Any, ...]]:
    for count, row in enumerate(connection.execute(f"SELECT {columns} FROM {table}")):  # noqa: S608 (own words only)
        if count == MOST_ROWS:
            msg = f"there are more than {MOST_ROWS} {table}"
            raise ValueError(msg)
        yield row


def _notes(connection: sqlite3.Connection) -> list[PackagedNote]:
    columns = ", ".join(
        (
            "CAST(id AS INTEGER)",
            "COALESCE(CAST(guid AS TEXT), '')",
            "COALESCE(CAST(mid AS INTEGER), 0)",
            "COALESCE(CAST(flds AS TEXT), '')",
            "COALESCE(CAST(tags AS TEXT), '')",
            "COALESCE(CAST(mod AS INTEGER), 0)",
        )
    )
    notes: list[PackagedNote] = []
    left = MOST_FIELDS
    for key, guid, note_type, fields, tags, mod in _rows(connection, "notes", columns):
        left -= fields.count(FIELD_SEPARATOR) + 1
        if left < 0:
            msg = f"the notes have more than {MOST_FIELDS} fields"
            raise ValueError(msg)
        notes.append(PackagedNote(key, guid, note_type, tuple(fields.split(FIELD_SEPARATOR)), tags, mod))
    return sorted(notes, key=lambda note: note.id)


def _cards(connection: sqlite3.Connection) -> list[PackagedCard]:
    columns = ", ".join(f"COALESCE(CAST({name} AS INTEGER), 0)" for name in ("id", "nid", "did", "ord", "due"))
    return [PackagedCard(*row[1:]) for row in sorted(_rows(connection, "cards", columns))]


def _note_type(key: int, model: dict[str, Any]) -> PackagedNoteType:
    fields = [_object(field) for field in _list(model.get("flds"))]
    templates = [_object(template) for template in _list(model.get("tmpls"))]
    return PackagedNoteType(
        id=key,
        name=_text(model.get("name")),
        fields=tuple(PackagedField(_text(field.get("name")), _id(field)) for field in fields),
        templates=tuple(
            PackagedTemplate(
                _text(template.get("name")), _id(template), _text(template.get("qfmt")), _text(template.get("afmt"))
            )
            for template in templates
        ),
        css=_text(model.get("css", "")),
        mod=_number(model.get("mod", 0)),
        cloze=_number(model.get("type", 0)) == 1,
        sort_field=_number(model.get("sortf", 0)),
    )


def _deck(key: int, deck: dict[str, Any]) -> PackagedDeck:
    return PackagedDeck(key, _text(deck.get("name")), _text(deck.get("desc", "")), _number(deck.get("conf", 0)))


def _by_id(text: str | None) -> Iterator[tuple[int, dict[str, Any]]]:
    return ((_key(key), _object(one)) for key, one in _object(_json(text or "")).items())


def _json(text: str) -> object:
    return json.loads(text, object_pairs_hook=_distinct, parse_constant=_number)


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a name is there twice"
        raise ValueError(msg)
    return found


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(_ALIEN)
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(_ALIEN)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(_ALIEN)
    value.encode()  # half a pair of surrogates raises ValueError, and could not be printed
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -1 << 63 <= value < 1 << 63:
        raise ValueError(_ALIEN)
    return value


def _key(text: str) -> int:
    key = _number(int(text))
    if str(key) != text:
        raise ValueError(_ALIEN)
    return key


def _id(part: dict[str, Any]) -> int | None:
    return None if part.get("id") is None else _number(part["id"])
