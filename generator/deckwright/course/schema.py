"""The records of a course, a field each for what an author can write.

The type hints are the format: what is required, what is prose, what a translation repeats. The text
in each `Annotated` describes the field to authors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from deckwright.authoring.shapes import Cloze, Key, Line, Name, Prose, Range, Word

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
class Share:
    """The part of a deck that something has."""

    key: Annotated[Name, Key()]
    least: Annotated[int, Range(0, 100), "percentage of scenarios at least"]


@_record
class Editorial:
    """Thresholds of the editorial rules. What a course leaves out has its default; lengths are in words."""

    sentence_mean: Annotated[int, Range(5, 100), "a sentence, in the mean of a text, has at most"] = 18
    sentence_most: Annotated[int, Range(5, 200), "a sentence has at most (an error above)"] = 30
    lix_most: Annotated[int, Range(20, 100), "a longer text has at most this LIX, a measure of readability"] = 60
    situation_least: Annotated[int, Range(1, 200), "a situation has at least"] = 30
    situation_many: Annotated[int, Range(1, 300), "a situation has at most"] = 90
    situation_most: Annotated[int, Range(1, 300), "a situation has at most (an error above)"] = 120
    option_least: Annotated[int, Range(1, 100), "an option has at least"] = 8
    option_most: Annotated[int, Range(1, 200), "an option has at most"] = 30
    option_spread: Annotated[
        int, Range(100, 1000), "the longest option has at most this percentage of the shortest"
    ] = 160
    best_most: Annotated[int, Range(100, 1000), "the best option has at most this percentage of the mean of all"] = 120
    feedback_least: Annotated[int, Range(1, 100), "feedback has at least"] = 15
    feedback_most: Annotated[int, Range(1, 200), "feedback has at most"] = 45
    question_most: Annotated[int, Range(1, 100), "a question has at most"] = 25
    answer_many: Annotated[int, Range(1, 100), "an answer has at most"] = 20
    answer_most: Annotated[int, Range(1, 200), "an answer has at most (an error above)"] = 40
    prompt_most: Annotated[int, Range(1, 200), "a prompt of a drill has at most"] = 35
    ratio_least: Annotated[int, Range(1, 100), "a translation has at least this percentage of its source's letters"] = (
        60
    )
    ratio_most: Annotated[int, Range(100, 500), "a translation has at most this percentage of its source's letters"] = (
        125
    )
    alike_most: Annotated[
        int, Range(20, 100), "two situations share less than this percentage of their words (Jaccard index)"
    ] = 70
    deck_least: Annotated[
        int, Range(1, 1000), "the rules for the deck as a whole begin at this number of scenarios"
    ] = 12
    by_length_most: Annotated[
        int, Range(1, 100), "in at most this percentage of scenarios, the best (worst) option is the longest (shortest)"
    ] = 35
    setting_most: Annotated[int, Range(1, 100), "a setting has at most this percentage of the scenarios"] = 40
    gender_least: Annotated[
        int, Range(0, 50), "women, and men, are at least this percentage of the people with a title in situations"
    ] = 40
    domains: Annotated[dict[str, Share], "domains, each with the least percentage of scenarios it has"] = field(
        default_factory=dict
    )
    sensitive: Annotated[tuple[Name, ...], "constructs whose drills need a `safety` note"] = ()


@_record
class Excuse:
    """A finding of the editorial rules that stands for a good reason."""

    key: Annotated[Name, Key()]
    reason: Annotated[Word, "why, in words one would say aloud; shown in the report"]


Excuses = Annotated[
    dict[str, Excuse],
    "editorial findings that may stand here, by their code, each with a reason; `deckwright explain CODE` tells a code",
]


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
    variants: Annotated[dict[str, Prose], "other surfaces of the same situation: every option must fit each"] = field(
        default_factory=dict
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
