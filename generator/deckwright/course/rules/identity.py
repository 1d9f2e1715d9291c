"""Ids are unique in a course, over all its files: a learner's history hangs on them."""

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Text
from deckwright.course.loading import Loaded
from deckwright.course.model import items
from deckwright.course.schema import is_shipped, permanent_id


def check(loaded: Loaded, report: Report) -> None:
    """Report the second and every further use of an id, and items that are retired and still there."""
    lessons: dict[str, Text] = {}
    principles: dict[str, Text] = {}
    items_: dict[str, Text] = {}
    shipped = {permanent_id(item) for lesson in loaded.source.lessons for item in items(lesson) if is_shipped(item)}
    for lesson in loaded.source.lessons:
        _once("lesson", lesson.lesson, lessons, report)
        for principle in lesson.principles.values():
            _once("principle", principle.key, principles, report)
        for item in items(lesson):
            _once("item", item.key, items_, report)
        for activity in lesson.activities.values():
            _once("item", activity.key, items_, report)
    for lesson in loaded.source.lessons:
        for item in items(lesson):
            if item.formerly is not None:
                _once("item", item.formerly, items_, report)
    for retired in loaded.source.settings.retired.values():
        place = items_.get(retired.key.value)
        if place is not None and place.value in shipped:
            line, _ = place.source.position(place.start)
            report.error(
                "retired-item",
                f"`{retired.key.value}` is retired, and stands in a lesson",
                retired.key.span,
                notes=(f"it is {place.source.path}:{line}",),
                help="delete it here to bring it back, or delete the item (or mark it `draft: true`)",
            )


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
