"""Feedback names a consequence and why: no verdict, no letter, no sermon."""

from deckwright.course.editorial.desk import Desk


def check(desk: Desk) -> None:
    """Report feedback that is too short or too long, begins with a verdict, or calls an option by its letter."""
    limits, language = desk.limits, desk.language
    for scenario in desk.scenarios:
        for option in scenario.options.values():
            text, length = option.feedback, desk.length(option.feedback)
            if not limits.feedback_least <= length <= limits.feedback_most:
                desk.warn(
                    "feedback-length",
                    f"feedback of {length} words; good ones have {limits.feedback_least} to {limits.feedback_most}",
                    text.span,
                    scenario,
                    help="name the consequence, and why it follows",
                )
            if language is None:
                continue
            verdict = language.verdict.match(text.value)
            if verdict:
                desk.error(
                    "feedback-verdict",
                    f"feedback begins with a verdict: `{verdict.group().strip()}`",
                    text.within(*verdict.span()),
                    scenario,
                    help="begin with what happens next; the card shows the rating",
                )
            for match in language.letter.finditer(text.value):
                desk.error(
                    "option-letter",
                    f"`{match.group()}`: the order of options changes by the day",
                    text.within(*match.span()),
                    scenario,
                    help="say what the option does",
                )
