"""A course of one's own: with a first lesson that can be studied, and a project around it where there is none."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import shown_path
from deckwright.creating.decks import check_deck_name, labels, manifest
from deckwright.creating.texts import as_yaml, filled, has_templates, line_of, texts_alone
from deckwright.creating.wishes import Created, checked_language, checked_name, write_new
from deckwright.schemas import editor_settings, schema_text, schemas
from deckwright.workspace import Project, find_project, readable

_FIRST = "01-reaching-each-other"


def new_course(
    start: Path,
    name: str,
    title: str,
    language: str,
    translations: Mapping[str, str],
    into: Path | None,
    report: Report,
) -> Created | None:
    """Write a course with a first lesson and a deck. Returns None where the report says why.

    It becomes part of the project in `into`, or of the one that `start` is in. Where there is none, a project is made
    of `into`, or of a folder with the name of the course. `translations` gives the title in each language; they get
    their texts where there are templates in that language.
    """
    name = checked_name("ID", name, report)
    titles = {checked_language("--language", language, report): line_of(title, "--title", report)}
    for one, translated in translations.items():
        if one in titles:
            report.error(
                "duplicate-id",
                f"the language `{one}` is the one that the course is written in",
                help="leave out its --translation",
            )
        titles.setdefault(checked_language("--translation", one, report), line_of(translated, "--translation", report))
    for one in () if report.failed() else titles:
        check_deck_name(checked_name("ID", f"{name}-{one}", report), report)
    project: Project | None = Project(into.resolve()) if into else None
    with readable(start, report):
        project = project or find_project(start) or Project(start.resolve() / name)
        folder = project.content / name
        if folder.is_dir() and any(folder.iterdir()):
            help_ = "choose another id: nothing is overwritten"
            report.error("cannot-write", f"`{shown_path(folder, project.root)}` is there already", help=help_)
    if report.failed() or project is None:
        return None
    files = _course(project, name, titles)
    if not (project.decks.is_dir() and project.content.is_dir()):
        files |= _surroundings(project.root, titles[language], language)
    write_new(files, project, report)
    return None if report.failed() else Created(name, project.root, tuple(files))


def _course(project: Project, name: str, titles: Mapping[str, str]) -> dict[Path, str]:
    """Return the files of a course by path; `titles` has the language it is written in first."""
    folder, (source, *others) = project.content / name, titles
    words = {
        "id": name,
        "namespace": secrets.token_hex(8),
        "language": source,
        "title": as_yaml(titles[source]),
        "translations": f"translations: [{', '.join(others)}]\n" if others else "",
        "editorial": "editorial: {}" if has_templates(source) else "# editorial: {}",
    }
    found = {folder / "course.yaml": filled("course.yaml", source, **words)}
    found |= {folder / "lessons" / f"{_FIRST}.yaml": filled("first-lesson.yaml", source)}
    for language in others:
        overlay = texts_alone(filled("course.yaml", language, **words | {"title": as_yaml(titles[language])}))
        if has_templates(language):
            lesson = texts_alone(filled("first-lesson.yaml", language)).replace("lesson:", "translates:", 1)
            found |= {folder / "lessons" / f"{_FIRST}.{language}.yaml": lesson}
        else:
            overlay = f"# Translate these words into `{language}`.\n{overlay}"
        found |= {folder / f"course.{language}.yaml": overlay}
    for language, title in titles.items():
        if language == source or has_templates(language):
            deck = f"{name}-{language}"
            found |= {project.decks / f"{deck}.yaml": manifest(deck, name, language, title)} | labels(folder, language)
    return found


def _surroundings(root: Path, title: str, language: str) -> dict[Path, str]:
    """Return what a project has beside its courses and decks: what it is, what git ignores, and help in VS Code."""
    editor = root / ".vscode"
    settings = {"yaml.schemas": editor_settings(".vscode/schemas")}
    found = {
        root / "README.md": filled("README.md", language, title=title),
        root / ".gitignore": "build/\n",
        root / ".gitattributes": "*.lock merge=union\n",
        editor / "settings.json": json.dumps(settings, indent=2) + "\n",
        editor / "extensions.json": json.dumps({"recommendations": ["redhat.vscode-yaml"]}, indent=2) + "\n",
    }
    return found | {editor / "schemas" / f"{kind}.json": schema_text(one) for kind, one in schemas().items()}
