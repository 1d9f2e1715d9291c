"""Manifests of decks, and labels for languages that have none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.course.manifests import load_manifests
from deckwright.course.model import Course, items
from deckwright.course.schema import DeckPaths, is_shipped
from deckwright.creating.texts import as_yaml, filled, line_of, template_language
from deckwright.creating.wishes import Created, Wishes, argument, checked_name, chosen, read_course, write_new
from deckwright.workspace import Project


@garbage_collection_paused()
def new_deck(
    project: Project, name: str, title: str | None, lessons: Sequence[str], wishes: Wishes, report: Report
) -> Created | None:
    """Write the manifest of a deck: of some lessons of a course, or of all. Returns None where the report says why."""
    name = checked_name("ID", name, report)
    check_deck_name(name, report)
    loaded = read_course(project, wishes, report)
    if loaded is None:
        return None
    language = chosen("language", loaded.courses, wishes, report, needed=True)
    course = loaded.courses.get(language)
    if course is None:
        return None
    wanted = list(dict.fromkeys(lessons))
    _check_cards(course, wanted, report)
    line = course.settings.title.value if title is None else line_of(title, "--title", report)
    if report.failed():
        return None
    manifests = load_manifests(project.decks, project.root, report)
    same = [one for one in manifests if (one.course.value, one.language.value) == (course.folder.name, language)]
    text = manifest(name, course.folder.name, language, line, wanted, paths=same[0].paths if same else None)
    written = {project.decks / f"{name}.yaml": text} | labels(course.folder, language)
    write_new(written, project, report)
    return None if report.failed() else Created(name, project.root, tuple(written))


def _check_cards(course: Course, wanted: Sequence[str], report: Report) -> None:
    """Report lessons that are unknown, and a deck that would have no cards."""
    known = {lesson.lesson.value: lesson for lesson in course.lessons}
    for name in wanted:
        if name not in known:
            report.error(
                "unknown-reference",
                f"there is no lesson `{name}`",
                argument("--lesson", name).span,
                help=did_you_mean(name, known, f"known are {one_of(known)}"),
            )
    shipped = (
        item
        for name, lesson in known.items()
        for item in items(lesson)
        if is_shipped(item) and item.key.value not in course.incomplete and (not wanted or name in wanted)
    )
    if not report.failed() and next(shipped, None) is None:
        report.error(
            "empty-deck",
            f"this deck would have no cards in the language `{course.language}`",
            help="delete `draft: true` where the texts are written, or translate what is missing",
        )


def check_deck_name(name: str, report: Report) -> None:
    """Report a name that cannot be one of a deck."""
    if name.lower() == "collection" or name.lower().startswith("backup-"):
        report.error(
            "bad-deck-name",
            f"`{name}.apkg` would replace everything a learner has: Anki takes it for a backup",
            help="choose another id",
        )


def manifest(
    name: str, course: str, language: str, title: str, lessons: Iterable[str] = (), *, paths: DeckPaths | None = None
) -> str:
    """Return the text of a manifest. Without the `paths` of another deck, cards lie in a deck with its title."""
    listed = ", ".join(lessons)
    text = filled(
        "deck.yaml",
        language,
        id=name,
        course=course,
        language=language,
        title=as_yaml(title),
        lessons=f"lessons: [{listed}]\n" if listed else "",
        path=_path(title, name).replace("\\", "\\\\"),
    )
    if paths is None:
        return text
    cards, reflection = as_yaml(paths.cards.value), as_yaml(paths.reflection.value)
    return f"{text.partition('paths:')[0]}paths:\n  cards: {cards}\n  reflection: {reflection}\n"


def _path(title: str, name: str) -> str:
    """Return a title as the name of a deck in Anki: without what means levels there, or what it refuses."""
    plain = "".join(char for char in title if char.isprintable() and char != '"')
    while "::" in plain:
        plain = plain.replace("::", ":")
    plain = plain.strip(": ")
    return name if plain.casefold() in ("", "default") else plain


def labels(folder: Path, language: str) -> dict[Path, str]:
    """Return the file of labels that a course needs for a language, to be translated; nothing where it has some."""
    shipped = files("deckwright") / "templates" / "labels"
    path = folder / "labels" / f"{language}.yaml"
    if (shipped / f"{language}.yaml").is_file() or path.exists():
        return {}
    known = template_language(language)
    head = f"# What stands on the cards beside your texts, in the language `{known}`: translate it into `{language}`.\n"
    return {path: head + (shipped / f"{known}.yaml").read_text("utf-8")}
