"""How hard a text is to read, by a measure that works in any language with spaces."""

from collections.abc import Sequence

LONG = 6


def lix(words: Sequence[str], sentences: int) -> float:
    """Return Björnsson's LIX: words a sentence, plus the percentage of words with more than six letters.

    About 30 is a novel, 40 a newspaper, 50 a specialist's text, 60 a law. Without words it is 0.
    """
    if not words or not sentences:
        return 0.0
    return len(words) / sentences + 100 * sum(len(word) > LONG for word in words) / len(words)
