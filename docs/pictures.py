"""Take the pictures of the documents: `make screenshots`, after `make`.

One card of each kind goes to build/screenshots, in every look; the picture in the readme to docs/images.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PIL import Image

from deckwright.authoring.diagnostics import Report
from deckwright.pipeline import preview
from deckwright.preview.pictures import take
from deckwright.workspace import Project

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "build/screenshots"
SHOWN = "discount-before-the-weekend"
DAY = "2030-01-15T12:00:00"


def main() -> None:
    """Write all pictures."""
    report = Report()
    cards = preview(Project(REPOSITORY), [SHOWN], ["en"], report) + preview(Project(REPOSITORY), (), (), report)
    if report.failed():
        sys.exit("the course has errors: deckwright check")
    written = take(cards, OUT, prepare=on_a_day)
    sides = [Image.open(OUT / f"en-{SHOWN}-1-{side}-phone-light.png") for side in ("front", "back")]
    height = max(side.height for side in sides)
    both = Image.new("RGB", (sum(side.width for side in sides) + 40, height), "#8b9098")
    both.paste(sides[0], (0, 0))
    both.paste(sides[1], (sides[0].width + 40, 0))
    both.resize((both.width // 2, both.height // 2)).quantize(256).save(
        REPOSITORY / "docs/images/card.png", optimize=True
    )
    print(f"{len(written)} pictures are in {OUT.relative_to(REPOSITORY)}.")


def on_a_day(page: Any) -> None:
    """Let the page believe in a certain day, which decides the order of the answers."""
    page.clock.install(time=DAY)


if __name__ == "__main__":
    main()
