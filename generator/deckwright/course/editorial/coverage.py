"""Every claim is met: by the texts of a lesson, by a card, and what can be done also by a drill and an exercise."""

from __future__ import annotations

from deckwright.authoring.source import Text
from deckwright.course.editorial.desk import Desk
from deckwright.course.model import Course, cards
from deckwright.course.schema import Claim, is_shipped

PRINCIPLE_SCENARIOS = 2
_SAID = {"lesson": "a lesson", "card": "a card", "drill": "a drill", "activity": "an activity"}


def check(desk: Desk) -> None:
    """Report claims that are not met, principles with too little practice, and sources that nothing cites."""
    course, settings = desk.course, desk.course.settings
    for claim in course.claims.values():
        lacking = [_SAID[what] for what, names in met(course, claim).items() if not names]
        if lacking:
            desk.error(
                "claim-not-met",
                f"the claim `{claim.key.value}` is not met by {' nor by '.join(lacking)}",
                claim.key.span,
                settings,
                help=f"name it under `claims` of one, or say what it is by another `kind` than `{claim.kind}`",
            )
    _principles(desk)
    cited = citations(course)
    for source in course.sources.values():
        if not cited[source.key.value]:
            desk.warn(
                "uncited-source",
                f"nothing cites the source `{source.key.value}`",
                source.key.span,
                settings,
                help="cite it where it carries a statement, or delete it",
            )


def met(course: Course, claim: Claim) -> dict[str, list[str]]:
    """Return what must meet a claim (`lesson`, `card`, `drill`, `activity`), each with the ids of what does."""
    name = claim.key.value

    def naming(claims: tuple[Text, ...]) -> bool:
        return any(one.value == name for one in claims)

    found: dict[str, list[str]] = {}
    if claim.kind == "credit":
        return found
    found["lesson"] = [lesson.lesson.value for lesson in course.lessons if naming(lesson.claims)]
    if claim.kind == "context":
        return found
    found["card"] = [
        item.key.value
        for lesson in course.lessons
        for item in cards(lesson)
        if naming(item.claims) and is_shipped(item)
    ]
    if claim.kind in ("technique", "task"):
        found["drill"] = [
            drill.key.value
            for lesson in course.lessons
            for drill in lesson.drills.values()
            if naming(drill.claims) and not drill.draft
        ]
        found["activity"] = [
            activity.key.value
            for lesson in course.lessons
            for activity in lesson.activities.values()
            if naming(activity.claims) and not activity.draft
        ]
    return found


def _principles(desk: Desk) -> None:
    drafted = {s.principle.value for lesson in desk.course.lessons for s in lesson.scenarios.values() if s.draft}
    for lesson in desk.course.lessons:
        for principle in lesson.principles.values():
            practised = [
                scenario
                for scenario in desk.scenarios
                if scenario.principle.value == principle.key.value and is_shipped(scenario)
            ]
            if not practised and principle.key.value in drafted:
                continue  # no learner meets it before its scenarios are written
            settings = {scenario.setting.value for scenario in practised}
            if len(practised) < PRINCIPLE_SCENARIOS or len(settings) < PRINCIPLE_SCENARIOS:
                which = (
                    f"{len(practised)} of {PRINCIPLE_SCENARIOS} scenarios"
                    if len(practised) < PRINCIPLE_SCENARIOS
                    else f"scenarios in one setting only, `{next(iter(settings))}`"
                )
                desk.warn(
                    "little-variety",
                    f"the principle `{principle.key.value}` has {which}",
                    principle.key.span,
                    lesson,
                    help="practise it in another setting too, so that learners master the principle and not one text",
                )


def citations(course: Course) -> dict[str, list[str]]:
    """Return what cites each source, by ids of claims, lessons and items; drafts cite nothing."""
    found: dict[str, list[str]] = {name: [] for name in course.sources}
    places = [(claim.key.value, claim.sources) for claim in course.claims.values()]
    for lesson in course.lessons:
        places.append((lesson.lesson.value, lesson.sources))
        places += [(item.key.value, item.sources) for item in cards(lesson) if not item.draft]
    for where, names in places:
        for name in names:
            found[name.value].append(where)
    return found
