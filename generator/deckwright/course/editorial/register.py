"""A course that says `Sie` does so everywhere but in what people say to each other."""

import re

from deckwright.course.editorial.desk import Desk


def check(desk: Desk) -> None:
    """Report an informal address outside of direct speech."""
    address = desk.source.settings.address
    language = desk.language
    if address is None or address.value != "Sie" or language is None or language.informal is None:
        return
    speech = re.compile(
        "|".join(f"{left}[^{right}]*{right}" for left, right in (language.quotes, language.inner_quotes))
    )
    for passage in desk.passages:
        silent = speech.sub(lambda match: " " * len(match.group()), passage.plain)
        for match in language.informal.finditer(silent):
            desk.error(
                "address-form",
                f"`{match.group()}` in a course that says `{address.value}`",
                passage.within(*match.span()),
                passage.owner,
                help=f"write `{address.value}`; what people say to each other stands in quotes",
            )
