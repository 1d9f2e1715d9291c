"""New courses, lessons, items and decks: they build at once, whatever they are called, and leave the rest alone."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import LESSON, Sandbox
from deckwright.authoring.diagnostics import Report, render
from deckwright.authoring.names import is_name
from deckwright.authoring.source import Source, Text
from deckwright.authoring.yamltree import parse
from deckwright.cli import main
from deckwright.course.editorial.spelling import NoSpellingError, Speller
from deckwright.creating.courses import new_course
from deckwright.creating.decks import new_deck
from deckwright.creating.lessons import TABLES, new_item, new_lesson
from deckwright.creating.texts import as_yaml, free_name, proposed_name
from deckwright.creating.wishes import Wishes
from deckwright.pipeline import check
from deckwright.verify.oracle import import_package
from deckwright.workspace import Project

FIRST = "01-reaching-each-other.yaml"
ODD = (
    "Nein: so nicht",
    "Wir sind #1",
    "“Why?” – ‘because’ \\ \"so\" 'there'",
    "👩‍💻 😀",
    "👩‍💻 works",
    "مرحبا بالعالم",
    "- [x] *list*, | > & ! % @ `",
    "no",
    "null",
    "2024",
    "???",
    "A" * 300,
    "sehr " * 100,
    "Straße, Ärger, Œuvre, ﬁn, Ⅻ",
    "{a: b}",
    "$id ${title} $$",
    "A::B",
    "Default",
    "bell \x07",
    "mark \ufeff",
    "no character \uffff",
    "half \ud800",
    "e\u0301",
    "two\nlines\u2028three",
    " ",
    "{{c1::x}} <b>",
    "![",
)
TITLES = st.text(max_size=60) | st.text(alphabet="a#: -'\"&*|>%@`[]{}\\?!,\t\n", max_size=20) | st.sampled_from(ODD)
REFUSED = {"control-character", "empty-text"}
REFUSED_LINES = REFUSED | {"html-in-text", "template-in-text", "not-normalized", "unsupported-markup"}


def nobody(option: str, choices: Sequence[str], default: str | None) -> str:  # noqa: ARG001
    """Answer with what is taken unless told otherwise, and give an id where one is needed."""
    return default or "given-id"


def refused_for(report: Report) -> set[str]:
    return {diagnostic.code for diagnostic in report.diagnostics}


def findings(project: Project) -> list[str]:
    """Return what `check` says of a project, but of spelling."""
    report = Report()
    check(project, report, spelling=False)
    return render(report.sorted(), "short").splitlines()


def begun(root: Path, language: str, *translations: str) -> Sandbox:
    """Return a project with a new course."""
    report = Report()
    titles = dict.fromkeys(translations, "My Course")
    assert new_course(root.parent, "mine", "Mein Kurs", language, titles, root, report), render(report.sorted())
    return Sandbox(root)


@pytest.fixture
def german(tmp_path: Path) -> Sandbox:
    return begun(tmp_path / "german", "de")


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A course that is held to no editorial rules: what they say of a title is not about what was made of it."""
    return begun(tmp_path_factory.mktemp("loose") / "project", "fr")


def run_at(folder: Path, *args: str, typed: bytes | None = None) -> Result:
    """Call the command in a folder, on a terminal if something is typed."""
    terminal = None if typed is None else Terminal(typed)
    return CliRunner().invoke(main, ["-C", str(folder), *args], input=terminal, catch_exceptions=False)


class Terminal(io.BytesIO):
    """What a person types."""

    def isatty(self) -> bool:
        """Say that somebody is there."""
        return True


@given(title=TITLES, kind=st.sampled_from(sorted(TABLES)))
@settings(max_examples=100, deadline=None)
def test_a_draft_of_any_title_leaves_the_rest_to_the_letter_and_passes_check(
    loose: Sandbox, title: str, kind: str
) -> None:
    path = loose.root / "content/mine/lessons" / FIRST
    before = path.read_bytes()
    try:
        report = Report()
        created = new_item(loose.project, kind, title, Wishes({}, nobody), report)
        if created is None:
            assert refused_for(report) <= (REFUSED_LINES if kind == "activity" else REFUSED)
            assert path.read_bytes() == before
            return
        after = path.read_bytes()
        assert without_insertion(before, after)
        assert after.splitlines()[created.line - 1].strip() == f"{created.name}:".encode()
        assert is_name(created.name)
        assert findings(loose.project) == []
        again = new_item(loose.project, kind, title, Wishes({}, nobody), report)
        if again is None:
            assert refused_for(report) == {"duplicate-id"}  # it was given, since nothing follows from the title
            assert created.name == "given-id"
        else:
            assert again.name != created.name
            assert findings(loose.project) == []
    finally:
        path.write_bytes(before)


def without_insertion(before: bytes, after: bytes) -> bool:
    """Whether taking out one stretch of what there is now gives what there was."""
    same = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), len(before))
    return len(after) > len(before) and after.endswith(before[same:])


@given(title=TITLES)
@settings(max_examples=50, deadline=None)
def test_a_lesson_and_a_deck_of_any_title_pass_check(loose: Sandbox, title: str) -> None:
    report = Report()
    lesson = new_lesson(loose.project, title, Wishes({}, nobody), report)
    deck = new_deck(loose.project, "more", title, (), Wishes({}, nobody), report)
    try:
        assert (lesson is None) == (deck is None) == report.failed()
        assert refused_for(report) <= REFUSED_LINES
        assert findings(loose.project) == []
        if lesson is not None:
            again = new_lesson(loose.project, title, Wishes({"id": f"{lesson.name}-2"}, nobody), report)
            assert again is not None
            assert [path.name[:3] for path in (*lesson.files, *again.files)] == ["02-", "03-"]
            again.files[0].unlink()
    finally:
        for created in (lesson, deck):
            for path in created.files if created else ():
                path.unlink()


@given(title=TITLES)
@example("Default")
@example('"')
@example("::")
@settings(max_examples=15, deadline=None)
def test_a_course_of_any_title_passes_check(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    root = tmp_path_factory.mktemp("any") / "project"
    report = Report()
    if new_course(root.parent, "mine", title, "fr", {}, root, report) is None:
        assert refused_for(report) <= REFUSED_LINES
        assert not root.exists()
    else:
        assert findings(Project(root)) == []


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_a_name_follows_from_a_title_or_nothing_does(title: str) -> None:
    name = proposed_name(title)
    assert name == "" or (is_name(name) and re.fullmatch("[a-z0-9-]+", name))
    assert free_name(name, {name, f"{name}-2"}) == f"{name}-3"


def test_umlauts_are_spelt_out_and_long_titles_end_with_a_word() -> None:
    assert proposed_name("Größe, Übermut & Ärger: ¿qué?") == "groesse-uebermut-aerger-que"
    assert (
        proposed_name("Ein Nein, das am Freitag um fünf vor zwölf noch fällt") == "ein-nein-das-am-freitag-um-fuenf-vor"
    )
    assert proposed_name("日本語") == ""
    assert is_name(free_name("a" * 64, {"a" * 64}))


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Zl", "Zp", "Zs")), min_size=1, max_size=40))
def test_a_line_is_read_from_yaml_as_it_was(line: str) -> None:
    tree = parse(Source("", f"key: {as_yaml(line)}\nnext: x\n".encode()), Report())
    assert tree is not None
    assert [value.value for _, value in tree.pairs if isinstance(value, Text)] == [line, "x"]


def test_the_path_of_a_newcomer_ends_with_cards_in_anki(tmp_path: Path, anki_collection: Any) -> None:
    def deckwright(*arguments: str, folder: Path) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "deckwright", *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    said = deckwright("new", "course", "focus", "--title", "Focus", "--language", "en", folder=tmp_path)
    project = tmp_path / "focus"
    assert "Next: `cd focus`, and `deckwright serve`" in said
    said = deckwright("new", "lesson", "Saying no", folder=project)
    assert "02-saying-no.yaml:3\n" in said
    assert said.endswith("call `deckwright new scenario TITLE --lesson saying-no`.\n")
    said = deckwright("new", "scenario", "A favour on Friday", "--lesson", "saying-no", folder=project)
    file, line = said.splitlines()[0].strip().rsplit(":", 1)
    text = (project / file).read_text("utf-8")
    assert text.splitlines()[int(line) - 1] == "  a-favour-on-friday:"
    (project / file).write_text(re.sub(r"(?m)^ *draft: true.*\n", "", text), "utf-8")
    assert "4 notes, 4 cards: 2 scenarios, 1 question, 1 drill" in deckwright("build", folder=project)
    import_package(anki_collection, project / "build/focus-en.apkg")
    assert len(anki_collection.find_cards('"deck:Focus::1 Scenarios"')) == 3
    assert len(anki_collection.find_cards("Key:a-favour-on-friday")) == 1
    assert anki_collection.find_cards("Key:delivery-on-friday")


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_made_in_german_and_english_keeps_the_editorial_rules(tmp_path: Path, language: str) -> None:
    try:
        Speller().find(language)
    except NoSpellingError as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))
    project = begun(tmp_path / "project", language, "en" if language == "de" else "de")
    project.replace("content/mine/course.yaml", "title: Mein Kurs", "title: Team")
    project.replace(f"content/mine/course.{'en' if language == 'de' else 'de'}.yaml", "My Course", "Team")
    assert project.run("check", "--spelling").output == "No errors.\n"
    for kind in ("scenario", "recall", "drill", "activity"):
        assert project.run("new", kind, "Team").exit_code == 0
    assert project.run("new", "recall", "--cloze", "Team").exit_code == 0
    assert project.run("new", "lesson", "Team").exit_code == 0
    lines = project.run("check", "--spelling", "--format", "short").stdout.splitlines()
    assert {line.split("[")[1].split("]")[0] for line in lines if "warning[" in line} == {"missing-translation"}
    assert not any("error[" in line for line in lines)


def test_the_rule_that_comes_with_a_draft_may_wait_until_its_scenario_is_written(german: Sandbox) -> None:
    assert german.run("new", "lesson", "Team").exit_code == 0
    path = german.root / "content/mine/lessons/02-team.yaml"
    objective = re.sub(r"objective: .*", "objective: ein Problem benennen", path.read_text("utf-8"))
    path.write_text(objective + "recall:\n  wann:\n    question: Wann?\n    answer: Am Montag.\n", "utf-8")
    assert german.run("new", "scenario", "Eins", "--lesson", "team").exit_code == 0
    assert "[placeholder]" not in " ".join(findings(german.project))
    path.write_text(re.sub(r"(?m)^ *draft: true.*\n", "", path.read_text("utf-8")), "utf-8")
    assert " ".join(findings(german.project)).count("[placeholder]") >= 4


@pytest.mark.parametrize("kind", ["scenario", "recall", "activity"])
def test_a_placeholder_that_is_no_draft_any_more_is_an_error(german: Sandbox, kind: str) -> None:
    assert german.run("new", kind, "Team").exit_code == 0
    path = german.root / "content/mine/lessons" / FIRST
    path.write_text(re.sub(r"(?m)^ *draft: true.*\n", "", path.read_text("utf-8")), "utf-8")
    assert "[placeholder]" in " ".join(findings(german.project))


def test_without_editorial_rules_a_placeholder_passes_check_once_it_is_no_draft(loose: Sandbox) -> None:
    path = loose.root / "content/mine/lessons" / FIRST
    before = path.read_bytes()
    for kind in TABLES:
        assert new_item(loose.project, kind, "Same", Wishes({}, nobody), Report())
    path.write_text(re.sub(r"(?m)^ *draft: true.*\n", "", path.read_text("utf-8")), "utf-8")
    found = findings(loose.project)
    path.write_bytes(before)
    assert found == []


def test_a_lesson_without_a_principle_gets_one_with_its_first_scenario(loose: Sandbox) -> None:
    report = Report()
    lesson = new_lesson(loose.project, "Bare", Wishes({}, nobody), report)
    assert lesson is not None
    path = lesson.files[0]
    try:
        wishes = Wishes({"lesson": "bare", "construct": "reliability", "setting": "customers"}, nobody)
        for kind in ("activity", "recall", "scenario", "scenario", "drill"):
            assert new_item(loose.project, kind, "First", wishes, report)
        tree = parse(Source("", path.read_bytes()), report)
        assert tree is not None
        tables = ["principles", "scenarios", "recall", "drills", "activities"]
        assert [key.value for key, _ in tree.pairs] == ["lesson", "title", "objective", *tables]
        text = path.read_text("utf-8")
        assert text.count("  bare-rule:\n    construct: reliability") == 1
        assert text.count("principle: bare-rule\n    setting: customers") == 2
        assert findings(loose.project) == []
    finally:
        path.unlink()


def test_what_a_scenario_names_comes_from_options_or_is_the_first_of_the_vocabulary(german: Sandbox) -> None:
    assert german.run("new", "scenario", "Neu", "--domain", "leadership", "--channel", "email").exit_code == 0
    text = (german.root / "content/mine/lessons" / FIRST).read_text("utf-8").partition("  neu:\n")[2]
    assert text.startswith("    draft: true")
    names = dict(re.findall(r"(?m)^    (principle|setting|domain|channel): (\S+)", text))
    expected = {"principle": "agree-before-it-is-urgent", "setting": "team", "domain": "leadership", "channel": "email"}
    assert names == expected


def test_a_name_that_is_unknown_is_told_the_closest_and_nothing_is_written(german: Sandbox) -> None:
    path = german.root / "content/mine/lessons" / FIRST
    before = path.read_bytes()
    for arguments, code, way_out in (
        (("scenario", "--lesson", "reaching-other"), "unknown-reference", "did you mean `reaching-each-other`?"),
        (("scenario", "--course", "mini"), "unknown-course", "did you mean `mine`?"),
        (("scenario", "--principle", "agree-before-urgent"), "unknown-reference", "`agree-before-it-is-urgent`?"),
        (("scenario", "--channel", "mail"), "unknown-reference", "did you mean `email`?"),
        (("recall", "--id", "Zwei Worte"), "bad-name", "write `zwei-worte`"),
        (("lesson", "--id", "reaching-each-other"), "duplicate-id", "choose another one"),
    ):
        result = german.run("new", arguments[0], "Titel", *arguments[1:])
        assert result.exit_code == 1
        assert f"error[{code}]" in result.stderr
        assert way_out in result.stderr
    assert path.read_bytes() == before


def test_a_given_id_that_is_taken_is_told_with_the_place_of_the_other(german: Sandbox) -> None:
    german.replace("content/mine/course.yaml", "editorial:", "retired:\n  old-one:\n    reason: why\neditorial:")
    lines = (german.root / "content/mine/lessons" / FIRST).read_text("utf-8").splitlines()
    place = lines.index("  delivery-on-friday:") + 1
    result = german.run("new", "drill", "Titel", "--id", "delivery-on-friday", "--format", "short")
    assert f"{FIRST}:{place}:3: error[duplicate-id]" in result.stderr
    assert "course.yaml" in german.run("new", "drill", "Titel", "--id", "old-one", "--format", "short").stderr
    assert "old-one-2:" not in german.run("new", "drill", "Old one").stdout
    assert "  old-one-2:\n" in (german.root / "content/mine/lessons" / FIRST).read_text("utf-8")


def test_line_ends_and_the_byte_order_mark_of_a_lesson_stay(german: Sandbox) -> None:
    path = german.root / "content/mine/lessons" / FIRST
    before = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(before)
    assert german.run("new", "recall", "Frage").exit_code == 0
    after = path.read_bytes()
    assert without_insertion(before, after)
    assert after.count(b"\n") == after.count(b"\r\n")


def test_a_broken_lesson_is_told_and_left_alone(german: Sandbox) -> None:
    path = german.root / "content/mine/lessons" / FIRST
    path.write_bytes(path.read_bytes() + b"broken: [\n")
    before = path.read_bytes()
    result = german.run("new", "recall", "Frage")
    assert result.exit_code == 1
    assert "error[yaml-syntax]" in result.stderr
    assert path.read_bytes() == before


def test_a_deck_that_lists_its_lessons_is_told_to_leave_the_new_one_out(sandbox: Sandbox) -> None:
    said = sandbox.run("new", "lesson", "Das zweite Nein").stdout
    assert said.startswith("  ")
    assert "The deck `sample-en` lists its lessons, and leaves it out: add `das-zweite-nein` to them." in said
    assert "sample-de" not in said


def test_a_course_becomes_part_of_the_project_around_it(sandbox: Sandbox) -> None:
    before = {path: path.read_bytes() for path in sandbox.root.rglob("*") if path.is_file()}
    result = run_at(sandbox.root / "content", "new", "course", "other", "--title", "Other", "--language", "en")
    assert result.exit_code == 0
    now = {path: path.read_bytes() for path in sandbox.root.rglob("*") if path.is_file() and "build" not in path.parts}
    new = sorted(path.relative_to(sandbox.root).as_posix() for path in now.keys() - before.keys())
    assert new == ["content/other/course.yaml", f"content/other/lessons/{FIRST}", "decks/other-en.yaml"]
    assert now.items() >= before.items()
    assert sandbox.run("build").exit_code == 0
    result = sandbox.run("new", "recall", "A question")
    assert result.exit_code == 2
    assert "Missing option '--lesson'. Choose from: reaching-each-other, first-no" in result.stderr


def test_nothing_is_overwritten_and_what_is_in_the_way_is_named(german: Sandbox, tmp_path: Path) -> None:
    again = german.run("new", "course", "mine", "--title", "Other", "--language", "en")
    assert again.exit_code == 1
    assert "error[cannot-write]: `content/mine` is there already" in again.stderr
    deck = german.run("new", "deck", "mine-de")
    assert "error[cannot-write]: `decks/mine-de.yaml` is there already" in deck.stderr
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "README.md").write_text("mine", "utf-8")
    result = run_at(tmp_path, "new", "course", "full", "--title", "Full", "--language", "en")
    assert result.exit_code == 1
    assert "`README.md` is there already" in result.stderr
    assert [path.name for path in folder.rglob("*")] == ["README.md"]


def test_a_course_in_two_languages_builds_a_deck_in_each(tmp_path: Path) -> None:
    project = begun(tmp_path / "project", "en", "de", "fr", "de")
    assert [built.cards for built in project.build()] == [{"scenario": 1, "recall": 1, "drill": 1}] * 2
    warnings = findings(project.project)
    assert len(warnings) == 1
    assert "has no translation into `fr`" in warnings[0]


def test_a_translation_has_a_title_of_its_own_everywhere(tmp_path: Path) -> None:
    arguments = ("new", "course", "mine", "--title", "Mein Kurs", "--language", "de", "--translation")
    assert "Missing option '--translation en=TITLE'" in run_at(tmp_path, *arguments, "en").stderr
    assert run_at(tmp_path, *arguments, "en=My course").exit_code == 0
    for path in ("content/mine/course.en.yaml", "decks/mine-en.yaml"):
        text = (tmp_path / "mine" / path).read_text("utf-8")
        assert "My course" in text
        assert "Mein Kurs" not in text


@pytest.mark.parametrize("language", ["fr", "de-CH", "en-US", "zh-Hant"])
def test_a_language_without_labels_gets_some_to_translate(tmp_path: Path, language: str) -> None:
    project = begun(tmp_path / "project", language)
    labels = (project.root / f"content/mine/labels/{language}.yaml").read_text("utf-8")
    assert f"translate it into `{language}`." in labels.splitlines()[0]
    assert findings(project.project) == []
    assert project.build()[0].language == language


def test_a_name_that_cannot_be_one_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for arguments, code in (
        (("My course", "--language", "en"), "bad-name"),
        (("../up", "--language", "en"), "bad-name"),
        (("mine", "--language", "../de"), "unknown-language"),
        (("mine", "--language", "English"), "unknown-language"),
        (("mine", "--language", "de", "--translation", "e n=Title"), "unknown-language"),
        (("x" * 63, "--language", "en"), "bad-name"),
        (("backup", "--language", "en"), "bad-deck-name"),
    ):
        result = run_at(tmp_path, "new", "course", *arguments, "--title", "Title")
        assert result.exit_code == 1
        assert f"error[{code}]" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_second_deck_has_the_cards_where_the_first_one_has_them(sandbox: Sandbox) -> None:
    assert "Missing option '--language'" in sandbox.run("new", "deck", "more").stderr
    arguments = ("new", "deck", "more", "--language", "en", "--lesson", "first-no", "--title", "More: no")
    assert sandbox.run(*arguments).stdout == f"  {sandbox.root / 'decks/more.yaml'}\nNext: `deckwright build more`.\n"
    text = (sandbox.root / "decks/more.yaml").read_text("utf-8")
    assert "paths:\n  cards: Sample::1 Scenarios\n  reflection: Sample::2 Reflection\n" in text
    assert [built.title for built in sandbox.build() if built.deck == "more"] == ["More: no"]


def test_a_deck_that_could_not_be_built_is_refused(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON.replace(".yaml", ".en.yaml"), "title: The first no\n", "")
    for arguments, code in (
        (("--language", "en"), "empty-deck"),
        (("--language", "fr"), "unknown-language"),
        (("--language", "de", "--lesson", "frist-no"), "unknown-reference"),
    ):
        assert f"error[{code}]" in sandbox.run("new", "deck", "more", *arguments).stderr
    assert "error[bad-deck-name]" in sandbox.run("new", "deck", "collection", "--language", "de").stderr
    assert not (sandbox.root / "decks/more.yaml").exists()


def test_on_a_terminal_what_is_missing_is_asked_for(tmp_path: Path) -> None:
    assert run_at(tmp_path, "new", "course", typed=b"mine\nMein Kurs\nde\n").exit_code == 0
    project = tmp_path / "mine"
    assert "title: Mein Kurs\n" in (project / "content/mine/course.yaml").read_text("utf-8")
    assert run_at(project, "new", "lesson", typed="日本語\nsecond\n".encode()).exit_code == 0
    answers = b"second\nDrei Dinge\nreliability\ncustomers\n\nvideo\nchat\n"
    result = run_at(project, "new", "scenario", typed=answers.replace(b"second\nDrei Dinge", b"Drei Dinge\nsecond"))
    assert result.exit_code == 0
    assert "'video' is not one of" in result.stderr
    text = (project / "content/mine/lessons/02-second.yaml").read_text("utf-8")
    assert re.findall(r"(construct|setting|domain|channel): (\S+)", text) == [
        ("construct", "reliability"),
        ("setting", "customers"),
        ("domain", "colleagues"),
        ("channel", "chat"),
    ]


def test_with_yes_or_without_a_terminal_nothing_is_asked(german: Sandbox) -> None:
    assert run_at(german.root, "new", "scenario", "Eins", "--yes", typed=b"").exit_code == 0
    assert german.run("new", "scenario", "Zwei").exit_code == 0
    for arguments, missing in (
        (("scenario",), "argument 'TITLE'"),
        (("scenario", "日本語"), "option '--id'"),
        (("course", "other"), "option '--title'"),
        (("course", "other", "--title", "Other"), "option '--language'"),
        (("deck",), "argument 'ID'"),
    ):
        result = german.run("new", *arguments)
        assert result.exit_code == 2
        assert f"Missing {missing}" in result.stderr


def test_a_vocabulary_without_words_is_told_or_passed_over(german: Sandbox) -> None:
    course = german.root / "content/mine/course.yaml"
    lesson = german.root / "content/mine/lessons" / FIRST
    lesson.write_text("lesson: bare\ntitle: Bare\nobjective: show it\n", "utf-8")
    text = course.read_text("utf-8")
    course.write_text(re.sub(r"  errors:\n(    .*\n)+", "  errors: {}\n", text), "utf-8")
    assert german.run("new", "scenario", "Eins").exit_code == 0
    assert "error:" not in lesson.read_text("utf-8")
    course.write_text(re.sub(r"  channels:\n(    .*\n)+", "  channels: {}\n", text), "utf-8")
    assert "there is no channel" in german.run("new", "scenario", "Zwei").stderr


def test_a_draft_says_nothing_new_where_the_editorial_rules_are_on(german: Sandbox) -> None:
    assert german.run("new", "lesson", "Team").exit_code == 0
    assert findings(german.project) == []
    assert german.run("new", "scenario", "Team", "--lesson", "team").exit_code == 0
    assert findings(german.project) == []


def test_a_draft_is_not_missed_in_a_translation(sandbox: Sandbox) -> None:
    before = findings(sandbox.project)
    for kind in ("scenario", "recall", "drill", "activity"):
        assert sandbox.run("new", kind, "Eins").exit_code == 0
    assert findings(sandbox.project) == before
