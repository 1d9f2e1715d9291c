"""A drill is short, has a time frame, asks for nobody's name, and is safe where the topic is not."""

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.languages import Language
from deckwright.course.editorial.passages import sentences
from deckwright.course.schema import Drill

MOST_MINUTES, CHECKS = 3, (2, 3)


def check(desk: Desk) -> None:
    """Report drills that are long, timeless, nosy or unsafe."""
    sensitive = {name.value for name in desk.limits.sensitive}
    for lesson in desk.course.lessons:
        touchy = any(principle.construct.value in sensitive for principle in lesson.principles.values())
        for drill in lesson.drills.values():
            if drill.draft or drill.key.value in desk.course.incomplete:
                continue
            _prompts(drill, desk)
            if desk.course is desk.source:
                _parts(drill, touchy=touchy, desk=desk)


def _prompts(drill: Drill, desk: Desk) -> None:
    language = desk.language
    for text in drill.prompts.values():
        length = desk.length(text)
        if length > desk.limits.prompt_most:
            desk.warn(
                "prompt-length",
                f"a prompt of {length} words; {desk.limits.prompt_most} are enough",
                text.span,
                drill,
                help="ask for one thing",
            )
        if language and not language.time.search(text.value):
            desk.warn(
                "prompt-without-time",
                "a prompt without a time frame",
                text.span,
                drill,
                help="say when: `in the last seven days`, `at the next meeting this week`",
            )
        for match in language.asks_name.finditer(text.value) if language else ():
            if _is_denied(text.value, match.start(), language):
                continue
            desk.error(
                "asks-for-name",
                f"`{match.group()}` asks for somebody's name",
                text.within(*match.span()),
                drill,
                help="a role is enough: what learners write about others stays nameless",
            )


def _is_denied(text: str, at: int, language: Language | None) -> bool:
    """Whether the sentence around a place says not to do it."""
    around = next((text[start:end] for start, end in sentences(text) if start <= at < end), text)
    return language is not None and language.negation.search(around) is not None


def _parts(drill: Drill, *, touchy: bool, desk: Desk) -> None:
    fewest, most = CHECKS
    if drill.minutes > MOST_MINUTES or not fewest <= len(drill.self_check) <= most:
        count = len(drill.self_check)
        what = f"takes {drill.minutes} minutes" if drill.minutes > MOST_MINUTES else f"has {count} self-checks"
        desk.warn(
            "drill-size",
            f"`{drill.key.value}` {what}; drills take 1 to {MOST_MINUTES} minutes, with {fewest} or {most} checks",
            drill.key.span,
            drill,
            help="make it doable on a bad day",
        )
    if touchy and drill.safety is None:
        desk.error(
            "safety-note",
            f"`{drill.key.value}` is about a sensitive topic and has no `safety`",
            drill.key.span,
            drill,
            help="say when not to do it, and where to find help",
        )
