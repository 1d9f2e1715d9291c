"""A package from anywhere is read within bounds, or refused in clear words."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.deck.archive import (
    LARGEST_COLLECTION,
    LARGEST_DIRECTORY,
    LARGEST_TEXT,
    MOST_FIELDS,
    MOST_ROWS,
    Archive,
    read_package,
)
from deckwright.verify.package import inspect

MODELS = {
    "7": {
        "name": "Type",
        "flds": [{"name": "Front", "id": 1}, {"name": "Back"}],
        "tmpls": [{"name": "Card", "id": 2, "qfmt": "{{Front}}", "afmt": "{{Back}}"}],
        "css": "b {}",
        "mod": 9,
        "type": 1,
        "sortf": 1,
    }
}
DECKS = {"1": {"name": "D", "desc": "d", "conf": 3}}
SCHEMA = f"""
create table col (ver, models, decks, dconf);
create table notes (id integer primary key, guid, mid, mod, tags, flds);
create table cards (id integer primary key, nid, did, ord, due);
insert into col values (11, '{json.dumps(MODELS)}', '{json.dumps(DECKS)}', '{{"3": {{}}}}');
insert into notes values (5, 'guid', 7, 6, ' a b ', 'front' || char(31) || 'back');
insert into cards values (1, 5, 1, 0, 70);
"""


def database(sql: str = "", before: str = "", **tables: str) -> bytes:
    """Return a small collection, changed by SQL, or with other statements for its tables."""
    connection = sqlite3.connect(":memory:")
    schema = SCHEMA
    for table, statement in tables.items():
        lines = [line for line in schema.splitlines() if f"insert into {table}" not in line]
        schema = "\n".join(statement if line.startswith(f"create table {table} ") else line for line in lines)
    connection.executescript(f"{before};{schema};{sql}")
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def package(path: Path, collection: bytes | None = None, **entries: bytes) -> Path:
    """Write a package of a collection and further entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", database() if collection is None else collection)
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def said(path: Path) -> str:
    """Return all that is said of a package that cannot be read."""
    report = Report()
    assert read_package(path, report) is None
    assert all(d.code in ("bad-package", "unreadable-file") and d.help for d in report.diagnostics)
    return "\n".join(d.message for d in report.diagnostics)


def said_within_bounds(path: Path, megabytes: int = 640) -> str:
    """Return all that `inspect` says, in a process that may have so much memory in all, its own code included."""
    pytest.importorskip("resource")
    code = f"""
import resource, sys
from pathlib import Path
from deckwright.authoring.diagnostics import Report
from deckwright.verify.package import inspect
resource.setrlimit(resource.RLIMIT_AS, ({megabytes} << 20,) * 2)
report = Report()
inspect(Path(sys.argv[1]), report)
print(*(d.message for d in report.diagnostics), sep="\\n")
"""
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


def test_a_package_is_read_as_it_is(tmp_path: Path) -> None:
    path = package(tmp_path / "x.apkg", **{"0": b"picture", "media": b'{"0": "a.png", "1": "gone.png"}'})
    report = Report()
    archive = read_package(path, report)
    assert archive is not None
    assert not report.diagnostics
    (model,) = archive.note_types.values()
    assert (model.id, model.name, model.css, model.mod, model.cloze, model.sort_field) == (
        7,
        "Type",
        "b {}",
        9,
        True,
        1,
    )
    assert [(field.name, field.id) for field in model.fields] == [("Front", 1), ("Back", None)]
    assert [(one.name, one.id, one.front, one.back) for one in model.templates] == [
        ("Card", 2, "{{Front}}", "{{Back}}")
    ]
    (note,) = archive.notes
    assert (note.id, note.guid, note.note_type, note.fields, note.mod) == (5, "guid", 7, ("front", "back"), 6)
    assert (note.tags, note.raw_tags) == (("a", "b"), " a b ")
    (card,) = archive.cards
    assert (card.note, card.deck, card.ordinal, card.place) == (5, 1, 0, 70)
    (deck,) = archive.decks.values()
    assert (deck.id, deck.name, deck.description, deck.preset) == (1, "D", "d", 3)
    assert archive.presets == {3}
    assert archive.media == {"0": "a.png", "1": "gone.png"}
    assert archive.entries == {"collection.anki2", "media", "0"}
    assert archive.media_digests == {"a.png": hashlib.sha256(b"picture").hexdigest()}


def test_the_digest_of_a_picture_is_that_of_the_course(sandbox: Sandbox) -> None:
    archive = read_package(sandbox.build()[0].path, Report())
    assert archive is not None
    pictures = {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in (sandbox.root / "content/sample/media").iterdir()
    }
    assert archive.media_digests
    assert set(archive.media_digests.values()) <= pictures


def test_a_collection_in_utf_16_is_read(tmp_path: Path) -> None:
    data = database("update notes set flds = 'ä😀'", before="pragma encoding = 'UTF-16le'")
    assert data[56:60] == b"\0\0\0\2"
    archive = read_package(package(tmp_path / "x.apkg", data), Report())
    assert archive is not None
    assert archive.notes[0].fields == ("ä😀",)


def test_what_is_no_package_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(b"")
    assert said(path) == "this is no whole zip archive: the file is empty"
    path.write_text("words " * 100)
    assert said(path) == "this is no whole zip archive: File is not a zip file"
    assert said(tmp_path) == f"cannot read `{tmp_path}`: it is no file"
    assert said(tmp_path / "nothing") == f"cannot read `{tmp_path / 'nothing'}`: no such file or directory"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.apkg")
    assert "it is no file" in said(tmp_path / "x.apkg")


# --- the archive


def directory(path: Path, entries: list[tuple[bytes, int, int, int, int, int]], body: bytes) -> Path:
    """Write an archive from bytes and a list of entries: name, method, digest, packed and unpacked size, place."""
    listed = b"".join(
        struct.pack(
            "<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, method, 0, 33, crc, packed, size, len(name), 0, 0, 0, 0, 0, at
        )
        + name
        for name, method, crc, packed, size, at in entries
    )
    count = min(len(entries), 0xFFFF)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(listed), len(body), 0)
    path.write_bytes(body + listed + end)
    return path


def local(name: bytes, method: int, crc: int, packed: int, size: int) -> bytes:
    """Return the head of an entry, as it stands before its bytes."""
    return struct.pack("<4s2B4HL2L2H", b"PK\3\4", 20, 0, 0, method, 0, 33, crc, packed, size, len(name), 0) + name


def entry(path: Path, data: bytes, size: int, crc: int, method: int = 8, name: bytes = b"collection.anki2") -> Path:
    """Write an archive of one entry that says what it is told to say."""
    head = local(name, method, crc, len(data), size)
    return directory(path, [(name, method, crc, len(data), size, 0)], head + data)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize("crc", [zlib.crc32(bytes(100)), zlib.crc32(bytes(1 << 28))], ids=["beginning", "whole"])
def test_an_entry_that_inflates_to_more_than_it_says_is_damaged(tmp_path: Path, crc: int) -> None:
    path = entry(tmp_path / "x.apkg", deflated(bytes(1 << 28)), 100, crc)
    assert said_within_bounds(path, 200).strip() == "the entry `collection.anki2` is damaged"


def test_an_entry_that_holds_less_than_it_says_is_damaged(tmp_path: Path) -> None:
    path = entry(tmp_path / "x.apkg", deflated(b"x"), LARGEST_COLLECTION, zlib.crc32(b"x"))
    assert said(path) == "the entry `collection.anki2` is damaged"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_inflate_without_a_bound_are_refused(tmp_path: Path, method: int) -> None:
    path = tmp_path / "x.apkg"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("collection.anki2", bytes(LARGEST_COLLECTION))
    assert said(path) == "the entry `collection.anki2` is compressed in a way that deckwright does not read"


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "x.apkg")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2")
    data[at + 8] |= 1
    path.write_bytes(data)
    assert said(path) == "the entry `collection.anki2` is encrypted"


def test_entries_that_quote_each_other_are_refused(tmp_path: Path) -> None:
    # Each entry holds the head of the next in a stored block of deflate, and then the one kernel they share.
    size = 1 << 22
    body, crc = deflated(bytes(size)), zlib.crc32(bytes(size))
    entries: list[tuple[bytes, int, int, int, bytes]] = []
    content = bytes(size)
    for number in reversed(range(40)):
        name = b"%d" % number if number else b"collection.anki2"
        head = local(name, 8, crc, len(body), len(content))
        entries.append((name, crc, len(body), len(content), head))
        quote = struct.pack("<BHH", 0, len(head), 0xFFFF ^ len(head)) + head
        content = head + content
        crc = zlib.crc32(content)
        body = quote + body
    first = len(body)
    path = directory(
        tmp_path / "x.apkg",
        [(name, 8, digest, packed, plain, first - packed - len(head)) for name, digest, packed, plain, head in entries],
        body,
    )
    assert said(path) == "the entries of the archive overlap"


def test_a_list_of_a_million_entries_is_not_read(tmp_path: Path) -> None:
    path = directory(tmp_path / "x.apkg", [(b"%d" % n, 0, 0, 0, 0, 0) for n in range(1_000_000)], b"")
    assert "its list of entries is too large" in said_within_bounds(path, 150)


def test_the_longest_list_of_entries_is_read_within_bounds(tmp_path: Path) -> None:
    count = (LARGEST_DIRECTORY - 100) // 51
    body = b"".join(local(b"%05d" % n, 0, 0, 0, 0) for n in range(count))
    step = len(body) // count
    path = directory(tmp_path / "x.apkg", [(b"%05d" % n, 0, 0, 0, 0, n * step) for n in range(count)], body)
    assert "there is no collection" in said_within_bounds(path, 150)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/b", "a\\b", "C:x", ".x", "..", "\\\\host\\x"])
def test_an_entry_with_a_path_for_a_name_is_refused_and_written_nowhere(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "deep" / "down"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    path = package(folder / "x.apkg", **{name: b"x"})
    assert said(path) == f"the entry `{name}` has a path for a name"
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [path]


def test_a_name_with_nul_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "x.apkg", **{"0!x": b"x"})
    path.write_bytes(path.read_bytes().replace(b"0!x", b"0\0x"))
    assert said(path) == "the entry `0\0x` has a name that no file can have everywhere"


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    path = directory(tmp_path / "x.apkg", [(b"0", 0, 0, 0, 0, 0)] * 2, local(b"0", 0, 0, 0, 0))
    assert said(path) == "two entries of the archive have one name"


@pytest.mark.parametrize("newer", ["collection.anki21", "collection.anki21b"])
def test_a_newer_package_with_its_stub_of_a_collection_is_refused(tmp_path: Path, newer: str) -> None:
    assert "a format of Anki that deckwright does not write" in said(package(tmp_path / "x.apkg", **{newer: b"x"}))


# --- the list of media files


MEDIA = {
    "a path": (b'{"0": "../x"}', "the media file `../x` has a path for a name"),
    "a drive": (b'{"0": "C:x"}', "the media file `C:x` has a path for a name"),
    "a share": (b'{"0": "\\\\\\\\host\\\\x"}', "has a path for a name"),
    "an absolute path": (b'{"0": "/x"}', "the media file `/x` has a path for a name"),
    "NUL": (b'{"0": "x\\u0000.png"}', "has a name that no file can have everywhere"),
    "no name": (b'{"0": ""}', "has a name that no file can have everywhere"),
    "two of one name": (b'{"0": "a", "1": "a"}', "two media files of the package have one name"),
    "one entry twice": (b'{"0": "a", "0": "b"}', "a name is there twice"),
    "the collection": (b'{"collection.anki2": "a"}', "cannot be read"),
    "numbers": (b'{"0": 1}', "cannot be read"),
    "NaN": (b'{"0": NaN}', "cannot be read"),
    "a list": (b"[]", "cannot be read"),
    "half a character": (b'{"0": "\\ud800"}', "cannot be read"),
    "depth": (b"[" * 1_000_000, "nested too deeply"),
    "depth of mappings": (b'{"0":' * 100_000, "nested too deeply"),
    "a long number": (b'{"0":' + b"9" * 1_000_000 + b"}", "cannot be read"),
    "the list of newer packages": (b"\n\x1a\n\x05a.png\x10\x03\x1a\x14" + bytes(range(128, 148)), "cannot be read"),
    "size": (b" " * (LARGEST_TEXT + 1), "the list of media files in the package is larger than 8 MB"),
}


@pytest.mark.parametrize(("media", "message"), MEDIA.values(), ids=MEDIA)
def test_a_bad_list_of_media_files_is_refused(tmp_path: Path, media: bytes, message: str) -> None:
    assert message in said(package(tmp_path / "x.apkg", media=media, **{"0": b"x"}))


# --- the database


ENDLESS = "with recursive n(i) as (select 1 union all select i + 1 from n) select"
DATABASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "no database": (lambda: b"x" * 5000, "file is not a database"),
    "an encrypted one": (lambda: hashlib.shake_256(b"").digest(8192), "file is not a database"),
    "an empty one": (lambda: database()[:0], "it is empty"),
    "no tables": (lambda: database("drop table notes"), "there is no table `notes`"),
    "no columns": (lambda: database("alter table cards drop due"), "the table `cards` lacks `due`"),
    "a view": (
        lambda: database(notes=f"create view notes as {ENDLESS} i id, i guid, i mid, i mod, i tags, i flds from n;"),
        "it holds `notes`, which is neither a table nor an index",
    ),
    "a trigger": (
        lambda: database("create trigger t after insert on notes begin select 1; end"),
        "it holds `t`, which is neither a table nor an index",
    ),
    "a virtual table": (
        lambda: database("create virtual table f using fts5(x)"),
        "it holds `f`, which is neither a table nor an index",
    ),
    "a computed column": (
        lambda: database(
            notes="create table notes (id integer primary key, guid, mid, mod, tags, flds as (hex(zeroblob(4000000))));"
        ),
        "the column `flds` of `notes` is computed, not stored",
    ),
    "a computed column elsewhere": (
        lambda: database("create table other (x, y as (hex(zeroblob(400000000))) not null)"),
        "the column `y` of `other` is computed, not stored",
    ),
    "a large value": (
        lambda: database("update notes set flds = zeroblob(20000000)"),
        "string or blob too big",
    ),
    "a view that says it is a table": (
        lambda: database(
            "create view v as select 1; pragma writable_schema = on;"
            "update sqlite_master set type = 'table', sql = 'CREATE TABLE v(x)' where name = 'v'"
        ),
        "damaged",
    ),
    "a column that breaks off": (lambda: database("update notes set flds = cast(x'ff' as text)"), "decode"),
    "the mode of a log": (
        lambda: (data := database())[:18] + b"\2\2" + data[20:],
        "it is in SQLite's WAL mode",
    ),
    "another schema": (lambda: database("update col set ver = 18, models = ''"), "it has the schema 18 and not 11"),
    "no collection": (lambda: database("delete from col"), "it does not hold what Anki writes"),
    "two collections": (lambda: database("insert into col select * from col"), "it does not hold what Anki writes"),
    "many columns": (
        lambda: database(f"create table t ({','.join(f'c{n}' for n in range(1900))})"),
        "too many columns",
    ),
    "many tables": (
        lambda: database("begin;" + "".join(f"create table t{n} (x);" for n in range(3000)) + "commit;"),
        "it takes too long to read",
    ),
    "a long statement": (lambda: database(f"create table t (x default '{'x' * 100_000}')"), "malformed"),
}


@pytest.mark.parametrize(("make", "message"), DATABASES.values(), ids=DATABASES)
def test_a_database_that_anki_does_not_write_is_refused(
    tmp_path: Path, make: Callable[[], bytes], message: str
) -> None:
    words = said_within_bounds(package(tmp_path / "x.apkg", make()), 320)
    assert message in words
    assert "the collection in the package is damaged" in words


def test_constraints_are_not_computed(tmp_path: Path) -> None:
    data = database(
        "insert into notes select i, i, 7, 6, '  ', i || char(31) from n",
        notes="create table notes (id integer primary key, guid, mid, mod, tags, flds,"
        " check (length(hex(zeroblob(4000000))) < 0)); pragma ignore_check_constraints = on;"
        " create temp table n as with recursive n(i) as (select 1 union all select i + 1 from n limit 20000)"
        " select i from n;",
    )
    archive = read_package(package(tmp_path / "x.apkg", data), Report())
    assert archive is not None
    assert len(archive.notes) == 20000


def rows(count: int, values: str, table: str) -> str:
    return (
        f"delete from {table}; with recursive n(i) as (select 1 union all select i + 1 from n limit {count})"
        f" insert into {table} select {values} from n"
    )


MANY = {
    "notes": (rows(MOST_ROWS + 1, "i, '', 0, 0, '', ''", "notes"), f"there are more than {MOST_ROWS} notes"),
    "cards": (rows(MOST_ROWS + 1, "i, 0, 0, 0, 0", "cards"), f"there are more than {MOST_ROWS} cards"),
    "fields": (
        rows(10, f"i, '', 0, 0, '', replace(hex(zeroblob({MOST_FIELDS // 15})), '0', char(31))", "notes"),
        f"the notes have more than {MOST_FIELDS} fields",
    ),
}


@pytest.mark.parametrize(("sql", "message"), MANY.values(), ids=MANY)
def test_more_than_any_course_has_is_refused(tmp_path: Path, sql: str, message: str) -> None:
    assert message in said_within_bounds(package(tmp_path / "x.apkg", database(sql)), 400)


def test_a_database_larger_than_any_course_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "x.apkg", bytes(LARGEST_COLLECTION + 1))
    assert said_within_bounds(path, 150).strip() == "the collection in the package is larger than 64 MB"


def test_the_worst_collection_that_is_accepted_stays_within_bounds(tmp_path: Path) -> None:
    # The widest characters are kept as four bytes, also those that one byte would do for.
    sql = rows(1000, "i, i, 7, 1, 'x', '😀' || hex(zeroblob(31000))", "notes")
    path = package(tmp_path / "x.apkg", database(sql))
    assert "1 fields, and its note type 2" in said_within_bounds(path)


def test_many_small_notes_stay_within_bounds(tmp_path: Path) -> None:
    fields = f"i || replace(hex(zeroblob({MOST_FIELDS // MOST_ROWS - 1})), '00', char(31) || 'abc')"
    sql = rows(MOST_ROWS, f"i, 'g' || i, 7, 1, 'a b c', {fields}", "notes") + ";"
    sql += rows(MOST_ROWS, "i, i * 100000000, i * 100000000, i, i", "cards")
    assert "not set apart by single spaces" in said_within_bounds(package(tmp_path / "x.apkg", database(sql)))


def with_models(value: str) -> bytes:
    quoted = value.replace("'", "''")
    return database(f"update col set models = '{quoted}'")


OBJECTS = {
    "depth": ("[" * 1_000_000, "it is nested too deeply"),
    "small objects": ("[" + "{}," * 2_700_000 + "{}]", "it does not hold what Anki writes"),
    "small lists": ("[" + "[]," * 2_700_000 + "[]]", "it does not hold what Anki writes"),
    "NaN": (json.dumps({"7": {**MODELS["7"], "mod": float("nan")}}), "it does not hold what Anki writes"),
    "a large number": (json.dumps({"7": {**MODELS["7"], "mod": 1 << 63}}), "it does not hold what Anki writes"),
    "a text for a number": (json.dumps({"7": {**MODELS["7"], "sortf": "1"}}), "it does not hold what Anki writes"),
    "yes for a number": (json.dumps({"7": {**MODELS["7"], "type": True}}), "it does not hold what Anki writes"),
    "a name twice": ('{"7": {"name": "a", "name": "b"}}', "a name is there twice"),
    "one id twice": ('{"7": {}, "07": {}}', "it does not hold what Anki writes"),
    "half a character": (json.dumps({"7": {**MODELS["7"], "css": "\ud800"}}), "surrogates not allowed"),
    "no JSON": ("", "Expecting value"),
}


@pytest.mark.parametrize(("models", "message"), OBJECTS.values(), ids=OBJECTS)
def test_objects_that_anki_does_not_write_are_refused(tmp_path: Path, models: str, message: str) -> None:
    assert message in said_within_bounds(package(tmp_path / "x.apkg", with_models(models)), 500)


def test_a_note_type_of_very_many_fields_and_faults_is_told_in_few_words(tmp_path: Path) -> None:
    fields = [{"name": f"F{n}"} for n in range(100_000)]
    template = {"name": "T", "qfmt": "{{#x}}" * 200_000, "afmt": "{{" * 1_000_000 + "{{F1}}" * 100_000}
    models = {"7": {**MODELS["7"], "name": "N" * 100_000, "flds": fields, "tmpls": [template]}}
    words = said_within_bounds(package(tmp_path / "x.apkg", with_models(json.dumps(models))))
    assert "names the field `x`, which does not exist" in words
    assert "the package has more faults than are listed" in words
    assert len(words) < 100_000


@pytest.mark.parametrize("piece", ["<img ", "[sound:", "<img src", "{{", "<object data=", "[sound:x] <img src=x"])
def test_a_long_field_is_searched_in_one_go(tmp_path: Path, piece: str) -> None:
    data = database(f"update notes set flds = '{piece * (4_000_000 // len(piece))}' || char(31)")
    words = said_within_bounds(package(tmp_path / "x.apkg", data))
    assert len(words) < 1000


@pytest.mark.parametrize(
    ("field", "shown"),
    {
        "<img src=a.png>": "a.png",
        '<IMG alt="x" src="a.png">': "a.png",
        "<object data='a.svg'>": "a.svg",
        "[sound:a.mp3]": "a.mp3",
        "[sound:a b.mp3] and more": "a b.mp3",
        "<img alt='a < b' src=a.png": "a.png",
    }.items(),
)
def test_media_that_a_field_shows_are_found(tmp_path: Path, field: str, shown: str) -> None:
    quoted = field.replace("'", "''")
    report = Report()
    inspect(package(tmp_path / "x.apkg", database(f"update notes set flds = '{quoted}' || char(31)")), report)
    assert f"the media file `{shown}` is shown by a note, and is not in the package" in [
        d.message for d in report.diagnostics
    ]


@pytest.mark.parametrize("field", ["[sound:", "[sound:a.mp3", "<img alt=x>", "<p src=a.png>", "<img src=https://a/b>"])
def test_what_shows_no_media_is_left_alone(tmp_path: Path, field: str) -> None:
    report = Report()
    inspect(package(tmp_path / "x.apkg", database(f"update notes set flds = '{field}' || char(31)")), report)
    assert not any("media file" in d.message for d in report.diagnostics)


WHOLE = database("create index i on cards (nid)")


def test_a_database_cut_at_any_place_is_read_or_refused(tmp_path: Path) -> None:
    for length in [*range(120), *range(120, len(WHOLE), 97)]:
        report = Report()
        archive = read_package(package(tmp_path / "x.apkg", WHOLE[:length]), report)
        assert (archive is None) == report.failed()


def test_an_archive_cut_at_any_place_is_refused(tmp_path: Path) -> None:
    data = package(tmp_path / "whole.apkg", media=b'{"0": "a.png"}', **{"0": b"x"}).read_bytes()
    path = tmp_path / "x.apkg"
    for length in range(len(data)):
        path.write_bytes(data[:length])
        assert "this is no whole zip archive" in said(path)


@settings(max_examples=500, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=20))
def test_a_damaged_database_is_read_or_refused(
    changes: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    report = Report()
    archive = read_package(package(tmp_path_factory.getbasetemp() / "x.apkg", bytes(data)), report)
    assert isinstance(archive, Archive) != report.failed()


@settings(max_examples=500, deadline=None)
@given(data=st.data())
def test_a_damaged_archive_is_read_or_refused(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = package(tmp_path_factory.getbasetemp() / "y.apkg", media=b'{"0": "a.png"}', **{"0": b"x"})
    content = bytearray(path.read_bytes())
    # The heads and the list stand at the ends.
    places = st.integers(0, 60) | st.integers(len(content) - 300, len(content) - 1)
    for at, byte in data.draw(st.lists(st.tuples(places, st.integers(0, 255)), min_size=1, max_size=6)):
        content[at] = byte
    path.write_bytes(content)
    report = Report()
    archive = read_package(path, report)
    assert isinstance(archive, Archive) != report.failed()
