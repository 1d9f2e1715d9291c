"""Pictures of cards, taken in a real browser. Needs the optional extra `deckwright[preview]` and a Chromium."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deckwright.preview.rendering import Card

WIDTHS = {"phone": 390, "desktop": 900}
"""Width of the window by its name, in CSS pixels."""
FLIP = """html => {
  const side = document.getElementById("qa");
  side.innerHTML = html;
  for (const old of side.querySelectorAll("script")) {
    const made = document.createElement("script");
    made.textContent = old.textContent;
    old.replaceWith(made);
  }
}"""
"""Turns a card over in the page, as Anki's desktop does: scripts of the new side are made anew."""
_AS_ROOT = "--no-sandbox"
_FINGER = "--blink-settings=primaryHoverType=1,availableHoverTypes=1,primaryPointerType=2,availablePointerTypes=2"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


class NoBrowserError(Exception):
    """There is no browser to take pictures in; the message says what to install."""


@contextmanager
def browser(*, touch: bool = False) -> Iterator[Any]:
    """Yield a Chromium without a window, on request as on a phone: no mouse, a finger.

    Raises NoBrowserError where something is missing.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        msg = "pictures need a browser: install deckwright[preview]"
        raise NoBrowserError(msg) from error
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        msg = "no Chromium found: install it, or name it in the environment variable CHROMIUM"
        raise NoBrowserError(msg)
    with sync_playwright() as playwright:
        # The sandbox refuses to start for root, as in a container; the pages are the course's own and load nothing.
        as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        options = [_AS_ROOT] * as_root + [_FINGER] * touch
        try:
            started = playwright.chromium.launch(executable_path=path, args=options)
        except Error as error:
            msg = f"'{path}' does not start as a Chromium: {error.message.splitlines()[0].lower()}"
            raise NoBrowserError(msg) from error
        try:
            yield started
        finally:
            started.close()


def take(
    cards: Iterable[Card],
    folder: Path,
    *,
    prepare: Callable[[Any], None] | None = None,
) -> list[Path]:
    """Write pictures of cards into a folder, and return their paths.

    There is one of front and back, light and dark, phone and desktop, with and without scripts each. With scripts,
    the back follows the front in one page, its second option chosen.
    `prepare` is called with each new page. Raises NoBrowserError, and OSError where a file cannot be read or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    ready = [card.with_pictures() for card in cards]
    for size, width in WIDTHS.items():
        with browser(touch=size == "phone") as started:
            for card, night, scripts in itertools.product(ready, (False, True), (True, False)):
                context = started.new_context(
                    viewport={"width": width, "height": 500},
                    device_scale_factor=2 if size == "phone" else 1,
                    java_script_enabled=scripts,
                )
                page = context.new_page()
                if prepare is not None:
                    prepare(page)
                name = f"{card.language}-{card.item}-{card.ordinal + 1}"
                look = f"{size}-{'dark' if night else 'light'}{'' if scripts else '-no-scripts'}.png"
                for side in ("front", "back"):
                    _show(page, card, side, night=night, scripts=scripts)
                    written.append(folder / f"{name}-{side}-{look}")
                    page.screenshot(path=written[-1], full_page=True)
                context.close()
    return written


def _show(page: Any, card: Card, side: str, *, night: bool, scripts: bool) -> None:  # noqa: ANN401
    if side == "back" and scripts:
        page.evaluate(FLIP, card.back)
        return
    page.set_content(card.page(card.front if side == "front" else card.back, night=night))
    if page.locator(".dw-think").count():
        page.click(".dw-think > summary")
        if scripts:
            page.click(".dw-choose >> nth=1")
            page.mouse.move(0, 0)
