"""From items to notes: which are shipped, in which order, with which fields."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

from conftest import LESSON, NOW, Sandbox


def database(path: Path) -> sqlite3.Connection:
    """Open the collection of a package."""
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(path) as archive:
        connection.deserialize(archive.read("collection.anki2"))
    return connection


def notes(path: Path) -> dict[str, dict[str, str]]:
    """Return the fields of all notes of a package by item."""
    connection = database(path)
    models = json.loads(connection.execute("select models from col").fetchone()[0])
    rows = connection.execute("select mid, flds from notes").fetchall()
    connection.close()
    found = {}
    for mid, fields in rows:
        names = [field["name"] for field in models[str(mid)]["flds"]]
        values = dict(zip(names, fields.split("\x1f"), strict=True))
        found[values["Key"]] = values
    return found


def test_every_authored_text_has_a_field_of_its_own_and_the_rest_stays_empty(sandbox: Sandbox) -> None:
    fields = notes(sandbox.build()[0].path)["small-discount"]
    assert fields["Variant1"] == "Frau Yıldız schreibt, sie hätte gern acht Prozent Nachlass."
    assert fields["Principle"] == "Erst das Nein, dann <em>ein</em> Grund."
    assert (fields["Setting"], fields["Domain"], fields["Channel"]) == (
        "Verhandlung",
        "Vertrieb",
        "am Telefon",
    )
    assert fields["Sources"] == "Ury, W. (2007). The power of a positive no. Bantam."
    assert {fields[f"Rating{n}"] for n in (1, 2, 3)} == {"1", "2", "4"}
    assert all(
        fields[name] == "" for name in ("Variant2", "Option4", "Rating4", "Feedback4", "Disputed", "Spare2", "Retired")
    )


def test_drafts_and_evaluation_items_are_in_no_deck(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "  small-discount:\n", "  small-discount:\n    use: evaluation\n")
    sandbox.replace(LESSON, "  one-no-today:\n", "  one-no-today:\n    draft: true\n")
    for one in sandbox.build():
        assert set(notes(one.path)) == {"order-of-a-no", "gap-of-a-no"}


def test_an_item_without_translation_is_left_out_of_that_language_alone(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON.replace(".yaml", ".en.yaml"), "    answer: |\n      One reason.\n", "")
    german, english = sandbox.build()
    assert set(notes(german.path)) - set(notes(english.path)) == {"order-of-a-no"}


def test_a_rule_without_translation_takes_its_scenarios_with_it(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON.replace(".yaml", ".en.yaml"), "    limits: |\n      In danger the no is enough.\n", "")
    assert "small-discount" not in notes(sandbox.build()[1].path)


def test_a_lesson_without_its_overlay_is_left_out_with_one_warning(sandbox: Sandbox) -> None:
    path = sandbox.root / "content/sample/lessons/02-more.yaml"
    text = (sandbox.root / LESSON).read_text("utf-8")
    for old, new in (
        ("first-no", "more"),
        ("one-sentence-no", "rule-b"),
        ("small-discount", "b1"),
        ("order-of-a-no", "b2"),
        ("gap-of-a-no", "b3"),
        ("one-no-today", "b4"),
    ):
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    found = json.loads(sandbox.diagnostics("json"))["diagnostics"]
    assert [(d["code"], d["line"]) for d in found] == [("missing-translation", 1)]
    german, english = sandbox.build()
    assert (len(notes(german.path)), len(notes(english.path))) == (8, 4)


def places(path: Path) -> list[tuple[str, int]]:
    """Return items and the places of their new cards, in order."""
    connection = database(path)
    rows = connection.execute(
        "select n.flds, c.due from cards c join notes n on n.id = c.nid order by c.due"
    ).fetchall()
    connection.close()
    return [(fields.split("\x1f")[0], due) for fields, due in rows]


def test_new_cards_have_places_with_room_between(sandbox: Sandbox) -> None:
    assert places(sandbox.build()[0].path) == [
        ("order-of-a-no", 1000),
        ("small-discount", 1010),
        ("one-no-today", 1020),
        ("gap-of-a-no", 1030),
    ]


def test_every_gap_of_a_cloze_is_a_card(sandbox: Sandbox) -> None:
    for file, text in (
        (LESSON, "Nach dem {{c1::Nein}} folgt {{c2::ein Grund::Was?}}."),
        (LESSON.replace(".yaml", ".en.yaml"), "After the {{c1::no}} comes {{c2::a reason::what?}}."),
    ):
        old = "Nach dem Nein folgt {{c1::ein Grund}}." if file == LESSON else "After the no comes {{c1::one reason}}."
        sandbox.replace(file, old, text)
    assert [item for item, _ in places(sandbox.build()[0].path)].count("gap-of-a-no") == 2


def test_ids_are_unique_and_none_lies_in_the_future(sandbox: Sandbox) -> None:
    for one in sandbox.build():
        connection = database(one.path)
        ids = [row[0] for row in connection.execute("select id from notes union all select id from cards")]
        connection.close()
        assert len(set(ids)) == len(ids)
        assert max(ids) <= NOW * 1000


def test_tags_name_lesson_and_claims(sandbox: Sandbox) -> None:
    connection = database(sandbox.build()[0].path)
    tags = {row[0] for row in connection.execute("select tags from notes")}
    connection.close()
    assert tags == {" sample::claim::S10 sample::lesson::first-no "}


def test_a_deck_of_chosen_lessons_ships_the_same_notes(sandbox: Sandbox) -> None:
    (sandbox.root / "decks/short-de.yaml").write_text(
        (sandbox.root / "decks/sample-de.yaml")
        .read_text("utf-8")
        .replace("deck: sample-de", "deck: short-de\nlessons: [first-no]"),
        "utf-8",
    )
    rows: dict[str, Any] = {}
    for one in sandbox.build():
        connection = database(one.path)
        rows[one.deck] = connection.execute("select guid, mod, flds from notes order by guid").fetchall()
        connection.close()
    assert rows["sample-de"] == rows["short-de"] != rows["sample-en"]


def test_the_content_digest_does_not_depend_on_the_time(sandbox: Sandbox) -> None:
    first = sandbox.build(NOW)[0].digest
    (sandbox.root / "build/.deckwright/sample-de.json").unlink()
    assert sandbox.build(NOW + 999)[0].digest == first


def test_a_course_without_labels_for_its_language_can_bring_them(sandbox: Sandbox) -> None:
    for old, new in (("language: de", "language: fr"), ("translations: [en]", "translations: []")):
        sandbox.replace("content/sample/course.yaml", old, new)
    sandbox.replace("decks/sample-de.yaml", "language: de", "language: fr")
    for path in (
        *sandbox.root.glob("content/sample/*.en.yaml"),
        *sandbox.root.glob("content/sample/lessons/*.en.yaml"),
        sandbox.root / "decks/sample-en.yaml",
    ):
        path.unlink()
    assert "error[unknown-language]: there are no labels for the language `fr`" in sandbox.run(
        "build", "--format", "short"
    ).stderr.replace("decks/sample-de.yaml:3:11: ", "")
    import deckwright

    labels = Path(deckwright.__file__).parent / "templates/labels/en.yaml"
    (sandbox.root / "content/sample/labels").mkdir()
    (sandbox.root / "content/sample/labels/fr.yaml").write_text(
        labels.read_text("utf-8").replace("Principle", "Principe"), "utf-8"
    )
    connection = database(sandbox.build()[0].path)
    (models,) = connection.execute("select models from col").fetchone()
    connection.close()
    assert "Principe" in models
