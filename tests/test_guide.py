"""The import guide: what it looks like in real Chromium, and whether the real Anki agrees with what it says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import anki.lang
import pytest
from anki.collection import ImportAnkiPackageRequest

from deckwright.deck.presets import presets
from deckwright.release.guide import Guide, GuideDeck, guide, guide_presets
from test_looks import AXE, CONTRAST, VIOLATIONS

LANGUAGES = ("de", "en")
WORDS = {"presets": {"cards": "Karten der Situationen", "reflection": "Reflexion"}}
FULL = Guide(
    title="Vertrauen aufbauen",
    version="0.3.0",
    decks=(
        GuideDeck("Vertrauen aufbauen", "vertrauen-de.apkg", "Vertrauen aufbauen", "84 KB", 46),
        GuideDeck("Zum Kennenlernen: „Nein sagen“ & mehr", "vertrauen start-de.apkg", "Kennenlernen", "31 KB", 17),
    ),
    presets=guide_presets(presets("Vertrauen aufbauen", WORDS)),
    retired=3,
    website="https://example.org/vertrauen",
    report="Schreiben Sie an fehler@example.org.",
)
BARE = Guide("Kurs", "1.0.0", FULL.decks[:1], FULL.presets)
SWITCHES = (
    "qt_accel_file",
    "qt_accel_import",
    "importing_with_deck_configs",
    "actions_import",
    "studying_study_now",
    "scheduling_new_cardsday",
    "scheduling_maximum_reviewsday",
    "deck_config_learning_steps",
    "deck_config_relearning_steps",
    "scheduling_maximum_interval",
    "deck_config_desired_retention",
    "actions_options",
    "deck_config_add_group",
    "deck_config_save_button",
    "qt_accel_tools",
    "qt_misc_empty_cards",
    "empty_cards_preserve_notes_checkbox",
    "empty_cards_delete_button",
    "actions_suspend_card",
    "importing_updates",
    "importing_merge_notetypes",
    "importing_update_notes",
    "importing_update_always",
    "importing_update_if_newer",
)
"""Anki's own names of the messages that a learner has to find in its windows."""

SHOWN = [(language, values) for language in LANGUAGES for values in (FULL, BARE)]
EACH = pytest.mark.parametrize(("language", "values"), SHOWN, ids=["de", "de-bare", "en", "en-bare"])


@cache
def words_of_anki(language: str) -> dict[str, str]:
    """Return all messages of the real Anki that hold no values, by name."""
    anki.lang.set_lang({"en": "en_GB"}.get(language, language))
    messages = {}
    for name in dir(anki.lang.tr_legacyglobal):
        if not name.startswith("_"):
            try:
                messages[name] = plain(getattr(anki.lang.tr_legacyglobal, name)())
            except (TypeError, AttributeError):
                continue
    anki.lang.set_lang("en")
    return messages


def plain(text: object) -> str:
    """Return a name without keys, dots at the end, and invisible signs."""
    return re.sub(r"[&\u00ad\u2068\u2069]|[\s\u00a0]*(…|\.\.\.|:)$", "", str(text)).strip()


def names(page: Any) -> list[str]:
    """Return all names of Anki's that a page mentions; those of other apps are marked otherwise."""
    return [plain(text) for text in page.locator("b.name:not(.app)").all_inner_texts()]


@EACH
def test_a_guide_opens_in_a_browser_without_a_request_or_an_error(language: str, values: Guide, page: Any) -> None:
    page.set_content(guide(language, values))
    assert page.locator("h1").count() == 1
    assert page.locator("script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@EACH
def test_axe_finds_nothing_amiss_in_a_guide(language: str, values: Guide, scheme: str, page: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.set_content(guide(language, values))
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_a_guide_has_enough_contrast(scheme: str, page: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_content(guide("de", FULL))
    assert page.evaluate(CONTRAST.replace(".dw *", "body *")) == []


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@EACH
def test_no_guide_is_wider_than_its_window(language: str, values: Guide, width: int, page: Any) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(guide(language, values))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_of_a_desk_shows_all_steps_of_a_first_import_and_the_switch(language: str, page: Any) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.set_content(guide(language, FULL))
    for wanted in (page.locator(".start > ol > li").last, page.locator(".start img")):
        box = wanted.bounding_box()
        assert box["y"] + box["height"] <= 800


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_shown_and_told_in_words(language: str, page: Any) -> None:
    page.set_content(guide(language, FULL))
    for picture in page.locator("img").all():
        assert len(picture.get_attribute("alt")) > 40
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 700


def test_both_languages_have_the_same_headings_steps_and_pictures(page: Any) -> None:
    built = []
    for language in LANGUAGES:
        page.set_content(guide(language, FULL))
        built.append([page.locator(part).count() for part in ("h2", "h3", "li", "tr", "dt", "img", "b.name", "a")])
    assert built[0] == built[1]


def test_a_course_in_another_language_gets_the_english_guide(page: Any) -> None:
    page.set_content(guide("fr", FULL))
    assert page.locator("html").get_attribute("lang") == "en"
    assert guide("de-AT", FULL) == guide("de", FULL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_on_the_page_is_one_that_the_real_anki_shows(language: str, page: Any) -> None:
    page.set_content(guide(language, FULL))
    assert set(names(page)) - set(words_of_anki(language).values()) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_that_a_learner_needs_is_named_as_in_anki(language: str, switch: str, page: Any) -> None:
    page.set_content(guide(language, BARE))
    assert words_of_anki(language)[switch] in names(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_to_packages_are_relative_and_download(language: str, page: Any) -> None:
    page.set_content(guide(language, FULL))
    links = page.locator("a[download]")
    assert [link.get_attribute("href") for link in links.all()] == ["vertrauen-de.apkg", "vertrauen%20start-de.apkg"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_within_a_guide_lead_somewhere(language: str, page: Any) -> None:
    page.set_content(guide(language, FULL))
    for link in page.locator("a[href^='#']").all():
        assert page.locator(link.get_attribute("href")).count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_withdrawn_cards_are_counted(language: str) -> None:
    assert re.search(r"\b3 (?:Karten zurückgezogen|cards have been withdrawn)", guide(language, FULL))
    assert not re.search(r"\b0 (?:Karten zurückgezogen|cards have been withdrawn)", guide(language, BARE))


def test_the_values_for_settings_by_hand_are_those_of_the_presets() -> None:
    built = guide_presets(presets("Kurs", WORDS))
    assert (built.cards, built.reflection) == ("Kurs – Karten der Situationen", "Kurs – Reflexion")
    assert (built.new, built.new_reflection, built.retention, built.longest) == (4, 1, 85, 180)
    assert (built.reflection_reviews, built.reflection_longest) == (2, 28)
    assert (built.steps, built.reflection_relearning) == ("10m", "1d")


def take_in(collection: Any, path: Path, **switches: Any) -> None:
    """Import with the switches as the dialog shows them, except for some."""
    options = collection._backend.get_import_anki_package_presets()
    for name, value in switches.items():
        setattr(options, name, value)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    collection.models._clear_cache()


def test_anki_remembers_the_switch_for_presets_until_it_is_switched_off(
    anki_collection: Any, shipped: dict[str, Path]
) -> None:
    take_in(anki_collection, shipped["trust-en"], with_deck_configs=True)
    assert anki_collection._backend.get_import_anki_package_presets().with_deck_configs
    take_in(anki_collection, shipped["trust-en"], with_deck_configs=False)
    assert not anki_collection._backend.get_import_anki_package_presets().with_deck_configs


def test_a_later_import_with_the_switch_brings_the_presets(anki_collection: Any, shipped: dict[str, Path]) -> None:
    take_in(anki_collection, shipped["trust-en"])
    deck = anki_collection.decks.id_for_name("Building Trust")
    assert anki_collection.decks.config_dict_for_deck_id(deck)["new"]["perDay"] == 20
    take_in(anki_collection, shipped["trust-en"], with_deck_configs=True)
    assert anki_collection.decks.config_dict_for_deck_id(deck)["new"]["perDay"] == 4


def test_an_import_with_the_switch_replaces_a_preset_of_the_learners_own(
    anki_collection: Any, shipped: dict[str, Path]
) -> None:
    take_in(anki_collection, shipped["trust-en"], with_deck_configs=True)
    deck = anki_collection.decks.by_name("Building Trust")
    deck["conf"] = anki_collection.decks.add_config("Mine")["id"]
    anki_collection.decks.save(deck)
    take_in(anki_collection, shipped["trust-en"], with_deck_configs=False)
    assert anki_collection.decks.config_dict_for_deck_id(deck["id"])["name"] == "Mine"
    take_in(anki_collection, shipped["trust-en"], with_deck_configs=True)
    assert anki_collection.decks.config_dict_for_deck_id(deck["id"])["name"] == "Building Trust – Cards"


def test_the_history_stays_when_the_empty_card_of_a_withdrawn_note_is_deleted(
    anki_collection: Any, shipped: dict[str, Path]
) -> None:
    take_in(anki_collection, shipped["trust-en"])
    anki_collection.decks.select(anki_collection.decks.id_for_name("Building Trust"))
    card = anki_collection.sched.getCard()
    card.start_timer()
    anki_collection.sched.answerCard(card, 3)
    note = card.note()
    for name in note.keys()[1:]:  # as a tombstone has it: the key is all that is left
        note[name] = ""
    note["Retired"] = "1"
    anki_collection.update_note(note)
    empty = [card_id for found in anki_collection.get_empty_cards().notes for card_id in found.card_ids]
    assert empty == note.card_ids()
    anki_collection.remove_cards_and_orphaned_notes(empty)
    assert anki_collection.db.scalar("select count() from revlog") == 1


def test_merging_mends_a_note_type_with_a_plus_and_has_to_stay_on(
    anki_collection: Any, shipped: dict[str, Path]
) -> None:
    take_in(anki_collection, shipped["trust-en"])
    models = anki_collection.models
    kind = models.by_name("Building Trust – Scenario")
    models.add_field(kind, models.new_field("Mine"))
    models.update_dict(kind)
    for merge, always, doubled in ((False, 0, True), (True, 1, False), (True, 0, False), (False, 0, True)):
        anki_collection.db.execute("update notes set mod = 5")
        take_in(anki_collection, shipped["trust-en"], merge_notetypes=merge, update_notes=always)
        assert (models.by_name("Building Trust – Scenario+") is not None) == doubled
        scenario = anki_collection.get_note(anki_collection.find_notes("Key:discount-before-the-weekend")[0])
        assert (scenario.mod == 5) == doubled
