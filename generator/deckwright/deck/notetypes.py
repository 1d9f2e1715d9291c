"""The note types: their fields, and their templates compiled by Jinja.

Fields, templates and their order are an interface to every learner's collection: Anki stops updating
a note type whose fields or templates were added, removed or reordered. New needs use a spare field.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from deckwright.course.labels import Labels
from deckwright.course.model import Course
from deckwright.deck.identity import field_id, note_type_id, template_id
from deckwright.deck.rendering import Words, render, words_of

OPTIONS, VARIANTS, PROMPTS, CHECKS = 5, 3, 5, 4
"""How many of each a note has fields for."""


def _numbered(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}{number}" for number in range(1, count + 1))


_TAIL = (*_numbered("Spare", 8), "Retired")
"""Ends every note type: fields for later needs, and one that blanks the card of a retired item."""

_SCENARIO_TAIL = ("Disputed", *_TAIL[1:])

FIELDS: dict[str, tuple[str, ...]] = {
    "scenario": (
        "Key",
        "Lesson",
        "Setting",
        "Domain",
        "Channel",
        "Situation",
        *_numbered("Variant", VARIANTS),
        *(f"{name}{number}" for number in range(1, OPTIONS + 1) for name in ("Option", "Rating", "Feedback")),
        "Principle",
        "Limits",
        "Sources",
        *_SCENARIO_TAIL,
    ),
    "recall": ("Key", "Lesson", "Question", "Answer", "Why", "Sources", *_TAIL),
    "cloze": ("Key", "Lesson", "Text", "Why", "Sources", *_TAIL),
    "drill": (
        "Key",
        "Lesson",
        "Minutes",
        *_numbered("Prompt", PROMPTS),
        "IfThen",
        "Example",
        *_numbered("Check", CHECKS),
        "Safety",
        *_TAIL,
    ),
    "case": ("Situation", "Said", "Better", "Principle", "Spare1", "Spare2", "Retired"),
    "closing": ("Key", "Text", *_TAIL),
}
"""Field names by kind, in their order. Ids are made from these names; a renamed field keeps its old id."""

RENAMED: dict[tuple[str, str], str] = {("scenario", "Disputed"): "Spare1"}
"""Fields that have another name now, by kind and name: the name they were released under, which their id is made of."""

_SCRIPTED = ("scenario", "drill")
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_RATINGS = ((4, "✓", "best"), (3, "◐", "good"), (2, "▽", "weak"), (1, "✕", "worst"))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a note type.

    `hint` is what Anki's editor shows while it is empty; a folded one is for later needs; `slug` is its name in
    `FIELDS`, whatever learners see.
    """

    name: str
    id: int
    hint: str = ""
    folded: bool = False
    slug: str = ""


@dataclass(frozen=True, slots=True)
class NoteType:
    """A note type as it goes into a package, with one card template."""

    kind: str
    id: int
    name: str
    fields: tuple[Field, ...]
    template_id: int
    template_name: str
    front: str
    back: str
    css: str

    @property
    def cloze(self) -> bool:
        """Whether Anki makes a card for each gap."""
        return self.kind == "cloze"

    @property
    def schema(self) -> tuple[str, ...]:
        """What must stay as it was released: form, sort field, ids of the note type, the template and the fields."""
        form = ("form=cloze" if self.cloze else "form=standard", "sort=0")
        ids = (f"type={self.id}", f"template:card={self.template_id}")
        return (*form, *ids, *(f"{field.slug or field.name}={field.id}" for field in self.fields))

    @property
    def digest(self) -> str:
        """A hash over all that a learner's Anki takes over when it changes."""
        parts = [
            self.name,
            [[field.name, field.hint, field.folded] for field in self.fields],
            self.template_name,
            self.front,
            self.back,
            self.css,
        ]
        ids = [str(one) for one in (self.id, self.template_id, *(field.id for field in self.fields))]
        return hashlib.sha256(json.dumps([*ids, *parts]).encode("utf-8")).hexdigest()[:32]


def note_types(course: Course, labels: Labels) -> dict[str, NoteType]:
    """Return the note types of a course in its language, by kind."""
    namespace = course.settings.namespace.value
    words = words_of(labels)
    report = course.settings.report.value if course.settings.report else ""
    css = render("anki/card.css")
    return {
        kind: NoteType(
            kind=kind,
            id=note_type_id(namespace, course.language, kind),
            name=f"{course.settings.title.value} – {words['note_types'][kind]}",
            fields=tuple(_field(kind, name, words) for name in names),
            template_id=template_id(kind, "card"),
            template_name=words["note_types"][kind],
            front=_render(kind, "front", course.language, words, report),
            back=_render(kind, "back", course.language, words, report),
            css=css,
        )
        for kind, names in FIELDS.items()
    }


def _field(kind: str, slug: str, words: Words) -> Field:
    """Return a field. Learners fill in those of their own cases, so these speak their language."""
    own = words["my_case"] if kind == "case" else {}
    name = own.get(slug.lower(), slug)
    folded = slug.startswith("Spare") or slug == "Retired"
    id_ = field_id(kind, RENAMED.get((kind, slug), slug))
    return Field(name, id_, own.get(f"{slug.lower()}_hint", ""), folded, slug)


def _render(kind: str, side: str, language: str, words: Words, report: str) -> str:
    return render(
        f"anki/{'recall' if kind == 'cloze' else kind}/{side}.html",
        labels=words,
        language=language,
        report=report,
        kind=kind,
        side=side,
        direction="rtl" if language.split("-")[0] in _RIGHT_TO_LEFT else "ltr",
        scripted=kind in _SCRIPTED,
        options=range(1, OPTIONS + 1),
        ratings=[(rating, symbol, words["ratings"][word]) for rating, symbol, word in _RATINGS],
        variants=range(1, VARIANTS + 1),
        prompts=range(1, PROMPTS + 1),
        checks=range(1, CHECKS + 1),
    )
