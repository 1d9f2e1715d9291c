"""The lock over time: renames, removals, translations, merges, repairs, and everything else that stays."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import LESSON, NOW, Sandbox, review_everything
from deckwright.authoring.diagnostics import Report
from deckwright.deck import notetypes
from deckwright.release.lock import Lock, read_lock, salvage
from deckwright.releasing import release
from deckwright.verify.oracle import import_package, verify_with_anki
from deckwright.verify.package import inspect

ENGLISH = LESSON.replace(".yaml", ".en.yaml")
LOCK = "decks/sample-de.lock"
COURSE = "content/sample/course.yaml"


def codes(sandbox: Sandbox, version: str, now: int = NOW, **options: Any) -> list[str]:
    """Release, and return the codes of all that was said, each once."""
    report = Report()
    release(sandbox.project, version, report, clock=lambda: now, **options)
    return list(dict.fromkeys(d.code for d in report.sorted()))


def lock(sandbox: Sandbox, language: str = "de") -> Lock:
    found = read_lock(sandbox.root / f"decks/sample-{language}.lock", sandbox.root, Report())
    assert found is not None
    return found


def package(sandbox: Sandbox, version: str, deck: str = "sample-de") -> Path:
    return sandbox.root / f"build/releases/{version}/{deck}.apkg"


def rename(sandbox: Sandbox, old: str, new: str, *, formerly: bool) -> None:
    """Give an item another id in both languages."""
    sandbox.replace(LESSON, f"  {old}:\n", f"  {new}:\n" + f"    formerly: {old}\n" * formerly)
    sandbox.replace(ENGLISH, f"  {old}:\n", f"  {new}:\n")


def remove(sandbox: Sandbox, *, retired: bool = True) -> None:
    """Delete the gap text in both languages, and list it as retired."""
    for file in (LESSON, ENGLISH):
        text = (sandbox.root / file).read_text("utf-8")
        start, end = text.index("  gap-of-a-no:"), text.index("drills:")
        (sandbox.root / file).write_text(text[:start] + text[end:], "utf-8")
    if retired:
        retire(sandbox, "gap-of-a-no")


def retire(sandbox: Sandbox, item: str) -> None:
    sandbox.replace(COURSE, "vocabulary:\n", f"retired:\n  {item}:\n    reason: Zu leicht.\nvocabulary:\n")


def test_a_renamed_item_keeps_its_card_and_nothing_else_changes(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    first = [one.path.read_bytes() for one in sandbox.build(NOW + 5)]
    rename(sandbox, "order-of-a-no", "what-follows", formerly=True)
    assert [one.path.read_bytes() for one in sandbox.build(NOW + 9)] == first
    assert codes(sandbox, "0.2.0", NOW + 10) == []
    assert lock(sandbox).items["order-of-a-no"].mod == NOW
    assert "what-follows" not in lock(sandbox).items


def test_an_item_can_be_renamed_again_and_still_names_its_first_id(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    rename(sandbox, "order-of-a-no", "what-follows", formerly=True)
    codes(sandbox, "0.2.0", NOW + 10)
    sandbox.replace(LESSON, "  what-follows:", "  then-what:")
    sandbox.replace(ENGLISH, "  what-follows:", "  then-what:")
    assert codes(sandbox, "0.3.0", NOW + 20) == []
    sandbox.replace(LESSON, "formerly: order-of-a-no", "formerly: what-follows")
    assert codes(sandbox, "0.4.0", NOW + 30) == ["never-released"]


def test_a_rename_without_formerly_is_seen_and_the_way_out_is_named(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    rename(sandbox, "order-of-a-no", "what-follows", formerly=False)
    said = sandbox.run("build", "--format", "short").stderr
    assert "warning[vanished-item]: `order-of-a-no` was released, and is gone now" in said
    assert "if `what-follows` is its new id, write `formerly: order-of-a-no` there" in said
    assert codes(sandbox, "0.2.0") == ["vanished-item"]


def test_a_scenario_under_another_name_is_known_by_its_texts(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    rename(sandbox, "small-discount", "zebra", formerly=False)
    assert "if `zebra` is its new id, write `formerly: small-discount` there" in sandbox.diagnostics("short")


def test_a_new_item_cannot_take_the_id_that_another_one_had(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    sandbox.replace(LESSON, "  gap-of-a-no:\n", "  gap-of-a-no:\n    formerly: order-of-a-no\n")
    assert "error[duplicate-id]" in sandbox.diagnostics("short")


def test_a_retired_item_is_sent_as_a_tombstone_and_its_card_becomes_empty(
    sandbox: Sandbox, anki_collection: Any
) -> None:
    codes(sandbox, "0.1.0")
    import_package(anki_collection, package(sandbox, "0.1.0"))
    (card_id,) = anki_collection.find_cards("Key:gap-of-a-no")
    review_everything(anki_collection)
    remove(sandbox)
    assert codes(sandbox, "0.2.0", NOW + 60) == []
    log = import_package(anki_collection, package(sandbox, "0.2.0"))
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (0, 1, 3)
    empty = anki_collection.get_empty_cards()
    assert [list(note.card_ids) for note in empty.notes] == [[card_id]]
    reviews = anki_collection.db.scalar("select count() from revlog")
    anki_collection.remove_cards_and_orphaned_notes([card_id])
    assert anki_collection.db.scalar("select count() from revlog") == reviews


def test_a_new_learner_gets_no_card_of_a_retired_item_and_anki_finds_no_fault(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    remove(sandbox)
    codes(sandbox, "0.2.0", NOW + 60)
    report = Report()
    contents = inspect(package(sandbox, "0.2.0"), report)
    judged = verify_with_anki(package(sandbox, "0.2.0"), report)
    assert not report.diagnostics
    assert contents is not None
    assert judged is not None
    assert (sum(contents.notes.values()), sum(contents.cards.values())) == (4, 3)
    assert judged.cards == 3


def test_a_tombstone_runs_out_after_as_many_releases_as_the_manifest_says(sandbox: Sandbox) -> None:
    sandbox.replace("decks/sample-de.yaml", "paths:\n", "tombstones: 2\npaths:\n")
    codes(sandbox, "0.1.0")
    remove(sandbox)
    sent = []
    for version in ("0.2.0", "0.3.0", "0.4.0"):
        assert codes(sandbox, version, NOW + 60) == []
        contents = inspect(package(sandbox, version), Report())
        assert contents is not None
        sent.append(sum(contents.notes.values()))
        built = inspect(sandbox.build(NOW + 61)[0].path, Report())
        assert built is not None
        assert sum(built.notes.values()) == sent[-1]
    assert sent == [4, 4, 3]


def test_a_retired_item_comes_back_with_its_card_and_its_reviews(sandbox: Sandbox, anki_collection: Any) -> None:
    codes(sandbox, "0.1.0")
    whole = {file: (sandbox.root / file).read_bytes() for file in (LESSON, ENGLISH, COURSE)}
    import_package(anki_collection, package(sandbox, "0.1.0"))
    cards = set(anki_collection.find_cards(""))
    remove(sandbox)
    codes(sandbox, "0.2.0", NOW + 60)
    import_package(anki_collection, package(sandbox, "0.2.0"))
    for file, data in whole.items():
        (sandbox.root / file).write_bytes(data)
    assert codes(sandbox, "0.3.0", NOW + 120) == []
    import_package(anki_collection, package(sandbox, "0.3.0"))
    assert set(anki_collection.find_cards("")) == cards
    assert not anki_collection.get_empty_cards().notes
    assert lock(sandbox).items["gap-of-a-no"].retired == ""


def test_a_retired_item_may_stay_in_its_lesson_as_a_draft(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    sandbox.replace(LESSON, "  gap-of-a-no:\n", "  gap-of-a-no:\n    draft: true\n")
    assert codes(sandbox, "0.2.0", NOW + 60) == ["vanished-item"]
    retire(sandbox, "gap-of-a-no")
    assert codes(sandbox, "0.2.0", NOW + 60) == []
    assert lock(sandbox).items["gap-of-a-no"].retired == "0.2.0"


def test_an_id_under_retired_may_be_deleted_once_it_is_in_the_lock(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    remove(sandbox)
    codes(sandbox, "0.2.0", NOW + 60)
    sandbox.replace(COURSE, "retired:\n  gap-of-a-no:\n    reason: Zu leicht.\n", "")
    assert codes(sandbox, "0.3.0", NOW + 90) == []
    assert lock(sandbox).items["gap-of-a-no"].mod == NOW + 60


def test_what_was_never_released_can_neither_be_retired_nor_renamed(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    retire(sandbox, "gap-of-no")
    said = sandbox.diagnostics("short")
    assert f"{COURSE}:11:3: error[never-released]: `gap-of-no` was never released" in said


def second_deck(sandbox: Sandbox) -> None:
    """Add a second lesson, a copy of the first, and a deck that ships the first alone."""
    for file in (LESSON, ENGLISH):
        text = (sandbox.root / file).read_text("utf-8")
        for word in ("first-no", "one-sentence-no", "small-discount", "order-of-a-no", "gap-of-a-no", "one-no-today"):
            text = text.replace(word, f"{word}-2")
        (sandbox.root / file.replace("01-first", "02-second")).write_text(text, "utf-8")
    start = (sandbox.root / "decks/sample-de.yaml").read_text("utf-8")
    start = start.replace("deck: sample-de", "deck: start-de").replace("paths:\n", "lessons: [first-no]\npaths:\n")
    (sandbox.root / "decks/start-de.yaml").write_text(start, "utf-8")


def test_several_decks_ship_an_item_as_one_note(sandbox: Sandbox, anki_collection: Any) -> None:
    second_deck(sandbox)
    assert codes(sandbox, "0.1.0") == []
    assert lock(sandbox).items["order-of-a-no"].decks == {"sample-de", "start-de"}
    assert lock(sandbox).items["order-of-a-no-2"].decks == {"sample-de"}
    import_package(anki_collection, package(sandbox, "0.1.0", "start-de"))
    log = import_package(anki_collection, package(sandbox, "0.1.0"))
    assert (len(log.new), len(log.updated), len(log.duplicate)) == (4, 0, 4)


def test_an_item_that_leaves_a_deck_is_told_once_and_needs_a_word(sandbox: Sandbox) -> None:
    second_deck(sandbox)
    codes(sandbox, "0.1.0")
    sandbox.replace("decks/start-de.yaml", "lessons: [first-no]", "lessons: [first-no-2]")
    assert codes(sandbox, "0.2.0") == ["unexcused-warnings", "left-deck"]
    assert codes(sandbox, "0.2.0", allow=["left-deck"]) == ["left-deck"]
    found = lock(sandbox).items["order-of-a-no"]
    assert found.decks == {"sample-de"}
    assert found.left == {"start-de"}
    assert codes(sandbox, "0.3.0") == []


def test_the_tombstone_of_an_item_goes_to_all_decks_that_ever_shipped_it_and_to_no_other(sandbox: Sandbox) -> None:
    second_deck(sandbox)
    codes(sandbox, "0.1.0")
    for file in (LESSON, ENGLISH):
        path = sandbox.root / file.replace("01-first", "02-second")
        text = path.read_text("utf-8")
        path.write_text(text[: text.index("  gap-of-a-no-2:")] + text[text.index("drills:") :], "utf-8")
    retire(sandbox, "gap-of-a-no-2")
    assert codes(sandbox, "0.2.0", NOW + 60) == []
    counts = {}
    for deck in ("sample-de", "start-de"):
        contents = inspect(package(sandbox, "0.2.0", deck), Report())
        assert contents is not None
        counts[deck] = sum(contents.notes.values()) - sum(contents.cards.values())
    assert counts == {"sample-de": 1, "start-de": 0}


def test_a_stale_translation_is_told_at_its_place_and_stops_a_release(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    sandbox.replace(LESSON, "Ein Grund.", "Genau ein Grund.")
    said = sandbox.diagnostics("short")
    assert said.startswith(f"{ENGLISH}:41:7: warning[stale-translation]: `answer` of `order-of-a-no` was changed")
    assert codes(sandbox, "0.2.0") == ["stale-translation"]


def test_a_translation_that_still_holds_is_accepted_in_the_lock_alone(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    sandbox.replace(LESSON, "Ein Grund.", "Genau ein Grund.")
    before = lock(sandbox, "en")
    assert sandbox.run("translate", "en", "--accept", "order-of-a-no").exit_code == 0
    after = lock(sandbox, "en")
    assert (after.items, after.releases) == (before.items, before.releases)
    assert after.pairs != before.pairs
    assert codes(sandbox, "0.2.0") == []


def test_a_translation_that_followed_its_source_is_not_stale(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    sandbox.reword()
    assert sandbox.diagnostics("short") == ""


def test_a_source_that_was_only_wrapped_again_leaves_translations_as_they_are(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    sandbox.replace(LESSON, "Mehrere Gründe laden zum", "Mehrere Gründe laden\n      zum")
    assert sandbox.diagnostics("short") == ""


@pytest.mark.parametrize(
    ("file", "old", "new", "name"),
    [
        (LESSON, "Bei Gefahr genügt", "Bei Gefahr reicht", "principle/one-sentence-no"),
        (LESSON, "title: Das erste Nein", "title: Ein erstes Nein", "lesson/first-no"),
        (COURSE, "report: Fehler bitte melden.", "report: Fehler melden.", "course"),
    ],
)
def test_texts_outside_of_items_fall_behind_and_are_accepted_too(
    sandbox: Sandbox, file: str, old: str, new: str, name: str
) -> None:
    codes(sandbox, "0.1.0")
    sandbox.replace(file, old, new)
    assert f"of `{name}` was changed" in sandbox.diagnostics("short")
    assert sandbox.run("translate", "en", "--accept", name).exit_code == 0
    assert sandbox.diagnostics("short") == ""


def test_accepting_what_nobody_knows_is_told(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    before = (sandbox.root / "decks/sample-en.lock").read_bytes()
    result = sandbox.run("translate", "en", "--accept", "order-of-no")
    assert result.exit_code == 1
    assert "did you mean `order-of-a-no`?" in result.stderr
    assert sandbox.run("translate", "fr", "--accept", "order-of-a-no").exit_code == 1
    assert (sandbox.root / "decks/sample-en.lock").read_bytes() == before


def test_a_field_may_get_another_name_and_keeps_its_id(
    sandbox: Sandbox, anki_collection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes(sandbox, "0.1.0")
    import_package(anki_collection, package(sandbox, "0.1.0"))
    monkeypatch.setitem(
        notetypes.FIELDS,
        "recall",
        tuple("Mnemonic" if name == "Spare1" else name for name in notetypes.FIELDS["recall"]),
    )
    monkeypatch.setitem(notetypes.RENAMED, ("recall", "Mnemonic"), "Spare1")
    assert codes(sandbox, "0.2.0", NOW + 60) == []
    log = import_package(anki_collection, package(sandbox, "0.2.0"))
    assert (len(log.new), len(log.updated)) == (0, 0)
    names = [field["name"] for field in anki_collection.models.by_name("Beispiel – Frage")["flds"]]
    assert "Mnemonic" in names
    assert not [one for one in anki_collection.models.all_names_and_ids() if one.name.endswith("+")]


SCHEMAS = {
    "a field more": (lambda names: (*names, "Extra"), "`Extra` more", "use a spare field"),
    "a field less": (lambda names: names[:-2] + names[-1:], "`Spare8` less", "keep it, and leave it empty"),
    "another order": (lambda names: (names[0], names[2], names[1], *names[3:]), "another order", "restore the order"),
}


@pytest.mark.parametrize(("change", "message", "way"), SCHEMAS.values(), ids=SCHEMAS.keys())
def test_another_schema_is_refused_with_the_reason_and_the_way_out(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, change: Any, message: str, way: str
) -> None:
    codes(sandbox, "0.1.0")
    monkeypatch.setitem(notetypes.FIELDS, "recall", change(notetypes.FIELDS["recall"]))
    said = sandbox.diagnostics("short")
    assert f"error[schema-changed]: the note type `recall` has {message}" in said
    assert way in said


def test_a_question_that_becomes_a_gap_text_is_refused(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    codes(sandbox, "0.1.0")
    monkeypatch.setattr(notetypes.NoteType, "cloze", property(lambda one: one.kind == "recall"))
    said = sandbox.diagnostics("short")
    assert "the note type `recall` has another form or sort field" in said


def test_notes_that_change_by_rendering_alone_need_a_word(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    codes(sandbox, "0.1.0")
    monkeypatch.setattr("deckwright.deck.notes.to_html", lambda text, _: f"<p>{text}</p>")
    assert codes(sandbox, "0.2.0") == ["rendering-changed", "unexcused-warnings"]
    assert codes(sandbox, "0.2.0", allow=["rendering-changed"]) == ["rendering-changed"]
    assert codes(sandbox, "0.3.0") == []


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def repository(sandbox: Sandbox) -> Sandbox:
    """A sample project under version control, released once."""
    (sandbox.root / ".gitignore").write_text("/build/\n", "utf-8")
    (sandbox.root / ".gitattributes").write_text("decks/*.lock text eol=lf merge=union\n", "utf-8")
    git(sandbox.root, "init", "--quiet")
    commit(sandbox)
    assert codes(sandbox, "0.1.0") == []
    commit(sandbox)
    return sandbox


def commit(sandbox: Sandbox) -> None:
    git(sandbox.root, "add", ".")
    git(sandbox.root, "commit", "--quiet", "--allow-empty", "-m", "A step")


def add_question(sandbox: Sandbox, name: str) -> None:
    """Add a question at the end of its table in both languages."""
    german = f"  {name}:\n    question: |\n      Frage {name}?\n    answer: |\n      Antwort.\n"
    english = german.replace("Frage", "Question").replace("Antwort", "Answer")
    for file, text in ((LESSON, german), (ENGLISH, english)):
        sandbox.replace(file, "  gap-of-a-no:\n", f"{text}  gap-of-a-no:\n")


def test_two_branches_that_release_are_merged_by_git_and_no_guid_or_time_is_wrong(
    repository: Sandbox, anki_collection: Any
) -> None:
    root = repository.root
    guids = {item: one.guid for item, one in lock(repository).items.items()}
    git(root, "checkout", "--quiet", "-b", "other")
    repository.reword()
    repository.replace(LESSON, "Der nächste Anruf beginnt", "Der nächste Anruf startet")
    repository.replace(ENGLISH, "The next call starts", "The next call begins")
    add_question(repository, "zebra")
    commit(repository)
    assert codes(repository, "0.1.1", NOW + 100) == []
    commit(repository)
    theirs = package(repository, "0.1.1").read_bytes()
    git(root, "checkout", "--quiet", "main")
    repository.replace(LESSON, "Ein Grund.", "Nur ein Grund.")
    repository.replace(ENGLISH, "One reason.", "Just one reason.")
    repository.replace(LESSON, "Mehrere Gründe laden", "Viele Gründe laden")
    repository.replace(ENGLISH, "Several reasons invite", "Many reasons invite")
    repository.replace(LESSON, "Ich habe Nein gesagt.", "Ich habe heute Nein gesagt.")
    repository.replace(ENGLISH, "I said no.", "I said no today.")
    commit(repository)
    assert codes(repository, "0.2.0", NOW + 200) == []
    commit(repository)
    ours = package(repository, "0.2.0").read_bytes()
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", *who, "merge", "--quiet", "other"], cwd=root, capture_output=True, check=False)
    git(root, "checkout", "--ours", "--", LESSON, ENGLISH)
    repository.replace(LESSON, "Der nächste Anruf beginnt", "Der nächste Anruf startet")
    repository.replace(ENGLISH, "The next call starts", "The next call begins")
    add_question(repository, "zebra")
    commit(repository)

    merged = lock(repository)
    assert merged.releases.keys() == {"0.1.0", "0.1.1", "0.2.0"}
    assert {item: one.guid for item, one in merged.items.items() if item in guids} == guids
    assert {item: one.mod - NOW for item, one in merged.items.items()} == {
        "gap-of-a-no": 0,
        "one-no-today": 200,
        "order-of-a-no": 200,
        "small-discount": 100,
        "zebra": 100,
    }
    assert codes(repository, "0.3.0", NOW + 300) == []
    for number, data in enumerate((theirs, ours)):
        path = root / f"build/{number}.apkg"
        path.write_bytes(data)
        import_package(anki_collection, path)
    import_package(anki_collection, package(repository, "0.3.0"))
    assert anki_collection.note_count() == 5
    assert len(anki_collection.find_notes('"Nur ein Grund."')) == 1
    assert codes(repository, "0.3.1", NOW + 400) == []
    assert {item: one.mod for item, one in lock(repository).items.items()} == {
        item: one.mod for item, one in merged.items.items()
    }


CONFLICT = """<<<<<<< HEAD
{ours}
||||||| base
{base}
=======
{theirs}
>>>>>>> other
"""


def test_a_conflict_in_a_lock_is_repaired_from_both_sides(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    text = (sandbox.root / LOCK).read_text("utf-8")
    (line,) = [one for one in text.splitlines() if one.startswith("item order-of-a-no")]
    ours, theirs = line.replace(str(NOW), str(NOW + 5)), line.replace(str(NOW), str(NOW + 9))
    conflict = CONFLICT.format(ours=ours, base=line, theirs=theirs)
    (sandbox.root / LOCK).write_text(text.replace(line + "\n", conflict), "utf-8")
    said = sandbox.run("build", "--format", "short")
    assert "error[damaged-lock]: a merge was left unfinished here" in said.stderr
    assert "deckwright lock --repair" in said.stderr
    result = sandbox.run("lock", "--repair")
    assert result.exit_code == 0
    assert lock(sandbox).items["order-of-a-no"].mod == NOW + 9
    assert sandbox.run("build").exit_code == 0


def test_a_lock_that_was_lost_is_made_again_from_the_packages_of_the_last_release(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    remove(sandbox)
    sandbox.reword()
    codes(sandbox, "0.2.0", NOW + 60)
    before = {language: lock(sandbox, language) for language in ("de", "en")}
    for language in ("de", "en"):
        (sandbox.root / f"decks/sample-{language}.lock").unlink()
    packages = [str(package(sandbox, "0.2.0", deck)) for deck in ("sample-de", "sample-en")]
    assert sandbox.run("lock", "--repair", *packages).exit_code == 0
    for language, was in before.items():
        now = lock(sandbox, language)
        assert now.items == was.items
        assert now.note_types == was.note_types
        assert now.paths == was.paths
        assert now.version == "0.2.0"
    assert sandbox.run("build", "--locked").exit_code == 0


def test_half_a_lock_is_made_whole_and_what_it_still_knew_is_kept(sandbox: Sandbox) -> None:
    second_deck(sandbox)
    codes(sandbox, "0.1.0")
    whole = lock(sandbox)
    text = (sandbox.root / LOCK).read_text("utf-8")
    (sandbox.root / LOCK).write_text(text[: len(text) // 2], "utf-8")
    packages = [str(package(sandbox, "0.1.0", deck)) for deck in ("sample-de", "start-de")]
    assert sandbox.run("lock", "--repair", *packages).exit_code == 0
    assert lock(sandbox).items == whole.items
    assert lock(sandbox).paths == whole.paths
    assert lock(sandbox).releases == whole.releases


def test_a_repair_that_would_know_no_release_writes_nothing(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    text = (sandbox.root / LOCK).read_text("utf-8")
    cut = text[: text.index("release ")]
    (sandbox.root / LOCK).write_text(cut, "utf-8")
    result = sandbox.run("lock", "--repair")
    assert result.exit_code == 1
    assert "nothing says which version was released last" in result.stderr
    assert (sandbox.root / LOCK).read_text("utf-8") == cut


def test_a_package_of_another_project_repairs_nothing(sandbox: Sandbox, shipped: dict[str, Path]) -> None:
    codes(sandbox, "0.1.0")
    before = (sandbox.root / LOCK).read_bytes()
    result = sandbox.run("lock", "--repair", str(shipped["trust-en"]))
    assert result.exit_code == 1
    assert "holds nothing of this project" in result.stderr
    assert (sandbox.root / LOCK).read_bytes() == before


def test_lock_says_what_was_released(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    remove(sandbox)
    codes(sandbox, "0.2.0", NOW + 60)
    said = sandbox.run("lock").stdout
    assert "decks/sample-de.lock: 0.2.0 of 2027-01-15, 3 items, 1 retired" in said


def test_a_lock_of_format_1_is_read_and_its_times_are_kept(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    new = lock(sandbox)
    old = ["deckwright-lock 1"]
    for line in (sandbox.root / LOCK).read_text("utf-8").splitlines()[1:]:
        match line.split(" "):
            case ["item", item, kind, guid, digest, _, mod, *_]:
                old.append(f"item {item} {kind} {guid} {digest} {mod}")
            case ["notetype", kind, digest, mod, schema]:
                ids = [part.rpartition("=")[2] for part in schema.split(",")[2:]]
                old.append(f"notetype {kind} {digest} {mod} {','.join(ids)}")
            case _:
                old.append(line)
    (sandbox.root / LOCK).write_text("\n".join(old) + "\n", "utf-8")
    assert sandbox.run("build", "--locked").exit_code == 0
    assert codes(sandbox, "0.2.0", NOW + 60) == []
    assert lock(sandbox).items == new.items
    assert (sandbox.root / LOCK).read_text("utf-8").startswith("deckwright-lock 2\n")


def test_a_lock_with_the_line_ends_of_another_system_says_the_same(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    before = lock(sandbox)
    path = sandbox.root / LOCK
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert lock(sandbox) == before
    assert salvage(path.read_text("utf-8")) == (before, 0)


def test_an_item_keeps_the_later_time_of_two_lines(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    text = (sandbox.root / LOCK).read_text("utf-8")
    (line,) = [one for one in text.splitlines() if one.startswith("item order-of-a-no")]
    later = line.replace(str(NOW), str(NOW + 7))
    for lines in ((line, later), (later, line)):
        (sandbox.root / LOCK).write_text(text.replace(line, "\n".join(lines)), "utf-8")
        assert lock(sandbox).items["order-of-a-no"].mod == NOW + 7


def test_uncommitted_content_needs_a_word(repository: Sandbox) -> None:
    repository.reword()
    assert codes(repository, "0.2.0") == ["uncommitted", "unexcused-warnings"]
    assert codes(repository, "0.2.0", allow=["uncommitted"]) == ["uncommitted"]


def test_a_copied_project_without_version_control_can_be_released(sandbox: Sandbox, tmp_path: Path) -> None:
    shutil.copytree(sandbox.root, tmp_path / "copy")
    assert codes(Sandbox(tmp_path / "copy"), "0.1.0") == []
