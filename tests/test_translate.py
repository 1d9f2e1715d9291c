"""Translations on their way: what is missing gets an entry, and what a translator has written stays."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import HERE, LESSON, Sandbox
from deckwright.authoring.diagnostics import Report, render
from deckwright.authoring.source import Source, Text
from deckwright.authoring.yamltree import Mapping, Node, parse
from deckwright.course.loading import load_course
from deckwright.translating import Choice, translate
from deckwright.workspace import Project
from test_lock import COURSE, ENGLISH, codes, commit, git

FRENCH = LESSON.replace(".yaml", ".fr.yaml")


def tree(text: str) -> Mapping:
    found = parse(Source("a.yaml", text.encode()), Report())
    assert found is not None, text
    return found


def leaves(node: Node, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Text]]:
    """Yield the texts of a file by their paths."""
    if isinstance(node, Text):
        yield path, node
    for key, value in node.pairs if isinstance(node, Mapping) else ():
        yield from leaves(value, (*path, key.value))


def entries(node: Node) -> Iterator[tuple[Text, Node]]:
    """Yield all entries of a file that stand on lines of their own."""
    for key, value in node.pairs if isinstance(node, Mapping) and not node.flow else ():
        if key.value != "translates":
            yield key, value
            yield from entries(value)


def lines_of(key: Text, value: Node) -> range:
    """Return the lines of an entry, from 0."""
    *_, (_, last) = leaves(value) if isinstance(value, Mapping) and not value.flow else [((), value)]
    first, _ = key.source.position(key.start)
    written = key.source.text()[: last.end].rstrip()
    return range(first - 1, key.source.position(len(written))[0])


def meaning(root: Path, language: str = "en") -> dict[str, Any]:
    """Return every translated text of the course, by what it belongs to."""
    report = Report()
    loaded = load_course(root / "content/sample", root, report)
    assert loaded is not None
    assert not report.failed(), render(report.sorted())
    pairs = loaded.courses[language].pairs
    return {
        f"{unit} {place}": other.value.strip() for unit, places in pairs.items() for place, (_, other) in places.items()
    }


def overlays(root: Path, language: str = "en") -> list[Path]:
    return sorted((root / "content").rglob(f"*.{language}.yaml"))


def fill(path: Path, values: dict[tuple[str, ...], str]) -> None:
    """Give the entries without a value those that are known for their paths."""
    lines = path.read_text("utf-8").split("\n")
    for where, text in reversed(list(leaves(tree(path.read_text("utf-8"))))):
        if not text.value.strip() and where in values:
            at = text.source.position(text.start)[0] - 1
            column = len(lines[at]) - len(lines[at].lstrip())
            if lines[at].endswith("|"):
                body = values[where].rstrip("\n").split("\n")
                lines[at + 1 : at + 1] = [f"{' ' * (column + 2)}{line}".rstrip() for line in body]
            else:
                lines[at] += f" {json.dumps(values[where], ensure_ascii=False)}"
    path.write_text("\n".join(lines), "utf-8")


PROJECTS = ["project", "editorial"]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(PROJECTS), st.data())
def test_what_a_translation_lost_is_put_in_again_around_what_it_has(project: str, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        shutil.copytree(HERE / project / "content", root / "content")
        shutil.copytree(HERE / project / "decks", root / "decks")
        whole = meaning(root)
        values = {path: {w: text.value for w, text in leaves(tree(path.read_text("utf-8")))} for path in overlays(root)}
        kept: dict[Path, str] = {}
        for path in overlays(root):
            text = path.read_text("utf-8")
            lines = text.split("\n")
            for key, value in data.draw(st.lists(st.sampled_from(list(entries(tree(text)))), max_size=6)):
                there = lines_of(key, value)
                margin = " " * (key.source.position(key.start)[1] - 1)
                lines[there.start : there.stop] = [f"{margin}# {key.value}"] + ["gone"] * (len(there) - 1)
            gaps = data.draw(st.booleans())
            left = "\n".join("" if line == "gone" else line for line in lines if gaps or line != "gone")
            if parse(Source("a.yaml", left.encode()), Report()):
                path.write_text(left, "utf-8")
            kept[path] = path.read_text("utf-8")
        report = Report()
        translate(Project(root), Choice("en"), report)
        assert not report.failed(), render(report.sorted())
        once = {path: path.read_text("utf-8") for path in overlays(root)}
        for path, text in kept.items():
            before, after = dict(leaves(tree(text))), dict(leaves(tree(once[path])))
            assert all(after[where].value == one.value for where, one in before.items() if one.value)
            rest = iter(once[path].split("\n"))
            assert all(line in rest for line in text.rstrip("\n").split("\n"))
        assert all(one.added == 0 for one in translate(Project(root), Choice("en"), report))
        assert {path: path.read_text("utf-8") for path in overlays(root)} == once
        for path, known in values.items():
            fill(path, known)
        assert meaning(root) == whole


@pytest.fixture
def french(sandbox: Sandbox) -> Sandbox:
    """The sample project, to be translated into French too."""
    sandbox.replace(COURSE, "translations: [en]", "translations: [en, fr]")
    return sandbox


def status(sandbox: Sandbox, *args: str) -> dict[str, tuple[int, ...]]:
    """Return texts, done, missing and stale by file, and in all."""
    found = json.loads(sandbox.run("translate", *args, "--status", "--format", "json").stdout)
    counts = {Path(one["path"]).name: one for one in found["files"]} | {"": found["sums"]}
    return {name: tuple(one[key] for key in ("texts", "done", "missing", "stale")) for name, one in counts.items()}


def test_a_new_language_gets_files_that_lack_nothing_but_words(french: Sandbox) -> None:
    said = french.run("translate", "fr").stdout
    assert "Begin with" in said
    assert "course.fr.yaml, which every deck needs." in said
    assert [path.name for path in overlays(french.root, "fr")] == [
        "claims.fr.yaml",
        "course.fr.yaml",
        "01-first-no.fr.yaml",
    ]
    found = json.loads(french.diagnostics("json"))["diagnostics"]
    assert {one["code"] for one in found} == {"missing-translation"}
    assert status(french, "fr") == {
        "course.fr.yaml": (9, 0, 9, 0),
        "claims.fr.yaml": (1, 0, 1, 0),
        "01-first-no.fr.yaml": (22, 0, 22, 0),
        "": (32, 0, 32, 0),
    }
    once = {path: path.read_bytes() for path in overlays(french.root, "fr")}
    assert "Every text has its entry" in french.run("translate", "fr").stdout
    assert {path: path.read_bytes() for path in overlays(french.root, "fr")} == once


def test_a_translation_filled_in_with_the_words_of_another_is_as_complete(french: Sandbox) -> None:
    french.run("translate", "fr")
    for path in overlays(french.root):
        known = {where: text.value for where, text in leaves(tree(path.read_text("utf-8")))}
        fill(path.with_name(path.name.replace(".en.", ".fr.")), known)
    assert french.diagnostics() == ""
    assert meaning(french.root, "fr") == meaning(french.root)
    assert status(french, "fr")[""] == (32, 32, 0, 0)


def test_an_entry_has_the_text_to_translate_above_it_and_room_below(french: Sandbox) -> None:
    french.run("translate", "fr")
    text = (french.root / FRENCH).read_text("utf-8")
    assert text.startswith("translates: first-no\n# de: Das erste Nein\ntitle:\n")
    assert (
        """
  small-discount:
    # de: Herr Özdemir ruft an und möchte acht Prozent Nachlass.
    #     Ihr Preis ist knapp gerechnet.
    #
    #     ![Ein Angebot über 12.000 Euro](offer.png)
    situation: |
    variants:
"""
        in text
    )


def test_what_is_missing_is_put_in_where_the_source_has_it(sandbox: Sandbox) -> None:
    path = sandbox.root / ENGLISH
    before = path.read_text("utf-8")
    gone = "    limits: |\n      In danger the no is enough.\n"
    option = before[before.index("      later:\n") : before.index("      give-in:\n")]
    sandbox.replace(ENGLISH, gone, "")
    sandbox.replace(ENGLISH, option, "")
    sandbox.replace(ENGLISH, "title: The first no\n", "")
    assert status(sandbox, "en")["01-first-no.en.yaml"] == (22, 18, 4, 0)
    said = sandbox.run("translate", "en").stdout
    assert "01-first-no.en.yaml  4 texts to fill in\n" in said
    assert "Next: fill in 4 texts, then: deckwright check" in said
    feedback = "        # de: Am Montag steht dieselbe Frage im Raum.\n        feedback: |\n"
    assert path.read_text("utf-8") == before.replace("title: The first no\n", "# de: Das erste Nein\ntitle:\n").replace(
        gone, "    # de: Bei Gefahr genügt das Nein.\n    limits: |\n"
    ).replace(
        option, f"      later:\n        # de: „Das kläre ich und melde mich am Montag.“\n        text: |\n{feedback}"
    )


def test_line_ends_and_byte_order_mark_stay(french: Sandbox) -> None:
    path = french.root / ENGLISH
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"objective: decline in one sentence\n", b""))
    for file in (path, french.root / LESSON):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert french.run("translate", "en").exit_code == 0
    for file in (path, french.root / FRENCH):
        french.run("translate", "fr")
        data = file.read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") == (file == path)
        assert b"objective:\r\n" in data
        assert data.count(b"\n") == data.count(b"\r\n")


def test_drafts_are_put_in_only_when_asked_for(french: Sandbox) -> None:
    french.replace(LESSON, "  order-of-a-no:\n", "  order-of-a-no:\n    draft: true\n")
    french.run("translate", "fr")
    path = french.root / FRENCH
    assert "order-of-a-no" not in path.read_text("utf-8")
    assert status(french, "fr")[""][0] == 29
    french.run("translate", "fr", "--drafts")
    assert path.read_text("utf-8").index("order-of-a-no:") < path.read_text("utf-8").index("gap-of-a-no:")
    assert status(french, "fr", "--drafts")[""][0] == 32


def test_a_choice_leaves_everything_else_as_it_is(french: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    french.run("translate", "fr", "--lesson", "first-no")
    assert [path.name for path in overlays(french.root, "fr")] == ["01-first-no.fr.yaml"]
    monkeypatch.chdir(french.root / "content/sample")
    french.run("translate", "fr", "--file", "claims.yaml")
    assert not (french.root / "content/sample/course.fr.yaml").exists()
    french.run("translate", "fr", "--file", "course.fr.yaml", "--file", "claims.fr.yaml", "--course", "sample")
    assert len(overlays(french.root, "fr")) == 3
    assert list(status(french, "--lesson", "first-no")) == ["01-first-no.en.yaml", "01-first-no.fr.yaml", ""]


def test_a_dry_run_says_what_would_be_and_writes_nothing(french: Sandbox) -> None:
    result = french.run("translate", "fr", "--dry-run")
    assert "01-first-no.fr.yaml  22 texts to fill in, a new file" in result.stdout
    assert "Nothing was written." in result.stdout
    assert overlays(french.root, "fr") == []
    assert not (french.root / "build").exists()
    added = json.loads(french.run("translate", "fr", "--dry-run", "--format", "json").stdout)["files"]
    assert [one["added"] for one in added] == [9, 1, 22]


MISTAKES = [
    ("a language that is not declared", ["nl"], {}, "unknown-language:4", "`translations: [en, fr, nl]`"),
    ("the language of the source", ["de"], {}, "unknown-language:3", "it is translated into `en`, `fr`"),
    ("no such lesson", ["fr", "--lesson", "first-on"], {}, "unknown-item", "did you mean `first-no`?"),
    ("no such course", ["fr", "--course", "simple"], {}, "unknown-course", "did you mean `sample`?"),
    ("no such file", ["fr", "--file", "x.yaml"], {}, "unknown-item", "is no file with texts"),
    ("a source that is broken", ["fr"], {LESSON: ("title: Das", "title: [Das")}, "yaml-syntax:2", ""),
    ("a course that is broken", ["fr"], {COURSE: ("course: sample", "course: [sample")}, "yaml-syntax:1", ""),
    ("another translation that is broken", ["fr"], {ENGLISH: ("title: The", "title: [The")}, "yaml-syntax:2", ""),
    (
        "a translation of nothing",
        ["fr"],
        {ENGLISH: ("  small-discount:", "  big-discount:")},
        "orphan-translation:11",
        "",
    ),
    (
        "a mapping in braces that lacks an entry",
        ["en"],
        {COURSE.replace(".yaml", ".en.yaml"): (", team: Team", "")},
        "wrong-type:4",
        "on lines of its own",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "changes", "said", "words"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_told_and_nothing_is_written(
    french: Sandbox, arguments: list[str], changes: dict[str, tuple[str, str]], said: str, words: str
) -> None:
    french.replace(ENGLISH, "      One reason.\n", "")
    for file, (old, new) in changes.items():
        french.replace(file, old, new)
    before = {path: path.read_bytes() for path in (french.root / "content").rglob("*.*")}
    result = french.run("translate", *arguments, "--format", "json")
    found = json.loads(result.stdout)["diagnostics"]
    assert result.exit_code == 1
    assert said in [one["code"] + (f":{one['line']}" if one["line"] else "") for one in found]
    assert words in found[0]["help"] + found[0]["message"]
    assert {path: path.read_bytes() for path in (french.root / "content").rglob("*.*")} == before


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["en", "--status", "--stale"],
        ["en", "--accept", "x", "--drafts"],
        ["en", "--status", "--dry-run"],
        ["--accept", "x"],
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(sandbox: Sandbox, arguments: list[str]) -> None:
    assert sandbox.run("translate", *arguments).exit_code == 2


def test_the_status_is_a_table_of_every_language_with_sums(french: Sandbox) -> None:
    french.replace(ENGLISH, "      One reason.\n", "")
    lines = [line.split() for line in french.run("translate", "--status").stdout.split("\n")]
    assert ["sample,", "en", "texts", "done", "missing", "stale"] in lines
    assert ["content/sample/lessons/01-first-no.en.yaml", "22", "21", "1", "0"] in [
        [line[0][line[0].find("content/") :], *line[1:]] for line in lines if line
    ]
    assert [line for line in lines if line[:2] == ["in", "all"]] == [
        ["in", "all", "32", "31", "1", "0"],
        ["in", "all", "32", "0", "32", "0"],
    ]


def test_a_course_without_translations_has_no_status(sandbox: Sandbox) -> None:
    sandbox.replace(COURSE, "translations: [en]\n", "")
    for path in overlays(sandbox.root):
        path.unlink()
    assert sandbox.run("translate", "--status").stdout == "There are no translations.\n"
    assert "translations: [en]" in sandbox.run("translate", "en").stderr


def stale(sandbox: Sandbox, *args: str) -> list[dict[str, Any]]:
    return list(json.loads(sandbox.run("translate", *args, "--stale", "--format", "json").stdout)["stale"])


def test_a_text_that_fell_behind_is_shown_word_by_word_at_both_places(sandbox: Sandbox) -> None:
    (sandbox.root / ".gitignore").write_text("/build/\n", "utf-8")
    git(sandbox.root, "init", "--quiet")
    commit(sandbox)
    codes(sandbox, "0.1.0")
    commit(sandbox)
    assert sandbox.run("translate", "--stale").stdout == "No translation has fallen behind.\n"
    sandbox.replace(LESSON, "Ein Grund.", "Genau\n      ein Grund.")
    sandbox.replace(LESSON, "Bei Gefahr genügt das Nein", "Bei Gefahr reicht das Nein")
    assert status(sandbox, "en")["01-first-no.en.yaml"] == (22, 22, 0, 2)
    shown = {one["item"]: one for one in stale(sandbox, "en")}
    assert shown["principle/one-sentence-no"]["change"] == [
        ["same", "Bei Gefahr "],
        ["removed", "genügt"],
        ["added", "reicht"],
        ["same", " das Nein."],
    ]
    assert (shown["order-of-a-no"]["source"], shown["order-of-a-no"]["translation"]) == (
        f"{LESSON}:60:7",
        f"{ENGLISH}:41:7",
    )
    said = sandbox.run("translate", "--stale").stdout
    assert "  Bei Gefahr [-genügt-]{+reicht+} das Nein.\n" in said
    assert "deckwright translate en --accept order-of-a-no --accept principle/one-sentence-no" in said
    assert sandbox.run("translate", "en", "--accept", "order-of-a-no").exit_code == 0
    commit(sandbox)
    sandbox.replace(LESSON, "ein Grund.", "ein guter Grund.")
    (again,) = (one for one in stale(sandbox) if one["item"] == "order-of-a-no")
    assert ["added", "guter "] in again["change"]
    assert all(what == "same" for what, text in again["change"] if text != "guter ")


def test_without_version_control_the_text_of_today_is_shown(sandbox: Sandbox) -> None:
    codes(sandbox, "0.1.0")
    sandbox.replace(LESSON, "Ein Grund.", "Genau ein Grund.")
    (one,) = stale(sandbox)
    assert one["change"] is None
    said = sandbox.run("translate", "en", "--stale").stdout
    assert "  Genau ein Grund.\n  (its words before are not in version control)\n" in said
