"""How the shipped decks are studied: presets, and twelve weeks on the real scheduler."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import study
from conftest import Sandbox
from deckwright.deck.presets import presets
from deckwright.verify import oracle

DECK = "Vertrauen aufbauen"
WORDS = {"presets": {"cards": "Karten", "reflection": "Reflexion"}}


def import_with(collection: Any, path: Path, *, presets: bool) -> None:
    """Import a package with or without the switch for presets."""
    from anki.collection import ImportAnkiPackageRequest

    options = collection._backend.get_import_anki_package_presets()
    options.with_deck_configs = presets
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))


def preset_of(collection: Any, deck: str) -> Any:
    """Return the preset of a deck."""
    return collection.decks.config_dict_for_deck_id(collection.decks.id_for_name(deck))


def test_presets_come_in_for_those_who_tick_the_box_and_for_nobody_else(shipped: dict[str, Path]) -> None:
    for ticked in (False, True):
        with oracle.collection() as collection:
            import_with(collection, shipped["vertrauen-de"], presets=ticked)
            names = [preset_of(collection, DECK + below)["name"] for below in ("", "::1 Situationen", "::2 Reflexion")]
        assert names == ([f"{DECK} – Karten", f"{DECK} – Karten", f"{DECK} – Reflexion"] if ticked else ["Default"] * 3)


def test_anki_takes_every_setting_of_a_preset_as_it_is_written(shipped: dict[str, Path], anki_collection: Any) -> None:
    import_with(anki_collection, shipped["vertrauen-de"], presets=True)
    for role, deck in (("cards", DECK), ("reflection", f"{DECK}::2 Reflexion")):
        kept = preset_of(anki_collection, deck)
        for key, value in presets(DECK, WORDS)[role].settings.items():
            assert (kept[key] | value if isinstance(value, dict) else value) == kept[key], key


def test_the_id_of_a_preset_follows_from_its_content() -> None:
    first, again, other = presets("A", WORDS), presets("A", WORDS), presets("B", WORDS)
    assert {role: preset.id for role, preset in first.items()} == {role: preset.id for role, preset in again.items()}
    assert len({preset.id for made in (first, other) for preset in made.values()}) == 4


def test_a_learner_who_ticks_the_box_later_gets_the_presets_then(
    shipped: dict[str, Path], anki_collection: Any
) -> None:
    for ticked in (False, True):
        import_with(anki_collection, shipped["vertrauen-de"], presets=ticked)
    assert preset_of(anki_collection, DECK)["new"]["perDay"] == 4


def test_a_drill_put_off_comes_back_tomorrow_and_not_today(shipped: dict[str, Path], monkeypatch: Any) -> None:
    monkeypatch.setattr(study, "DRILL_DONE", 0.0)
    days, _ = study.study(shipped["vertrauen-de"], DECK, presets=True, days=6)
    every_day = [day.drills for day in days]
    asked = every_day[next(number for number, items in enumerate(every_day) if items) :]
    assert len(asked[0]) == 1
    assert all(len(set(items)) == len(items) for items in asked)
    assert asked[0][0] in asked[1]
    assert asked[0][0] in asked[2]


@pytest.mark.parametrize("fsrs", [False, True], ids=["without FSRS", "with FSRS"])
def test_with_the_presets_twelve_weeks_bring_four_new_cards_and_about_one_drill_a_day(
    tmp_path: Path, fsrs: bool
) -> None:
    for _, package in study.packages(tmp_path):
        days, intervals = study.study(package, DECK, presets=True, fsrs=fsrs)
        assert days[0].new == max(day.new for day in days) == 4
        assert max(len(day.drills) for day in days) <= 3
        assert sum(len(day.drills) for day in days[-14:]) < 2 * 14  # Anki spreads due days at random
        assert max(intervals.values()) <= 28


def test_without_the_presets_the_first_day_is_long_and_drills_drift_away(shipped: dict[str, Path]) -> None:
    days, intervals = study.study(shipped["vertrauen-de"], DECK, presets=False)
    assert days[0].new == 20
    assert max(intervals.values()) > 30


def test_a_start_package_has_the_same_notes_and_fewer_of_them(tmp_path: Path) -> None:
    guids = []
    for _, package in study.packages(tmp_path):
        with oracle.collection() as collection:
            import_with(collection, package, presets=False)
            guids.append(set(collection.db.list("select guid from notes")))
    full, start = guids
    assert start < full


def test_new_cards_of_the_top_deck_come_in_the_order_of_the_lessons(sandbox: Sandbox, anki_collection: Any) -> None:
    path = sandbox.build()[0].path
    import_with(anki_collection, path, presets=True)
    anki_collection.decks.select(anki_collection.decks.id("Beispiel"))
    queued = anki_collection.sched.get_queued_cards(fetch_limit=9).cards
    due = [anki_collection.get_card(one.card.id).due for one in queued]
    assert len(due) == 4
    assert due == sorted(due)
