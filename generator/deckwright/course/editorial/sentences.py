"""Sentences can be taken in at one reading."""

from deckwright.course.editorial.desk import Desk
from deckwright.course.editorial.passages import WORD
from deckwright.course.editorial.readability import lix

ENOUGH_SENTENCES, ENOUGH_WORDS = 3, 80
"""From how many sentences a mean says something, and from how many words a measure of readability does."""


def check(desk: Desk) -> None:
    """Report sentences that are too long, each and in the mean, and texts that are hard to read."""
    limits = desk.limits
    for passage in desk.passages:
        # so few words make no long sentence, and most texts are short
        if len(passage.text.value.split()) <= min(limits.sentence_mean, limits.sentence_most):
            continue
        text, spans = passage.plain, passage.sentences
        lengths = [len(WORD.findall(text, start, end)) for start, end in spans]
        for (start, end), length in zip(spans, lengths, strict=True):
            if length > limits.sentence_most:
                desk.error(
                    "long-sentence",
                    f"a sentence of {length} words; {limits.sentence_most} are the most",
                    passage.within(start, end),
                    passage.owner,
                    help="make two of it",
                )
        if len(spans) >= ENOUGH_SENTENCES and sum(lengths) > limits.sentence_mean * len(spans):
            desk.warn(
                "sentence-mean",
                f"sentences of {sum(lengths) / len(spans):.1f} words in the mean; {limits.sentence_mean} are enough",
                passage.text.span,
                passage.owner,
                help="divide the longest",
            )
        if sum(lengths) >= ENOUGH_WORDS and lix(passage.words, len(spans)) > limits.lix_most:
            desk.warn(
                "hard-to-read",
                f"a LIX of {lix(passage.words, len(spans)):.0f}; above {limits.lix_most} a text is hard to read",
                passage.text.span,
                passage.owner,
                help="use shorter sentences and shorter words",
            )
