"""Which file of a project holds what, as JSON Schemas, and as settings that lead an editor to them."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from deckwright.authoring.jsonschema import Schema, json_schema, overlay_schema
from deckwright.course.labels import Labels
from deckwright.course.schema import ClaimsFile, CourseFile, GlossaryFile, Lesson, Manifest, SourcesFile
from deckwright.course.workshop import Agenda, Workshop
from deckwright.kit.brand import BrandFile

_LANGUAGE = "??*"
_RECORDS: dict[str, tuple[type[Any], str, str]] = {
    "course": (CourseFile, "content/*/course.yaml", f"content/*/course.{_LANGUAGE}.yaml"),
    "claims": (ClaimsFile, "content/*/claims.yaml", f"content/*/claims.{_LANGUAGE}.yaml"),
    "sources": (SourcesFile, "content/*/sources.yaml", ""),
    "glossary": (GlossaryFile, "content/*/glossary.yaml", f"content/*/glossary.{_LANGUAGE}.yaml"),
    "lesson": (Lesson, "content/*/lessons/*.yaml", f"content/*/lessons/*.{_LANGUAGE}.yaml"),
    "agenda": (Agenda, "content/*/workshop/*.yaml", f"content/*/workshop/*.{_LANGUAGE}.yaml"),
    "workshop": (Workshop, "content/*/workshop/workshop.yaml", f"content/*/workshop/workshop.{_LANGUAGE}.yaml"),
    "manifest": (Manifest, "decks/*.yaml", ""),
    "labels": (Labels, "content/*/labels/*.yaml", ""),
    "brand": (BrandFile, "brand.yaml", ""),
}
"""Each kind of file: its record, where it stands, and where its translations do."""


def schemas() -> dict[str, Schema]:
    """Return the schema of each kind of file, and of its translation, by name."""
    found: dict[str, Schema] = {}
    for name, (cls, _, translation) in _RECORDS.items():
        found[name] = json_schema(cls, f"deckwright: {name}")
        if translation:
            found[f"{name}-translation"] = overlay_schema(cls, f"deckwright: translation of {name}")
    return found


def kind_of(path: str) -> str:
    """Return the name of the schema for a file of a project, by its path in it. Raises ValueError for other files."""
    for name in ("workshop", *_RECORDS):
        _, source, translation = _RECORDS[name]
        if translation and PurePosixPath(path).match(translation):
            return f"{name}-translation"
        if PurePosixPath(path).match(source):
            return name
    msg = f"no schema is for {path}"
    raise ValueError(msg)


def schema_text(schema: Schema) -> str:
    """Return a schema as it is written."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def editor_settings(folder: str) -> dict[str, list[str]]:
    """Return which files each schema in a folder is for, as the YAML extension of VS Code takes it.

    A translation also matches the pattern of its source, and an agenda's that of `workshop.yaml`, so they are
    taken out there.
    """
    found: dict[str, list[str]] = {}
    for name, (_, source, translation) in _RECORDS.items():
        apart = [f"!{translation}"] if translation else []
        if name == "agenda":
            apart += [f"!{pattern}" for pattern in _RECORDS["workshop"][1:]]
        found[f"{folder}/{name}.json"] = [source, *apart]
        if translation:
            other = [f"!{_RECORDS['workshop'][2]}"] if name == "agenda" else []
            found[f"{folder}/{name}-translation.json"] = [translation, *other]
    return found
