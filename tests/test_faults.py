"""Every diagnostic: its example gives it, with the exact words that stand in `faults/`."""

from __future__ import annotations

import ast
import json
import os
from pathlib import Path

import pytest

from conftest import HERE, REPOSITORY, Sandbox
from deckwright.authoring.codes import Code, catalogue
from deckwright.authoring.source import Text

FAULTS = HERE / "faults"
WITH_EXAMPLE = [code for code in catalogue().values() if code.file]


@pytest.fixture
def project(code: Code, sandbox: Sandbox, edited: Sandbox) -> Sandbox:
    """The project that the examples of a code belong to."""
    assert code.file
    return edited if code.editorial or "/workshop/" in code.file.value else sandbox


def put(example: Text | None, code: Code, sandbox: Sandbox) -> None:
    """Write an example of a code into the project, in place of the right one."""
    assert code.file
    assert code.right
    assert example
    path = sandbox.root / code.file.value
    path.write_text(code.placed(example.value, path.read_text("utf-8")), "utf-8")


@pytest.mark.parametrize("code", WITH_EXAMPLE, ids=lambda code: code.key.value)
def test_the_wrong_example_gives_its_diagnostic_in_the_documented_words(code: Code, project: Sandbox) -> None:
    put(code.wrong, code, project)
    found = project.run("check" if code.editorial else "build", "--quiet")
    told = found.stdout if code.editorial else found.stderr
    expected = FAULTS / f"{code.key.value}.txt"
    if os.environ.get("DECKWRIGHT_UPDATE_FAULTS"):
        expected.write_text(told, "utf-8")
    assert f"[{code.key.value}]" in told
    assert told == expected.read_text("utf-8")
    assert found.exit_code == (1 if "error[" in told else 0)


@pytest.mark.parametrize("code", [code for code in WITH_EXAMPLE if code.editorial], ids=lambda code: code.key.value)
def test_a_near_miss_is_left_alone(code: Code, project: Sandbox) -> None:
    put(code.near, code, project)
    assert f"[{code.key.value}]" not in project.diagnostics("short")


def test_the_right_examples_give_no_diagnostic(sandbox: Sandbox, edited: Sandbox) -> None:
    assert sandbox.diagnostics("short") == ""
    assert edited.diagnostics("short") == ""


def test_every_golden_file_belongs_to_an_example() -> None:
    assert {path.stem for path in FAULTS.iterdir()} == {code.key.value for code in WITH_EXAMPLE}


def codes_in_the_program() -> set[str]:
    """Return every code that some line of the program reports."""
    found: set[str] = set()
    for path in (REPOSITORY / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("error", "warn", "say"):
                    first = node.args[0]
                    values = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                    found |= {v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    return found


def test_every_code_of_the_program_is_in_the_catalogue_and_the_other_way_round() -> None:
    assert codes_in_the_program() == set(catalogue())


def test_explain_shows_both_examples(sandbox: Sandbox) -> None:
    for code in WITH_EXAMPLE:
        shown = sandbox.run("explain", code.key.value).stdout
        assert "Wrong, in" in shown
        assert "Right:" in shown


def test_several_faults_in_several_files_come_out_in_one_run_in_order(sandbox: Sandbox) -> None:
    sandbox.replace("content/sample/course.yaml", "namespace: 0123456789abcdef", "namespace: x")
    sandbox.replace("content/sample/lessons/01-first-no.yaml", "situation:", "situatoin:")
    sandbox.replace("content/sample/lessons/01-first-no.yaml", "minutes: 2", "minutes: 90")
    sandbox.replace("content/sample/lessons/01-first-no.en.yaml", "order-of-a-no:", "order-of-no:")
    sandbox.replace("decks/sample-en.yaml", "language: en", "language: fr")
    found = json.loads(sandbox.diagnostics("json"))["diagnostics"]
    assert [(d["code"], Path(d["path"]).name, d["line"]) for d in found if d["severity"] == "error"] == [
        ("bad-namespace", "course.yaml", 2),
        ("orphan-translation", "01-first-no.en.yaml", 37),
        ("unknown-key", "01-first-no.yaml", 22),
        ("out-of-range", "01-first-no.yaml", 71),
        ("unknown-language", "sample-en.yaml", 3),
    ]
