"""From a save to the changed card: `deckwright serve` with a real browser, as an author has it."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from deckwright.preview.pictures import browser
from served import served

# When the card was last painted after a change; asking from outside would add the time of asking.
SEEN = """() => new MutationObserver(() => requestAnimationFrame(() => { window.seen = Date.now(); }))
  .observe(document.getElementById("qa"), { childList: true })"""


def saves(project: Path, lesson: Path, item: str, word: str, times: int) -> list[float]:
    """Return the seconds from each save of a lesson to the changed card in the browser.

    Each save replaces the first `word` in the file by another one, which stands on the front of the card of `item`.
    """
    with served(project) as (_, address), browser() as started:
        page = started.new_page(viewport={"width": 1400, "height": 900})
        page.goto(address)
        page.locator("#search").fill(item)
        page.locator(f'#tree a[data-item="{item}"]').click()
        card = page.frame_locator("iframe.card")
        card.locator(".dw").wait_for()
        page.get_by_text("checking").wait_for(state="detached", timeout=120_000)
        frame = next(one for one in page.frames if one.url.endswith("/frame"))
        frame.evaluate(SEEN)
        found: list[float] = []
        text = lesson.read_text("utf-8")
        for number in range(times):
            changed = text.replace(word, f"{word}{number}", 1)
            saved = time.time()
            lesson.write_text(changed, "utf-8")
            card.get_by_text(f"{word}{number}").first.wait_for(state="attached", timeout=60_000)
            found.append(frame.evaluate("window.seen") / 1000 - saved)
            time.sleep(0.3)
        return found


def told(what: str, seconds: list[float], build: float, aim: str) -> None:
    """Print median and worst, and the median against a build of the same project, which one would need otherwise."""
    median, worst = statistics.median(seconds), max(seconds)
    print(f"  {what:56} {median / build:5.2f}   ({median:.2f} s, worst {worst:.2f} s, to {build:.2f} s; aim: {aim})")
