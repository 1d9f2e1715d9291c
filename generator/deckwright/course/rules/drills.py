"""A drill has three to five prompts and two to four self-checks: as many as its card can take."""

from deckwright.authoring.diagnostics import Report
from deckwright.course.loading import Loaded

PROMPTS = (3, 5)
CHECKS = (2, 4)


def check(loaded: Loaded, report: Report) -> None:
    """Report drills whose parts cannot make a card."""
    for lesson in loaded.source.lessons:
        for drill in lesson.drills.values():
            for what, parts, (fewest, most) in (
                ("prompt", drill.prompts, PROMPTS),
                ("self-check", drill.self_check, CHECKS),
            ):
                if not fewest <= len(parts) <= most and drill.key.value not in loaded.broken:
                    count = f"{len(parts)} {what}{'' if len(parts) == 1 else 's'}"
                    report.error(
                        "drill-parts",
                        f"`{drill.key.value}` has {count}, and a card takes {fewest} to {most}",
                        drill.key.span,
                        help=f"add or delete a {what}",
                    )
