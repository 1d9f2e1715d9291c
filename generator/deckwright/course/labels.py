"""The words of the interface: what stands on the cards beside the authored texts, per language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from deckwright.authoring.binder import Binding, bind
from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.reading import read_source, shown_path
from deckwright.authoring.shapes import Word
from deckwright.authoring.source import Text
from deckwright.authoring.yamltree import parse
from deckwright.course.rules.texts import check_texts

_FIELD_NAME = re.compile(r"""[^\s#^/:{}"][^:{}"]*(?<!\s)""")
_TAKEN = frozenset(
    "frontside tags type deck subdeck card cardflag cardid spare1 spare2 retired".split()  # noqa: SIM905 (words)
)

_record = dataclass(frozen=True, slots=True, kw_only=True)


@_record
class NoteTypeNames:
    """What learners see in Anki's list of note types, behind the title of the course."""

    scenario: Word
    recall: Word
    cloze: Word
    drill: Word
    case: Word
    closing: Word


@_record
class PresetNames:
    """What learners see in Anki's list of presets, behind the title of the course."""

    cards: Word
    reflection: Word


@_record
class DeckWords:
    """What the description of a deck says beside the authored text."""

    study: Annotated[Word, "how to study the deck"]
    licence: Annotated[Word, "before the licence"]
    version: Annotated[Word, "before the version"]


@_record
class CaseWords:
    """The note type for a learner's own cases: names of its fields, and what stands in them while they are empty."""

    situation: Word
    situation_hint: Word
    said: Word
    said_hint: Word
    better: Word
    better_hint: Word
    principle: Word
    principle_hint: Word
    ask: Annotated[Word, "the question on the front"]


@_record
class RatingWords:
    """How effective an option is, in words."""

    best: Word
    good: Word
    weak: Word
    worst: Word


@_record
class Labels:
    """`labels/LANGUAGE.yaml`: what stands on the cards beside the authored texts."""

    note_types: NoteTypeNames
    presets: PresetNames
    deck: DeckWords
    lesson: Annotated[Word, "before the title of a lesson"]
    situation: Annotated[Word, "unfolds the situation on the back"]
    your_turn: Annotated[Word, "asks for the learner's own words before the options"]
    say_it: Annotated[Word, "how to answer that"]
    your_sentence: Annotated[Word, "above what the learner wrote, on the back"]
    your_sentence_hint: Annotated[Word, "above the place to write"]
    show_options: Annotated[Word, "unfolds the options"]
    choose: Annotated[Word, "says what the options are for"]
    your_choice: Annotated[Word, "marks the option the learner chose"]
    ratings: RatingWords
    principle: Word
    limits: Word
    disputed: Word
    options: Word
    why: Word
    sources: Word
    item: Annotated[Word, "before the id of an item"]
    provisional: Annotated[Word, "says what the ratings rest on"]
    grade_scenario: Annotated[Word, "how to grade oneself"]
    grade_recall: Word
    grade_drill: Word
    grade_case: Word
    grade_closing: Word
    time_frame: Annotated[Word, "how long a drill takes; `%` stands for the minutes"]
    any_one: Annotated[Word, "above the prompts where no script chooses one"]
    think: Annotated[Word, "invites to think before turning the card"]
    your_thoughts: Annotated[Word, "above what the learner wrote, on the back"]
    your_thoughts_hint: Annotated[Word, "above the place to write"]
    if_then: Word
    self_check: Word
    example: Word
    safety: Word
    keys_choose: Annotated[Word, "what the keys do on the front of a scenario"]
    keys_leave: Annotated[Word, "what Esc does there"]
    keys_walk: Annotated[Word, "what the keys do on the back of a scenario"]
    keys_tick: Annotated[Word, "what the keys do on the back of a drill"]
    last_card: Annotated[Word, "the question on the last card"]
    turn_over: Annotated[Word, "below it"]
    my_case: CaseWords
    retired: Annotated[Word, "what a learner reads in the field `Retired` of a card that was withdrawn"]


def load_labels(language: Text, folder: Path, root: Path, report: Report) -> Labels | None:
    """Return the labels of a language, or None with diagnostics.

    A course can bring its own in `labels/LANGUAGE.yaml` in its folder; they come first.
    """
    own = folder / "labels" / f"{language.value}.yaml"
    shipped = files("deckwright") / "templates" / "labels" / f"{language.value}.yaml"
    path: Path | Traversable = own if own.is_file() else shipped
    if not path.is_file():
        known = sorted(p.name.removesuffix(".yaml") for p in (files("deckwright") / "templates" / "labels").iterdir())
        report.error(
            "unknown-language",
            f"there are no labels for the language `{language.value}`",
            language.span,
            help=did_you_mean(
                language.value,
                known,
                f"shipped are {one_of(known)}; write your own in `{shown_path(own, root)}`",
            ),
        )
        return None
    source = read_source(Path(str(path)), root, report)
    node = parse(source, report) if source else None
    binding = Binding(report)
    labels = bind(Labels, node, binding) if node else None
    check_texts(binding.texts, report)
    if labels is not None:
        _check_field_names(labels.my_case, report)
    return labels


def _check_field_names(words: CaseWords, report: Report) -> None:
    """Report words that cannot name a field in Anki, or that two fields would share."""
    seen: set[str] = set()
    for name in (words.situation, words.said, words.better, words.principle):
        folded = name.value.casefold()
        if not _FIELD_NAME.fullmatch(name.value):
            report.error(
                "bad-field-name",
                f"`{name.value}` cannot name a field in Anki",
                name.span,
                help="write it without `:`, quotes and braces, and without `#`, `^` or `/` at its beginning",
            )
        elif folded in _TAKEN or folded in seen:
            report.error(
                "bad-field-name",
                f"the name `{name.value}` is taken",
                name.span,
                help="choose another one: it is a name of Anki's own, or of another field",
            )
        seen.add(folded)
