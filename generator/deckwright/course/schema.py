"""The records of a course, a field each for what an author can write.

The type hints are the format: what is required, what is prose, what a translation repeats. The text
in each `Annotated` describes the field to authors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from deckwright.authoring.shapes import Cloze, Key, Line, Name, Prose, Range, Word
from deckwright.course.guidelines import Editorial, Excuses
from deckwright.course.workshop import Activity

_record = dataclass(frozen=True, slots=True, kw_only=True)


@_record
class Vocabulary:
    """The words a course sorts its items by. Each is shown to learners by its label."""

    settings: Annotated[dict[str, Line], "where a scenario happens, such as `negotiation`"]
    domains: Annotated[dict[str, Line], "whose work it is, such as `sales`"]
    channels: Annotated[dict[str, Line], "how people talk, such as `phone`"]
    constructs: Annotated[dict[str, Line], "what a principle is about, such as `boundary`"]
    errors: Annotated[dict[str, Line], "in which way an option is weak, such as `avoidance`"]


@_record
class MyCase:
    """An example of a learner's own case: the first note of the kind that learners write themselves."""

    situation: Annotated[Prose, "what happened, up to the moment to say something"]
    said: Annotated[Prose, "what was said then"]
    better: Annotated[Prose, "what one would say now"]
    principle: Annotated[Prose, "the rule behind it"]


@_record
class Retired:
    """A released item that is withdrawn."""

    key: Annotated[Name, Key()]
    reason: Annotated[Word, "why; for the changelog"]


@_record
class CourseFile:
    """`course.yaml`: what holds for the whole course."""

    course: Annotated[Name, "id of the course, and name of its folder"]
    namespace: Annotated[Name, "16 or more random hexadecimal digits, chosen once and never changed"]
    language: Annotated[Name, "language the course is written in, such as `de`"]
    translations: Annotated[tuple[Name, ...], "languages it is translated into"] = ()
    title: Annotated[Line, "what learners know the course by"]
    address: Annotated[Word | None, "how learners are addressed, such as `Sie`"] = None
    licence: Annotated[Word, "SPDX identifier of the licence of the texts"]
    credits: Annotated[Prose | None, "whom the course is indebted to"] = None
    report: Annotated[Line | None, "where a learner can report a mistake; shown on every card"] = None
    website: Annotated[Word | None, "where the course can be found: a whole address, such as `https://example.org`"] = (
        None
    )
    vocabulary: Annotated[Vocabulary, "the words items are sorted by"]
    my_case: Annotated[MyCase | None, "an example that invites learners to write their own cases"] = None
    what_next: Annotated[Prose | None, "the last card of each deck: how to go on"] = None
    retired: Annotated[dict[str, Retired], "released items that are withdrawn, by the id they were released under"] = (
        field(default_factory=dict)
    )
    editorial: Annotated[Editorial | None, "holds the course to the editorial rules; `{}` takes their defaults"] = None
    excuses: Excuses = field(default_factory=dict)


@_record
class Term:
    """A word of the field as the course uses it."""

    key: Annotated[Name, Key()]
    term: Annotated[Line, "the word"]
    meaning: Annotated[Prose, "what it means here, in a sentence or two"]


@_record
class GlossaryFile:
    """`glossary.yaml`: the words of the field."""

    terms: Annotated[dict[str, Term], "the words, each by an id"]


@_record
class Claim:
    """A statement of the course's source, and what research makes of it."""

    key: Annotated[Name, Key()]
    text: Annotated[Line, "the statement in one sentence"]
    kind: Annotated[
        Literal["statement", "technique", "task", "context", "credit"],
        "a statement needs a card, a technique or task also a drill and an activity; a context is met in a lesson's"
        " texts, since on a card it would be trivia, and a credit in the credits",
    ] = "statement"
    support: Annotated[
        Literal["supported", "qualified", "practice", "none"],
        "what research says: supported, qualified, an observation from practice, or nothing",
    ]
    sources: Annotated[tuple[Name, ...], "sources that support or qualify it"] = ()
    caveat: Annotated[Line | None, "what must be said with it"] = None


@_record
class ClaimsFile:
    """`claims.yaml`: what the source of the course states."""

    claims: Annotated[dict[str, Claim], "the statements, each by an id"]


@_record
class Reference:
    """A scientific or practical source."""

    key: Annotated[Name, Key()]
    authors: Annotated[Word, "surnames and initials"]
    year: Annotated[int, Range(1000, 2999), "year of publication"]
    title: Annotated[Word, "title as published"]
    published: Annotated[Word, "journal with volume and pages, or publisher"]
    doi: Annotated[Word | None, "digital object identifier, without an address before it"] = None


@_record
class SourcesFile:
    """`sources.yaml`: what research and practice say."""

    sources: Annotated[dict[str, Reference], "the sources, each by an id"]


@_record
class Principle:
    """A rule that scenarios practise."""

    key: Annotated[Name, Key()]
    construct: Annotated[Name, "what it is about, from the course's vocabulary"]
    rule: Annotated[Prose, "the rule in one or two memorable sentences"]
    limits: Annotated[Prose, "where it does not hold"]


@_record
class Option:
    """One way to react, with what it leads to."""

    key: Annotated[Name, Key()]
    rating: Annotated[
        int,
        Range(1, 4),
        "4 for the most effective option and 1 for the least, exactly one of each; 2 or 3 for the others",
    ]
    error: Annotated[Name | None, "in which way it is weak, from the vocabulary; not for the best option"] = None
    mode: Annotated[Literal["active", "passive"] | None, "whether the weakness is in doing or in leaving undone"] = None
    text: Annotated[Prose, "what one says or does"]
    feedback: Annotated[Prose, "its consequence, and why"]


@_record
class Scenario:
    """A situation at work with three to five rated ways to react."""

    key: Annotated[Name, Key()]
    formerly: Annotated[Name | None, "the id it was released under, where it has another one now"] = None
    draft: Annotated[bool, "`true` keeps the item out of every build"] = False
    excuses: Excuses = field(default_factory=dict)
    use: Annotated[Literal["study", "evaluation"], "`evaluation` keeps the item out of every deck"] = "study"
    principle: Annotated[Name, "the principle it practises"]
    claims: Annotated[tuple[Name, ...], "claims it teaches"] = ()
    sources: Annotated[tuple[Name, ...], "sources shown on the card"] = ()
    setting: Annotated[Name, "where it happens, from the vocabulary"]
    domain: Annotated[Name, "whose work it is, from the vocabulary"]
    channel: Annotated[Name, "how people talk, from the vocabulary"]
    disputed: Annotated[Prose | None, "why people who know their job would choose otherwise; shown on the card"] = None
    situation: Annotated[Prose, "what has happened, up to the moment to react"]
    variants: Annotated[dict[str, Prose], "the same situation in other circumstances: every option must fit each"] = (
        field(default_factory=dict)
    )
    options: Annotated[dict[str, Option], "three to five ways to react, under permanent keys"]


@_record
class Recall:
    """A short question with a short answer, or a sentence with gaps."""

    key: Annotated[Name, Key()]
    formerly: Annotated[Name | None, "the id it was released under, where it has another one now"] = None
    draft: Annotated[bool, "`true` keeps the item out of every build"] = False
    excuses: Excuses = field(default_factory=dict)
    claims: Annotated[tuple[Name, ...], "claims it teaches"] = ()
    sources: Annotated[tuple[Name, ...], "sources shown on the card"] = ()
    question: Annotated[Prose | None, "the question; with `answer`, and without `cloze`"] = None
    answer: Annotated[Prose | None, "the answer"] = None
    cloze: Annotated[Cloze | None, "a sentence with gaps `{{c1::…}}`"] = None
    why: Annotated[Prose | None, "why it is worth remembering"] = None


@_record
class Drill:
    """A reflection on the learner's own work: no right answer, a plan, and checks."""

    key: Annotated[Name, Key()]
    formerly: Annotated[Name | None, "the id it was released under, where it has another one now"] = None
    draft: Annotated[bool, "`true` keeps the item out of every build"] = False
    excuses: Excuses = field(default_factory=dict)
    claims: Annotated[tuple[Name, ...], "claims it practises"] = ()
    minutes: Annotated[int, Range(1, 30), "how long it takes"]
    prompts: Annotated[dict[str, Prose], "three to five prompts; the day picks one"]
    if_then: Annotated[Prose, "a plan to complete: when …, then …"]
    example: Annotated[Prose | None, "an example answer, marked as such"] = None
    self_check: Annotated[dict[str, Prose], "two to four things the learner can observe"]
    safety: Annotated[Prose | None, "a safety note, where the topic is a difficult relationship"] = None


@_record
class Lesson:
    """`lessons/NN-name.yaml`: a lesson with its scenarios, questions, drills and exercises."""

    lesson: Annotated[Name, "id of the lesson"]
    title: Annotated[Line, "what learners know the lesson by"]
    objective: Annotated[Line, "what participants can do afterwards, with an observable verb"]
    claims: Annotated[tuple[Name, ...], "claims the lesson is about"] = ()
    key_points: Annotated[dict[str, Prose], "the lesson in a few sentences"] = field(default_factory=dict)
    reading: Annotated[Prose | None, "a short text to read"] = None
    caveats: Annotated[dict[str, Prose], "what research qualifies"] = field(default_factory=dict)
    sources: Annotated[tuple[Name, ...], "sources of its texts and activities"] = ()
    trainer_notes: Annotated[Prose | None, "what comes up in the room"] = None
    principles: Annotated[dict[str, Principle], "the rules that scenarios practise"] = field(default_factory=dict)
    scenarios: Annotated[dict[str, Scenario], "situations with rated options"] = field(default_factory=dict)
    recall: Annotated[dict[str, Recall], "short questions"] = field(default_factory=dict)
    drills: Annotated[dict[str, Drill], "reflections"] = field(default_factory=dict)
    activities: Annotated[dict[str, Activity], "exercises for a workshop"] = field(default_factory=dict)
    excuses: Excuses = field(default_factory=dict)


Item = Scenario | Recall | Drill


def permanent_id(item: Item) -> str:
    """Return the id that learners have an item under: the one it was released under first."""
    return (item.formerly or item.key).value


def is_shipped(item: Item) -> bool:
    """Whether an item goes into decks at all."""
    return not item.draft and not (isinstance(item, Scenario) and item.use == "evaluation")


@_record
class DeckPaths:
    """Where a learner finds the cards. Fixed from the first release on: Anki never moves a card."""

    cards: Annotated[Word, "deck of scenarios and recall, with `::` between the levels"]
    reflection: Annotated[Word, "deck of reflection drills"]


@_record
class Manifest:
    """`decks/NAME.yaml`: a deck that is shipped."""

    deck: Annotated[Name, "id of the deck, and name of its file"]
    course: Annotated[Name, "course it is made from"]
    language: Annotated[Name, "language of the cards"]
    title: Annotated[Line, "what learners know the deck by"]
    description: Annotated[Prose | None, "shown when a learner opens the deck"] = None
    lessons: Annotated[tuple[Name, ...] | None, "its lessons in their order; left out: all of them"] = None
    agenda: Annotated[Name | None, "a workshop that the deck goes with: its lessons are those of its exercises"] = None
    tombstones: Annotated[
        int, Range(0, 99), "in how many releases a retired item is sent once more, to blank its card"
    ] = 6
    paths: Annotated[DeckPaths, "where a learner finds the cards"]
