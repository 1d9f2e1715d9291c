"""What `diff` tells: what a learner will see who imports the decks of today."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from conftest import LESSON, NOW, Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.release.difference import Difference, pieces, plain
from deckwright.release.telling import as_markdown, as_text
from deckwright.releasing import diff, release
from test_lock import COURSE, ENGLISH, add_question, commit, git, package, remove, rename, repository

__all__ = ["repository"]  # a fixture


def german(sandbox: Sandbox, against: str = "") -> Difference:
    """Return what learners of the German deck will see."""
    report = Report()
    found = diff(sandbox.project, report, against=against)
    assert not report.failed(), report.diagnostics
    return next(one for one in found if one.edition == "sample-de")


def statuses(found: Difference) -> dict[str, str]:
    return {change.item: change.status for change in found.changes}


def release_it(sandbox: Sandbox, version: str, now: int = NOW) -> None:
    report = Report()
    assert release(sandbox.project, version, report, clock=lambda: now, allow=["uncommitted"]), report.diagnostics


def test_before_the_first_release_everything_is_new(sandbox: Sandbox) -> None:
    found = german(sandbox)
    assert found.against == ""
    assert set(statuses(found).values()) == {"new"}
    assert len(found.changes) == 4


def test_what_was_released_is_unchanged(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    found = german(sandbox)
    assert (found.changes, found.unchanged, found.looks) == ((), 4, ())
    assert "Learners will see no change." in as_text([found])


def test_new_changed_retired_and_unchanged_are_told_apart(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    sandbox.reword()
    remove(sandbox)
    german_text = "  zebra:\n    question: |\n      Frage?\n    answer: |\n      Antwort.\n"
    sandbox.replace(LESSON, "drills:\n", f"{german_text}drills:\n")
    found = german(sandbox)
    assert statuses(found) == {"order-of-a-no": "changed", "zebra": "new", "gap-of-a-no": "retired"}
    assert found.unchanged == 2


def test_a_restored_item_is_told_as_one(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    whole = {file: (sandbox.root / file).read_bytes() for file in (LESSON, ENGLISH, COURSE)}
    remove(sandbox)
    release_it(sandbox, "0.2.0", NOW + 9)
    for file, data in whole.items():
        (sandbox.root / file).write_bytes(data)
    assert statuses(german(sandbox)) == {"gap-of-a-no": "restored"}


def test_a_renamed_item_is_unchanged_and_called_by_its_new_id(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    rename(sandbox, "order-of-a-no", "what-follows", formerly=True)
    assert german(sandbox).changes == ()
    sandbox.reword()
    assert statuses(german(sandbox)) == {"what-follows": "changed"}


def test_a_change_by_rendering_alone_is_told_apart(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    release_it(sandbox, "0.1.0")
    sandbox.reword()
    monkeypatch.setattr("deckwright.deck.notes.to_html", lambda text, _: f"<p>{text}</p>")
    assert statuses(german(sandbox)) == {
        "gap-of-a-no": "rendering",
        "small-discount": "rendering",
        "one-no-today": "rendering",
        "order-of-a-no": "changed",
    }


def test_a_changed_look_is_told_by_kind_and_touches_no_note(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    sandbox.replace(COURSE, "report: Fehler bitte melden.", "report: Fehler? Bitte melden.")
    found = german(sandbox)
    assert found.changes == ()
    assert set(found.looks) == {"cloze", "drill", "recall", "scenario"}
    assert "touches no note" in as_text([found])


def test_without_version_control_a_change_has_no_words_and_that_is_said(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    sandbox.reword()
    found = german(sandbox)
    assert not found.detailed
    assert "only hashes of that release are at hand" in as_text([found])


def test_with_version_control_a_change_is_told_word_by_word_at_its_place(repository: Sandbox) -> None:
    repository.reword()
    told = as_text([german(repository)])
    assert f"changed: order-of-a-no  {LESSON}:55" in told
    assert "Answer: [-Ein-]{+Genau ein+} Grund." in told


def test_a_release_of_long_ago_is_found_in_version_control(repository: Sandbox) -> None:
    repository.reword()
    commit(repository)
    release_it(repository, "0.2.0", NOW + 9)
    commit(repository)
    add_question(repository, "zebra")
    assert statuses(german(repository)) == {"zebra": "new"}
    assert statuses(german(repository, "0.1.0")) == {"zebra": "new", "order-of-a-no": "changed"}


def test_a_revision_is_compared_by_any_of_its_names(repository: Sandbox) -> None:
    git(repository.root, "tag", "before")
    repository.reword()
    commit(repository)
    for name in ("HEAD~1", "before", git(repository.root, "rev-parse", "before").strip()):
        found = german(repository, name)
        assert statuses(found) == {"order-of-a-no": "changed"}
        assert found.detailed


def test_a_package_is_compared_with_the_deck_it_holds(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    path = package(sandbox, "0.1.0")
    sandbox.reword()
    remove(sandbox)
    found = german(sandbox, str(path))
    assert statuses(found) == {"order-of-a-no": "changed", "gap-of-a-no": "retired"}
    assert found.detailed
    assert german(sandbox, str(path)).looks == ()
    other = path.with_name("renamed by a learner.apkg")
    path.rename(other)
    assert statuses(german(sandbox, str(other))) == statuses(found)


def test_a_package_of_an_older_look_tells_the_look(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    sandbox.replace(COURSE, "report: Fehler bitte melden.", "report: Fehler? Bitte melden.")
    assert set(german(sandbox, str(package(sandbox, "0.1.0"))).looks) == {"cloze", "drill", "recall", "scenario"}


def test_an_item_in_another_lesson_is_told_as_moved(repository: Sandbox) -> None:
    for file in (LESSON, ENGLISH):
        text = (repository.root / file).read_text("utf-8")
        start, end = text.index("  gap-of-a-no:"), text.index("drills:")
        head = text[: text.index("principles:")].replace("first-no", "second-no")
        (repository.root / file).write_text(text[:start] + text[end:], "utf-8")
        (repository.root / file.replace("01-first", "02-second")).write_text(
            head + "recall:\n" + text[start:end], "utf-8"
        )
    repository.replace("decks/sample-en.yaml", "[first-no]", "[first-no, second-no]")
    (change,) = german(repository).moved
    assert change.lessons == ("first-no", "second-no")
    assert "moved from lesson first-no to second-no; Anki leaves the card where it is" in as_text([german(repository)])


def test_changed_presets_need_a_tick_and_that_is_said(repository: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(repository, "0.1.0")
    assert german(repository, str(path)).presets is False
    from deckwright.deck import presets

    real = presets._settings
    monkeypatch.setattr(presets, "_settings", lambda **given: real(**{**given, "new_a_day": 7}))
    found = german(repository, str(path))
    assert found.presets
    assert "Import any deck presets" in as_text([found])


@pytest.mark.parametrize("against", ["9.9.9", "no-such-branch", "--output=x", "HEAD:decks", "a b", "\n", "x" * 5000])
def test_what_cannot_be_compared_with_is_told(repository: Sandbox, against: str) -> None:
    result = repository.run("diff", "--against", against)
    assert result.exit_code == 1
    assert "error[unknown-baseline]" in result.stderr


def test_json_holds_every_change(repository: Sandbox) -> None:
    repository.reword()
    told = json.loads(repository.run("diff", "--format", "json").stdout)["differences"]
    (change,) = next(one for one in told if one["edition"] == "sample-de")["changes"]
    assert (change["item"], change["status"], change["place"]) == ("order-of-a-no", "changed", f"{LESSON}:55")
    assert change["fields"] == [
        {"field": "Answer", "pieces": [["removed", "Ein"], ["added", "Genau ein"], ["same", " Grund."]]}
    ]


def test_markdown_escapes_what_would_be_markup(repository: Sandbox) -> None:
    repository.replace(LESSON, "Ein Grund.", "Ein \\*Grund\\* mit Sternen.")
    told = as_markdown([german(repository)], heading="0.2.0")
    assert told.startswith("## 0.2.0\n")
    assert "\\*" in told
    assert "*Grund*" not in told.replace("**", "")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Eins &amp; <strong>zwei</strong>", "Eins & zwei"),
        ("<p>Eins</p><ul><li>zwei</li><li>drei</li></ul>", "Eins\nzwei\ndrei"),
        ('Da: <img src="a-1.png" alt="Bild">', "Da: [a-1.png]"),
    ],
)
def test_fields_are_compared_as_the_words_that_a_learner_reads(html: str, text: str) -> None:
    assert plain(html) == text


def test_pieces_put_together_are_both_texts() -> None:
    old, new = "Ein Grund, kein zweiter.", "Genau ein Grund; nie ein zweiter!"
    found = pieces(old, new)
    assert "".join(text for what, text in found if what != "added") == old
    assert "".join(text for what, text in found if what != "removed") == new


def test_a_dry_run_of_a_release_shows_all_and_writes_nothing(sandbox: Sandbox) -> None:
    before = {path: path.read_bytes() for path in sandbox.root.rglob("*") if path.is_file()}
    result = sandbox.run("release", "0.1.0", "--dry-run")
    assert result.exit_code == 0
    assert "new: small-discount" in result.stdout
    assert "Nothing was written." in result.stdout
    assert {path: path.read_bytes() for path in sandbox.root.rglob("*") if path.is_file()} == before


def test_the_folder_of_a_release_is_complete_and_its_checksums_hold(sandbox: Sandbox) -> None:
    release_it(sandbox, "0.1.0")
    folder = sandbox.root / "build/releases/0.1.0"
    assert sorted(path.name for path in folder.iterdir()) == [
        "SHA256SUMS",
        "changes.md",
        "import-guide-sample-de.html",
        "import-guide-sample-en.html",
        "sample-de.apkg",
        "sample-en.apkg",
    ]
    sums = dict(line.split("  ")[::-1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
    assert len(sums) == 5
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    guide = (folder / "import-guide-sample-de.html").read_text("utf-8")
    assert 'href="sample-de.apkg"' in guide
    assert "0.1.0" in guide


def test_a_release_may_go_into_another_folder(sandbox: Sandbox, tmp_path: Path) -> None:
    assert sandbox.run("release", "0.1.0", "--out", str(tmp_path / "elsewhere")).exit_code == 0
    assert (tmp_path / "elsewhere/sample-de.apkg").is_file()


def test_a_misspelt_code_to_allow_is_told(sandbox: Sandbox) -> None:
    result = sandbox.run("release", "0.1.0", "--allow", "left-dekc")
    assert result.exit_code == 2
    assert "did you mean `left-deck`?" in result.stderr


def test_a_change_of_form_alone_is_told_as_one(repository: Sandbox) -> None:
    repository.replace(LESSON, "Ein Grund.", "Ein *Grund*.")
    assert "Answer: its form, not its words" in as_text([german(repository)])


def _zipped(path: Path, whole: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sample-de.apkg", whole)


HOSTILE: dict[str, Any] = {
    "an empty file": lambda path, _: path.write_bytes(b""),
    "a folder": lambda path, _: path.mkdir(),
    "a text": lambda path, _: path.write_bytes(b"hello\n" * 99),
    "half a package": lambda path, whole: path.write_bytes(whole[: len(whole) // 2]),
    "a package in a package": _zipped,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_damaged_package_is_told_by_diff_and_repair_and_nothing_is_written(sandbox: Sandbox, make: Any) -> None:
    release_it(sandbox, "0.1.0")
    path = sandbox.root / "damaged.apkg"
    make(path, package(sandbox, "0.1.0").read_bytes())
    before = (sandbox.root / "decks/sample-de.lock").read_bytes()
    for command in (("diff", "--against"), ("lock", "--repair"), ("verify",)):
        result = sandbox.run(*command, str(path))
        assert result.exit_code == 1
        assert "error[bad-package]" in result.stderr or "error[unreadable-file]" in result.stderr
    assert (sandbox.root / "decks/sample-de.lock").read_bytes() == before
