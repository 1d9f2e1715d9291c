"""The author's page in real Chromium: what is saved is seen, what is broken is told, and nobody else gets in."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from conftest import HERE, LESSON, Sandbox
from deckwright.server import Keys
from served import served
from test_looks import AXE, VIOLATIONS

ENGLISH = LESSON.replace(".yaml", ".en.yaml")
CARD = "iframe.card"
LINK = "vscode://file/{path}:{line}:{column}"
expect.set_options(timeout=10_000)  # busy machines


class Served(Sandbox):
    """A sample project with `deckwright serve` at work on it."""

    def __init__(self, root: Path, process: subprocess.Popen[str], address: str) -> None:
        super().__init__(root)
        self.process = process
        self.address = address
        self.port, self.token = int(address.split(":")[2].split("/")[0]), address.split("=", 1)[1]
        self.room = ""
        self.room = self.ask(f"/?token={self.token}")[1].split("url=")[1].split('"')[0].rstrip("/")

    def handles(self) -> int:
        """Return how many files and connections the server holds."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def memory(self) -> int:
        """Return the resident memory of the server in kB."""
        return int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[0])

    def ask(
        self, path: str, method: str = "GET", body: str = "", room: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Return status and answer of a request that brings the token, unless the headers say otherwise."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        own = {"Host": f"127.0.0.1:{self.port}", "Cookie": f"deckwright={self.token}"} | headers
        connection.putrequest(method, (self.room if room is None else room) + path, skip_host=True)
        for name, value in own.items():
            if value:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body.encode())))
        connection.endheaders(body.encode())
        answer = connection.getresponse()
        found = answer.status, answer.read().decode()
        connection.close()
        return found

    def open(self, path: str, **headers: str) -> tuple[int, str]:
        """Ask to open a file in the editor."""
        place = json.dumps({"path": path, "line": 3, "column": 5})
        return self.ask("/open", "POST", place, **({"Origin": f"http://127.0.0.1:{self.port}"} | headers))


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    with ExitStack() as stack:

        def start(editor: str = LINK, sample: str = "project") -> Served:
            root = tmp_path / "served"
            shutil.copytree(HERE / sample, root, ignore=shutil.ignore_patterns("build"))
            return Served(root, *stack.enter_context(served(root, "--editor", editor)))

        yield start


@pytest.fixture
def screen(browser: Any) -> Iterator[Any]:
    """A page of a desktop's size that fails the test on a script error or a request to elsewhere."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, color_scheme="light")
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    elsewhere = re.compile(r"(?!http://127\.0\.0\.1:\d+/|data:)")
    opened.on("request", lambda request: faults.append(request.url) if elsewhere.match(request.url) else None)
    opened.faults = faults
    yield opened
    context.close()
    assert faults == []


def enter(screen: Any, work: Served, item: str = "small-discount") -> Any:
    """Open the page at an item, and return the card in its frame."""
    screen.goto(work.address)
    screen.get_by_role("link", name=item).click()
    card = screen.frame_locator(CARD)
    card.locator(f'.dw[data-key="{item}"]').wait_for()
    return card


def in_frame(screen: Any) -> Any:
    """Return the frame of the first card."""
    return next(frame for frame in screen.frames if frame.url.endswith("/frame"))


def checked(screen: Any) -> None:
    """Wait for the whole check."""
    expect(screen.locator("#status")).not_to_contain_text("checking")


def test_what_is_saved_is_on_the_card_and_the_place_is_kept(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    card = enter(screen, work)
    card.locator(".dw-think > summary").click()
    card.locator(".dw-choose").nth(1).click()
    mine = card.locator(".dw-choose").nth(1).inner_text()
    screen.keyboard.press(" ")
    card.get_by_text("Das trägt, solange der Grund stimmt.").wait_for()
    in_frame(screen).evaluate("window.scrollTo(0, 120)")
    work.replace(LESSON, "Das trägt, solange der Grund stimmt.", "Das trägt auch morgen.")
    card.get_by_text("Das trägt auch morgen.").wait_for()
    expect(screen.locator("figcaption")).to_have_text("de · back")
    assert in_frame(screen).evaluate("window.scrollY") == 120
    assert card.locator(".dw-chosen .dw-said").inner_text() in mine


def test_an_edit_of_what_is_hidden_shows_it(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    card = enter(screen, work)
    card.locator(".dw-variant:visible").wait_for()
    for old, new in (("Frau Yıldız schreibt", "Frau Yıldız mailt"), ("ruft an und möchte", "ruft an, er möchte")):
        work.replace(LESSON, old, new)
        card.locator(".dw-variant:visible", has_text=new).wait_for()
    work.replace(LESSON, "Acht Prozent gehen nicht, der Preis", "Acht Prozent gehen nicht, mein Preis")
    card.locator(".dw-said:visible", has_text="mein Preis").wait_for()
    screen.keyboard.press("v")
    card.locator(".dw-variant:visible", has_text="Frau Yıldız mailt").wait_for()


def test_who_types_into_the_card_goes_on_typing_after_a_save(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    card = enter(screen, work)
    box = card.locator(".dw-note textarea")
    box.click()
    screen.keyboard.type("Das geht")
    work.replace(LESSON, "ruft an und möchte", "ruft an, er möchte")
    card.locator(".dw-variant", has_text="er möchte").wait_for(state="attached")
    screen.keyboard.type(" nicht")
    expect(card.locator(".dw-note textarea")).to_have_value("Das geht nicht")
    expect(screen.locator("#title")).to_have_text("small-discount")


def test_an_id_may_have_letters_of_any_script(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    work.replace(LESSON, "  order-of-a-no:", "  größe-nein:")
    work.replace(ENGLISH, "  order-of-a-no:", "  größe-nein:")
    enter(screen, work, "größe-nein")
    screen.reload()
    screen.frame_locator(CARD).locator('.dw[data-key="größe-nein"]').wait_for()
    work.replace(LESSON, "Was kommt nach dem Nein?", "Was kommt nach {{dem}} Nein?")
    screen.locator("#finding-list").get_by_text("show card").first.wait_for()


def test_a_mistake_is_told_at_its_place_and_goes_when_it_is_mended(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    card = enter(screen, work)
    work.replace(LESSON, "rating: 4", "rating: 7")
    finding = screen.locator("#finding-list > li.error")
    finding.get_by_text("7 is not between 1 and 4").wait_for()
    assert finding.locator("mark").inner_text() == "7"
    where = f"{LESSON}:32:17"
    assert finding.get_by_role("link").inner_text() == where
    assert finding.get_by_role("link").get_attribute("href") == f"vscode://file{work.root}/{where}"
    finding.locator("summary").click()
    finding.get_by_text("A number is too small or too large.").wait_for()
    assert "last good" in screen.locator("#notices").inner_text()
    assert card.locator(".dw-option").count() == 3
    work.replace(LESSON, "rating: 7", "rating: 4")
    finding.wait_for(state="detached")
    screen.locator("#notices li").wait_for(state="detached")
    checked(screen)
    expect(screen.locator("#status")).to_have_text("No findings")


def test_what_only_the_whole_check_sees_is_told_a_moment_later(serve: Callable[..., Served], screen: Any) -> None:
    work = serve(sample="editorial")
    enter(screen, work)
    work.replace("decks/sample-en.yaml", "language: en", "language: fr")
    screen.locator("#finding-list").get_by_text("has no language fr").wait_for()
    work.replace("decks/sample-en.yaml", "language: fr", "language: en")
    screen.locator("#finding-list li").wait_for(state="detached")
    work.replace(LESSON, "„", '"')
    screen.locator("#finding-list").get_by_text("typography", exact=True).first.wait_for(timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_amiss_on_the_page(serve: Callable[..., Served], screen: Any, scheme: str) -> None:
    work = serve()
    screen.emulate_media(color_scheme=scheme)
    enter(screen, work)
    work.replace(LESSON, "rating: 4", "rating: 7")
    screen.locator("#finding-list summary").click()
    screen.keyboard.press("b")
    screen.locator(CARD).nth(1).wait_for()
    screen.evaluate(AXE)
    assert screen.evaluate(VIOLATIONS) == []
    screen.locator("#help-button").click()
    assert screen.evaluate(VIOLATIONS) == []
    screen.keyboard.press("Escape")
    screen.keyboard.press("s")
    screen.get_by_role("button", name="Beispiel (sample-de)").click()
    screen.get_by_role("button", name="Show answer").wait_for()
    assert screen.evaluate(VIOLATIONS) == []


def test_everything_is_within_reach_of_the_keyboard(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    enter(screen, work)
    press = screen.keyboard.press
    title = screen.locator("#title")
    press("/")
    screen.keyboard.type("überleitung nein")
    screen.locator("#tree a").filter(has_text="small-discount").wait_for(state="detached")
    press("ControlOrMeta+A")
    screen.keyboard.type("acht prozent")
    screen.locator("#tree a").filter(has_text="small-discount").wait_for()
    press("Enter")
    expect(title).to_have_text("small-discount")
    press("/")
    press("ControlOrMeta+A")
    press("Delete")
    press("Escape")
    press("n")
    expect(title).not_to_have_text("small-discount")
    press("p")
    expect(title).to_have_text("small-discount")
    card = screen.frame_locator(CARD)
    card.locator('.dw[data-key="small-discount"]').wait_for()
    press("j")
    card.locator('.dw-choose[aria-pressed="true"]').wait_for()
    press(" ")  # the frame has the focus now, and hands the key on
    screen.get_by_text("de · back").wait_for()
    press("d")
    card.locator("html.nightMode").wait_for()
    press("w")
    screen.locator("#frames.wide").wait_for()
    press("b")
    expect(screen.locator("figcaption")).to_have_text(["de · front", "de · back"])
    press("b")
    press("l")
    screen.get_by_text("en · back").wait_for()
    press("l")
    screen.get_by_text("de · back").wait_for()
    expect(screen.locator(CARD)).to_have_count(2)
    press("?")
    screen.get_by_role("dialog").wait_for()
    press("Escape")
    work.replace(LESSON, "rating: 4", "rating: 7")
    screen.locator("#finding-list .at").wait_for()
    press("f")
    assert screen.evaluate("document.activeElement.className") == "at"
    expect(title).to_have_text("small-discount")


def test_a_day_of_study_brings_back_what_was_not_known(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    enter(screen, work)
    screen.keyboard.press("s")
    screen.get_by_role("button", name="Beispiel (sample-de)").press("Enter")
    screen.get_by_role("button", name="Show answer").wait_for()
    status = screen.locator("#study p")
    first = screen.locator("#title").inner_text()
    seen = []
    for answer in ("1", *"3333333"):
        if "is done" in status.inner_text():
            break
        seen.append(screen.locator("#title").inner_text())
        screen.keyboard.press(" ")
        screen.get_by_role("button", name="Good").wait_for()
        screen.keyboard.press(answer)
    assert seen[0] == first == seen[-1]
    assert len(seen) == 5
    expect(status).to_have_text("Day 1 is done.")
    screen.keyboard.press("Escape")
    assert screen.locator("#study").is_hidden()


def test_a_thousand_saves_leave_nothing_behind(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    card = enter(screen, work)
    client = screen.context.new_cdp_session(screen)
    client.send("Performance.enable")

    def counted() -> dict[str, float]:
        client.send("HeapProfiler.collectGarbage")
        found = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
        return {name: found[name] for name in ("Nodes", "JSEventListeners", "Documents")}

    def save(numbers: range) -> None:
        path = work.root / LESSON
        text = path.read_text("utf-8")
        for number in numbers:
            # as some editors do: a new file beside the old one, in its place
            beside = path.with_suffix(".tmp")
            beside.write_text(re.sub(r"möchte \w+ Prozent", f"möchte {number} Prozent", text), "utf-8")
            beside.replace(path)
            time.sleep(0.015)
        card.locator(".dw-variant:visible", has_text=f"möchte {numbers[-1]} Prozent").wait_for()
        checked(screen)

    save(range(1, 201))
    handles, memory, nodes = work.handles(), work.memory(), counted()
    save(range(201, 1001))
    assert work.handles() <= handles
    assert work.memory() <= memory + 3000
    assert all(value <= nodes[name] * 1.05 + 20 for name, value in counted().items())


def test_a_folder_that_goes_and_comes_back_is_seen(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    card = enter(screen, work)
    content = work.root / "content"
    content.rename(work.root / "away")
    screen.get_by_text("There is no course here").wait_for()
    shutil.copytree(work.root / "away", content)
    screen.locator("#tree a").first.wait_for(state="attached")
    work.replace(LESSON, "ruft an und möchte", "ruft an, er möchte")
    card.locator(".dw-variant", has_text="ruft an, er möchte").wait_for(state="attached")
    lesson = work.root / LESSON
    lesson.rename(lesson.with_name("02-other-no.yaml"))
    screen.locator("#finding-list").get_by_text("translates no file").wait_for()
    lesson.with_name("02-other-no.yaml").rename(lesson)
    screen.locator("#finding-list li").first.wait_for(state="detached")


def test_a_card_can_neither_see_the_page_nor_reach_anything(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    enter(screen, work)
    frame = in_frame(screen)
    reached = """async (what) => { try { return String(await eval(what)); } catch (error) { return error.name; } }"""
    assert frame.evaluate(reached, "parent.document.title") == "SecurityError"
    assert frame.evaluate(reached, "localStorage.length") == "SecurityError"
    assert frame.evaluate(reached, "document.cookie") == "SecurityError"
    assert frame.evaluate(reached, f"fetch('http://127.0.0.1:{work.port}/state')") == "TypeError"
    assert frame.evaluate(reached, "new Image().src = 'http://127.0.0.1:9/x.png'") == "http://127.0.0.1:9/x.png"
    frame.evaluate("location = 'http://127.0.0.1:9/elsewhere'")
    screen.wait_for_timeout(300)
    assert [frame.url for frame in screen.frames if "elsewhere" in frame.url and "chrome-error" not in frame.url] == []
    assert any("Content Security Policy" in fault or "Content-Security-Policy" in fault for fault in screen.faults)
    screen.faults.clear()


def test_a_hostile_course_is_shown_and_does_nothing(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    evil = "<img src=x onerror=top.hacked=1>"
    work.replace("content/sample/course.yaml", "title: Beispiel", f"title: '{evil}'")
    work.replace("content/sample/course.yaml", "sales: Vertrieb", f"sales: '{evil}'")
    screen.goto(work.address)
    screen.locator("#finding-list").get_by_text("HTML is not supported").first.wait_for()
    work.replace(LESSON, "Herr Özdemir ruft an", "Herr \\<script>top.hacked=1\\</script> ruft an")
    work.replace("content/sample/course.yaml", f"title: '{evil}'", "title: Beispiel")
    work.replace("content/sample/course.yaml", f"sales: '{evil}'", "sales: Vertrieb")
    screen.get_by_role("link", name="small-discount").click()
    card = screen.frame_locator(CARD)
    card.locator(".dw-variant", has_text="<script>top.hacked=1</script>").wait_for(state="attached")
    assert screen.evaluate("window.hacked") is None


def test_nobody_gets_in_without_the_token_or_from_elsewhere(serve: Callable[..., Served], tmp_path: Path) -> None:
    work = serve()
    mine = f"127.0.0.1:{work.port}"
    assert work.ask("/state")[0] == 200
    assert work.ask("/state", Host=f"localhost:{work.port}")[0] == 200
    assert work.ask("/state", Origin=f"http://{mine}")[0] == 200
    assert work.ask("/state", Cookie="")[0] == 403
    assert work.ask("/state", Cookie=f"deckwright={work.token}x")[0] == 403
    assert work.ask("/?token=guess", Cookie="")[0] == 403
    assert work.ask(f"/?token={work.token}", Cookie="")[0] == 200
    for host in ("evil.example", f"evil.example:{work.port}", f"{mine}.evil.example", "127.0.0.1", ""):
        assert work.ask("/state", Host=host)[0] in (400, 403)
        assert work.ask(f"/?token={work.token}", Host=host)[0] in (400, 403)
    for origin in ("http://evil.example", "null", f"https://{mine}", f"http://{mine}.evil.example"):
        assert work.ask("/state", Origin=origin)[0] == 403
        assert work.open(LESSON, Origin=origin)[0] == 403
    assert work.open(LESSON, Origin="")[0] == 403
    secret = tmp_path / "secret.yaml"
    secret.write_text("secret: true\n", "utf-8")
    for path in ("/", "/state", f"{work.room}x/state"):
        assert work.ask(path, room="")[0] == 404
    for path in (
        "/../secret.yaml",
        "/%2e%2e/secret.yaml",
        "//secret.yaml",
        f"/{secret}",
        "/content/sample/course.yaml",
    ):
        assert work.ask(path)[0] == 404


def test_the_editor_opens_files_of_the_project_and_no_others(serve: Callable[..., Served], tmp_path: Path) -> None:
    called = tmp_path / "called"
    editor = tmp_path / "subl"
    editor.write_text(f'#!/bin/sh\necho "$@" >> {called}\n', "utf-8")
    editor.chmod(0o755)
    work = serve(str(editor))
    secret = tmp_path / "secret.yaml"
    secret.write_text("secret: true\n", "utf-8")
    (work.root / "content/sample/link.yaml").symlink_to(secret)
    for path in (
        "../secret.yaml",
        str(secret),
        "content/../../secret.yaml",
        "content/sample/link.yaml",
        "content",
        "x\0",
    ):
        assert work.open(path)[0] in (400, 403)
    for odd in ("no place", "[" * 100_000, '{"path": "x", "line": 1e400, "column": 1}', "[]"):
        assert work.ask("/open", "POST", odd, Origin=f"http://127.0.0.1:{work.port}")[0] == 400
    assert work.open(LESSON)[0] == 204
    for _ in range(100):
        if called.exists():
            break
        time.sleep(0.02)
    assert called.read_text("utf-8") == f"{work.root / LESSON}:3:5\n"


def test_a_page_finds_the_next_run_on_the_same_port(serve: Callable[..., Served], screen: Any) -> None:
    work = serve()
    enter(screen, work)
    work.process.terminate()
    work.process.wait()
    screen.get_by_text("deckwright serve has stopped").wait_for()
    work.replace(LESSON, "ruft an und möchte", "ruft an, er möchte")
    with served(work.root, "--port", str(work.port)) as (_, address):
        screen.goto(address)
        screen.get_by_role("link", name="small-discount").click()
        screen.frame_locator(CARD).locator(".dw-variant", has_text="er möchte").wait_for(state="attached")
        screen.goto("about:blank")
    screen.faults.clear()  # refused connections


def test_the_address_for_the_browser_opens_once() -> None:
    keys = Keys(1)
    once = keys.address_once.split("=")[1]
    assert keys.opens(once)
    assert not keys.opens(once)
    assert not keys.opens("")
    assert keys.opens(keys.token)
    assert keys.opens(keys.token)


def test_an_editor_that_is_no_command_is_told(sandbox: Sandbox) -> None:
    for named in ('subl "x', " "):
        done = sandbox.run("serve", "--no-browser", "--editor", named)
        assert done.exit_code == 2
        assert "is no command" in done.output


def test_a_port_that_is_taken_is_told_and_a_missing_project_too(serve: Callable[..., Served]) -> None:
    work = serve()
    taken = work.run("serve", "--no-browser", "--port", str(work.port))
    assert taken.exit_code == 2
    assert f"port {work.port} cannot be used: address already in use" in taken.output
