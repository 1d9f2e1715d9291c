"""What the real Anki does with the packages: the judge of all that learners rely on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from conftest import HERE, LESSON, NOW, REPOSITORY, Sandbox, review_everything
from deckwright.authoring.diagnostics import Report
from deckwright.pipeline import build
from deckwright.releasing import release
from deckwright.verify.oracle import import_package, template_faults, verify_with_anki
from deckwright.workspace import Project


def counts(log: Any) -> tuple[int, int, int]:
    """Return how many notes an import added, updated and left alone."""
    return len(log.new), len(log.updated), len(log.duplicate)


def learning(collection: Any) -> tuple[list[Any], list[Any]]:
    """Return all scheduling and the whole review log."""
    cards = collection.db.all(
        "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, data from cards order by id"
    )
    return cards, collection.db.all("select * from revlog order by id")


def test_anki_finds_no_fault_in_the_shipped_decks(shipped: dict[str, Path]) -> None:
    notes: dict[str, int] = {}
    for name, path in shipped.items():
        report = Report()
        imported = verify_with_anki(path, report)
        assert not report.diagnostics
        assert path.stat().st_size < 1_000_000
        assert imported is not None
        notes[name] = imported.notes
    assert notes["vertrauen-de"] == notes["trust-en"] == 140
    assert notes["vertrauen-de-90-minuten"] == notes["trust-en-90-minutes"] < notes["trust-en-half-day"] < 140


def test_a_second_import_adds_and_updates_nothing(shipped: dict[str, Path], anki_collection: Any) -> None:
    path = shipped["vertrauen-de"]
    assert counts(import_package(anki_collection, path)) == (140, 0, 0)
    assert counts(import_package(anki_collection, path)) == (0, 0, 140)


def test_after_a_one_word_edit_one_note_is_updated_and_no_review_is_touched(
    sandbox: Sandbox, anki_collection: Any
) -> None:
    first, *_ = sandbox.build()
    import_package(anki_collection, first.path)
    review_everything(anki_collection)
    before = learning(anki_collection)
    times = dict(anki_collection.db.all("select guid, mod from notes"))
    sandbox.replace(LESSON, "Am Montag steht dieselbe Frage im Raum.", "Am Montag liegt dieselbe Frage auf dem Tisch.")
    sandbox.build(NOW + 60)
    assert counts(import_package(anki_collection, first.path)) == (0, 1, 3)
    assert learning(anki_collection) == before
    later = dict(anki_collection.db.all("select guid, mod from notes"))
    (changed,) = [guid for guid, mod in later.items() if mod != times[guid]]
    assert "auf dem Tisch" in anki_collection.db.scalar("select flds from notes where guid = ?", changed)


def test_an_edit_of_a_principle_reaches_every_scenario_under_it_and_nothing_else(
    sandbox: Sandbox, anki_collection: Any
) -> None:
    first, *_ = sandbox.build()
    import_package(anki_collection, first.path)
    sandbox.replace(LESSON, "Bei Gefahr genügt das Nein.", "Bei Gefahr reicht das Nein.")
    sandbox.build(NOW + 60)
    assert counts(import_package(anki_collection, first.path)) == (0, 1, 3)


def test_a_new_look_reaches_the_note_type_and_no_note(sandbox: Sandbox, anki_collection: Any) -> None:
    first, *_ = sandbox.build()
    import_package(anki_collection, first.path)
    sandbox.replace("content/sample/course.yaml", "report: Fehler bitte melden.", "report: Fehler? Bitte melden.")
    sandbox.build(NOW + 60)
    assert counts(import_package(anki_collection, first.path)) == (0, 0, 4)
    assert any("Fehler? Bitte melden." in model["tmpls"][0]["afmt"] for model in anki_collection.models.all())
    assert not [model["name"] for model in anki_collection.models.all() if model["name"].endswith("+")]


def test_the_languages_do_not_touch_each_other(sandbox: Sandbox, anki_collection: Any) -> None:
    german, english = sandbox.build()
    assert counts(import_package(anki_collection, german.path)) == (4, 0, 0)
    assert counts(import_package(anki_collection, english.path)) == (4, 0, 0)
    assert counts(import_package(anki_collection, german.path)) == (0, 0, 4)
    assert anki_collection.note_count() == 8
    assert template_faults(anki_collection) == []


def test_two_courses_that_differ_in_nothing_but_the_namespace_do_not_touch_each_other(
    sandbox: Sandbox, anki_collection: Any
) -> None:
    import_package(anki_collection, sandbox.build()[0].path)
    other = Sandbox(sandbox.root.parent / "other")
    shutil.copytree(HERE / "project", other.root)
    other.replace("content/sample/course.yaml", "0123456789abcdef", "fedcba9876543210")
    other.replace(LESSON, "Was kommt nach dem Nein?", "Was folgt auf das Nein?")
    assert counts(import_package(anki_collection, other.build(NOW + 60)[0].path)) == (4, 0, 0)
    assert len(anki_collection.find_notes('"Was kommt nach dem Nein?"')) == 1
    assert anki_collection.note_count() == 8


def test_a_picture_arrives_under_the_name_of_its_content(sandbox: Sandbox, anki_collection: Any) -> None:
    import_package(anki_collection, sandbox.build()[0].path)
    media = anki_collection.media.check()
    assert (list(media.missing), list(media.unused)) == ([], [])
    (name,) = Path(anki_collection.media.dir()).iterdir()
    assert name.name.startswith("offer-")


def test_a_changed_picture_is_a_new_file_and_an_update_of_its_note(sandbox: Sandbox, anki_collection: Any) -> None:
    import_package(anki_collection, sandbox.build()[0].path)
    picture = sandbox.root / "content/sample/media/offer.png"
    picture.write_bytes(picture.read_bytes() + b"\0")
    assert counts(import_package(anki_collection, sandbox.build(NOW + 60)[0].path)) == (0, 1, 3)


def test_new_cards_come_lesson_by_lesson_with_the_kinds_mixed(shipped: dict[str, Path], anki_collection: Any) -> None:
    import_package(anki_collection, shipped["vertrauen-de"])
    rows = anki_collection.db.all(
        "select c.due, n.tags from cards c join notes n on n.id = c.nid where c.queue = 0 order by c.due"
    )
    assert "trust::what-next" in rows[-1][1]
    own_case = next(i for i, (_, tags) in enumerate(rows) if "trust::my-case" in tags)
    lessons = [next((tag for tag in tags.split() if "::lesson::" in tag), "") for _, tags in rows[:-1]]
    assert lessons.pop(own_case) == ""
    assert lessons == sorted(lessons, key=list(dict.fromkeys(lessons)).index)
    assert len(set(lessons[:own_case])) == 1 < len(set(lessons[: own_case + 1]))
    assert len({due for due, _ in rows}) >= 140


def test_the_deck_description_and_the_two_subdecks_arrive(shipped: dict[str, Path], anki_collection: Any) -> None:
    import_package(anki_collection, shipped["vertrauen-de"])
    names = {deck.name for deck in anki_collection.decks.all_names_and_ids()}
    assert {
        "Vertrauen aufbauen",
        "Vertrauen aufbauen::1 Situationen",
        "Vertrauen aufbauen::2 Reflexion",
    } <= names
    parent = anki_collection.decks.by_name("Vertrauen aufbauen")
    assert "erst selbst denken" in parent["desc"]
    assert not parent["collapsed"]
    assert "CC BY-SA 4.0</a>" in parent["desc"]
    assert "immer über diesen obersten Stapel" in parent["desc"]


def test_the_description_names_the_version_and_an_update_brings_the_next_one(
    sandbox: Sandbox, anki_collection: Any
) -> None:
    for version in ("", "1.0.0", "1.2.0"):
        if version:
            assert not sandbox.run("release", version).exit_code
        import_package(anki_collection, sandbox.build()[0].path)
        shown = anki_collection.decks.by_name("Beispiel")["desc"]
        assert ("Version" in shown) == bool(version)
        assert version in shown
        assert f"{version}+" not in shown
        assert '<a href="https://example.org/beispiel">' in shown


def test_a_deck_that_was_edited_since_its_release_says_so(sandbox: Sandbox, anki_collection: Any) -> None:
    assert not sandbox.run("release", "1.0.0").exit_code
    sandbox.replace(LESSON, "Am Montag steht dieselbe Frage im Raum.", "Am Montag ist die Frage noch da.")
    import_package(anki_collection, sandbox.build()[0].path)
    assert "Version 1.0.0+" in anki_collection.decks.by_name("Beispiel")["desc"]


def test_learners_write_their_own_cases_in_their_language_and_updates_leave_them_alone(
    shipped: dict[str, Path], anki_collection: Any
) -> None:
    import_package(anki_collection, shipped["vertrauen-de"])
    kind = anki_collection.models.by_name("Vertrauen aufbauen – Mein Fall")
    names = [field["name"] for field in kind["flds"] if not field["collapsed"]]
    assert names == ["Situation", "Was ich gesagt habe", "Was ich heute sagen würde", "Prinzip dahinter"]
    assert all(field["description"] for field in kind["flds"] if not field["collapsed"])
    note = anki_collection.new_note(kind)
    for name in names:
        note[name] = f"Mein Text für: {name}"
    anki_collection.add_note(note, anki_collection.decks.id("Vertrauen aufbauen::1 Situationen"))
    import_package(anki_collection, shipped["vertrauen-de"])
    (card,) = note.cards()
    assert anki_collection.get_note(note.id).fields == note.fields
    assert "Mein Text für: Situation" in card.question()
    assert all(f"Mein Text für: {name}" in card.answer() for name in names)
    assert template_faults(anki_collection) == []


def test_a_course_without_own_case_and_last_card_has_neither(sandbox: Sandbox, anki_collection: Any) -> None:
    import_package(anki_collection, sandbox.build()[0].path)
    assert anki_collection.note_count() == 4


def test_a_spare_field_can_be_used_and_a_field_renamed_without_a_second_note_type(
    sandbox: Sandbox, anki_collection: Any, monkeypatch: Any
) -> None:
    from deckwright.deck import notetypes

    import_package(anki_collection, sandbox.build()[0].path)
    review_everything(anki_collection)
    before = learning(anki_collection)
    real = notetypes.note_types

    def renamed(*args: Any) -> Any:
        types = real(*args)
        for kind, one in types.items():
            fields = tuple(notetypes.Field("Mnemonic" if f.name == "Spare1" else f.name, f.id) for f in one.fields)
            object.__setattr__(one, "fields", fields)
            object.__setattr__(one, "back", one.back + "{{Mnemonic}}")
            types[kind] = one
        return types

    monkeypatch.setattr("deckwright.workspace.note_types", renamed)
    log = import_package(anki_collection, sandbox.build(NOW + 60)[0].path)
    assert counts(log) == (0, 0, 4)
    assert len([m for m in anki_collection.models.all() if m["name"].startswith("Beispiel")]) == 4
    assert all(
        "Mnemonic" in m["tmpls"][0]["afmt"] for m in anki_collection.models.all() if m["name"].startswith("Beispiel")
    )
    assert learning(anki_collection) == before


def test_a_release_builds_the_same_in_another_folder_on_another_day(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for name in ("content", "decks"):
        shutil.copytree(REPOSITORY / name, here / name)
    report = Report()
    first = release(Project(here), "999.0.0", report, clock=lambda: 2_000_000_000)
    shutil.copytree(here, there, ignore=shutil.ignore_patterns("build"))
    second = build(Project(there), (), report, locked=True, clock=lambda: 2_100_000_000)
    assert not report.failed()
    assert first
    assert len(second) == len(list((REPOSITORY / "decks").glob("*.yaml")))
    assert {one.deck: one.path.read_bytes() for one in second} == {
        one.deck: one.path.read_bytes() for one in first.built
    }
