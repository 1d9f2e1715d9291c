"""Study the shipped decks in Anki's own window, without a screen: `make window`. Pictures go to build/window.

Needs `deckwright[window]` and the Qt libraries that CONTRIBUTING.md lists. Imports through the real dialog, then
reads, types, opens, chooses, turns over and grades with real key presses and clicks, in light and dark.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")
os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu --no-sandbox")
os.environ.setdefault("ANKI_SOFTWAREOPENGL", "1")
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
os.environ["ANKI_SINGLE_INSTANCE_KEY"] = f"deckwright{os.getpid()}"

import aqt
import aqt.webview
from aqt.qt import QPoint, QShortcut, Qt
from aqt.theme import Theme
from PyQt6.QtTest import QTest

REPOSITORY = Path(__file__).parent.parent
OUT = REPOSITORY / "build/window"
KEYBOARD: Any = QTest
"""Keys and clicks; PyQt's type hints call its functions methods."""
SCENARIO = "discount-before-the-weekend"
TYPED = "acht prozent gehen nicht.\nja jk 3"
"""Full of keys that mean something to Anki or to the card."""
WATCH = """(() => {
  if (window.seen) return;
  window.seen = new Set();
  const look = () => {
    const side = document.querySelector(".dw[data-side]");
    const order = [...document.querySelectorAll(".dw-option")].map(o => o.dataset.option).join("");
    if (order && Number(getComputedStyle(document.getElementById("qa")).opacity) > 0)
      window.seen.add(side.dataset.key + " " + side.dataset.side + " " + order);
    requestAnimationFrame(look);
  };
  look();
})(); 1"""
"""Notes every order of options that is visible in any frame."""


class Window:
    """Anki with one profile of its own, driven as a learner would."""

    def __init__(self, folder: str, language: str) -> None:
        _profile(Path(folder), language)
        self.faults: list[str] = []
        self.orders: set[str] = set()
        aqt.webview.AnkiWebPage.javaScriptConsoleMessage = self._heard
        self.app = aqt._run(["anki", "-b", folder], exec=False)
        self.mw: Any = aqt.mw
        self.until(lambda: self.mw.state == "deckBrowser")
        self.mw.resize(800, 900)

    def _heard(self, level: Any, message: str, line: int, source: str) -> None:
        if level == aqt.webview.QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel:
            self.faults.append(f"{message} ({source}:{line})")

    def wait(self, seconds: float) -> None:
        """Let the window work for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.01)

    def until(self, condition: Callable[[], Any], seconds: float = 30) -> Any:
        """Let the window work until something holds, and return it. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            if value := condition():
                return value
            time.sleep(0.01)
        raise TimeoutError

    def js(self, web: Any, code: str) -> Any:
        """Return what a script says in a page of the window."""
        answer: list[Any] = []
        web.page().runJavaScript(code, answer.append)
        self.until(lambda: answer)
        return answer[0]

    def press(self, text: str) -> None:
        """Press keys, as a learner at the keyboard does."""
        for letter in text:
            key = {"\n": Qt.Key.Key_Return, "\x1b": Qt.Key.Key_Escape}.get(letter, letter)
            KEYBOARD.keyClick(self.mw.web.focusProxy(), key)
            self.wait(0.05)

    def click(self, selector: str) -> None:
        """Click the middle of an element of the card."""
        place = self.js(
            self.mw.web,
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView({{block: 'center'}});"
            "const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()",
        )
        scale = self.mw.web.zoomFactor()
        where = QPoint(int(place[0] * scale), int(place[1] * scale))
        KEYBOARD.mouseClick(self.mw.web.focusProxy(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
        self.wait(0.2)

    def picture(self, name: str, widget: Any = None) -> None:
        """Take a picture of the window or of a dialog."""
        self.wait(0.5)
        (widget or self.mw).grab().save(str(OUT / f"{name}.png"))

    def card(self, what: str) -> Any:
        """Return what an expression says of the card that is shown."""
        return self.js(self.mw.web, f"(() => {{ const card = document.querySelector('.dw'); return {what}; }})()")

    def review(self) -> None:
        """Begin to study the deck anew."""
        self.mw.moveToState("overview")
        self.wait(0.7)  # the overview draws itself when its figures are there
        self.mw.moveToState("review")
        self.mw.activateWindow()  # without it Anki's own keys are not heard, and the test would prove nothing
        self.mw.web.setFocus()
        self.until(lambda: self.app.activeWindow() is self.mw)
        self.until(lambda: self.card("card && card.dataset.side"))
        self.js(self.mw.web, WATCH)

    def answer(self) -> None:
        """Turn the card over, and note in which order the options were seen on both sides."""
        self.press(" ")
        self.until(lambda: self.mw.reviewer.state == "answer" and self.card("card.dataset.side") == "back")
        self.wait(0.2)
        self.orders.update(self.js(self.mw.web, "[...window.seen]"))

    def show(self, item: str) -> None:
        """Show the question of an item next, wherever it stands in the deck."""
        (card_id,) = self.mw.col.find_cards(f'"Key:{item}"')[:1]
        self.mw.col.sched.set_due_date([card_id], "0")
        self.mw.col.sched.bury_cards([other for other in self.mw.col.find_cards("") if other != card_id])
        self.review()
        self.until(lambda: self.mw.reviewer.card and self.mw.reviewer.card.id == card_id and self.card("card && 1"))
        self.wait(0.3)


def _profile(folder: Path, language: str) -> None:
    """Write a profile in which Anki starts without asking for a language or looking for updates."""
    folder.mkdir(parents=True, exist_ok=True)
    now = int(time.time())
    everywhere = {
        "ver": 0, "updates": False, "created": now, "id": 1, "lastMsg": 0, "suppressUpdate": True, "firstRun": False,
        "defaultLang": language,
    }  # fmt: skip
    profile: dict[str, Any] = {
        "mainWindowGeom": None, "mainWindowState": None, "numBackups": 0, "lastOptimize": now, "searchHistory": [],
        "syncKey": None, "syncMedia": False, "autoSync": False, "allowHTML": False, "importMode": 1,
        "lastColour": "#00f", "stripHTML": True, "deleteMedia": False,
    }  # fmt: skip
    database = sqlite3.connect(folder / "prefs21.db")
    database.execute("create table profiles (name text primary key collate nocase, data blob not null)")
    for name, data in (("_global", everywhere), ("User 1", profile)):
        database.execute("insert into profiles values (?, ?)", (name, pickle.dumps(data, protocol=4)))
    database.commit()
    database.close()


def import_through_the_dialog(window: Window, package: Path, name: str) -> None:
    """Import a package as a learner does, with the presets ticked."""
    from aqt.import_export.import_dialog import ImportDialog
    from aqt.import_export.importing import import_file

    import_file(window.mw, str(package))
    dialog = window.until(
        lambda: next((w for w in window.app.topLevelWidgets() if isinstance(w, ImportDialog) and w.isVisible()), None)
    )
    window.until(lambda: window.js(dialog.web, "!!document.querySelector('button.primary')"))
    window.js(dialog.web, "document.querySelectorAll('input[type=checkbox]')[1].click(); 1")
    window.picture(f"{name}-1-import", dialog)
    window.js(dialog.web, "document.querySelector('button.primary').click(); 1")
    window.until(
        lambda: window.js(dialog.web, "!document.querySelector('button.primary') && !!document.querySelector('tr')")
    )
    window.picture(f"{name}-2-imported", dialog)
    dialog.reject()


def study_a_scenario(window: Window, item: str, name: str) -> None:
    """Read, type, open, choose, turn over, grade; fail where the card does not do what it should."""
    window.show(item)
    taken = {shortcut.key().toString().lower() for shortcut in window.mw.findChildren(QShortcut)}
    assert taken >= {"e", "1", "*"}, taken
    assert not taken & {"j", "k", "x"}, taken
    window.picture(f"{name}-question")
    window.click(".dw-note textarea")
    window.press(TYPED)
    assert window.card("card.querySelector('textarea').value") == TYPED
    assert window.mw.reviewer.state == "question"
    window.press("\x1b")
    window.press("jj")
    assert window.card("[...card.querySelectorAll('.dw-choose')].map(b => b.ariaPressed).join()").startswith(
        "false,true"
    )
    window.click(".dw-option:nth-child(3) .dw-said")
    chosen = window.card("card.querySelector('[aria-pressed=true]').parentNode.dataset.option")
    assert chosen == window.card("card.querySelectorAll('.dw-option')[2].dataset.option")
    order = window.card("[...card.querySelectorAll('.dw-option')].map(o => o.dataset.option).join('')")
    window.picture(f"{name}-chosen")
    window.answer()
    assert window.card("[...card.querySelectorAll('.dw-option')].map(o => o.dataset.option).join('')") == order
    assert window.card("card.querySelector('.dw-chosen').dataset.option") == chosen
    assert window.card("card.querySelector('.dw-noted').innerText").endswith(TYPED)
    window.press("j")
    assert window.card("card.querySelector('.dw-recap').open")
    window.picture(f"{name}-answer")
    window.press("3")
    window.wait(0.3)
    assert window.mw.col.db.scalar("select count() from revlog where ease = 3") > 0


def look_at(window: Window, item: str, name: str) -> None:
    """Take a picture of both sides of an item."""
    window.show(item)
    window.picture(f"{name}-question")
    window.answer()
    window.picture(f"{name}-answer")
    window.press("1")
    window.wait(0.3)


def walk_through(window: Window, deck: str) -> int:
    """Study thirty cards in a row in one page, and return how many there were."""
    window.mw.col.sched.unbury_deck(window.mw.col.decks.id_for_name(deck))
    config = window.mw.col.decks.config_dict_for_deck_id(window.mw.col.decks.id_for_name(deck))
    config["new"]["perDay"] = 99
    window.mw.col.decks.update_config(config)
    window.review()
    count = 0
    while window.mw.state == "review" and window.mw.reviewer.card and count < 30:
        window.until(lambda: window.card("card && card.dataset.side") == "front")
        window.press("j")
        window.answer()
        window.press("3")
        window.wait(0.2)
        count += 1
    return count


def main() -> None:
    """Study both decks; end with what went wrong, or say that all went well."""
    OUT.mkdir(parents=True, exist_ok=True)
    language, package, deck = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        window = Window(folder, language)
        import_through_the_dialog(window, REPOSITORY / f"build/{package}.apkg", package)
        window.mw.col.decks.select(window.mw.col.decks.id_for_name(deck))
        window.mw.moveToState("overview")
        window.picture(f"{package}-3-overview")
        study_a_scenario(window, SCENARIO, f"{package}-4-scenario")
        window.mw.set_theme(Theme.DARK)
        look_at(window, SCENARIO, f"{package}-5-scenario-dark")
        drill = window.mw.col.get_note(window.mw.col.find_notes('"deck:*::2 *"')[0])["Key"]
        look_at(window, drill, f"{package}-6-drill-dark")
        window.mw.set_theme(Theme.LIGHT)
        look_at(window, drill, f"{package}-7-drill")
        look_at(window, "what_next", f"{package}-8-last")
        count = walk_through(window, deck)
        window.mw.onAddCard()
        add = aqt.dialogs._dialogs["AddCards"][1]
        window.until(add.isVisible)
        kind = next(one for one in window.mw.col.models.all_names_and_ids() if "Fall" in one.name or "case" in one.name)
        add.set_note_type(kind.id)
        window.wait(1)
        window.picture(f"{package}-9-own-case", add)
    flashes = len(window.orders) - len({order.rsplit(" ", 1)[0] for order in window.orders})
    assert count == 30, count
    assert len(window.orders) > 10, window.orders
    if window.faults or flashes:
        print(*window.faults, f"{flashes} cards showed their options in two orders", sep="\n", flush=True)
        os._exit(1)
    print(f"{package}, Anki {aqt.appVersion}: {count} cards in a row, no script error, no flash.", flush=True)
    os._exit(0)  # Qt's web engine does not end in good order without a screen


if __name__ == "__main__":
    try:
        main()
    except Exception:  # noqa: BLE001 (whatever it was is shown, before Qt's own end hides it)
        print(traceback.format_exc(), flush=True)
        os._exit(1)
