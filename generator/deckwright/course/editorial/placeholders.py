"""What `deckwright new` puts into a file to say what belongs there reaches no learner."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Source, Text
from deckwright.authoring.yamltree import Mapping, Node, Sequence, parse
from deckwright.course.editorial.desk import Desk
from deckwright.course.model import items
from deckwright.course.schema import Lesson

_KINDS = ("activity", "cloze", "lesson", "principle", "recall", "scenario")
_FINISHED = ("debrief", "look-back")
"""Keys of an exercise whose texts may stand as they are, as those of a drill may."""
_SHORTEST = 5
"""Fewest words of a placeholder; shorter ones may be what an author means."""


def check(desk: Desk) -> None:
    """Report texts that were never written. Those of a lesson may wait until something needs them."""
    for passage in desk.passages:
        if " ".join(passage.text.value.split()) not in _placeholders():
            continue
        if isinstance(passage.owner, Lesson) and not _needed(passage.owner, passage.role):
            continue
        desk.error(
            "placeholder",
            "this text only says what belongs here",
            passage.text.span,
            passage.owner,
            help="write the text; until then, `draft: true` keeps an item out of every deck",
        )


def _needed(lesson: Lesson, role: tuple[str, ...]) -> bool:
    """Whether a text of a lesson is shown: a principle with its scenarios, the rest with any item or exercise."""
    if role[0] == "principles":
        return any(one.principle.value == role[1] and not one.draft for one in lesson.scenarios.values())
    return any(not one.draft for one in (*items(lesson), *lesson.activities.values()))


@cache
def _placeholders() -> frozenset[str]:
    found: set[str] = set()
    for folder in (files("deckwright") / "templates" / "new").iterdir():
        for kind in _KINDS:
            text = (folder / f"{kind}.yaml").read_text("utf-8").replace("$", "")
            node = parse(Source(kind, text.encode()), Report())
            found.update(" ".join(one.value.split()) for one in _texts(node) if len(one.value.split()) >= _SHORTEST)
    return frozenset(found)


def _texts(node: Node | None) -> Iterator[Text]:
    match node:
        case Text():
            yield node
        case Mapping(pairs=pairs):
            for key, child in pairs:
                if key.value not in _FINISHED:
                    yield from _texts(child)
        case Sequence(items=children):
            for child in children:
                yield from _texts(child)
