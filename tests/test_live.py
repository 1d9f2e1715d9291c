"""A project in memory: what is broken stays as it was good, and only what has changed is read again."""

from __future__ import annotations

import gc
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import fuzz
from conftest import HERE, LESSON, REPOSITORY, Sandbox
from deckwright.live import Live
from deckwright.preview.rendering import Card
from deckwright.workspace import Project
from test_guide import take_in

ENGLISH = LESSON.replace(".yaml", ".en.yaml")


def of(sandbox: Sandbox) -> Live:
    live = Live(Project(sandbox.root))
    live.refresh()
    return live


def front(live: Live, item: str = "small-discount", language: str = "de") -> str:
    card = live.card("sample", language, item)
    assert card is not None
    found: str = card["front"]
    return found


def codes(live: Live) -> list[str]:
    return [one["code"] for one in live.state()["findings"]]


def test_every_shipped_card_is_what_the_real_anki_renders(cards: list[Card]) -> None:
    live = Live(Project(REPOSITORY))
    live.refresh()
    assert {card.language for card in cards} == {"de", "en"}
    for card in cards:
        name = {"case": "my_case", "closing": "what_next"}.get(card.kind, card.item)
        shown = live.card("trust", card.language, name, card.ordinal)
        assert shown is not None
        assert (shown["front"], shown["back"], shown["css"]) == (card.front, card.back, card.css)
        assert shown["notices"] == []


def test_drafts_and_evaluation_cards_are_shown_and_called_what_they_are(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "  small-discount:\n", "  small-discount:\n    draft: true\n    use: evaluation\n")
    card = of(sandbox).card("sample", "de", "small-discount")
    assert card is not None
    assert "Acht Prozent gehen nicht" in card["front"]
    assert card["notices"] == [
        "A draft: no deck has it until you delete “draft: true”.",
        "For the evaluation only: no deck has it.",
    ]


def test_what_lacks_a_translation_is_shown_with_the_texts_of_the_source(sandbox: Sandbox) -> None:
    text = (sandbox.root / ENGLISH).read_text("utf-8")
    line = next(line for line in text.splitlines() if "Eight per cent won" in line)
    sandbox.replace(ENGLISH, f"{line}\n", "")
    live = of(sandbox)
    card = live.card("sample", "en", "small-discount")
    assert card is not None
    assert card["notices"] == [
        "Not wholly translated, so no deck has it in this language. The rest is in the source language."
    ]
    leaf = live.state()["branches"]["sample/first-no"]["items"][0]
    assert (leaf["id"], leaf["places"]["de"]["missing"], leaf["places"]["en"]["missing"]) == (
        "small-discount",
        False,
        True,
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  small-discount:\n", "  small-discount: {\n", "yaml-syntax"),
        ("rating: 4", "rating: 9", "out-of-range"),
        ("rating: 4", "rating: 3", "option-ratings"),
        ("principle: one-sentence-no", "principle: none", "unknown-reference"),
        ("acht Prozent", "{{acht}} Prozent", "template-in-text"),
        ("offer.png", "missing.png", "media-missing"),
        ("lesson: first-no", "lesson: [first-no]", "text-split"),
    ],
)
def test_a_broken_file_is_told_while_its_cards_stay_as_they_were_good(
    sandbox: Sandbox, old: str, new: str, code: str
) -> None:
    live = of(sandbox)
    good = front(live)
    sandbox.replace(LESSON, "Herr Özdemir", "Herr Yılmaz")
    sandbox.replace(LESSON, old, new)
    live.refresh()
    assert code in codes(live)
    assert front(live) == good
    card = live.card("sample", "en", "small-discount")
    assert card is not None
    assert card["notices"] == [f"{LESSON} has a mistake: this is how it was when it was last good."]
    sandbox.replace(LESSON, new, old)
    live.refresh()
    assert codes(live) == []
    assert "Herr Yılmaz" in front(live)


def test_other_files_stay_alive_while_one_is_broken(sandbox: Sandbox) -> None:
    live = of(sandbox)
    sandbox.replace(LESSON, "rating: 4", "rating: 9")
    sandbox.replace(ENGLISH, "Eight per cent", "Seven per cent")
    live.refresh()
    assert "Seven per cent" in front(live, language="en")
    sandbox.replace("content/sample/course.yaml", "phone: am Telefon", "phone: [")
    sandbox.replace(ENGLISH, "Seven per cent", "Six per cent")
    live.refresh()
    assert "Six per cent" in front(live, language="en")
    assert {one["path"] for one in live.state()["findings"]} >= {"content/sample/course.yaml"}


def test_a_file_that_was_never_good_is_told_and_the_others_are_shown(sandbox: Sandbox) -> None:
    new = sandbox.root / LESSON.replace("01-first-no", "02-new")
    new.write_text("lesson: new\ntitle: Neu\nobjective: neu\nscenarios:\n  unready: {}\n", "utf-8")
    live = of(sandbox)
    assert "missing-key" in codes(live)
    assert "Herr Özdemir" in front(live)
    assert live.card("sample", "de", "unready") is None


def test_files_that_contradict_each_other_are_told_and_no_card_breaks(sandbox: Sandbox) -> None:
    live = of(sandbox)
    text = (sandbox.root / LESSON).read_text("utf-8")
    principles = text[text.index("principles:") : text.index("scenarios:")]
    other = sandbox.root / LESSON.replace("01-first-no", "02-rules")
    other.write_text(f"lesson: rules\ntitle: Regeln\nobjective: regeln\n{principles}", "utf-8")
    sandbox.replace(LESSON, principles, "")
    english = (sandbox.root / ENGLISH).read_text("utf-8")
    there = english[english.index("principles:") : english.index("scenarios:")]
    sandbox.replace(ENGLISH, there, "")
    other.with_name("02-rules.en.yaml").write_text(
        f"translates: rules\ntitle: Rules\nobjective: rule\n{there}", "utf-8"
    )
    live.refresh()
    assert codes(live) == []
    assert "Erst das Nein" in live.card("sample", "de", "small-discount")["back"]  # type: ignore[index]
    other.unlink()
    other.with_name("02-rules.en.yaml").unlink()
    live.refresh()
    assert "unknown-reference" in codes(live)
    state = live.state()
    for branch in state["branches"].values():
        for leaf in branch["items"]:
            for language in leaf["places"]:
                live.card("sample", language, leaf["id"])


def test_cards_of_the_course_without_a_translation_say_so_and_search_goes_on(sandbox: Sandbox) -> None:
    path = sandbox.root / "content/sample/course.yaml"
    path.write_text(path.read_text("utf-8") + "what_next: Weiter *so*\n", "utf-8")
    live = of(sandbox)
    card = live.card("sample", "en", "what_next")
    assert card is not None
    assert (card["notices"], card["ordinals"]) == (["Not translated: no deck has it in this language."], [])
    assert [one["item"] for one in live.search("weiter")] == ["what_next"]
    (leaf,) = live.state()["branches"]["sample/_cards"]["items"]
    assert {language: place["missing"] for language, place in leaf["places"].items()} == {"de": False, "en": True}


def test_a_card_that_hangs_on_something_at_fault_stays_as_it_was(sandbox: Sandbox) -> None:
    live = of(sandbox)
    back = live.card("sample", "de", "small-discount")["back"]  # type: ignore[index]
    sandbox.replace("content/sample/sources.yaml", "ury-2007:", "ury-2008:")
    live.refresh()
    card = live.card("sample", "de", "small-discount")
    assert card is not None
    assert card["back"] == back
    assert "It hangs on something that is at fault now: this is how it was before." in card["notices"]
    sandbox.replace("content/sample/sources.yaml", "ury-2008:", "ury-2007:")
    sandbox.replace(LESSON, "rating: 4", "rating: 9")
    live.refresh()
    assert live.card("sample", "de", "small-discount")["back"] == back  # type: ignore[index]


def test_a_project_that_is_broken_from_the_start_shows_what_can_be_read(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "    minutes: 2\n", "    minutes: none\n")
    sandbox.replace("content/sample/sources.yaml", "sources:", "sources: {")
    live = of(sandbox)
    assert [leaf["id"] for leaf in live.state()["branches"]["sample/first-no"]["items"]] == [
        "small-discount",
        "order-of-a-no",
        "gap-of-a-no",
    ]
    card = live.card("sample", "de", "small-discount")
    assert card is not None
    assert card["ordinals"] == []
    assert card["notices"][-1] == "It hangs on something that is at fault now: it cannot be shown."
    assert "Ein Grund" in live.card("sample", "de", "order-of-a-no")["back"]  # type: ignore[index]


def test_a_translation_that_was_never_good_is_not_passed_off_as_one(sandbox: Sandbox) -> None:
    sandbox.replace(ENGLISH, "title: The first no", "title: [")
    card = of(sandbox).card("sample", "en", "small-discount")
    assert card is not None
    assert card["notices"] == [f"{ENGLISH} has a mistake: what can be read of it is shown."]


def test_labels_of_the_course_are_alive_and_stay_as_they_were_good(sandbox: Sandbox) -> None:
    labels = sandbox.root / "content/sample/labels/de.yaml"
    labels.parent.mkdir()
    text = (REPOSITORY / "generator/deckwright/templates/labels/de.yaml").read_text("utf-8")
    labels.write_text(text.replace("Was wäre Ihr erster Satz?", "Was sagen Sie?"), "utf-8")
    live = of(sandbox)
    assert "Was sagen Sie?" in front(live)
    labels.write_text(text.replace("Was wäre Ihr erster Satz?", "Was {{c1::jetzt}}?"), "utf-8")
    live.refresh()
    assert "Was sagen Sie?" in front(live)
    assert codes(live) == ["template-in-text", "template-in-text"]
    labels.unlink()
    live.refresh()
    assert "Was wäre Ihr erster Satz?" in front(live)


def test_a_language_with_another_name_is_another_language(sandbox: Sandbox) -> None:
    live = of(sandbox)
    sandbox.replace("content/sample/course.yaml", "language: de", "language: de-AT")
    live.refresh()
    assert list(live.state()["branches"]["sample/first-no"]["items"][0]["places"]) == ["de-AT", "en"]


def test_places_are_those_of_the_file_as_it_is_now(sandbox: Sandbox) -> None:
    live = of(sandbox)
    sandbox.replace(LESSON, "scenarios:\n", "# more\n" * 40 + "scenarios:\n")
    sandbox.replace(LESSON, "rating: 4", "rating: 9")
    live.refresh()
    state = live.state()
    assert state["findings"][0]["item"]["item"] == "small-discount"
    line = state["branches"]["sample/first-no"]["items"][0]["places"]["de"]["line"]
    assert (sandbox.root / LESSON).read_text("utf-8").splitlines()[line - 1] == "  small-discount:"
    before = place(live, "en")
    sandbox.replace(ENGLISH, "title: The first no", "# more\n" * 9 + "title: [")
    live.refresh()
    assert place(live, "en") == before + 8
    sandbox.replace(ENGLISH, "# more\n" * 9 + "title: [", "title: The first no")
    live.refresh()
    assert place(live, "en") == before


def place(live: Live, language: str) -> int:
    """Return the line of the first card in the files of a language."""
    found: int = live.state()["branches"]["sample/first-no"]["items"][0]["places"][language]["line"]
    return found


def test_whatever_befalls_a_project_the_live_view_goes_on(tmp_path: Path) -> None:
    good = fuzz.corpus()[1]
    scratch = fuzz.Scratch(tmp_path)
    scratch.put(good)
    live = Live(scratch.project)
    for number in range(120):
        damaged = fuzz.mutated(7, number)
        if len(damaged) > 3 * len(good):
            continue  # the shipped course, which would take long
        scratch.put(damaged)
        live.refresh()
        everything(live)
    scratch.put(good)
    live.refresh()
    fresh = Live(scratch.project)
    fresh.refresh()
    assert everything(live) == everything(fresh)


def everything(live: Live) -> object:
    """Return all that can be asked of a live view."""
    state = live.state()
    cards = []
    for key, branch in state["branches"].items():
        for leaf in branch["items"]:
            for language in leaf["places"]:
                with suppress(OSError):
                    cards.append(live.card(key.split("/")[0], language, leaf["id"]))
    decks = [deck["id"] for course in state["courses"] for deck in course["decks"]]
    rest = {name: state[name] for name in ("courses", "branches", "findings")}
    return rest, cards, live.search(""), live.search("nein"), [live.study(deck) for deck in decks]


def test_only_what_has_changed_is_read_again_and_told_again(sandbox: Sandbox) -> None:
    shutil.copy(sandbox.root / LESSON, sandbox.root / LESSON.replace("01-first-no", "02-second"))
    second = LESSON.replace("01-first-no", "02-second")
    for old, new in (("lesson: first-no", "lesson: second"), ("one-sentence-no:", "other-no:")):
        sandbox.replace(second, old, new)
    text = (sandbox.root / second).read_text("utf-8")
    for name in ("small-discount", "order-of-a-no", "gap-of-a-no", "one-no-today"):
        text = text.replace(f"  {name}:", f"  second-{name}:")
    (sandbox.root / second).write_text(text.replace("principle: one-sentence-no", "principle: other-no"), "utf-8")
    live = of(sandbox)
    assert "duplicate-id" not in codes(live)
    before, seen = dict(live._reading._used), live.revision
    sandbox.replace(LESSON, "Herr Özdemir", "Herr Yılmaz")
    live.refresh()
    read = {path.name for path, *_ in live._reading._used.keys() - before.keys()}
    assert read == {"01-first-no.yaml", "01-first-no.en.yaml"}  # the translation lies over what was read
    assert all(live._reading._used[key] is part for key, part in before.items() if key in live._reading._used)
    assert list(live.state(seen)["branches"]) == ["sample/first-no"]
    live.refresh()
    assert live.state(live.revision - 1)["branches"] == {}


def test_what_the_whole_check_has_heard_goes_with_what_is_seen_at_once(sandbox: Sandbox) -> None:
    live = of(sandbox)
    sandbox.replace(LESSON, "rating: 4", "rating: 9")
    live.refresh()
    seen_at_once = live.state()["findings"]
    later = {**seen_at_once[0], "code": "typography", "line": 3, "severity": "warning", "message": "a straight quote"}
    live.heard([*seen_at_once, later], live.revision)
    assert not live.state()["checking"]
    assert codes(live) == ["out-of-range", "typography"]
    sandbox.replace(LESSON, "rating: 9", "rating: 4")
    live.refresh()
    state = live.state()
    assert (codes(live), state["checking"], state["errors"], state["warnings"]) == (["typography"], True, 0, 1)
    live.heard([], live.revision)
    assert codes(live) == []


def test_a_finding_knows_its_line_and_its_card(sandbox: Sandbox) -> None:
    live = of(sandbox)
    sandbox.replace(LESSON, "rating: 4", "rating: 9")
    live.refresh()
    (finding,) = live.state()["findings"]
    assert finding["text"].strip() == "rating: 9"
    assert finding["item"] == {"course": "sample", "item": "small-discount", "language": "de"}


def test_search_looks_into_ids_and_texts_of_all_languages(sandbox: Sandbox) -> None:
    live = of(sandbox)

    def found(words: str) -> list[str]:
        return [one["item"] for one in live.search(words)]

    assert found("ÖZDEMIR acht prozent") == ["small-discount"]
    assert found("small-dis") == ["small-discount"]
    assert "small-discount" in found("eight per cent")
    assert found("no such words") == []
    assert len(found("")) == 4
    sandbox.replace(LESSON, "Herr Özdemir", "Herr Yılmaz")
    live.refresh()
    assert found("özdemir acht") == []


def test_a_day_of_study_is_the_day_that_anki_gives_with_the_presets(
    shipped: dict[str, Path], anki_collection: Any
) -> None:
    live = Live(Project(REPOSITORY))
    live.refresh()
    days = live.study("vertrauen-de")
    take_in(anki_collection, shipped["vertrauen-de"], with_deck_configs=True)
    anki_collection.decks.select(anki_collection.decks.id_for_name("Vertrauen aufbauen"))
    queued = anki_collection.sched.get_queued_cards(fetch_limit=20).cards
    asked = [(anki_collection.get_card(one.card.id).note().fields[0], one.card.template_idx) for one in queued]
    assert sorted(asked) == sorted((one["item"], one["ordinal"]) for one in days[0])
    everything = [(one["item"], one["ordinal"]) for day in days for one in day]
    assert len(everything) == len(set(everything))
    assert all(len(day) <= 4 and sum(one["drill"] for one in day) <= 1 for day in days)
    assert live.study("no-such-deck") == []


def test_a_course_in_a_language_without_labels_says_what_is_missing(sandbox: Sandbox) -> None:
    for name in ("course", "claims"):
        (sandbox.root / f"content/sample/{name}.en.yaml").rename(sandbox.root / f"content/sample/{name}.fr.yaml")
    (sandbox.root / ENGLISH).rename(sandbox.root / ENGLISH.replace(".en.", ".fr."))
    sandbox.replace("content/sample/course.yaml", "translations: [en]", "translations: [fr]")
    card = of(sandbox).card("sample", "fr", "small-discount")
    assert card is not None
    assert card["notices"] == ["There are no words for cards in the language fr yet: see docs/format.md."]


def test_hundreds_of_readings_leave_nothing_behind(sandbox: Sandbox) -> None:
    live = of(sandbox)
    words = ["Herr Özdemir", "Herr Yılmaz", "{{", "Herr Demir"]

    def edit(times: int) -> int:
        for number in range(times):
            sandbox.replace(LESSON, words[number % 4], words[(number + 1) % 4])
            live.refresh()
            live.card("sample", "en", "small-discount")
            live.state(live.revision - 1)
        gc.collect()
        return len(gc.get_objects())

    before = edit(40)
    assert edit(200) < before + 200


def test_an_empty_project_and_a_wreck_are_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "decks").mkdir()
    live = Live(Project(tmp_path))
    live.refresh()
    assert live.state()["courses"] == []
    shutil.copytree(HERE / "project/content/sample", tmp_path / "content/sample")
    (tmp_path / "content/sample/course.yaml").write_bytes(b"\xff\xfe\x00")
    live.refresh()
    assert codes(live) == ["wrong-encoding"]
    assert live.card("sample", "de", "small-discount") is None
