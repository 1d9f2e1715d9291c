"""`verify` finds what is wrong with a package, whatever it is, and never breaks on it."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import HERE, REPOSITORY, Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.deck.archive import LARGEST
from deckwright.verify.oracle import verify_with_anki
from deckwright.verify.package import inspect


def changed(path: Path, sql: str = "", *, entries: dict[str, bytes | None] | None = None) -> Path:
    """Return a copy of a package with its database or its entries changed."""
    with zipfile.ZipFile(path) as archive:
        content: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()}
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content["collection.anki2"] or b"")
    connection.executescript(sql)
    connection.commit()
    content["collection.anki2"] = connection.serialize()
    connection.close()
    content |= entries or {}
    target = path.with_name("changed.apkg")
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in content.items():
            if data is not None:
                archive.writestr(name, data)
    return target


def said(path: Path) -> str:
    """Return all that `inspect` reports of a package."""
    report = Report()
    inspect(path, report)
    return "\n".join(d.message for d in report.diagnostics)


def test_a_sound_package_is_counted(sandbox: Sandbox) -> None:
    report = Report()
    contents = inspect(sandbox.build()[0].path, report)
    assert not report.diagnostics
    assert contents is not None
    assert contents.notes == {
        "Beispiel – Situation": 1,
        "Beispiel – Frage": 1,
        "Beispiel – Lücke": 1,
        "Beispiel – Reflexion": 1,
    }
    assert contents.cards == {"Beispiel::1 Situationen": 3, "Beispiel::2 Reflexion": 1}
    assert len(contents.media) == 1


FAULTS = {
    "update notes set guid = (select min(guid) from notes)": "4 notes share the guid",
    "update notes set flds = flds || char(31)": "fields, and its note type",
    "update notes set mid = 7": "has a note type that is not in the package",
    "update notes set guid = ''": "has no guid",
    "update notes set tags = 'a  b'": "not set apart by single spaces",
    "update notes set mod = 0": "which no clock shows",
    "delete from cards where id = (select min(id) from cards)": "1 notes have no card",
    "delete from notes; delete from cards": "there are no notes",
    "update cards set nid = 1": "which is not there",
    "update cards set did = 1234": "lies in a deck that is not there",
    "create temp table c as select * from cards limit 1; update c set id = 7; insert into cards select * from c": (
        "is there 2 times"
    ),
    "update notes set flds = replace(flds, 'offer-', 'other-')": "is shown by a note, and is not in the package",
    "update col set models = replace(models, '{{Principle}}', '{{Prinzip}}')": "names the field `Prinzip`",
    "update col set models = replace(models, '{{/Retired}}', '')": "does not close `Retired`",
    "update col set models = replace(models, '{{Principle}}', '{{Principle')": "braces that no field closes",
    'update col set models = replace(models, \'"name": "Limits"\', \'"name": "Key"\')': "two fields of one name",
}


@pytest.mark.parametrize(("sql", "message"), FAULTS.items(), ids=FAULTS.values())
def test_a_fault_in_the_collection_is_found(sandbox: Sandbox, sql: str, message: str) -> None:
    assert message in said(changed(sandbox.build()[0].path, sql))


ENTRIES: dict[str, tuple[dict[str, bytes | None], str]] = {
    "no collection": ({"collection.anki2": None}, "there is no collection"),
    "another format": (
        {"collection.anki2": None, "collection.anki21b": b"x"},
        "a format of Anki that deckwright does not write",
    ),
    "no database": ({"collection.anki2": b"x" * 5000}, "damaged"),
    "an empty database": ({"collection.anki2": b""}, "damaged"),
    "media that is no list": ({"media": b"[1]"}, "list of media files cannot be read"),
    "media that is no JSON": ({"media": b"{"}, "damaged"),
    "media that escapes": ({"media": json.dumps({"0": "../../x.png"}).encode()}, "has a path for a name"),
    "media that is missing": ({"0": None}, "is not in the archive"),
}


@pytest.mark.parametrize(("entries", "message"), ENTRIES.values(), ids=ENTRIES.keys())
def test_a_fault_in_the_archive_is_found(sandbox: Sandbox, entries: dict[str, bytes | None], message: str) -> None:
    assert message in said(changed(sandbox.build()[0].path, entries=entries))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.apkg"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("collection.anki2", "w", force_zip64=True) as entry,
    ):
        block = bytes(1024 * 1024)
        for _ in range(LARGEST // len(block) + 1):
            entry.write(block)
    assert path.stat().st_size < 1024 * 1024
    assert "unpacks to more than 512 MB" in said(path)


def test_what_is_no_zip_and_what_is_not_there_are_told(tmp_path: Path) -> None:
    assert "no whole zip archive" in said(REPOSITORY / "README.md")
    assert "cannot read" in said(tmp_path / "nothing.apkg")
    assert "cannot read" in said(tmp_path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A package with its entries stored, so that damage reaches the database, and a path to write to."""
    root = tmp_path_factory.mktemp("damage") / "project"
    shutil.copytree(HERE / "project", root)
    target = io.BytesIO()
    with zipfile.ZipFile(Sandbox(root).build()[0].path) as archive, zipfile.ZipFile(target, "w") as stored:
        for name in archive.namelist():
            stored.writestr(name, archive.read(name))
    return root / "damaged.apkg", target.getvalue()


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_damage_to_a_package_breaks_the_inspection(data: st.DataObject, whole: tuple[Path, bytes]) -> None:
    path, content = whole
    damage: Callable[[bytes], bytes] = data.draw(
        st.sampled_from(
            [
                lambda b: b[: data.draw(st.integers(0, len(b)))],
                lambda b: (
                    b[: (at := data.draw(st.integers(0, len(b) - 1)))]
                    + bytes([data.draw(st.integers(0, 255))])
                    + b[at + 1 :]
                ),
            ]
        )
    )
    path.write_bytes(damage(content))
    inspect(path, Report())


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_content_of_a_collection_breaks_the_inspection(data: st.DataObject, whole: tuple[Path, bytes]) -> None:
    path, content = whole
    path.write_bytes(content)
    column = data.draw(st.sampled_from(["models", "decks"]))
    value = data.draw(
        st.recursive(
            st.none() | st.integers() | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["1", "flds", "tmpls", "name"]), inner),
        )
    )
    quoted = json.dumps(value).replace("'", "''")
    inspect(changed(path, f"update col set {column} = '{quoted}'"), Report())


def test_the_real_anki_disagrees_with_a_missing_card_and_a_blank_front(sandbox: Sandbox) -> None:
    path = sandbox.build()[0].path
    report = Report()
    verify_with_anki(changed(path, "delete from cards where id = (select min(id) from cards)"), report)
    assert any("Anki would add 1 cards" in d.message for d in report.diagnostics)
    report = Report()
    verify_with_anki(changed(path, "update col set models = replace(models, '{{Question}}', '{{Frage}}')"), report)
    assert report.failed()


def test_the_command_says_what_it_found(sandbox: Sandbox) -> None:
    paths = [str(one.path) for one in sandbox.build()]
    result = sandbox.run("verify", "--verbose", *paths)
    assert result.exit_code == 0
    assert result.stdout.count("sound: 4 notes, 4 cards") == 2
    assert result.stdout.count("imported by Anki") == 2
    broken = sandbox.run("verify", str(changed(Path(paths[0]), "update notes set mod = 0")), "--no-anki")
    assert broken.exit_code == 1
    assert "error[bad-package]" in broken.stderr
    assert sandbox.run("verify").exit_code == 2
