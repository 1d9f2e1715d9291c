"""The presenter: one page with the slides, votes and timers of a workshop, complete in one file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from deckwright.deck.rendering import render


def presenter_page(data: Mapping[str, Any]) -> str:
    """Return the page for what a kit says, its authored texts as HTML. It asks for nothing beyond itself."""
    return render(
        "kit/presenter/page.html",
        language=data["language"],
        agenda=data["agenda"]["title"],
        words=data["words"]["presenter"],
        data=embedded(data),
    )


def embedded(data: Mapping[str, Any]) -> Markup:
    """Return data as JSON that can stand in a `script`: no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 (nothing in it can end the script it stands in)
