"""The items of a course as notes: their fields, tags and places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from deckwright.authoring.markup import parse
from deckwright.authoring.source import Text
from deckwright.course.model import Course, MediaFile
from deckwright.course.rules.recall import numbers
from deckwright.course.schema import (
    Drill,
    Item,
    Lesson,
    MyCase,
    Principle,
    Recall,
    Reference,
    Scenario,
    is_shipped,
    permanent_id,
)
from deckwright.deck.html import to_html
from deckwright.deck.identity import guid, option_rank
from deckwright.deck.notetypes import CHECKS, FIELDS, OPTIONS, PROMPTS, VARIANTS

STEP = 10
"""Distance between the places of two new cards, so that one can be put between them later."""
LESSON_STEP = 1000
"""Distance between the first places of two lessons."""
LAST = 999_990
"""Place of the last card, behind all others. Anki's check of the database complains from a million on."""


Unit = Item | MyCase | Text
"""What a note is made of: an item of a lesson, the example of an own case, or the text of the last card."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note before it has a time.

    `item` is the permanent id of its item, `cards` are the ordinals of its cards, `place` their order as new
    cards. `digest` is a hash over what a learner's Anki takes over when it changes: fields, tags, bytes of the media.
    """

    item: str
    kind: str
    guid: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    cards: tuple[int, ...]
    place: int
    media: tuple[MediaFile, ...]
    digest: str


def course_notes(
    course: Course, lessons: Iterable[Lesson], media: Mapping[str, MediaFile], *, authored: bool = False
) -> Iterator[Note]:
    """Yield the notes of lessons in their order, those that are shipped: no drafts, nothing for evaluation only.

    Within a lesson the kinds are mixed evenly. Items without a translation are left out. The example of a
    learner's own case comes after the first lesson that has cards, the card that says how to go on at the end.

    With `authored`, fields hold the texts as they are written and no key: the digests of such notes differ where
    an author changed something, and stay where only the rendering did, or the id.
    """
    maker = NoteMaker(course, media, authored=authored)
    for unit, lesson, place in placed(course, lessons):
        yield maker.note(unit, lesson, place)


def placed(course: Course, lessons: Iterable[Lesson]) -> Iterator[tuple[Unit, Lesson, int]]:
    """Yield what `course_notes` makes notes of, each with its lesson and its place as a new card."""
    first = LESSON_STEP
    begun: Lesson | None = None
    for lesson in lessons:
        shipped = list(_mixed(lesson, course.incomplete))
        for index, item in enumerate(shipped):
            yield item, lesson, first + index * STEP
        if shipped and begun is None:
            begun = lesson
            if course.settings.my_case is not None:
                yield course.settings.my_case, lesson, first + len(shipped) * STEP
        first += LESSON_STEP * (1 + len(shipped) * STEP // LESSON_STEP)
    if begun is not None and course.settings.what_next is not None:
        yield course.settings.what_next, begun, LAST


def _mixed(lesson: Lesson, incomplete: frozenset[str]) -> Iterator[Item]:
    """Yield the shipped items of a lesson: each kind in its order, the kinds spread evenly."""
    ranked: list[tuple[float, int, Item]] = []
    kinds: tuple[Iterable[Item], ...] = (lesson.recall.values(), lesson.scenarios.values(), lesson.drills.values())
    for kind, of_kind in enumerate(kinds):
        shipped = [item for item in of_kind if is_shipped(item) and item.key.value not in incomplete]
        ranked += [((index + 0.5) / len(shipped), kind, item) for index, item in enumerate(shipped)]
    ranked.sort(key=lambda entry: entry[:2])
    return (item for _, _, item in ranked)


def tombstone(course: Course, item: str, kind: str, word: str) -> Note:
    """Return the note that takes the place of a retired item: its card is blank, and new learners get none.

    `word` is what learners read in its field `Retired`.
    """
    values = {"Key": item, "Retired": word}
    return _made(course, item, kind, tuple([values.get(name, "") for name in FIELDS[kind]]), ("retired",), (), 0, ())


def _made(
    course: Course,
    item: str,
    kind: str,
    fields: tuple[str, ...],
    tags: tuple[str, ...],
    cards: tuple[int, ...],
    place: int,
    media: tuple[MediaFile, ...],
) -> Note:
    settings = course.settings
    tags = tuple([f"{settings.course.value}::{tag}" for tag in tags])
    return Note(
        item=item,
        kind=kind,
        guid=guid(settings.namespace.value, course.language, item),
        fields=fields,
        tags=tags,
        cards=cards,
        place=place,
        media=media,
        digest=content_digest(kind, fields, tags, [file.digest for file in media]),
    )


class NoteMaker:
    """Turns items of a course into notes, one at a time; what several of them share is rendered once.

    `authored` is that of `course_notes`. Drafts and items that lack a translation can be made too: the texts that are
    missing are those of the source.
    """

    def __init__(self, course: Course, media: Mapping[str, MediaFile], *, authored: bool = False) -> None:
        self.course = course
        self.media = media
        self.authored = authored
        self.words = course.settings.vocabulary
        self.principles = course.principles()
        self.rules: dict[str, tuple[str, str]] = {}

    def note(self, unit: Unit, lesson: Lesson, place: int = 0) -> Note:
        """Return a unit as a note."""
        match unit:
            case MyCase(situation=situation, said=said, better=better, principle=rule):
                texts = {"Situation": situation, "Said": said, "Better": better, "Principle": rule}
                values = {name: self.html(text) for name, text in texts.items()}
                return self.made("my_case", "case", values, ("my-case",), place, self.pictures(texts.values()))
            case Text():
                text = {"Text": self.html(unit)}
                return self.made("what_next", "closing", text, ("what-next",), place, self.pictures([unit]))
        kind, values = self.values(unit)
        values["Lesson"] = escape(lesson.title.value, quote=False)
        tags = (*sorted(f"claim::{claim.value}" for claim in unit.claims), f"lesson::{lesson.lesson.value}")
        return self.made(permanent_id(unit), kind, values, tags, place, self.pictures(proses(unit, self.principles)))

    def principle(self, name: str) -> tuple[str, str]:
        """Return rule and limits of a principle."""
        if name not in self.rules:
            principle = self.principles[name]
            self.rules[name] = self.html(principle.rule), self.html(principle.limits)
        return self.rules[name]

    def made(
        self,
        key: str,
        kind: str,
        values: dict[str, str],
        tags: tuple[str, ...],
        place: int,
        media: tuple[MediaFile, ...],
    ) -> Note:
        """Return a note of a kind from its fields by name; tags are put below the course."""
        values["Key"] = "" if self.authored else key
        cards = tuple(sorted(n - 1 for n in numbers(values["Text"]))) if kind == "cloze" else (0,)
        fields = tuple([values.pop(name, "") for name in FIELDS[kind]])
        return _made(self.course, key, kind, fields, tags, cards, place, media)

    def values(self, item: Item) -> tuple[str, dict[str, str]]:
        """Return the kind of note an item makes, and its fields by name; those left out stay empty."""
        match item:
            case Scenario():
                return "scenario", self.scenario(item)
            case Recall(cloze=None):
                return "recall", {
                    "Question": self.html(item.question),
                    "Answer": self.html(item.answer),
                    "Why": self.html(item.why),
                    "Sources": self.sources(item.sources),
                }
            case Recall():
                return "cloze", {
                    "Text": self.html(item.cloze),
                    "Why": self.html(item.why),
                    "Sources": self.sources(item.sources),
                }
            case Drill():
                return "drill", self.drill(item)

    def scenario(self, scenario: Scenario) -> dict[str, str]:
        """Return the fields of a scenario."""
        html = self.html
        principle, limits = self.principle(scenario.principle.value)
        values = {
            "Setting": escape(self.words.settings[scenario.setting.value].value, quote=False),
            "Domain": escape(self.words.domains[scenario.domain.value].value, quote=False),
            "Channel": escape(self.words.channels[scenario.channel.value].value, quote=False),
            "Situation": html(scenario.situation),
            "Principle": principle,
            "Limits": limits,
            "Disputed": html(scenario.disputed),
            "Sources": self.sources(scenario.sources),
        }
        for number, variant in zip(range(1, VARIANTS + 1), scenario.variants.values(), strict=False):
            values[f"Variant{number}"] = html(variant)
        options = list(scenario.options.values())
        # Which place an option gets follows from the item's id, and that is no matter of what was written.
        options.sort(key=lambda option: option_rank("" if self.authored else permanent_id(scenario), option.key.value))
        for number, option in zip(range(1, OPTIONS + 1), options, strict=False):
            values[f"Option{number}"] = html(option.text)
            values[f"Rating{number}"] = str(option.rating)
            values[f"Feedback{number}"] = html(option.feedback)
        return values

    def drill(self, drill: Drill) -> dict[str, str]:
        """Return the fields of a reflection drill."""
        html = self.html
        values = {
            "Minutes": str(drill.minutes),
            "IfThen": html(drill.if_then),
            "Example": html(drill.example),
            "Safety": html(drill.safety),
        }
        for number, prompt in zip(range(1, PROMPTS + 1), drill.prompts.values(), strict=False):
            values[f"Prompt{number}"] = html(prompt)
        for number, check in zip(range(1, CHECKS + 1), drill.self_check.values(), strict=False):
            values[f"Check{number}"] = html(check)
        return values

    def html(self, text: Text | None) -> str:
        """Return a text as HTML, or as it is written, or nothing for none."""
        if text is None:
            return ""
        return " ".join(text.value.split()) if self.authored else to_html(text.value, self.media)

    def sources(self, names: tuple[Text, ...]) -> str:
        """Return the references of an item."""
        return "<br>".join([_reference(self.course.sources[name.value]) for name in names])

    def pictures(self, texts: Iterable[Text]) -> tuple[MediaFile, ...]:
        """Return the files that texts show, by name, each once."""
        if not self.media:
            return ()
        found = {image.path for text in texts if "![" in text.value for image in parse(text.value).images()}
        return tuple(sorted((self.media[path] for path in found), key=lambda file: file.name))


def proses(item: Item, principles: Mapping[str, Principle]) -> Iterator[Text]:
    """Yield the texts of an item that can hold pictures, its principle's among them."""
    match item:
        case Scenario():
            principle = principles[item.principle.value]
            yield from (item.situation, *item.variants.values(), principle.rule, principle.limits)
            yield from filter(None, (item.disputed,))
            for option in item.options.values():
                yield from (option.text, option.feedback)
        case Recall():
            yield from filter(None, (item.question, item.answer, item.cloze, item.why))
        case Drill():
            yield from (*item.prompts.values(), item.if_then, *item.self_check.values())
            yield from filter(None, (item.example, item.safety))


def content_digest(kind: str, fields: Iterable[str], tags: Iterable[str], media: Iterable[str]) -> str:
    """Return the hash over all of a note that a learner's Anki takes over: fields, tags, hashes of its pictures."""
    # YAML refuses control characters, so none of these can stand in a text.
    joined = "\x1e".join([kind, *("\x1f".join(part) for part in (fields, tags, media))])
    return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:32]


def _reference(source: Reference) -> str:
    words = f"{source.authors.value} ({source.year}). {source.title.value}. {source.published.value}."
    doi = f" doi:{source.doi.value}" if source.doi else ""
    return escape(words + doi, quote=False)
