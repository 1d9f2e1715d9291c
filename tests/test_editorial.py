"""The editorial rules beyond their examples: words and sentences, balance, near-duplicates, spelling, excuses."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY, Sandbox
from deckwright.authoring.codes import catalogue
from deckwright.authoring.diagnostics import Report
from deckwright.course.editorial import Review, spelling
from deckwright.course.editorial.duplicates import alike
from deckwright.course.editorial.passages import plain, sentences
from deckwright.course.editorial.readability import lix
from deckwright.course.editorial.spelling import NoSpellingError, Speller, dictionary_folders, own_words
from deckwright.course.loading import load_course
from deckwright.pipeline import check
from deckwright.workspace import Project

LESSON = "content/sample/lessons/01-first-no.yaml"
ENGLISH = "content/sample/lessons/01-first-no.en.yaml"
COURSE = "content/sample/course.yaml"


@pytest.fixture(scope="module")
def speller() -> Speller:
    """Real dictionaries. Where they are missing, tests that need them fail on CI and are skipped elsewhere."""
    opened = Speller()
    try:
        for language in ("de", "en"):
            opened.dictionary(language)
    except NoSpellingError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    return opened


def codes(sandbox: Sandbox) -> list[str]:
    """Return the codes of what is said of a project, in order."""
    return [line.split("[", 1)[1].split("]", 1)[0] for line in sandbox.diagnostics("short").splitlines() if "[" in line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ein Satz. Noch einer!", ["Ein Satz.", "Noch einer!"]),
        ("Um 15.30 Uhr, am 3. März, ruft Dr. Kaya an, z. B. wegen der Nr. 4.", [None]),
        ("Sie sagt: „Nein.“ Dann geht sie.", ["Sie sagt:", "„Nein.“", "Dann geht sie."]),
        ("Mr Adams rings at 3.40 pm. He is calm.", ["Mr Adams rings at 3.40 pm.", "He is calm."]),
        ("Erst … dann weiter.", [None]),
        ("Ein Punkt\n\n- noch einer\n- und einer", ["Ein Punkt", "- noch einer", "- und einer"]),
        ("Das kostet 3.400 Euro. Mehr nicht.", ["Das kostet 3.400 Euro.", "Mehr nicht."]),
        ("So sagt es Mayer u. a. 1995. Das gilt.", ["So sagt es Mayer u. a. 1995.", "Das gilt."]),
        ("„Kommen Sie?“, fragt er.", ["„Kommen Sie?“, fragt er."]),
    ],
)
def test_sentences_end_where_a_reader_breathes(text: str, expected: list[str | None]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == [one or text for one in expected]


@given(st.text(alphabet=st.sampled_from("Ab c.!?…„“\n-3:"), max_size=60))
def test_sentences_cover_all_words_in_order_and_never_overlap(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    outside = "".join(char for at, char in enumerate(text) if not any(start <= at < end for start, end in spans))
    assert not any(char.isalnum() for char in outside)


@given(st.text(alphabet=st.sampled_from("ab {}c1:[]()!*`\\\n"), max_size=60))
def test_blanking_out_marks_moves_no_character(text: str) -> None:
    blank = plain(text)
    assert len(blank) == len(text)
    assert all(char in (" ", was) for char, was in zip(blank, text, strict=True))


def test_lix_is_that_of_its_definition() -> None:
    words = "Vertrauen braucht klare Worte und Geduld".split()  # noqa: SIM905 (reads as it is written)
    assert lix(words, 2) == 6 / 2 + 100 * 2 / 6
    assert lix([], 0) == 0


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.frozensets(st.sampled_from("abcdefghij"), min_size=1), st.sampled_from("123")), max_size=12),
    st.sampled_from([25, 50, 70, 75, 100]),
)
def test_near_duplicates_are_those_that_comparing_all_with_all_finds(
    stems: list[tuple[frozenset[str], str]], percent: int
) -> None:
    bags, groups = [bag for bag, _ in stems], [group for _, group in stems]
    found = alike(bags, groups, percent)

    def like(one: int, other: int) -> bool:
        shared, both = len(bags[one] & bags[other]), len(bags[one] | bags[other])
        return groups[one] != groups[other] and 100 * shared >= percent * both

    expected: set[int] = set()
    order = sorted(range(len(bags)), key=lambda at: (len(bags[at]), at))
    for n, at in enumerate(order):
        if any(like(at, other) for other in order[:n] if other not in expected):
            expected.add(at)
    assert set(found) == expected
    assert all(like(at, other) for at, other in found.items())


def test_variants_of_one_scenario_may_be_alike(edited: Sandbox) -> None:
    edited.replace(
        LESSON,
        "    options:\n      hold:",
        "    variants:\n      other: |\n        Frau Kanak ruft an und möchte für 14 Bohrer neun Prozent Nachlass."
        " Ihr Preis ist knapp gerechnet, und über ihn entscheiden nur Sie.\n    options:\n      hold:",
    )
    assert "near-duplicate" not in codes(edited)


def test_an_excuse_silences_its_code_on_its_item_alone(edited: Sandbox) -> None:
    edited.replace(LESSON, "„Tauschen Sie mit jemandem, dann geht es gern.“", "„Tauschen Sie es, dann ist gut.“")
    edited.replace(
        LESSON, "„Acht Prozent gehen in Ordnung, aber nur dieses Mal.“", "„Acht Prozent gehen in Ordnung hier.“"
    )
    assert codes(edited).count("option-length") == 2
    excuse = "    excuses:\n      option-length:\n        reason: So spricht man hier.\n"
    edited.replace(LESSON, "  early-friday:\n", f"  early-friday:\n{excuse}")
    assert codes(edited).count("option-length") == 1


def test_an_excuse_for_a_code_that_does_not_exist_is_told(edited: Sandbox) -> None:
    edited.replace(LESSON, "  early-friday:\n", "  early-friday:\n    excuses:\n      eco:\n        reason: Weil.\n")
    assert "there is no editorial rule `eco` (did you mean `echo`?)" in edited.diagnostics("short")


def test_a_course_without_editorial_is_not_held_to_the_rules(edited: Sandbox) -> None:
    text = (edited.root / COURSE).read_text("utf-8")
    (edited.root / COURSE).write_text(text[: text.index("editorial:")], "utf-8")
    edited.replace(LESSON, "Ein Grund.\n", 'Ein "Grund".\n')
    assert codes(edited) == []


def test_drafts_are_not_held_to_the_rules(edited: Sandbox) -> None:
    edited.replace(LESSON, "  one-no-today:\n", "  one-no-today:\n    draft: true\n")
    edited.replace(LESSON, "Wem sagen Sie diese Woche ab?", "Wem sagst du ab?")
    assert codes(edited) == ["claim-not-met"]


def test_thresholds_of_a_course_count(edited: Sandbox) -> None:
    edited.replace(COURSE, "  situation_least: 15\n", "  situation_least: 40\n")
    assert "situation-length" in codes(edited)


def test_a_release_is_refused_by_what_the_rules_find(edited: Sandbox) -> None:
    edited.replace(LESSON, "Wem sagen Sie diese Woche ab?", "Wem sagen Sie ab?")
    refused = edited.run("release", "1.0.0")
    assert refused.exit_code == 1
    assert "prompt-without-time" in refused.stderr
    assert edited.run("release", "1.0.0", "--allow", "prompt-without-time").exit_code == 0


def test_a_build_is_not_held_up_by_the_rules(edited: Sandbox) -> None:
    edited.replace(LESSON, "Wem sagen Sie diese Woche ab?", "Wem sagst du ab?")
    built = edited.run("build")
    assert built.exit_code == 0
    assert "address-form" not in built.stderr


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("prompt-without-time", "Wem sagen Sie diese Woche ab?", "Wem sagen Sie am Mittwoch ab?"),
        ("asks-for-name", "Wem sagen Sie diese Woche ab?", "Wem sagen Sie heute ab? Nennen Sie niemanden mit Namen."),
        ("address-form", "Ein Grund.\n", "Er bietet das Du an.\n"),
        ("feedback-verdict", "Um zwei steht", "Richtig teuer wird es, und um zwei steht"),
        ("option-letter", "Um zwei steht", "Die letzte Option ist vertan, um zwei steht"),
        ("giveaway-word", "Gehen Sie ruhig um zwölf", "Gehen Sie nach dem Sturm"),
        ("question-form", "Was kommt nach dem Nein?", "Was antworten Sie auf „Gibt es keinen Nachlass?“"),
        ("question-form", "Was kommt nach dem Nein?", "Inwiefern hilft ein Grund?"),
        ("typography", "Ein Grund.\n", "Ein Grund:\n\n      -   er gilt\n"),
        ("vague-aim", "in einem Satz ablehnen", "ein Nein zu verstehen geben"),
    ],
)
def test_what_only_looks_like_a_finding_is_left_alone(edited: Sandbox, code: str, old: str, new: str) -> None:
    edited.replace(LESSON, old, new)
    assert code not in codes(edited)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("question-form", "Was kommt nach dem Nein?", "Hilft nach dem Nein ein gutes Wort?"),
        ("asks-for-name", "Wem sagen Sie diese Woche ab?", "Wie ist der Name der Person, der Sie heute absagen?"),
        ("typography", "Ein Grund.\n", "Ein “Grund.\n"),
        ("address-form", "Ein Grund.\n", "Ein Grund für dich.\n"),
    ],
)
def test_what_looks_harmless_is_found(edited: Sandbox, code: str, old: str, new: str) -> None:
    edited.replace(LESSON, old, new)
    assert code in codes(edited)


@pytest.mark.parametrize(
    ("german", "english", "differ"),
    [
        ("Um 14 Uhr kommen 20 Kisten.", "At 2 pm 20 boxes arrive.", False),
        ("Das kostet 12,50 Euro.", "That costs 12.50 euros.", False),
        ("Es sind 3.400 Euro.", "It is 3,400 euros.", False),
        ("Am 20. März sind es 14.", "On the 20th of March it is 14.", False),
        ("Es sind 14 von 30.", "It is 14 of 40.", True),
    ],
)
def test_numbers_are_compared_as_each_language_writes_them(
    edited: Sandbox, german: str, english: str, differ: bool
) -> None:
    edited.replace(LESSON, "Mehrere Gründe laden zum Verhandeln ein.", german)
    edited.replace(ENGLISH, "Several reasons invite people to negotiate.", english)
    assert ("numbers-differ" in codes(edited)) is differ


def test_every_language_can_be_held_to_the_rules(edited: Sandbox) -> None:
    for language in ("fr", "ar", "ja", "de-CH", "en-US"):
        text = (edited.root / COURSE).read_text("utf-8")
        start, end = text.index("language: "), text.index("\ntranslations")
        (edited.root / COURSE).write_text(text[:start] + f"language: {language}" + text[end:], "utf-8")
        report = Report()
        loaded = load_course(edited.root / "content/sample", edited.root, report)
        assert loaded
        Review(report, spelling=False)(loaded)
        found = {one.code for one in report.diagnostics}
        assert "long-sentence" not in found
        assert ("typography" in found) is (language in ("de-CH", "en-US")), language


def test_findings_of_the_rules_do_not_hide_what_else_is_said(edited: Sandbox) -> None:
    assert edited.run("release", "1.0.0").exit_code == 0
    edited.replace(LESSON, "Ein Grund.\n", "Genau ein Grund.\n")
    edited.replace(LESSON, "Wem sagen Sie diese Woche ab?", "Wem sagst du heute ab?")
    assert {"address-form", "stale-translation"} <= set(codes(edited))
    report = edited.run("report")
    assert report.exit_code == 0
    page = (edited.root / "build/report/sample-en.json").read_text("utf-8")
    assert "stale-translation" in page


def test_a_list_of_words_that_cannot_be_read_is_told(edited: Sandbox, speller: Speller) -> None:  # noqa: ARG001
    (edited.root / "content/sample/words.txt").write_bytes("Kanak\nMüller\n".encode("latin-1"))
    assert "unreadable-file" in codes(edited)


def test_a_list_of_words_may_begin_with_a_byte_order_mark(edited: Sandbox, speller: Speller) -> None:  # noqa: ARG001
    (edited.root / "content/sample/words.txt").write_text("\ufeffKanak\n", "utf-8")
    assert codes(edited) == []


def test_an_excuse_for_a_word_is_for_its_item_alone(edited: Sandbox, speller: Speller) -> None:  # noqa: ARG001
    edited.replace(LESSON, "Mehrere Gründe laden", "Mehrere Gruendlinge laden")
    edited.replace(LESSON, "Nach dem Nein folgt", "Nach dem Gruendlinge folgt")
    excuse = "    excuses:\n      spelling:\n        reason: Ein Fisch.\n"
    edited.replace(LESSON, "  order-of-a-no:\n", f"  order-of-a-no:\n{excuse}")
    found = edited.diagnostics("short").splitlines()
    assert len(found) == 1
    assert "Gruendlinge" in found[0]
    edited.replace(LESSON, "Nach dem Gruendlinge folgt", "Nach dem Nein folgt")
    assert codes(edited) == []
    assert "unused-excuse" not in edited.run("check", "--no-spelling").stdout


@pytest.mark.parametrize(("women", "men", "lopsided"), [(7, 5, False), (10, 2, True)])
def test_women_and_men_share_the_parts(edited: Sandbox, women: int, men: int, lopsided: bool) -> None:
    text = (edited.root / LESSON).read_text("utf-8")
    start, end = text.index("  early-friday:"), text.index("\nrecall:")
    scenario = text[start:end]
    more = "".join(
        scenario.replace("early-friday", f"friday-{at}").replace(
            "Ein Monteur will", f"{'Frau' if at < women - 1 else 'Herr'} Kanak aus Halle {at} will"
        )
        for at in range(women + men - 1)
    )
    (edited.root / LESSON).write_text(text[:end] + "\n" + more + text[end:], "utf-8")
    for path in (edited.root / "content/sample").rglob("*.en.yaml"):
        path.unlink()
    (edited.root / "decks/sample-en.yaml").unlink()
    edited.replace(COURSE, "translations: [en]\n", "")
    edited.replace(COURSE, "  deck_least: 2\n", "  deck_least: 12\n  alike_most: 100\n")
    edited.replace(COURSE, "  setting_most: 50\n", "  setting_most: 100\n")
    told = [line for line in edited.diagnostics("short").splitlines() if "people with a title" in line]
    assert bool(told) is lopsided


def test_an_activity_may_name_only_scenarios_that_exist(edited: Sandbox) -> None:
    edited.replace(LESSON, "    groups: pairs\n", "    groups: pairs\n    scenarios: [smal-discount]\n")
    found = edited.diagnostics("short")
    assert "there is no scenario `smal-discount` (did you mean `small-discount`?)" in found


def test_two_activities_do_not_share_an_id(edited: Sandbox) -> None:
    lesson = (edited.root / LESSON).read_text("utf-8")
    second = lesson.replace("lesson: first-no", "lesson: second-no").split("principles:")[0]
    activity = lesson[lesson.index("activities:") :]
    (edited.root / "content/sample/lessons/02-second-no.yaml").write_text(second + activity, "utf-8")
    assert "the item id `say-no-in-pairs` is used twice" in edited.diagnostics("short")


def test_a_misspelt_word_is_told_at_its_place_with_a_close_one(edited: Sandbox, speller: Speller) -> None:  # noqa: ARG001
    edited.replace(LESSON, "Mehrere Gründe laden", "Mehrere Gründde laden")
    (line,) = edited.diagnostics("short").splitlines()
    at = (edited.root / LESSON).read_text("utf-8").splitlines()
    number, column = map(int, line.split(":")[1:3])
    assert at[number - 1][column - 1 :].startswith("Gründde")
    assert "no dictionary knows `Gründde` (did you mean" in line
    assert "`Gründe`" in line


def test_words_of_the_course_are_known(edited: Sandbox, speller: Speller) -> None:  # noqa: ARG001
    edited.replace(LESSON, "Mehrere Gründe laden", "Mehrere Gruendlinge laden")
    assert codes(edited) == ["spelling"]
    (edited.root / "content/sample/words.de.txt").write_text("# a fish\nGruendlinge  # nearly\n", "utf-8")
    assert codes(edited) == []


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("Fuhrparkleiter", True),
        ("Aufzugsfirma", True),
        ("Fuhrparkleitr", False),
        ("Vertrauuen", False),
        ("Kanaks", True),
        ("Klärwerksangebot", True),
        ("dasss", False),
        ("nichtmehr", False),
        ("gehtnicht", False),
        ("kundengespräch", False),
        ("Gruppeenleiterin", False),
        ("durchgerechnet", True),
        ("dranbleiben", True),
        ("durchgerechnett", False),
    ],
)
def test_compounds_are_known_by_their_parts(word: str, known: bool, speller: Speller) -> None:
    assert (speller.unknown([word], frozenset({"Kanak"}), "de") == []) is known


@pytest.mark.parametrize(
    ("word", "known"), [("can’t", True), ("colour", True), ("color", False), ("firewallwhy", False)]
)
def test_english_has_apostrophes_and_no_compounds_of_its_own(word: str, known: bool, speller: Speller) -> None:
    assert (speller.unknown([word], frozenset(), "en") == []) is known


def test_where_spelling_cannot_be_checked_check_says_so_and_spelling_insists(
    edited: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spelling, "find_spec", lambda name: None if name == "hunspell" else name)
    assert "Spelling was not checked: spelling needs the package `chunspell`" in edited.run("check").stdout
    insisted = edited.run("check", "--spelling")
    assert insisted.exit_code == 1
    assert "no-dictionary" in insisted.stdout
    assert "Spelling was not checked" not in edited.run("check", "--no-spelling").stdout
    assert "Spelling was not checked" in edited.run("release", "1.0.0").stdout


def test_a_dictionary_in_the_folder_of_the_course_is_found(
    tmp_path: Path, speller: Speller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert speller
    source = next(folder for folder in dictionary_folders() if (folder / "en_GB.dic").is_file())
    for name in ("en_GB.dic", "en_GB.aff"):
        (tmp_path / name.replace("en_GB", "tlh_QO")).write_bytes((source / name).read_bytes())
    with pytest.raises(NoSpellingError, match="no Hunspell dictionary for `tlh`"):
        Speller().dictionary("tlh")
    assert Speller((tmp_path,)).dictionary("tlh").spell("trust")
    monkeypatch.setenv("DICPATH", str(tmp_path))
    assert Speller().dictionary("tlh").spell("trust")


def test_known_words_are_remembered_until_the_dictionary_changes(
    tmp_path: Path, speller: Speller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert speller
    dictionary = tmp_path / "en_GB.dic"
    dictionary.with_suffix(".aff").write_text("SET UTF-8\n", "utf-8")
    dictionary.write_text("2\ntrust\nhope\n", "utf-8")
    words = ["trust", "hoppe", "Kanak"]

    def asked(known: frozenset[str] = frozenset({"Kanak"})) -> list[str]:
        return Speller((tmp_path,), tmp_path / "memory").unknown(words, known, "en")

    assert asked() == ["hoppe"]
    with monkeypatch.context() as patch:
        patch.setattr(Speller, "dictionary", lambda *_: pytest.fail("the dictionary is asked again"))
        assert asked(frozenset({"Kanak", "hoppe"})) == []
    dictionary.write_text("1\nhope\n", "utf-8")
    assert asked() == ["trust", "hoppe"]
    (tmp_path / "memory/words-en.txt").write_bytes(b"\xff\xfe damaged")
    assert asked() == ["trust", "hoppe"]


def test_word_lists_hold_a_word_a_line_in_order(speller: Speller) -> None:
    assert speller
    folder = REPOSITORY / "content/trust"
    for name in ("words.txt", "words.de.txt", "words.en.txt"):
        lines = [line for line in (folder / name).read_text("utf-8").splitlines() if line and not line.startswith("#")]
        assert lines == sorted(set(lines), key=lambda word: (word.casefold(), word)), name
    assert own_words(folder, "de") > own_words(folder, "fr")


def test_the_shipped_course_keeps_every_rule(speller: Speller) -> None:
    assert speller
    report = Report()
    check(Project(REPOSITORY), report, spelling=True)
    assert [(one.code, one.message) for one in report.sorted()] == []


def test_the_shipped_course_has_what_its_outline_asks_for() -> None:
    loaded = load_course(REPOSITORY / "content/trust", REPOSITORY, Report())
    assert loaded
    lessons = loaded.source.lessons
    scenarios = [scenario for lesson in lessons for scenario in lesson.scenarios.values()]
    counts = {
        "lessons": len(lessons),
        "recall": sum(len(lesson.recall) for lesson in lessons),
        "scenarios": sum(scenario.use == "study" for scenario in scenarios),
        "evaluation": sum(scenario.use == "evaluation" for scenario in scenarios),
        "drills": sum(len(lesson.drills) for lesson in lessons),
    }
    least = {"lessons": 11, "recall": 57, "scenarios": 64, "evaluation": 12, "drills": 16}
    assert all(counts[name] >= number for name, number in least.items()), counts
    assert all(lesson.activities and lesson.reading and lesson.trainer_notes and lesson.caveats for lesson in lessons)
    assert set(loaded.courses) == {"de", "en"}
    assert not loaded.courses["en"].incomplete


def test_every_excuse_names_an_editorial_code() -> None:
    loaded = load_course(REPOSITORY / "content/trust", REPOSITORY, Report())
    assert loaded
    review = Review(Report(), spelling=False)
    review(loaded)
    (reviewed,) = review.courses
    assert all(catalogue()[one.finding.code].editorial for one in reviewed.excused)


def run_blind_test(*args: str) -> Any:
    """Call the blind test's own program."""
    import subprocess

    return subprocess.run(
        [sys.executable, REPOSITORY / "tests/blind_test.py", *args], capture_output=True, encoding="utf-8", check=False
    )


def test_the_blind_sheet_shows_no_situation_and_is_scored_by_its_key(edited: Sandbox, tmp_path: Path) -> None:
    assert run_blind_test("-C", str(edited.root), "sheets").returncode == 0
    sheets = edited.root / "build/blind-test"
    options = (sheets / "de-options.md").read_text("utf-8")
    assert "knapp gerechnet" not in options
    assert "knapp gerechnet" in (sheets / "de-situations.md").read_text("utf-8")
    letters = {}
    for number, best in ((1, "verdienen"), (2, "entladen")):
        item = options.split(f"## {number}\n")[1].split("## ")[0]
        letters[number] = next(line[0] for line in item.splitlines() if best in line)
    answers = tmp_path / "reader.txt"
    answers.write_text(f"1 {letters[1]} A\n2. {'AB'[letters[2] == 'A']}\n", "utf-8")
    told = run_blind_test("-C", str(edited.root), "score", "de", str(answers)).stdout
    assert "reader.txt: best 1 of 2 (50 %)" in told
