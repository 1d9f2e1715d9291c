"""The description of a deck: what Anki shows when a learner opens it."""

from __future__ import annotations

import re

from deckwright.course.schema import CourseFile, Manifest
from deckwright.deck.html import to_html
from deckwright.deck.rendering import Words, render

_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(\d\.\d)")


def description(manifest: Manifest, settings: CourseFile, words: Words, version: str) -> str:
    """Return the description as HTML: the author's words, how to study, where the course is, licence and version.

    `version` is empty for a deck that was never released.
    """
    authored = to_html(manifest.description.value, {}) if manifest.description else ""
    licence = settings.licence.value
    known = _CREATIVE_COMMONS.fullmatch(licence)
    html = render(
        "anki/description.html",
        description=authored,
        labels=words,
        website=settings.website.value if settings.website else "",
        licence=f"CC {known[1]} {known[2]}" if known else licence,
        licence_address=f"https://creativecommons.org/licenses/{known[1].lower()}/{known[2]}/" if known else "",
        version=version,
    )
    return html.replace("\n", "")  # Anki shows every line end as one
