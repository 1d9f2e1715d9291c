"""Identity: values that learners' collections rest on, written down so that no change goes unseen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conftest import Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.deck.identity import deck_id, field_id, guid, note_type_id, template_id
from deckwright.deck.notetypes import FIELDS
from deckwright.workspace import read_editions, read_manifests


def test_ids_are_what_the_first_release_gave() -> None:
    assert guid("6f1c0e2a9b7d4f35", "de", "discount-before-the-weekend") == "nqRnaw6GZTPj"
    assert guid("6f1c0e2a9b7d4f35", "en", "discount-before-the-weekend") == "Pesvjk6Z8SP2"
    assert note_type_id("6f1c0e2a9b7d4f35", "de", "scenario") == 1120703551542
    assert field_id("scenario", "Situation") == 2123475952199012001
    assert template_id("scenario", "card") == 7622377711445324651
    assert deck_id("Vertrauen aufbauen::1 Situationen") == 1194480531761


def test_a_spare_field_that_got_a_name_keeps_its_id(sandbox: Sandbox) -> None:
    report = Report()
    edition, *_ = read_editions(sandbox.project, read_manifests(sandbox.project, (), report), report, None)
    ids = {field.name: field.id for field in edition.types["scenario"].fields}
    assert ids["Disputed"] == field_id("scenario", "Spare1")


def test_fields_are_what_the_first_release_gave() -> None:
    options = [f"{name}{n}" for n in range(1, 6) for name in ("Option", "Rating", "Feedback")]
    tail = [*(f"Spare{n}" for n in range(1, 9)), "Retired"]
    assert {kind: list(names) for kind, names in FIELDS.items()} == {
        "scenario": [
            "Key",
            "Lesson",
            "Setting",
            "Domain",
            "Channel",
            "Situation",
            "Variant1",
            "Variant2",
            "Variant3",
            *options,
            "Principle",
            "Limits",
            "Sources",
            "Disputed",
            *tail[1:],
        ],
        "recall": ["Key", "Lesson", "Question", "Answer", "Why", "Sources", *tail],
        "cloze": ["Key", "Lesson", "Text", "Why", "Sources", *tail],
        "drill": [
            "Key",
            "Lesson",
            "Minutes",
            "Prompt1",
            "Prompt2",
            "Prompt3",
            "Prompt4",
            "Prompt5",
            "IfThen",
            "Example",
            "Check1",
            "Check2",
            "Check3",
            "Check4",
            "Safety",
            *tail,
        ],
        "case": ["Situation", "Said", "Better", "Principle", "Spare1", "Spare2", "Retired"],
        "closing": ["Key", "Text", *tail],
    }


parts = st.text(min_size=1, max_size=10)


@given(parts, parts, parts, parts)
def test_another_language_course_or_item_is_another_note(namespace: str, language: str, item: str, other: str) -> None:
    if other not in (namespace, language, item) and "\0" not in namespace + language + item + other:
        own = guid(namespace, language, item)
        assert len(own) == 12
        assert own not in (
            guid(other, language, item),
            guid(namespace, other, item),
            guid(namespace, language, other),
        )


def test_ids_of_note_types_and_decks_look_like_times_in_the_past() -> None:
    for number in range(100):
        assert 1_099_000_000_000 < note_type_id("x", "de", str(number)) < 1_650_000_000_000
        assert 1_099_000_000_000 < deck_id(str(number)) < 1_650_000_000_000


def test_ids_of_fields_fit_what_anki_stores() -> None:
    ids = [field_id(kind, name) for kind, names in FIELDS.items() for name in names]
    assert len(set(ids)) == len(ids)
    assert all(0 < number < 1 << 63 for number in ids)
