"""The records of exercises and workshops, a field each for what an author can write. The hints are the format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from deckwright.authoring.shapes import Key, Line, Name, Prose, Range, Word
from deckwright.course.guidelines import Excuses

_record = dataclass(frozen=True, slots=True, kw_only=True)


@_record
class Material:
    """A thing that an activity needs."""

    key: Annotated[Name, Key()]
    what: Annotated[Line, "the thing, such as `Moderationskarten`"]
    per: Annotated[Literal["person", "group", "room"], "what it is counted by"]
    count: Annotated[int, Range(1, 100), "how many each of them needs"] = 1
    reused: Annotated[bool, "`true` where exercises use the same things one after another: they are packed once"] = (
        False
    )
    printed: Annotated[bool, "`true` where the kit prints it"] = False


@_record
class SheetField:
    """A place to write on."""

    key: Annotated[Name, Key()]
    label: Annotated[Prose, "what to write there"]
    lines: Annotated[int, Range(0, 24), "how many lines it has"] = 2


@_record
class Section:
    """A stretch of a printed text, with a heading."""

    key: Annotated[Name, Key()]
    title: Annotated[Line, "its heading"]
    text: Annotated[Prose, "its text"]


@_record
class Sheet:
    """A page to print on which people write."""

    key: Annotated[Name, Key()]
    title: Annotated[Line, "its heading"]
    per: Annotated[Literal["person", "group", "room"], "what it is counted by"]
    text: Annotated[Prose | None, "what stands above the places to write"] = None
    fields: Annotated[dict[str, SheetField], "places to write on"]


@_record
class CardSet:
    """Small cards to print and cut, a set for each group, person or room."""

    key: Annotated[Name, Key()]
    title: Annotated[Line, "stands small on every card"]
    per: Annotated[Literal["person", "group", "room"], "who gets a set"]
    cards: Annotated[dict[str, Prose], "the text of each card"]


@_record
class Step:
    """A stretch of an activity."""

    key: Annotated[Name, Key()]
    minutes: Annotated[int, Range(1, 120), "how long it takes"]
    how: Annotated[
        Literal["input", "plenary", "alone", "pairs", "groups", "role-play", "debrief"],
        "how people work; in `input` they listen, in `plenary` and `debrief` they talk together, in the others they"
        " practise",
    ]
    what: Annotated[Prose, "what happens"]
    say: Annotated[Prose | None, "what the trainer says, word for word"] = None


@_record
class Role:
    """What one person plays."""

    key: Annotated[Name, Key()]
    name: Annotated[Line, "who it is, such as `Einkauf`"]
    brief: Annotated[Prose, "what the person knows, wants and does: behaviour, no traits"]


@_record
class Debrief:
    """The questions after an exercise, in the order of Borton's model: what, so what, now what."""

    what: Annotated[dict[str, Prose], "what happened"]
    so_what: Annotated[dict[str, Prose], "what it means"]
    now_what: Annotated[dict[str, Prose], "what follows for tomorrow"]


@_record
class Activity:
    """An exercise for a workshop."""

    key: Annotated[Name, Key()]
    draft: Annotated[bool, "`true` keeps it out of every kit"] = False
    excuses: Excuses = field(default_factory=dict)
    title: Annotated[Line, "what participants know it by"]
    aim: Annotated[Line, "what participants can do afterwards, with an observable verb"]
    minutes: Annotated[int, Range(5, 240), "how long it takes: the sum of its steps"]
    claims: Annotated[tuple[Name, ...], "claims it practises"] = ()
    scenarios: Annotated[tuple[Name, ...], "scenarios it works with"] = ()
    groups: Annotated[Literal["alone", "pairs", "trios", "fours", "plenary"], "the groups its exercise needs"]
    materials: Annotated[dict[str, Material], "what it needs"] = field(default_factory=dict)
    steps: Annotated[dict[str, Step], "its steps in their order"]
    roles: Annotated[dict[str, Role], "who plays what"] = field(default_factory=dict)
    observe: Annotated[dict[str, Prose], "behaviours that an observer can count"] = field(default_factory=dict)
    sheets: Annotated[dict[str, Sheet], "pages to write on"] = field(default_factory=dict)
    cards: Annotated[dict[str, CardSet], "sets of small cards"] = field(default_factory=dict)
    flipchart: Annotated[dict[str, Section], "what stands on the flip chart, a sheet each"] = field(
        default_factory=dict
    )
    watch: Annotated[dict[str, Prose], "what the trainer watches for, and what to do then"] = field(
        default_factory=dict
    )
    debrief: Annotated[Debrief, "the questions afterwards"]
    short: Annotated[Prose, "how to do it in less time, and what to drop first"]
    long: Annotated[Prose, "how to use more time"]
    online: Annotated[Prose, "how to do it by video"]
    seated: Annotated[Prose | None, "how to do it without walking or standing"] = None
    safety: Annotated[Prose | None, "a safety note, and how to decline"] = None


@_record
class Block:
    """A stretch of a workshop: an exercise of a lesson, a break, or something of its own."""

    key: Annotated[Name, Key()]
    kind: Annotated[
        Literal["opening", "activity", "vote", "input", "import", "evaluation", "break", "closing"],
        "`activity` names an exercise; `vote` lets the room vote on scenarios, talk, and vote again; `import` is for"
        " the first card in Anki; in `evaluation` people answer the questions of `evaluation`",
    ]
    minutes: Annotated[int, Range(1, 240), "how long it takes"]
    title: Annotated[Line | None, "what participants know it by; an exercise has its own title"] = None
    activity: Annotated[Name | None, "the exercise, for the kind `activity`"] = None
    steps: Annotated[
        dict[str, Annotated[int, Range(0, 120)]],
        "other minutes for some steps of the exercise; 0 leaves a step out",
    ] = field(default_factory=dict)
    what_at: Annotated[dict[str, Prose], "what happens in some steps of the exercise here, instead"] = field(
        default_factory=dict
    )
    say_at: Annotated[dict[str, Prose], "what the trainer says in some steps here, instead"] = field(
        default_factory=dict
    )
    without: Annotated[tuple[Name, ...], "questions of the exercise's debrief that are not asked here"] = ()
    scenarios: Annotated[tuple[Name, ...], "the scenarios, for the kind `vote`"] = ()
    slide: Annotated[Prose | None, "what participants read on the screen"] = None
    what: Annotated[Prose | None, "what the trainer does"] = None
    say: Annotated[Prose | None, "what the trainer says, word for word"] = None
    drop: Annotated[Prose | None, "what to leave out first when time runs short"] = None
    materials: Annotated[dict[str, Material], "what it needs; an exercise has its own"] = field(default_factory=dict)


@_record
class Agenda:
    """`workshop/NAME.yaml`: a workshop, from the welcome to the last word."""

    agenda: Annotated[Name, "id of the agenda, and name of its file"]
    title: Annotated[Line, "what participants know the workshop by"]
    length: Annotated[Line, "how long it is, in words, such as `Halber Tag`"]
    summary: Annotated[Line, "what it is good for, in one sentence"]
    aims: Annotated[dict[str, Line], "what participants can do afterwards, each with an observable verb"]
    minutes: Annotated[int, Range(30, 600), "how long it takes: the sum of its blocks"]
    start: Annotated[Word, "when it begins unless told otherwise, such as `09:00`"]
    evaluation: Annotated[
        tuple[Name, ...], "scenarios with `use: evaluation`, asked before the workshop and after it"
    ] = ()
    blocks: Annotated[dict[str, Block], "its blocks in their order"]
    excuses: Excuses = field(default_factory=dict)


@_record
class Message:
    """A text to send before or after a workshop."""

    key: Annotated[Name, Key()]
    day: Annotated[int, Range(-60, 365), "how many days after the workshop; below zero: before it"]
    to: Annotated[Literal["participants", "managers"], "who gets it"]
    subject: Annotated[Line, "its subject"]
    text: Annotated[Prose, "its text"]
    attach: Annotated[bool, "`true` where the deck goes with it"] = False


@_record
class Checklist:
    """What to do at one time before, on or after the day."""

    key: Annotated[Name, Key()]
    day: Annotated[int, Range(-90, 90), "how many days after the workshop; below zero: before it"]
    title: Annotated[Line, "what it is about"]
    items: Annotated[dict[str, Line], "what to do, a line each"]


@_record
class Behaviour:
    """What can be observed at work after a workshop."""

    key: Annotated[Name, Key()]
    lessons: Annotated[tuple[Name, ...], "lessons that teach it; it is observed after workshops that have one of them"]
    text: Annotated[Line, "what is seen or heard"]


@_record
class Workshop:
    """`workshop/workshop.yaml`: what holds for every workshop of a course, and for the weeks around it."""

    rules: Annotated[dict[str, Section], "rules of facilitation"]
    checklists: Annotated[dict[str, Checklist], "what the trainer does when"]
    briefing: Annotated[dict[str, Section], "what participants' managers read before"]
    messages: Annotated[dict[str, Message], "texts to send before and after"]
    reunion: Annotated[dict[str, Step], "the meeting at the end of the follow-up, step by step"]
    usefulness: Annotated[dict[str, Line], "statements that participants agree with or not at the end of the day"]
    open_questions: Annotated[dict[str, Line], "questions that participants answer in their own words"]
    behaviours: Annotated[dict[str, Behaviour], "what can be observed at work in weeks 4 and 12"]
    protection: Annotated[dict[str, Section], "who stores what where, for participants and the works council"]
    excuses: Excuses = field(default_factory=dict)
