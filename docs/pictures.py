"""Take the pictures of the documents: `make screenshots`, after `make`.

One card of each kind goes to build/screenshots, in every look; the pictures in the readme to docs/images.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image

from deckwright.authoring.diagnostics import Report
from deckwright.pipeline import preview
from deckwright.preview.pictures import browser, take
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
    live_view(REPOSITORY / "docs/images/serve.png")
    print(f"{len(written)} pictures are in {OUT.relative_to(REPOSITORY)}.")


def live_view(path: Path) -> None:
    """Take the picture of the live view: a card in both languages, and a mistake in another lesson."""
    sys.path.insert(0, str(REPOSITORY / "tests"))
    from served import served

    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for folder in ("content", "decks"):
            shutil.copytree(REPOSITORY / folder, root / folder)
        lesson = root / "content/trust/lessons/01-what-is-trust.yaml"
        text = lesson.read_text("utf-8")
        with served(root) as (_, address), browser() as started:
            page = started.new_page(viewport={"width": 1280, "height": 800})
            page.clock.set_fixed_time(DAY)
            page.goto(address)
            page.get_by_text("Nein sagen und dabei bleiben").click()
            page.locator(f'a[data-item="{SHOWN}"]').click()
            page.keyboard.press("l")
            page.keyboard.press("l")
            page.get_by_text("checking").wait_for(state="detached", timeout=60_000)
            lesson.write_text(text.replace("    rating: 4\n", "    rating: 5\n", 1), "utf-8")
            page.locator("#finding-list li").wait_for()
            page.get_by_text("checking").wait_for(state="detached", timeout=60_000)
            page.screenshot(path=path)
    Image.open(path).quantize(256).save(path, optimize=True)


def on_a_day(page: Any) -> None:
    """Let the page believe in a certain day, which decides the order of the answers."""
    page.clock.install(time=DAY)


if __name__ == "__main__":
    main()
