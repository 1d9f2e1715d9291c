"""The story of learners that docs/anki-versions.md tells of, on the Anki that the tests use."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from anki_learner import RELEASED
from anki_versions import FOOTNOTES, OLDER, PAGE, ROWS, outcomes_of, page, played, releases


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    releases(folder)
    return folder


def test_the_column_of_this_anki_says_what_comes_out_of_the_story(packages: Path) -> None:
    shown, facts = played(sys.executable, packages)
    assert facts == outcomes_of(PAGE.read_text("utf-8"))[shown]


def test_every_fact_of_the_story_has_its_row_and_every_no_its_footnote() -> None:
    outcomes = outcomes_of(PAGE.read_text("utf-8"))
    names = [name for rows in ROWS.values() for name in rows]
    assert all(list(facts) == names for facts in outcomes.values())
    assert {name for facts in outcomes.values() for name, holds in facts.items() if not holds} == FOOTNOTES.keys()
    assert len(outcomes) == len({*OLDER, version("anki")})


def test_the_page_holds_nothing_but_what_came_out() -> None:
    text = PAGE.read_text("utf-8")
    assert page(outcomes_of(text)) == text


def test_releases_are_the_same_on_every_day(packages: Path, tmp_path: Path) -> None:
    releases(tmp_path)
    for path in packages.rglob("*.apkg"):
        assert path.read_bytes() == (tmp_path / path.relative_to(packages)).read_bytes()


def test_the_story_notices_a_version_in_which_every_note_has_the_time_of_the_release(
    packages: Path, tmp_path: Path
) -> None:
    shutil.copytree(packages, tmp_path / "spoilt")
    package = tmp_path / "spoilt/2.0.0/sample-de.apkg"
    spoil(package, f"update notes set mod = {RELEASED['2.0.0']}")
    _, facts = played(sys.executable, tmp_path / "spoilt")
    assert not any(facts[name] for name in ("unchanged-kept", "own-words", "own-tags"))
    assert facts["schedule-kept"]


def test_the_story_notices_a_version_whose_notes_are_no_newer_than_those_before(packages: Path, tmp_path: Path) -> None:
    shutil.copytree(packages, tmp_path / "spoilt")
    for path in (tmp_path / "spoilt/2.0.0").glob("*.apkg"):
        spoil(path, f"update notes set mod = {RELEASED['1.0.0']}")
    _, facts = played(sys.executable, tmp_path / "spoilt")
    assert not any(facts[name] for name in ("text", "tag", "rule", "picture", "moved", "arrived"))
    assert facts["log-kept"]


def spoil(package: Path, statement: str) -> None:
    """Change the database inside a package."""
    with zipfile.ZipFile(package) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    database = package.with_suffix(".anki2")
    database.write_bytes(entries["collection.anki2"])
    connection = sqlite3.connect(database)
    connection.execute(statement)
    connection.commit()
    connection.close()
    entries["collection.anki2"] = database.read_bytes()
    database.unlink()
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
