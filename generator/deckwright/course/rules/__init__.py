"""The rules every course must keep, a module each: one look at what was loaded, all findings reported."""

from deckwright.authoring.diagnostics import Report
from deckwright.course.loading import Loaded
from deckwright.course.rules import agendas, drills, identity, media, options, recall, references, texts

RULES = (
    identity.check,
    references.check,
    options.check,
    recall.check,
    drills.check,
    texts.check,
    media.check,
    agendas.check,
)


def check_course(loaded: Loaded, report: Report) -> None:
    """Apply every rule to a course."""
    for rule in RULES:
        rule(loaded, report)
