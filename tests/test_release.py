"""Releases, the lock, and the times that follow from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from conftest import LESSON, NOW, Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.release.lock import Lock, LockedItem, LockedNoteType, parse_lock, read_lock
from deckwright.releasing import release
from deckwright.verify.oracle import import_package

LOCK = "decks/sample-de.lock"


def released(sandbox: Sandbox, version: str = "0.1.0", now: int = NOW) -> Report:
    """Release the project, and return what was said."""
    report = Report()
    release(sandbox.project, version, report, clock=lambda: now)
    return report


def lines(sandbox: Sandbox, kind: str) -> list[list[str]]:
    """Return the lines of a kind in the German lock, as words."""
    return [
        line.split() for line in (sandbox.root / LOCK).read_text("utf-8").splitlines() if line.startswith(f"{kind} ")
    ]


def test_building_twice_changes_no_byte(sandbox: Sandbox) -> None:
    first = {one.path: one.path.read_bytes() for one in sandbox.build(NOW)}
    again = sandbox.build(NOW + 1000)
    assert {one.path: one.path.read_bytes() for one in again} == first
    assert not any(one.changed for one in again)


def test_a_build_touches_nothing_outside_the_build_folder(sandbox: Sandbox) -> None:
    before = set(sandbox.root.rglob("*"))
    sandbox.build()
    assert {path.relative_to(sandbox.root).parts[0] for path in set(sandbox.root.rglob("*")) - before} == {"build"}


def test_a_release_writes_one_sorted_lock_for_each_language(sandbox: Sandbox) -> None:
    assert not released(sandbox).diagnostics
    assert sorted(path.name for path in (sandbox.root / "decks").glob("*.lock")) == [
        "sample-de.lock",
        "sample-en.lock",
    ]
    head, *rest = (sandbox.root / LOCK).read_text("utf-8").splitlines()
    assert head == "deckwright-lock 2"
    assert rest == sorted(rest)
    assert [words[1] for words in lines(sandbox, "item")] == [
        "gap-of-a-no",
        "one-no-today",
        "order-of-a-no",
        "small-discount",
    ]


def test_only_what_changed_gets_a_later_time(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.reword()
    released(sandbox, "0.2.0", NOW + 500)
    assert {words[1]: int(words[6]) - NOW for words in lines(sandbox, "item")} == {
        "gap-of-a-no": 0,
        "one-no-today": 0,
        "order-of-a-no": 500,
        "small-discount": 0,
    }


def test_a_time_rises_even_where_the_clock_runs_behind(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.reword()
    released(sandbox, "0.2.0", NOW - 1000)
    assert [int(words[6]) for words in lines(sandbox, "item") if words[1] == "order-of-a-no"] == [NOW + 1]


def test_an_edit_that_is_taken_back_leaves_no_trace(sandbox: Sandbox) -> None:
    released(sandbox)
    first = [one.path.read_bytes() for one in sandbox.build(NOW + 1)]
    sandbox.replace(LESSON, "Ein Grund.", "Genau ein Grund.")
    changed = [one.path.read_bytes() for one in sandbox.build(NOW + 2)]
    sandbox.replace(LESSON, "Genau ein Grund.", "Ein Grund.")
    assert changed[0] != first[0]
    assert [one.path.read_bytes() for one in sandbox.build(NOW + 3)] == first


def test_wrapping_a_text_again_changes_nothing(sandbox: Sandbox) -> None:
    released(sandbox)
    first = [one.path.read_bytes() for one in sandbox.build(NOW + 1)]
    sandbox.replace(
        LESSON,
        "möchte acht Prozent Nachlass.\n      Ihr Preis",
        "möchte acht\n      Prozent Nachlass. Ihr Preis",
    )
    assert [one.path.read_bytes() for one in sandbox.build(NOW + 2)] == first


def test_the_order_of_options_in_the_file_does_not_matter(sandbox: Sandbox) -> None:
    before = sandbox.build()[0].digest
    path = sandbox.root / LESSON
    text = path.read_text("utf-8")
    start, middle, end = text.index("      hold:"), text.index("      later:"), text.index("      give-in:")
    path.write_text(text[:start] + text[middle:end] + text[start:middle] + text[end:], "utf-8")
    assert sandbox.build()[0].digest == before


def test_locked_refuses_what_was_not_released_at_its_place(sandbox: Sandbox) -> None:
    released(sandbox)
    assert sandbox.run("build", "--locked").exit_code == 0
    sandbox.reword()
    result = sandbox.run("build", "--locked", "--format", "short")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{LESSON}:55:3: error[unreleased]: `order-of-a-no`")


def test_a_version_must_be_one_and_be_later(sandbox: Sandbox) -> None:
    assert [d.code for d in released(sandbox, "first").diagnostics] == ["bad-version"]
    released(sandbox, "0.10.0")
    sandbox.reword()
    assert {d.code for d in released(sandbox, "0.10.0").diagnostics} == {"bad-version"}
    assert {d.code for d in released(sandbox, "0.9.0").diagnostics} == {"bad-version"}
    assert not released(sandbox, "0.11.0").diagnostics


def test_a_release_that_was_interrupted_is_finished_by_calling_it_again(sandbox: Sandbox) -> None:
    first = sandbox.root / "decks/sample-de.lock"
    released(sandbox)
    whole = first.read_bytes()
    (sandbox.root / "decks/sample-en.lock").unlink()
    assert not released(sandbox, "0.1.0", NOW + 60).diagnostics
    assert first.read_bytes() == whole
    assert (sandbox.root / "decks/sample-en.lock").exists()


def test_an_item_that_no_deck_ships_is_not_locked(sandbox: Sandbox) -> None:
    for deck in ("sample-de", "sample-en"):
        text = (sandbox.root / f"decks/{deck}.yaml").read_text("utf-8").replace("lessons: [first-no]\n", "")
        (sandbox.root / f"decks/{deck}.yaml").write_text(f"{text}lessons: [other]\n", "utf-8")
    for file in (LESSON, LESSON.replace(".yaml", ".en.yaml")):
        text = (sandbox.root / file).read_text("utf-8")
        for word in ("first-no", "one-sentence-no", "small-discount", "order-of-a-no", "gap-of-a-no", "one-no-today"):
            text = text.replace(word, "other" if word == "first-no" else f"{word}-2")
        (sandbox.root / file.replace("01-first-no", "02-other")).write_text(text, "utf-8")
    assert not released(sandbox).diagnostics
    assert all(words[1].endswith("-2") for words in lines(sandbox, "item"))
    assert sandbox.run("build", "--locked").exit_code == 0


def test_a_manifest_that_vanished_or_was_renamed_stops_a_release(sandbox: Sandbox) -> None:
    released(sandbox)
    text = (sandbox.root / "decks/sample-de.yaml").read_text("utf-8")
    (sandbox.root / "decks/sample-de.yaml").unlink()
    (sandbox.root / "decks/neu-de.yaml").write_text(text.replace("deck: sample-de", "deck: neu-de"), "utf-8")
    assert "warning[vanished-deck]" in sandbox.run("build", "--format", "short").stderr
    assert [d.code for d in released(sandbox, "0.2.0").diagnostics] == ["vanished-deck"]


def test_a_language_whose_last_manifest_is_gone_stops_a_release(sandbox: Sandbox) -> None:
    released(sandbox)
    (sandbox.root / "decks/sample-de.yaml").unlink()
    assert "warning[vanished-deck]: decks were released of `sample-de`" in sandbox.diagnostics("short")
    assert [d.code for d in released(sandbox, "0.2.0").diagnostics] == ["vanished-deck"]


def test_an_earlier_version_is_never_released_again(sandbox: Sandbox) -> None:
    released(sandbox)
    assert not released(sandbox, "0.2.0", NOW + 60).diagnostics
    before = (sandbox.root / "build/releases/0.1.0/sample-de.apkg").read_bytes()
    assert {d.code for d in released(sandbox, "0.1.0", NOW + 90).diagnostics} == {"bad-version"}
    assert (sandbox.root / "build/releases/0.1.0/sample-de.apkg").read_bytes() == before


def test_another_namespace_after_a_release_is_refused_with_one_error(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.replace("content/sample/course.yaml", "0123456789abcdef", "fedcba9876543210")
    result = sandbox.run("check", "--format", "short")
    assert result.stdout.startswith("content/sample/course.yaml:2:12: error[namespace-changed]")
    assert result.exit_code == 1


def test_a_title_in_block_style_changes_nothing(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.replace(LESSON, "title: Das erste Nein", "title: |\n  Das erste Nein")
    sandbox.replace("content/sample/course.yaml", "title: Beispiel", "title: >\n  Beispiel")
    assert sandbox.run("build", "--locked").exit_code == 0


def test_an_item_that_vanished_is_a_warning_in_a_build_and_stops_a_release(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.replace(LESSON, "  one-no-today:\n", "  one-no-today:\n    draft: true\n")
    result = sandbox.run("build", "--format", "short")
    assert "warning[vanished-item]: `one-no-today` was released, and is left out now" in result.stderr
    assert result.exit_code == 0
    before = (sandbox.root / LOCK).read_bytes()
    assert [d.code for d in released(sandbox, "0.2.0").diagnostics] == ["vanished-item", "vanished-item"]
    assert (sandbox.root / LOCK).read_bytes() == before


def test_an_item_cannot_become_another_kind(sandbox: Sandbox) -> None:
    released(sandbox)
    text = (sandbox.root / LESSON).read_text("utf-8")
    for file in (LESSON, LESSON.replace(".yaml", ".en.yaml")):
        sandbox.replace(file, "  order-of-a-no:", "  swapped:")
        sandbox.replace(file, "  gap-of-a-no:", "  order-of-a-no:")
        sandbox.replace(file, "  swapped:", "  gap-of-a-no:")
    result = sandbox.run("build", "--format", "short")
    assert result.stderr.count("error[kind-changed]") == 2
    assert (sandbox.root / LESSON).read_text("utf-8") != text


def test_another_deck_path_is_refused(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.replace("decks/sample-de.yaml", "Beispiel::2 Reflexion", "Beispiel::2 Übung")
    result = sandbox.run("build", "--format", "short")
    assert result.stderr.startswith("decks/sample-de.yaml:9:15: error[deck-path-changed]")


def test_another_schema_is_refused(sandbox: Sandbox) -> None:
    released(sandbox)
    path = sandbox.root / LOCK
    words = lines(sandbox, "notetype")[0]
    path.write_text(path.read_text("utf-8").replace(words[4], words[4] + ",7"), "utf-8")
    assert "error[schema-changed]" in sandbox.run("build", "--format", "short").stderr


DAMAGE: dict[str, Callable[[str], str]] = {
    "cut in a line": lambda text: text[:-30],
    "cut between two lines": lambda text: text[: text.index("notetype")],
    "a merge that was not finished": lambda text: text.replace("\nitem", "\n<<<<<<< HEAD\nitem", 1),
    "nothing": lambda _: "",
    "another file": lambda _: "hello\n",
    "a guid of two items": lambda text: text + text[text.index("\nitem") + 1 :].replace("item ", "item x", 1),
    "a deck in two places": lambda text: text + "deck sample-de cards Anderswo\n",
    "an item as two kinds": lambda text: text + "item small-discount drill abcdefghijkl " + "0" * 32 + " 1\n",
    "a wrong kind": lambda text: text.replace(" scenario ", " scenery ", 1),
    "a time that no clock shows": lambda text: re.sub(r"(?m)^(item (?:\S+ ){5})\d+", r"\g<1>9799199090", text, count=1),
    "no time": lambda text: re.sub(r"(?m)^(item (?:\S+ ){5})\d+", r"\g<1>0", text, count=1),
    "a time in other digits": lambda text: re.sub(r"(?m)^(item (?:\S+ ){5})\d+", "\\g<1>\u0661\u0662", text, count=1),
    "a format of 5000 digits": lambda text: text.replace("deckwright-lock 2", f"deckwright-lock {'9' * 5000}"),
}


def test_a_damaged_lock_is_told_with_its_line_and_nothing_is_built(sandbox: Sandbox) -> None:
    released(sandbox)
    whole = (sandbox.root / LOCK).read_text("utf-8")
    before = [path.read_bytes() for path in sorted((sandbox.root / "build").glob("*.apkg"))]
    for damage in DAMAGE.values():
        (sandbox.root / LOCK).write_text(damage(whole), "utf-8")
        result = sandbox.run("build", "--format", "short")
        assert result.exit_code == 1
        assert LOCK in result.stderr
        assert "error[damaged-lock]" in result.stderr
    assert [path.read_bytes() for path in sorted((sandbox.root / "build").glob("*.apkg"))] == before


def test_damage_at_the_end_of_a_lock_lies_inside_of_it(sandbox: Sandbox) -> None:
    released(sandbox)
    path = sandbox.root / LOCK
    whole = path.read_text("utf-8")
    for text in ("", whole + "\n", whole[:-1]):
        path.write_text(text, "utf-8")
        report = Report()
        assert read_lock(path, sandbox.root, report) is None
        assert all(d.span and d.span.start <= d.span.end <= len(text) for d in report.diagnostics)


def test_a_lock_from_a_later_version_is_told(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.replace(LOCK, "deckwright-lock 2", "deckwright-lock 3")
    assert "error[lock-format]" in sandbox.run("build", "--format", "short").stderr


def test_a_damaged_memory_of_provisional_times_costs_nothing(sandbox: Sandbox) -> None:
    sandbox.build()
    for path in (sandbox.root / "build/.deckwright").iterdir():
        path.write_text("[1, 2", "utf-8")
    sandbox.build(NOW + 1)


def test_a_release_that_cannot_write_its_lock_says_so(sandbox: Sandbox) -> None:
    (sandbox.root / LOCK).mkdir()
    assert {d.code for d in released(sandbox).diagnostics} == {"unreadable-file"}


names = st.text(st.sampled_from("abäß09-"), min_size=1, max_size=8)
hashes = st.text(st.sampled_from("0123456789abcdef"), min_size=32, max_size=32)
times = st.integers(1, 8 * 10**9 - 1)


@given(
    st.dictionaries(
        names, st.tuples(st.sampled_from(["scenario", "recall", "cloze", "drill"]), hashes, times), max_size=5
    ),
    st.dictionaries(names, st.tuples(hashes, times), max_size=3),
    st.dictionaries(
        st.tuples(names, st.sampled_from(["cards", "reflection"])),
        st.sampled_from(["A", "Ä b::1 C"]),
        max_size=3,
    ),
)
def test_a_lock_is_read_as_it_was_written(
    items: dict[str, tuple[str, str, int]],
    types: dict[str, tuple[str, int]],
    paths: dict[tuple[str, str], str],
) -> None:
    from deckwright.authoring.source import Source

    lock = Lock(
        {n: LockedItem(n, kind, f"{i:012}", digest, mod) for i, (n, (kind, digest, mod)) in enumerate(items.items())},
        {n: LockedNoteType(n, digest, mod, ("1", "2")) for n, (digest, mod) in types.items()},
        paths,
        {"0.1.0": 5},
    )
    report = Report()
    assert parse_lock(Source("x.lock", lock.text().encode()), report) == lock
    assert not report.diagnostics


def test_locks_of_two_branches_that_add_different_items_merge_line_by_line() -> None:
    def item(name: str) -> LockedItem:
        return LockedItem(name, "recall", name.rjust(12, "0"), "0" * 32, 1)

    base = {item("a").item: item("a"), item("m").item: item("m")}
    ours = Lock({**base, "b": item("b")}).text().splitlines()
    theirs = Lock({**base, "z": item("z")}).text().splitlines()
    both = Lock({**base, "b": item("b"), "z": item("z")}).text().splitlines()
    assert sorted({*ours, *theirs}) == sorted(both)


def test_a_missing_lock_is_an_empty_one(sandbox: Sandbox) -> None:
    assert read_lock(sandbox.root / LOCK, sandbox.root, Report()) == Lock()


def test_an_own_case_that_a_learner_wrote_on_is_never_overwritten(sandbox: Sandbox, anki_collection: Any) -> None:
    sandbox.add_cards_of_the_course()
    assert sandbox.run("release", "1.0.0").exit_code == 0
    import_package(anki_collection, sandbox.root / "build/releases/1.0.0/sample-de.apkg")
    note = anki_collection.get_note(anki_collection.find_notes("tag:*my-case")[0])
    note.fields[0] = "Mein eigener Fall"
    anki_collection.update_note(note)
    sandbox.replace("content/sample/course.yaml", "situation: Lage", "situation: Andere Lage")
    sandbox.replace("content/sample/course.en.yaml", "situation: Case", "situation: Another case")
    for command in (("build",), ("release", "1.1.0")):
        assert sandbox.run(*command).exit_code == 0
        import_package(anki_collection, sandbox.build()[0].path)
        assert anki_collection.get_note(note.id).fields[0] == "Mein eigener Fall"
    assert sandbox.run("build", "--locked").exit_code == 0


def test_the_description_of_a_picture_may_be_wrapped(sandbox: Sandbox) -> None:
    whole = sandbox.build()[0].digest
    sandbox.replace(LESSON, "![Ein Angebot über", "![Ein Angebot\n      über")
    assert sandbox.build(NOW + 5)[0].digest == whole
