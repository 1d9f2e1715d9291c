"""Take the pictures of the import guide in Anki's own window, without a screen: `make guide-pictures`.

Needs what `make window` needs. The pictures go where the guide takes them from; look at them before you commit them.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

os.environ["QT_SCALE_FACTOR"] = "1.5"  # letters that are still crisp on a screen with small pixels

from aqt.deckoptions import DeckOptionsDialog, display_options_for_deck_id
from aqt.emptycards import EmptyCardsDialog, show_empty_cards
from aqt.import_export.import_dialog import ImportDialog
from aqt.import_export.importing import import_file
from PIL import Image

from anki_window import REPOSITORY, Window

PICTURES = REPOSITORY / "generator/deckwright/templates/guide/pictures"
WIDTH = 520
"""Of a dialog, in Anki's own pixels; a picture is half as wide again."""
COLOURS = 96
MARGIN = 12
RETIRED = ("discount-before-the-weekend", "motto-and-a-sentence")
"""Two items of different kinds, which are retired in the learner's collection alone."""
CARD_BELOW = """(() => {{
  const heading = [...document.querySelectorAll("h1")].find(h => h.innerText.trim() === {heading!r});
  const box = heading.closest(".container").getBoundingClientRect();
  return [0, box.top, innerWidth, box.bottom];
}})()"""
"""The place of the panel with a heading."""


def main() -> None:
    """Take the pictures of one language."""
    language, package, deck = sys.argv[1:]
    out = PICTURES / language.split("_")[0]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        window = Window(folder, language)
        _import(window, REPOSITORY / f"build/{package}.apkg", out)
        _deck_list(window, out)
        _options(window, deck, out)
        _empty_cards(window, out)
    for path in sorted(out.glob("*.png")):
        with Image.open(path) as image:
            print(f"{path.relative_to(REPOSITORY)}  {image.width} x {image.height}  {path.stat().st_size // 1024} KB")
    sys.stdout.flush()
    os._exit(0)  # Qt's web engine does not end in good order without a screen


def _import(window: Window, package: Path, out: Path) -> None:
    import_file(window.mw, str(package))
    dialog = _opened(window, ImportDialog)
    dialog.resize(WIDTH, 620)
    window.until(lambda: window.js(dialog.web, "!!document.querySelector('button.primary')"))
    window.js(dialog.web, "document.querySelectorAll('input[type=checkbox]')[1].click(); 1")
    end = "document.querySelector('.container-columns').getBoundingClientRect().bottom"
    _take(window, dialog, dialog.web, f"[0, 0, innerWidth, {end}]", out / "import.png")
    window.js(dialog.web, "document.querySelector('button.primary').click(); 1")
    window.until(
        lambda: window.js(dialog.web, "!document.querySelector('button.primary') && !!document.querySelector('tr')")
    )
    end = "document.querySelector('.row').getBoundingClientRect().bottom"
    _take(window, dialog, dialog.web, f"[0, 0, innerWidth, {end}]", out / "log.png")
    dialog.reject()
    window.wait(0.5)


def _deck_list(window: Window, out: Path) -> None:
    window.mw.resize(620, 560)
    window.mw.moveToState("deckBrowser")
    window.wait(1)
    place = (
        "(() => { const r = document.querySelector('table').getBoundingClientRect();"
        f"return [r.left - {MARGIN}, r.top - {MARGIN}, r.right + {MARGIN}, r.bottom]; }})()"
    )
    _take(window, window.mw, window.mw.web, place, out / "decks.png")


def _options(window: Window, deck: str, out: Path) -> None:
    tr = window.mw.col.tr
    window.mw.col.set_config("fsrs", True)
    display_options_for_deck_id(window.mw.col.decks.id_for_name(deck))
    dialog = _opened(window, DeckOptionsDialog)
    dialog.resize(WIDTH, 1800)
    window.until(lambda: dialog._ready)
    window.wait(1)
    limits = CARD_BELOW.format(heading=tr.deck_config_daily_limits())
    _take(window, dialog, dialog.web, f"[0, 0, innerWidth, {limits}[3]]", out / "options.png")
    fsrs = CARD_BELOW.format(heading="FSRS")
    button = "[...document.querySelectorAll('button.btn-primary')].find(b => b.offsetParent).getBoundingClientRect()"
    place = f"[0, {fsrs}[1] - {MARGIN}, innerWidth, {button}.top - {MARGIN}]"
    _take(window, dialog, dialog.web, place, out / "retention.png")
    dialog.require_close()
    window.wait(0.5)


def _empty_cards(window: Window, out: Path) -> None:
    for item in RETIRED:
        (note_id,) = window.mw.col.find_notes(f'"Key:{item}"')
        note = window.mw.col.get_note(note_id)
        note["Retired"] = "1"
        window.mw.col.update_note(note)
    show_empty_cards(window.mw)
    dialog = _opened(window, EmptyCardsDialog)
    dialog.resize(WIDTH, 260)
    assert dialog.form.keep_notes.isChecked(), "the guide says that this box is ticked at first"
    dialog.form.keep_notes.setChecked(False)
    window.wait(0.5)
    _take(window, dialog, dialog.form.webview, "[-99, -99, 9999, 9999]", out / "empty.png")


def _opened(window: Window, kind: Any) -> Any:
    """Return the dialog of a kind once it is open."""
    return window.until(
        lambda: next((w for w in window.app.topLevelWidgets() if isinstance(w, kind) and w.isVisible()), None)
    )


def _take(window: Window, widget: Any, web: Any, place: str, path: Path) -> None:
    """Take a picture of a part of a window: left, top, right and bottom within its page, as a script says them."""
    window.wait(0.5)
    corner = web.mapTo(widget, web.rect().topLeft())
    zoom = web.zoomFactor()
    left, top, right, bottom = window.js(web, place)
    grabbed = widget.grab()
    grabbed.save(str(path))
    ratio = grabbed.devicePixelRatio()
    box = (
        max(0, round((corner.x() + left * zoom) * ratio)),
        max(0, round((corner.y() + top * zoom) * ratio)),
        min(grabbed.width(), round((corner.x() + right * zoom) * ratio)),
        min(grabbed.height(), round((corner.y() + bottom * zoom + MARGIN) * ratio)),
    )
    with Image.open(path) as image:
        part = image.convert("RGB").crop(box)
    part.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    try:
        main()
    except Exception:  # noqa: BLE001 (whatever it was is shown, before Qt's own end hides it)
        print(traceback.format_exc(), flush=True)
        os._exit(1)
