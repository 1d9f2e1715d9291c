"""Sentences can be taken in at one reading."""

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import WORD, stretches, trimmed
from deckwright.course.editorial.readability import lix

ENOUGH_SENTENCES, ENOUGH_WORDS = 3, 80
"""From how many sentences a mean says something, and from how many words a measure of readability does."""


def check(desk: Desk) -> None:
    """Report sentences that are too long, each and in the mean, and texts that are hard to read."""
    limits = desk.limits
    for passage in desk.passages:
        # so few words make no long sentence, and not enough of them for a mean; most texts are short
        if len(passage.text.value.split()) <= min(limits.sentence_most, ENOUGH_SENTENCES * limits.sentence_mean):
            continue
        text = passage.plain
        lengths: list[int] = []
        for start, end in stretches(text):
            length = len(WORD.findall(text, start, end))
            if length:
                lengths.append(length)
            if length > limits.sentence_most:
                desk.error(
                    "long-sentence",
                    f"a sentence of {length} words; {limits.sentence_most} are the most",
                    passage.within(*trimmed(text, start, end)),
                    passage.owner,
                    help="make two of it",
                )
        total, count = sum(lengths), len(lengths)
        desk.counted(passage.text, total)
        if count >= ENOUGH_SENTENCES and total > limits.sentence_mean * count:
            desk.warn(
                "sentence-mean",
                f"sentences of {total / count:.1f} words in the mean; {limits.sentence_mean} are enough",
                passage.text.span,
                passage.owner,
                help="divide the longest",
            )
        if total >= ENOUGH_WORDS and lix(passage.words, count) > limits.lix_most:
            desk.warn(
                "hard-to-read",
                f"a LIX of {lix(passage.words, count):.0f}; above {limits.lix_most} a text is hard to read",
                passage.text.span,
                passage.owner,
                help="use shorter sentences and shorter words",
            )
