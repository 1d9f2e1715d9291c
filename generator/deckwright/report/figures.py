"""The figures of a course in one language, as plain values for the page and for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from deckwright.authoring.diagnostics import Diagnostic
from deckwright.authoring.source import Span, Text
from deckwright.course.editorial.balance import LENGTHS, Balance, balance, by_length
from deckwright.course.editorial.coverage import citations, met
from deckwright.course.editorial.desk import Desk, Excused
from deckwright.course.editorial.passages import Passage
from deckwright.course.editorial.readability import lix
from deckwright.course.model import Course, items
from deckwright.course.schema import Claim, Lesson, is_shipped
from deckwright.report.study import Load

KINDS = ("situation", "option", "feedback", "recall", "drill", "reading", "activity", "other")
"""What a text is for, as far as its length and readability are told."""


@dataclass(frozen=True, slots=True)
class LessonFigures:
    """What a lesson holds."""

    id: str
    title: str
    objective: str
    scenarios: int
    variants: int
    evaluation: int
    recall: int
    drills: int
    activities: int
    activity_minutes: int
    words: int
    untranslated: int


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """A claim, and where it is met: by lesson, how many items of each kind name it."""

    id: str
    text: str
    kind: str
    support: str
    caveat: str
    sources: tuple[str, ...]
    lessons: dict[str, dict[str, int]]
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextFigures:
    """How much there is to read of a kind, and how hard it is."""

    kind: str
    texts: int
    words: int
    words_a_sentence: float
    lix: float


@dataclass(frozen=True, slots=True)
class DeckFigures:
    """A deck: its cards by kind, and what studying it costs; no load where that was not simulated."""

    deck: str
    title: str
    cards: dict[str, int]
    load: Load | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the rules found; with a reason where it is excused."""

    severity: str
    code: str
    message: str
    path: str
    line: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """A source, and what cites it."""

    id: str
    reference: str
    doi: str
    cited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a course in one language."""

    course: str
    language: str
    title: str
    lessons: tuple[LessonFigures, ...]
    claims: tuple[ClaimFigures, ...]
    texts: tuple[TextFigures, ...]
    balance: Balance
    labels: dict[str, dict[str, str]]
    by_length: dict[str, tuple[str, ...]]
    decks: tuple[DeckFigures, ...]
    findings: tuple[Finding, ...]
    excused: tuple[Finding, ...]
    glossary: dict[str, tuple[str, str]]
    sources: tuple[SourceFigures, ...]
    no_spelling: str = ""
    limits: dict[str, int] = field(default_factory=dict)


def figures(
    desk: Desk,
    decks: Sequence[DeckFigures],
    found: Iterable[Diagnostic],
    excused: Iterable[Excused],
    no_spelling: str = "",
) -> Figures:
    """Return the figures of one language of a course; `found` and `excused` are what the rules said of all of it."""
    course, settings = desk.course, desk.course.settings
    words = settings.vocabulary
    return Figures(
        course=settings.course.value,
        language=course.language,
        title=settings.title.value,
        lessons=tuple(_lesson(lesson, desk) for lesson in course.lessons),
        claims=tuple(_claim(claim, desk) for claim in course.claims.values()),
        texts=tuple(_texts(desk.passages)),
        balance=balance(desk),
        labels={
            "settings": _plain(words.settings),
            "domains": _plain(words.domains),
            "channels": _plain(words.channels),
            "constructs": _plain(words.constructs),
            "errors": _plain(words.errors),
        },
        by_length={name: tuple(by_length(desk, name)) for name in LENGTHS},
        decks=tuple(decks),
        findings=tuple(_finding(one) for one in found),
        excused=tuple(_finding(one.finding, one.excuse.reason.value) for one in excused),
        glossary={key: (term.term.value, term.meaning.value) for key, term in course.terms.items()},
        sources=tuple(_sources(course)),
        no_spelling=no_spelling,
        limits={"by_length_most": desk.limits.by_length_most},
    )


def _lesson(lesson: Lesson, desk: Desk) -> LessonFigures:
    name, lacking = lesson.lesson.value, desk.course.incomplete
    scenarios = [s for s in lesson.scenarios.values() if not s.draft and s.key.value not in lacking]
    study = [scenario for scenario in scenarios if is_shipped(scenario)]
    activities = [a for a in lesson.activities.values() if not a.draft and a.key.value not in lacking]
    return LessonFigures(
        id=name,
        title=lesson.title.value,
        objective=lesson.objective.value,
        scenarios=len(study),
        variants=sum(len(scenario.variants) for scenario in study),
        evaluation=len(scenarios) - len(study),
        recall=sum(is_shipped(recall) and recall.key.value not in lacking for recall in lesson.recall.values()),
        drills=sum(is_shipped(drill) and drill.key.value not in lacking for drill in lesson.drills.values()),
        activities=len(activities),
        activity_minutes=sum(activity.minutes for activity in activities),
        words=sum(len(passage.words) for passage in desk.passages if passage.lesson == name),
        untranslated=sum(item.key.value in lacking for item in items(lesson))
        + sum(activity in lacking for activity in lesson.activities),
    )


def _claim(claim: Claim, desk: Desk) -> ClaimFigures:
    course, name = desk.course, claim.key.value
    lessons: dict[str, dict[str, int]] = {}
    for lesson in course.lessons:
        counts = {
            "texts": int(_names(lesson.claims, name)),
            "scenarios": sum(_names(s.claims, name) and is_shipped(s) for s in lesson.scenarios.values()),
            "recall": sum(_names(recall.claims, name) and is_shipped(recall) for recall in lesson.recall.values()),
            "drills": sum(_names(drill.claims, name) and is_shipped(drill) for drill in lesson.drills.values()),
            "activities": sum(_names(a.claims, name) and not a.draft for a in lesson.activities.values()),
        }
        if any(counts.values()):
            lessons[lesson.lesson.value] = counts
    return ClaimFigures(
        id=name,
        text=claim.text.value,
        kind=claim.kind,
        support=claim.support,
        caveat=claim.caveat.value if claim.caveat else "",
        sources=tuple(source.value for source in claim.sources),
        lessons=lessons,
        lacking=tuple(what for what, names in met(course, claim).items() if not names),
    )


def _names(claims: tuple[Text, ...], name: str) -> bool:
    return any(claim.value == name for claim in claims)


def _texts(passages: Iterable[Passage]) -> list[TextFigures]:
    by_kind: dict[str, list[Passage]] = {kind: [] for kind in KINDS}
    for passage in passages:
        by_kind[_kind(passage)].append(passage)
    found = []
    for kind, some in by_kind.items():
        words = [word for passage in some for word in passage.words]
        sentences = sum(len(passage.sentences) for passage in some)
        found.append(TextFigures(kind, len(some), len(words), len(words) / max(sentences, 1), lix(words, sentences)))
    return found


_ROLES = {
    "situation": "situation",
    "variants": "situation",
    "reading": "reading",
    "key_points": "reading",
    "caveats": "reading",
    "trainer_notes": "reading",
    "principles": "reading",
}


def _kind(passage: Passage) -> str:
    owner, role = type(passage.owner).__name__, passage.role
    if owner in ("Recall", "Drill", "Activity"):
        return owner.lower()
    if role[0] == "options":
        return "feedback" if role[-1] == "feedback" else "option"
    return _ROLES.get(role[0], "other")


def _sources(course: Course) -> list[SourceFigures]:
    cited = citations(course)
    return [
        SourceFigures(
            id=key,
            reference=f"{s.authors.value} ({s.year}). {s.title.value}. {s.published.value}.",
            doi=s.doi.value if s.doi else "",
            cited=tuple(cited[key]),
        )
        for key, s in course.sources.items()
    ]


def _finding(one: Diagnostic, reason: str = "") -> Finding:
    path, line = ("", 0) if one.span is None else _place(one.span)
    return Finding(str(one.severity), one.code, one.message, path, line, reason)


def _place(span: Span) -> tuple[str, int]:
    return span.source.path, span.source.position(span.start)[0] if span.source.data else 0


def _plain(words: Mapping[str, Text]) -> dict[str, str]:
    return {key: word.value for key, word in words.items()}
