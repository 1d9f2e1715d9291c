"""Lessons, and what stands in them: drafts of situations, questions, drills and exercises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from textwrap import indent

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report
from deckwright.authoring.editing import Insertion, with_insertions
from deckwright.authoring.names import LONGEST_NAME
from deckwright.authoring.shapes import record_shape
from deckwright.authoring.source import Source, Text
from deckwright.authoring.yamltree import Mapping, Node, parse
from deckwright.course.loading import Loaded
from deckwright.course.manifests import load_manifests
from deckwright.course.model import Course, items
from deckwright.course.schema import Lesson
from deckwright.creating.texts import as_yaml, filled, free_name, line_of, one_line
from deckwright.creating.wishes import Created, Wishes, chosen, new_name, read_course, read_courses, write_new
from deckwright.packing import write_files
from deckwright.workspace import Project, exclusive, readable

TABLES = {
    "scenario": "scenarios",
    "recall": "recall",
    "cloze": "recall",
    "drill": "drills",
    "activity": "activities",
}
"""Where each kind of item stands in a lesson."""

_ORDER = list(record_shape(Lesson).fields)
_VOCABULARY = {"setting": "settings", "domain": "domains", "channel": "channels", "construct": "constructs"}
_MOST_LISTED = 8


@garbage_collection_paused()
def new_lesson(project: Project, title: str, wishes: Wishes, report: Report) -> Created | None:
    """Write a lesson without items, behind the others. Returns None where the report says why."""
    line = line_of(title, "TITLE", report)
    loaded = read_course(project, wishes, report)
    if loaded is None or report.failed():
        return None
    course = loaded.source
    name = new_name(line, "lesson", {one.lesson.value: one.lesson for one in course.lessons}, wishes, report)
    if report.failed():
        return None
    folder = course.folder / "lessons"
    files = [path.name for path in folder.glob("*.yaml")]
    numbers = [int(found[0]) for found in (re.match("[0-9]+", file) for file in files) if found]
    path = folder / f"{max(numbers, default=len(files)) + 1:02}-{name}.yaml"
    text = filled("lesson.yaml", course.language, id=name, title=as_yaml(line))
    write_new({path: text}, project, report)
    if report.failed():
        return None
    left_out = [
        one.deck.value
        for one in load_manifests(project.decks, project.root, Report())
        if one.course.value == course.folder.name and one.lessons is not None
    ]
    return Created(name, project.root, (path,), _line(text.encode("utf-8"), ("lesson",)), tuple(left_out))


@garbage_collection_paused()
def new_item(project: Project, kind: str, title: str, wishes: Wishes, report: Report) -> Created | None:
    """Put a draft into the file of a lesson, and change nothing else there. Returns None where the report says why.

    `kind` is one of `TABLES`. What a draft has to name is taken from the wishes, or from the vocabulary of the course.
    """
    line = line_of(title, "TITLE", report) if kind == "activity" else one_line(title, "TITLE", report)
    found = _lesson(project, wishes, report)
    if found is None or report.failed():
        return None
    course, lesson = found
    name = new_name(line, "item", _names(course), wishes, report)
    entries = list(_entries(kind, name, line, course, lesson, wishes, report))
    if report.failed():
        return None
    path = project.root / lesson.lesson.source.path
    data = None
    with exclusive(project, report), readable(project.root, report):
        if not report.failed():
            data = with_insertions(path, project.root, list(_insertions(entries, lesson)), report)
        if data is not None:
            write_files({path: data}, project, report)
    if data is None or report.failed():
        return None
    return Created(name, project.root, (path,), _line(data, (TABLES[kind], name)))


def _lesson(project: Project, wishes: Wishes, report: Report) -> tuple[Course, Lesson] | None:
    """Return the lesson that is wished for with its course, or the only one there is."""
    courses = read_courses(project, wishes, report)
    if report.failed():
        return None
    every = dict.fromkeys(lesson.lesson.value for one in courses for lesson in one.source.lessons)
    name = chosen("lesson", every, wishes, report, needed=True)
    having = {one.source.folder.name: one.source for one in courses if name in _lessons(one)}
    if not having:
        return None
    course = having[next(iter(having)) if len(having) == 1 else chosen("course", having, wishes, report, needed=True)]
    return course, next(lesson for lesson in course.lessons if lesson.lesson.value == name)


def _lessons(loaded: Loaded) -> set[str]:
    return {lesson.lesson.value for lesson in loaded.source.lessons}


def _names(course: Course) -> dict[str, Text]:
    """Return the names that no new item may have, with their places: those of items, past and present."""
    found = {one.key.value: one.key for lesson in course.lessons for one in items(lesson)}
    found |= {one.formerly.value: one.formerly for lesson in course.lessons for one in items(lesson) if one.formerly}
    found |= {name: activity.key for name, activity in course.activities().items()}
    return found | {name: retired.key for name, retired in course.settings.retired.items()}


Entry = tuple[str, str, str]
"""What is put into a lesson: the table that it is for, its key, and its text."""


def _entries(
    kind: str, name: str, title: str, course: Course, lesson: Lesson, wishes: Wishes, report: Report
) -> Iterator[Entry]:
    """Yield the entry of a new item; before that of a scenario a principle, where its lesson has none."""
    words = {"id": name, "title": as_yaml(title) if kind == "activity" else title}
    if kind == "scenario":
        known = course.principles() if "principle" in wishes.given else lesson.principles
        if known:
            words["principle"] = chosen("principle", known, wishes, report)
        else:
            stem = f"{lesson.lesson.value[: LONGEST_NAME - 5].rstrip('-')}-rule"
            words["principle"] = free_name(stem, course.principles())
            about = {"id": words["principle"], **_of("construct", course, wishes, report)}
            yield "principles", words["principle"], filled("principle.yaml", course.language, **about)
        for option in ("setting", "domain", "channel"):
            words |= _of(option, course, wishes, report)
        errors = list(course.settings.vocabulary.errors)
        words |= {f"error_{number}": error for number, error in enumerate(islice(cycle(errors or [""]), 3), 1)}
        words["errors"] = _listed(errors)
    text = filled(f"{kind}.yaml", course.language, **words)
    yield TABLES[kind], name, re.sub(r"(?m)^ +error: .*\n", "", text) if words.get("errors") == "" else text


def _of(option: str, course: Course, wishes: Wishes, report: Report) -> dict[str, str]:
    """Return a word of the vocabulary, and all there are to choose from."""
    known: dict[str, Text] = getattr(course.settings.vocabulary, _VOCABULARY[option])
    return {option: chosen(option, known, wishes, report), _VOCABULARY[option]: _listed(known)}


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:_MOST_LISTED]) + ", …" * (len(every) > _MOST_LISTED)


def _insertions(entries: Iterable[Entry], lesson: Lesson) -> Iterator[Insertion]:
    """Yield where entries go: to the end of their table, or with a table of their own, in the order of the format."""
    tree = parse(lesson.lesson.source, Report())
    there: dict[str, Node] = {key.value: node for key, node in tree.pairs} if tree else {}
    for table, name, text in entries:
        node = there.get(table)
        if node is not None:
            alone = isinstance(node, Mapping) and len(node.pairs) == 1
            yield Insertion((table,), name, "\n" * alone + text)
        else:
            before = [key for key in _ORDER[: _ORDER.index(table)] if key in there]
            yield Insertion((), table, f"\n{table}:\n{indent(text, '  ')}", before[-1] if before else None)
            there[table] = Text("", lesson.lesson.source, 0, 0)


def _line(data: bytes, path: tuple[str, ...]) -> int:
    """Return the line of an entry in a file."""
    source = Source("", data.removeprefix(b"\xef\xbb\xbf"))
    node: Node | None = parse(source, Report())
    line = 1
    for name in path:
        for key, value in node.pairs if isinstance(node, Mapping) else ():
            if key.value == name:
                node, line = value, source.position(key.start)[0]
                break
    return line
