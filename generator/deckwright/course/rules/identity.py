"""Ids are unique in a course, over all its files: a learner's history hangs on them."""

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Text
from deckwright.course.loading import Loaded
from deckwright.course.model import items


def check(loaded: Loaded, report: Report) -> None:
    """Report the second and every further use of an id."""
    lessons: dict[str, Text] = {}
    principles: dict[str, Text] = {}
    items_: dict[str, Text] = {}
    for lesson in loaded.source.lessons:
        _once("lesson", lesson.lesson, lessons, report)
        for principle in lesson.principles.values():
            _once("principle", principle.key, principles, report)
        for item in items(lesson):
            _once("item", item.key, items_, report)


def _once(kind: str, name: Text, seen: dict[str, Text], report: Report) -> None:
    first = seen.setdefault(name.value, name)
    if first is not name:
        line, _ = first.source.position(first.start)
        report.error(
            "duplicate-id",
            f"the {kind} id `{name.value}` is used twice",
            name.span,
            notes=(f"the first use is {first.source.path}:{line}",),
            help="choose another id for the one that no learner has yet",
        )
