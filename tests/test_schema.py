"""JSON Schemas for editors: they take every file there is, refuse what they can see, and are where editors look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from conftest import HERE, REPOSITORY, Sandbox
from deckwright.cli import main
from deckwright.schemas import editor_settings, kind_of, schemas

SCHEMAS = schemas()
ROOTS = (REPOSITORY, HERE / "project", HERE / "editorial")
FILES = [path for root in ROOTS for folder in ("content", "decks") for path in sorted((root / folder).rglob("*.yaml"))]


def faults(kind: str, tree: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(SCHEMAS[kind]).iter_errors(tree)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_file_there_is_fits_the_schema_of_its_kind(path: Path) -> None:
    root = next(root for root in reversed(ROOTS) if path.is_relative_to(root))
    kind = kind_of(path.relative_to(root).as_posix())
    assert faults(kind, yaml.safe_load(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    situation: |", "    situatoin: |"),
        ("        rating: 4", "        rating: 5"),
        ("        rating: 4", "        rating: four"),
        ("    principle: one-sentence-no\n", ""),
        ("lesson: first-no", "lesson: [first-no]"),
        ("        mode: passive", "        mode: idle"),
        ("  small-discount:", "  small discount:"),
    ],
)
def test_a_mistake_in_a_lesson_is_seen(old: str, new: str) -> None:
    text = (HERE / "project/content/sample/lessons/01-first-no.yaml").read_text("utf-8")
    assert old in text
    assert faults("lesson", yaml.safe_load(text)) == []
    assert faults("lesson", yaml.safe_load(text.replace(old, new, 1))) != []


def test_a_translation_has_texts_and_nothing_else() -> None:
    text = (HERE / "project/content/sample/lessons/01-first-no.en.yaml").read_text("utf-8")
    assert faults("lesson-translation", yaml.safe_load(text)) == []
    more = text.replace("      hold:\n", "      hold:\n        rating: 4\n", 1)
    assert more != text
    assert faults("lesson-translation", yaml.safe_load(more)) != []


def test_every_key_of_a_schema_is_explained() -> None:
    def unexplained(schema: Any, path: str = "") -> list[str]:
        if not isinstance(schema, dict):
            return []
        found = [f"{path}.{key}" for key, below in schema.get("properties", {}).items() if not below.get("description")]
        for key, below in schema.get("properties", {}).items():
            found += unexplained(below, f"{path}.{key}")
        for name in ("items", "additionalProperties"):
            found += unexplained(schema.get(name), path)
        return found

    told = {name: unexplained(schema) for name, schema in SCHEMAS.items() if not name.startswith("labels")}
    assert {name: keys for name, keys in told.items() if keys} == {}


def test_the_settings_lead_every_file_to_one_schema() -> None:
    settings = editor_settings(".vscode/schemas")
    assert json.loads((REPOSITORY / ".vscode/settings.json").read_text("utf-8")) == {"yaml.schemas": settings}
    for path in (REPOSITORY / "content").rglob("*.yaml"):
        place = path.relative_to(REPOSITORY)
        met = [
            schema
            for schema, patterns in settings.items()
            if any(place.match(pattern) for pattern in patterns if not pattern.startswith("!"))
            and not any(place.match(pattern[1:]) for pattern in patterns if pattern.startswith("!"))
        ]
        assert met == [f".vscode/schemas/{kind_of(place.as_posix())}.json"]


def test_the_command_prints_one_schema_lists_all_and_writes_all(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert json.loads(run(main, ["schema", "lesson"]).stdout) == SCHEMAS["lesson"]
    assert [line.split()[0] for line in run(main, ["schema"]).stdout.splitlines()] == list(SCHEMAS)
    assert run(main, ["schema", "--out", str(tmp_path / "new")]).exit_code == 0
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in (tmp_path / "new").iterdir()}
    assert written == SCHEMAS


def test_a_wrong_call_is_told_what_would_be_right(tmp_path: Path, sandbox: Sandbox) -> None:
    misspelt = sandbox.run("schema", "leson")
    assert misspelt.exit_code == 2
    assert "did you mean `lesson`?" in misspelt.stderr
    (tmp_path / "lesson.json").mkdir()
    blocked = sandbox.run("schema", "lesson", "--out", str(tmp_path))
    assert blocked.exit_code == 2
    assert "cannot write" in blocked.stderr
