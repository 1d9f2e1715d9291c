"""A drill has three to five prompts and two to four self-checks: as many as its card can take."""

from deckwright.authoring.diagnostics import Report
from deckwright.course.loading import Loaded

PROMPTS = (3, 5)
CHECKS = (2, 4)


def check(loaded: Loaded, report: Report) -> None:
    """Report drills whose parts cannot make a card."""
    for lesson in loaded.source.lessons:
        for drill in lesson.drills.values():
            for what, parts, (fewest, most) in (("prompts", drill.prompts, PROMPTS), ("self-checks", drill.self_check, CHECKS)):
                if not fewest <= len(parts) <= most and not any(key in loaded.broken for key in parts):
                    report.error(
                        "drill-parts", f"`{drill.key.value}` has {len(parts)} {what}, and a card takes {fewest} to {most}",
                        drill.key.span, help=f"add or delete {what}",
                    )
