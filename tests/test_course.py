"""What can be wrong with a course beyond a single text: ids, references, files, translations, media."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

import deckwright
from conftest import LESSON, Sandbox
from deckwright.course.manifests import MOST_LEVELS
from deckwright.verify.oracle import import_package, template_faults

ENGLISH = LESSON.replace(".yaml", ".en.yaml")


def found(sandbox: Sandbox) -> list[tuple[str, str, int]]:
    """Return code, file and line of all diagnostics."""
    diagnostics: list[dict[str, Any]] = json.loads(sandbox.diagnostics("json"))["diagnostics"]
    return [(d["code"], d["path"], d["line"]) for d in diagnostics]


def second_lesson(sandbox: Sandbox, *renamed: tuple[str, str]) -> str:
    """Write a second lesson with ids of its own but for what is renamed back, and return its path."""
    for path in (LESSON, ENGLISH):
        text = (sandbox.root / path).read_text("utf-8")
        for word in ("first-no", "one-sentence-no", "small-discount", "order-of-a-no", "gap-of-a-no", "one-no-today"):
            text = text.replace(word, f"{word}-2")
        for old, new in renamed:
            text = text.replace(old, new)
        (sandbox.root / path.replace("01-first-no", "02-second-no")).write_text(text, "utf-8")
    return LESSON.replace("01-first-no", "02-second-no")


def test_an_item_id_used_in_two_files_is_told_with_both_places(sandbox: Sandbox) -> None:
    path = second_lesson(sandbox, ("order-of-a-no-2", "order-of-a-no"))
    assert found(sandbox) == [("duplicate-id", path, 55)]
    assert f"note: the first use is {LESSON}:55" in sandbox.diagnostics()


@pytest.mark.parametrize("name", ["first-no", "one-sentence-no"])
def test_lessons_and_principles_have_ids_of_their_own_too(sandbox: Sandbox, name: str) -> None:
    second_lesson(sandbox, (f"{name}-2", name))
    assert {code for code, _, _ in found(sandbox)} == {"duplicate-id"}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("claims: [S10]", "claims: [S11]", "claim"),
        ("sources: [ury-2007]", "sources: [uri-2007]", "source"),
        ("setting: negotiation", "setting: negotiations", "setting"),
        ("domain: sales", "domain: sale", "domain"),
        ("channel: phone", "channel: fone", "channel"),
        ("construct: boundary", "construct: boundaries", "construct"),
        ("error: delay", "error: delays", "error"),
    ],
)
def test_whatever_is_named_must_exist(sandbox: Sandbox, old: str, new: str, kind: str) -> None:
    sandbox.replace(LESSON, old, new)
    text = sandbox.diagnostics()
    assert f"error[unknown-reference]: there is no {kind} `" in text
    assert "help: did you mean `" in text


@pytest.mark.parametrize(
    "flow",
    [
        "{rating: 4, text: Nein, das geht nicht, feedback: Gut}",
        "{rating: 4, text: [Nein, das geht nicht], feedback: Gut}",
    ],
)
def test_prose_that_was_split_at_a_comma_is_recognised(sandbox: Sandbox, flow: str) -> None:
    path = sandbox.root / LESSON
    text = path.read_text("utf-8")
    start, end = text.index("      hold:\n"), text.index("      later:\n")
    path.write_text(f"{text[:start]}      hold: {flow}\n{text[end:]}", "utf-8")
    assert "was this text split at a comma?" in sandbox.diagnostics()


def test_prose_that_was_split_at_a_colon_is_recognised(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "rule: |\n      Erst das Nein, dann", "rule:\n      Erst das Nein: dann")
    assert "was this text split at a colon?" in sandbox.diagnostics()


def test_a_file_that_nothing_reads_is_told(sandbox: Sandbox) -> None:
    folder = sandbox.root / "content/sample/lessons"
    (folder / "03-third.yml").write_text("lesson: third\n", "utf-8")
    (folder / "01-first-no.fr.yaml").write_text("translates: first-no\n", "utf-8")
    (folder / "04-other.en.yaml").write_text("translates: other\n", "utf-8")
    assert [(code, path.rsplit("/", 1)[1]) for code, path, _ in found(sandbox)] == [
        ("misnamed", "01-first-no.fr.yaml"),
        ("misnamed", "03-third.yml"),
        ("misnamed", "04-other.en.yaml"),
    ]


def test_an_overlay_beside_the_wrong_lesson_is_told(sandbox: Sandbox) -> None:
    sandbox.replace(ENGLISH, "translates: first-no", "translates: second-no")
    assert found(sandbox) == [("translation-structure", ENGLISH, 1)]


def test_words_of_the_course_without_translation_stop_the_build(sandbox: Sandbox) -> None:
    sandbox.replace(
        "content/sample/course.en.yaml", "{negotiation: Negotiation, team: Team}", "{negotiation: Negotiation}"
    )
    assert [code for code, _, _ in found(sandbox)] == ["missing-translation"]
    assert sandbox.run("build").exit_code == 1


def test_a_translation_that_has_just_begun_is_told_in_a_line(sandbox: Sandbox) -> None:
    (sandbox.root / ENGLISH).write_text("translates: first-no\ntitle: The first no\n", "utf-8")
    (line,) = [line for line in sandbox.diagnostics("short").splitlines() if "[missing-translation]" in line]
    assert "21 texts lack a translation in `01-first-no.en.yaml`" in line
    assert "`deckwright translate en` puts in their entries" in line


def test_a_language_that_no_deck_has_yet_stops_nothing(sandbox: Sandbox) -> None:
    sandbox.replace("content/sample/course.yaml", "translations: [en]", "translations: [en, fr]")
    assert "warning[missing-translation]: there is no `course.fr.yaml`" in sandbox.diagnostics()
    assert "error" not in sandbox.diagnostics()
    assert sandbox.run("translate", "fr").exit_code == 0
    assert len(sandbox.build()) == 2
    sandbox.replace("decks/sample-en.yaml", "language: en", "language: fr")
    assert "error[missing-translation]" in sandbox.diagnostics()


def test_a_gap_numbered_otherwise_in_a_translation_is_told(sandbox: Sandbox) -> None:
    sandbox.replace(ENGLISH, "{{c1::one reason}}", "{{c1::one}} {{c2::reason}}")
    assert found(sandbox) == [("translation-structure", ENGLISH, 46)]


def test_a_picture_with_other_capitals_is_missing_and_the_right_name_is_proposed(sandbox: Sandbox) -> None:
    (sandbox.root / "content/sample/media/offer.png").rename(sandbox.root / "content/sample/media/Offer.png")
    text = sandbox.diagnostics()
    assert text.count("error[media-missing]") == 2
    assert "did you mean `Offer.png`?" in text


@pytest.mark.parametrize(
    "name", ["Angebot-über.png", "my%20offer.png", "offer.PNG", "offer.exe", "/etc/passwd", "sub/offer.png"]
)
def test_a_picture_with_a_name_that_does_not_work_everywhere_is_refused(sandbox: Sandbox, name: str) -> None:
    sandbox.replace(LESSON, "(offer.png)", f"({name})")
    assert {code for code, _, _ in found(sandbox)} == {"media-path"}


def test_a_picture_with_a_space_in_its_name_is_not_silently_shown_as_text(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "(offer.png)", "(my offer.png)")
    assert found(sandbox) == [("unsupported-markup", LESSON, 26)]


def test_an_empty_picture_is_refused_since_anki_takes_it_for_missing(sandbox: Sandbox) -> None:
    (sandbox.root / "content/sample/media/offer.png").write_bytes(b"")
    assert {code for code, _, _ in found(sandbox)} == {"media-missing"}


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_that_leads_out_of_the_course_is_refused(sandbox: Sandbox) -> None:
    picture = sandbox.root / "content/sample/media/offer.png"
    outside = sandbox.root.parent / "secret.png"
    picture.rename(outside)
    picture.symlink_to(outside)
    assert {code for code, _, _ in found(sandbox)} == {"media-path"}


def test_a_script_in_a_text_is_told_at_its_place(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "Am Montag steht", "Am Montag <script>alert(1)</script> steht")
    assert found(sandbox)[0] == ("html-in-text", LESSON, 44)


def test_the_sign_that_begins_a_tag_can_be_escaped_as_the_help_says(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "Am Montag steht", "Am Montag <b steht")
    assert "`\\<` for the sign itself" in sandbox.diagnostics()
    sandbox.replace(LESSON, "Am Montag <b steht", "Am Montag \\<b steht")
    assert found(sandbox) == []
    sandbox.replace(LESSON, "title: Das erste Nein", "title: Das \\<b")
    assert [code for code, _, _ in found(sandbox)] == ["html-in-text"]


def test_all_faults_of_all_texts_come_out_in_one_run(sandbox: Sandbox) -> None:
    for old in ("Ein Grund.", "Am Montag steht", "Wem sagen"):
        sandbox.replace(LESSON, old, "{{x}} " + old)
    assert [code for code, _, _ in found(sandbox)] == ["template-in-text"] * 6


@pytest.mark.parametrize("words", ["![Ein Bild](offer.png)", "{{Deck}}", "<b>fett</b>", "# Titel"])
def test_the_description_of_a_deck_is_held_to_the_same_rules(sandbox: Sandbox, words: str) -> None:
    sandbox.replace("decks/sample-de.yaml", "Ein *kleines* Deck.", words)
    assert {path for _, path, _ in found(sandbox)} == {"decks/sample-de.yaml"}


def test_two_courses_with_one_namespace_are_refused(sandbox: Sandbox) -> None:
    content = sandbox.root / "content"
    shutil.copytree(content / "sample", content / "zwei")
    sandbox.replace("content/zwei/course.yaml", "course: sample", "course: zwei")
    assert ("duplicate-id", "content/zwei/course.yaml", 2) in found(sandbox)
    assert sandbox.run("build", "sample-de").exit_code == 1


@pytest.mark.parametrize("name", ["collection", "Collection", "BACKUP-x"])
def test_a_deck_that_anki_would_take_for_a_backup_is_refused(sandbox: Sandbox, name: str) -> None:
    (sandbox.root / "decks/sample-en.yaml").unlink()
    (sandbox.root / "decks/sample-de.yaml").rename(sandbox.root / f"decks/{name}.yaml")
    sandbox.replace(f"decks/{name}.yaml", "deck: sample-de", f"deck: {name}")
    assert [code for code, _, _ in found(sandbox)] == ["bad-deck-name"]


@pytest.mark.parametrize("escape", ["\\x1f", "\\0", "\\L", "\\e"])
def test_a_control_character_written_as_an_escape_is_refused(sandbox: Sandbox, escape: str) -> None:
    sandbox.replace(LESSON, "answer: |\n      Ein Grund.", f'answer: "Ein{escape}Grund."')
    assert found(sandbox) == [("control-character", LESSON, 59)]


def test_a_deck_path_cannot_hold_a_line_break(sandbox: Sandbox) -> None:
    sandbox.replace("decks/sample-de.yaml", "cards: Beispiel::1 Situationen", 'cards: "Beispiel::1\\tSituationen"')
    sandbox.replace("decks/sample-en.yaml", "reflection: Sample::2 Reflection", "reflection: Sample::1 SCENARIOS")
    assert [code for code, _, _ in found(sandbox)] == ["bad-deck-path"]


def test_a_rule_of_another_lesson_without_translation_takes_the_scenario_with_it(sandbox: Sandbox) -> None:
    path = second_lesson(sandbox)
    (sandbox.root / path.replace(".yaml", ".en.yaml")).unlink()
    sandbox.replace(LESSON, "    principle: one-sentence-no", "    principle: one-sentence-no-2")
    english = next(one for one in sandbox.build() if one.deck == "sample-en")
    assert english.notes == {"recall": 1, "cloze": 1, "drill": 1}


def test_a_missing_overlay_of_claims_is_a_warning_and_references_are_still_checked(sandbox: Sandbox) -> None:
    (sandbox.root / "content/sample/claims.en.yaml").unlink()
    assert [code for code, _, _ in found(sandbox)] == ["missing-translation"]
    sandbox.replace(LESSON, "principle: one-sentence-no", "principle: nope")
    assert "unknown-reference" in {code for code, _, _ in found(sandbox)}


def test_own_labels_are_held_to_the_rules_of_texts(sandbox: Sandbox) -> None:
    labels = Path(deckwright.__file__).parent / "templates/labels/de.yaml"
    (sandbox.root / "content/sample/labels").mkdir()
    text = labels.read_text("utf-8").replace("\nprinciple: Prinzip", '\nprinciple: "{{Prinzip}}"')
    (sandbox.root / "content/sample/labels/de.yaml").write_text(text, "utf-8")
    assert {code for code, _, _ in found(sandbox)} == {"template-in-text"}


def test_own_labels_may_name_a_field_in_any_script_and_with_signs(sandbox: Sandbox, anki_collection: Any) -> None:
    labels = Path(deckwright.__file__).parent / "templates/labels/de.yaml"
    (sandbox.root / "content/sample/labels").mkdir()
    text = labels.read_text("utf-8").replace("Was ich gesagt habe", '"Was war\'s & was nicht?"')
    text = text.replace("Prinzip dahinter", "स्थिति")
    (sandbox.root / "content/sample/labels/de.yaml").write_text(text, "utf-8")
    sandbox.add_cards_of_the_course()
    import_package(anki_collection, sandbox.build()[0].path)
    assert template_faults(anki_collection) == []
    (card_id,) = anki_collection.find_cards("tag:*my-case")
    answer = anki_collection.get_card(card_id).answer()
    assert all(word in answer for word in ("Gesagt", "Besser", "Regel", "Was war&#39;s &amp; was nicht?"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Was ich gesagt habe", '"Gesagt: damals"'),
        ("Was ich gesagt habe", "situation"),
        ("Was ich gesagt habe", "Retired"),
        ("Was ich gesagt habe", "FrontSide"),
        ("Prinzip dahinter", "^x"),
    ],
)
def test_own_labels_that_cannot_name_a_field_are_refused(sandbox: Sandbox, old: str, new: str) -> None:
    labels = Path(deckwright.__file__).parent / "templates/labels/de.yaml"
    (sandbox.root / "content/sample/labels").mkdir()
    text = labels.read_text("utf-8").replace(old, new)
    (sandbox.root / "content/sample/labels/de.yaml").write_text(text, "utf-8")
    assert {code for code, _, _ in found(sandbox)} == {"bad-field-name"}


@pytest.mark.parametrize("words", ["&#91;sound:x.mp3]", "\\{\\{Foo\\}\\}"])
def test_an_escape_does_not_hide_what_anki_would_take_for_its_own(sandbox: Sandbox, words: str) -> None:
    sandbox.replace(LESSON, "Mehrere Gründe laden zum Verhandeln ein.", words)
    assert found(sandbox) == [("template-in-text", LESSON, 62)]


def test_a_picture_that_links_to_itself_is_refused(sandbox: Sandbox) -> None:
    picture = sandbox.root / "content/sample/media/offer.png"
    picture.unlink()
    picture.symlink_to(picture)
    assert {code for code, _, _ in found(sandbox)} == {"media-path"}


def test_check_says_what_build_would_say_of_a_deck_without_cards(sandbox: Sandbox) -> None:
    sandbox.replace("decks/sample-en.yaml", "lessons: [first-no]", "lessons: []")
    assert [code for code, _, _ in found(sandbox)] == ["empty-deck"]


def test_an_endless_name_is_refused(sandbox: Sandbox) -> None:
    sandbox.replace("content/sample/course.yaml", "translations: [en]", f"translations: [{'x' * 300}]")
    assert {code for code, _, _ in found(sandbox)} >= {"bad-name"}


def test_a_misspelt_table_is_the_only_thing_said_of_it(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "scenarios:", "scenario:")
    assert found(sandbox) == [("unknown-key", LESSON, 14)]


def test_a_key_that_is_indented_too_little_is_not_called_a_second_colon(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "    setting: negotiation", "  setting: negotiation")
    text = sandbox.diagnostics()
    assert "second colon" not in text
    assert "check the indentation here and in the line above" in text


def test_a_quoted_word_at_the_beginning_of_a_text_is_explained(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "title: Das erste Nein", 'title: "Nein" sagen')
    assert "a text that begins with a quotation mark ends at the next one" in sandbox.diagnostics()


@pytest.mark.parametrize(
    ("lost", "left"),
    [("what_next: Go on\n", {"my_case"}), ("  said: Said\n", {"what_next"}), ("", {"my_case", "what_next"})],
)
def test_a_card_of_the_course_without_translation_is_left_out_of_that_language_alone(
    sandbox: Sandbox, lost: str, left: set[str]
) -> None:
    sandbox.add_cards_of_the_course()
    sandbox.replace("content/sample/course.en.yaml", lost, "")
    assert {code for code, _, _ in found(sandbox)} == ({"missing-translation"} if lost else set())
    german, english = sandbox.build()
    assert german.notes["case"] == german.notes["closing"] == 1
    kinds = {kind for kind in ("case", "closing") if english.notes.get(kind)}
    assert kinds == {{"my_case": "case", "what_next": "closing"}[item] for item in left}


@pytest.mark.parametrize(
    "gap", ["{{c1::\\}}", "{{c1::\\}}}", "{{c1::&#125;&#125;}}", "{{c1::&#58;&#58;}}", "{{c1::\\::b}}"]
)
def test_a_gap_that_an_escape_takes_apart_is_refused(sandbox: Sandbox, gap: str) -> None:
    sandbox.replace(LESSON, "{{c1::ein Grund}}", gap)
    assert [code for code, _, _ in found(sandbox)] == ["broken-cloze"]


@pytest.mark.parametrize("gap", ["{{c1::a\\*b}}", "{{c1::a\\}b}}", "{{c1::&lt;}}", "{{c1::C:\\\\x}}", "{{c1::a}} \\*"])
def test_an_escape_that_leaves_the_gap_whole_is_taken(sandbox: Sandbox, gap: str) -> None:
    sandbox.replace(LESSON, "{{c1::ein Grund}}", gap)
    assert found(sandbox) == []
    assert sandbox.build()[0].notes["cloze"] == 1


def test_the_deepest_path_that_is_accepted_is_the_deepest_that_anki_takes(
    sandbox: Sandbox, anki_collection: Any
) -> None:
    sandbox.replace("decks/sample-de.yaml", "cards: Beispiel::1 Situationen", f"cards: {'::'.join('A' * MOST_LEVELS)}")
    import_package(anki_collection, sandbox.build()[0].path)
    assert anki_collection.card_count() == 4


@pytest.mark.parametrize(
    ("cards", "reflection"),
    [("A::1", "A"), ("Default::1", "Default::2"), ("A:: 1", "A::2"), ("A", "a"), ("::".join("A" * 12), "A::2")],
)
def test_paths_that_anki_would_schedule_wrongly_are_refused(sandbox: Sandbox, cards: str, reflection: str) -> None:
    sandbox.replace("decks/sample-de.yaml", "cards: Beispiel::1 Situationen", f'cards: "{cards}"')
    sandbox.replace("decks/sample-de.yaml", "reflection: Beispiel::2 Reflexion", f'reflection: "{reflection}"')
    assert {code for code, _, _ in found(sandbox)} == {"bad-deck-path"}


@pytest.mark.parametrize(
    ("website", "proposal"),
    [
        ("example.org", "`https://example.org`"),
        ("javascript:alert(1)", "one that begins"),
        ("https://", "one that begins"),
    ],
)
def test_an_address_that_is_none_is_refused_with_a_way_out(sandbox: Sandbox, website: str, proposal: str) -> None:
    sandbox.replace("content/sample/course.yaml", "https://example.org/beispiel", website)
    assert f"write {proposal}" in sandbox.diagnostics()
    sandbox.replace("content/sample/course.yaml", website, "HTTPS://EXAMPLE.ORG")
    assert sandbox.diagnostics() == ""
