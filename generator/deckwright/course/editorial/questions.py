"""A recall card asks for one thing that takes a moment to say."""

import re

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import WORD
from deckwright.course.schema import Recall

_LIST_ITEM = re.compile(r"(?m)^\s*(?:[-*+]|\d+[.)])\s")
_WHICH_OF = re.compile(
    r"\b(?:welche[rs]?\s+(?:der|dieser)\s+folgenden|which\s+of\s+(?:the\s+following|these))\b", re.IGNORECASE
)
_CLOSING = re.compile(r"[\s*_”“’‘»›)\]]+$")
_QUESTION_MARKS = ("?", "？", "؟")
MOST_LISTED, MOST_GAPS = 3, 2


def check(desk: Desk) -> None:
    """Report questions and answers that are no good for recall."""
    for lesson in desk.course.lessons:
        for recall in lesson.recall.values():
            if not recall.draft and recall.key.value not in desk.course.incomplete:
                _question(recall, desk)
                _answer(recall, desk)
                _gaps(recall, desk)


def _question(recall: Recall, desk: Desk) -> None:
    text = recall.question
    if text is None:
        return
    length = desk.length(text)
    if length > desk.limits.question_most:
        desk.warn(
            "question-length",
            f"a question of {length} words; {desk.limits.question_most} are enough",
            text.span,
            recall,
            help="ask for one thing",
        )
    if not _CLOSING.sub("", text.value).endswith(_QUESTION_MARKS):
        desk.error(
            "question-form", "a question without a question mark", text.span, recall, help="ask, and end with `?`"
        )
    which = _WHICH_OF.search(text.value)
    if which or (desk.language and not desk.language.asks.search(text.value)):
        first = which or WORD.search(text.value)
        desk.warn(
            "question-form",
            "the card shows no list to choose from" if which else "yes or no would answer it, and half of all guesses",
            text.within(*first.span()) if first else text.span,
            recall,
            help="ask what, why, how or when",
        )


def _answer(recall: Recall, desk: Desk) -> None:
    text, limits = recall.answer, desk.limits
    if text is None:
        return
    length = desk.length(text)
    if length > limits.answer_most:
        desk.error(
            "answer-length",
            f"an answer of {length} words; {limits.answer_most} are the most",
            text.span,
            recall,
            help="make several cards of it, or move the rest to `why`",
        )
    elif length > limits.answer_many:
        desk.warn(
            "answer-length",
            f"an answer of {length} words; {limits.answer_many} are enough",
            text.span,
            recall,
            help="keep what one would say aloud, and move the rest to `why`",
        )
    listed = len(_LIST_ITEM.findall(text.value))
    if listed > MOST_LISTED:
        desk.warn(
            "answer-list",
            f"an answer that lists {listed} things; {MOST_LISTED} can be recalled",
            text.span,
            recall,
            help="make several cards of it",
        )


def _gaps(recall: Recall, desk: Desk) -> None:
    gaps = recall.cloze.value.count("{{") if recall.cloze else 0
    if recall.cloze is not None and gaps > MOST_GAPS:
        desk.warn(
            "many-gaps",
            f"{gaps} gaps in one sentence; {MOST_GAPS} can be told from what is left",
            recall.cloze.span,
            recall,
            help="keep the two words that matter",
        )
