"""Take pictures of cards in real Chromium, with the HTML that the real Anki renders: `make screenshots`.

All go to build/screenshots; the one that the README shows goes to docs/images as well.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from deckwright.verify import oracle
from deckwright.verify.oracle import import_package

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "build/screenshots"
SHOWN_IN_README = ("price-guarantee-for-film", "discount-before-the-weekend")
PAGE = """<!doctype html><html{night}><head><meta charset="utf-8"><style>{css}</style></head>
<body class="card{night_body}"><div id="qa">{html}</div></body></html>"""
FLIP = """html => { const qa = document.getElementById("qa"); qa.innerHTML = html;
for (const old of qa.querySelectorAll("script")) {
  const made = document.createElement("script"); made.textContent = old.textContent; old.replaceWith(made); } }"""


def main() -> None:
    """Take one picture of each side of one card of each kind, in light and dark, at two widths."""
    packages = sorted((REPOSITORY / "build").glob("*.apkg"))
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not packages or chromium is None:
        sys.exit("build the decks first (make), and have Chromium installed")
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for path in packages:
            with oracle.collection() as collection:
                import_package(collection, path)
                for card in _one_of_each_kind(collection):
                    for width, night in ((390, False), (390, True), (900, False), (900, True)):
                        _take(browser, card, path.stem, width, night=night)
        browser.close()
    print(f"{len(list(OUT.glob('*.png')))} pictures are in {OUT.relative_to(REPOSITORY)}.")


def _one_of_each_kind(collection: Any) -> list[Any]:
    found: dict[str, Any] = {}
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        kind = card.template()["name"]
        if kind not in found or card.note().fields[0] in SHOWN_IN_README:
            found[kind] = card
    return list(found.values())


def _take(browser: Any, card: Any, deck: str, width: int, *, night: bool) -> None:
    output = card.render_output()
    key = card.note().fields[0]
    page = browser.new_page(viewport={"width": width, "height": 500}, device_scale_factor=2 if width < 500 else 1)
    page.clock.install(time="2030-01-15T12:00:00")
    page.set_content(
        PAGE.format(
            css=output.css,
            html=output.question_text,
            night=' class="nightMode"' * night,
            night_body=" nightMode" * night,
        )
    )
    if page.query_selector(".dw-think"):
        page.click(".dw-think > summary")
        page.click(".dw-choose >> nth=1")
        page.mouse.move(0, 0)
    shade = "dark" if night else "light"
    page.screenshot(path=OUT / f"{deck}-{key}-front-{width}-{shade}.png", full_page=True)
    page.evaluate(FLIP, output.answer_text)
    page.screenshot(path=OUT / f"{deck}-{key}-back-{width}-{shade}.png", full_page=True)
    page.close()


if __name__ == "__main__":
    main()
