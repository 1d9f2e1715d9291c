"""What is named exists: claims, sources, principles, and the words of the vocabulary."""

from collections.abc import Iterable

from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.source import Text
from deckwright.course.loading import Loaded
from deckwright.course.schema import Lesson


def check(loaded: Loaded, report: Report) -> None:
    """Report names that nothing bears."""
    course = loaded.source
    words = course.settings.vocabulary
    known = {
        "claim": course.claims.keys(),
        "source": course.sources.keys(),
        "principle": course.principles().keys(),
        "scenario": {name for lesson in course.lessons for name in lesson.scenarios},
        "setting": words.settings.keys(),
        "domain": words.domains.keys(),
        "channel": words.channels.keys(),
        "construct": words.constructs.keys(),
        "error": words.errors.keys(),
    }
    judged_late = {"claim", "source", "principle", "scenario"} if loaded.unread else set()
    named = [("source", name) for claim in course.claims.values() for name in claim.sources]
    editorial = course.settings.editorial
    if editorial is not None:
        named += [("construct", name) for name in editorial.sensitive]
        named += [("domain", share.key) for share in editorial.domains.values()]
    for lesson in course.lessons:
        named += _named(lesson)
    for kind, name in named:
        if name.value not in known[kind] and name.value not in loaded.broken and kind not in judged_late:
            report.error(
                "unknown-reference",
                f"there is no {kind} `{name.value}`",
                name.span,
                help=did_you_mean(name.value, known[kind], _where(kind, known[kind])),
            )


def _named(lesson: Lesson) -> list[tuple[str, Text]]:
    found = [("claim", name) for name in lesson.claims]
    found += [("source", name) for name in lesson.sources]
    found += [("construct", principle.construct) for principle in lesson.principles.values()]
    for scenario in lesson.scenarios.values():
        found += [("claim", name) for name in scenario.claims]
        found += [("source", name) for name in scenario.sources]
        found += [
            ("principle", scenario.principle),
            ("setting", scenario.setting),
            ("domain", scenario.domain),
            ("channel", scenario.channel),
        ]
        found += [("error", option.error) for option in scenario.options.values() if option.error]
    for recall in lesson.recall.values():
        found += [("claim", name) for name in recall.claims]
        found += [("source", name) for name in recall.sources]
    for drill in lesson.drills.values():
        found += [("claim", name) for name in drill.claims]
    for activity in lesson.activities.values():
        found += [("claim", name) for name in activity.claims]
        found += [("scenario", name) for name in activity.scenarios]
    return found


def _where(kind: str, known: Iterable[str]) -> str:
    files = {"claim": "claims.yaml", "source": "sources.yaml"}
    if kind in ("principle", "scenario"):
        return f"define it under `{kind}s` of a lesson"
    if kind in files:
        return f"define it in `{files[kind]}`"
    return f"choose one of {one_of(known)}, or add it to the vocabulary in `course.yaml`"
