"""The start page of a kit: true to the kit, works from a folder without a network, and good to read for everybody."""

from __future__ import annotations

import copy
import importlib.util
import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

import pytest
from icalendar import Calendar

from conftest import DAY, HERE, REPOSITORY, until
from deckwright.kit.brand import Brand
from deckwright.kit.calendar import calendar
from deckwright.kit.start import BASE, mail, start_page
from kit_samples import data_of, edition_of
from test_looks import AXE, UNFOLD, VIOLATIONS

FILES = (
    "guide",
    "handout",
    "cards-fold",
    "cards-duplex",
    "roles",
    "presenter",
    "handover",
    "transfer",
    "evaluation",
    "protection",
    "preparation",
)
VISIBLE = "article:not([hidden]) "


def kits_of(root: Path, language: str) -> list[dict[str, Any]]:
    """Return the data of all kits of a project in a language, the shortest workshop first."""
    brand = Brand("Haus am Kanal", ("training@example.org",))
    agendas = sorted(edition_of(language, root).course.agendas.values(), key=lambda agenda: agenda.minutes)
    return [data_of(agenda.agenda.value, language, brand=brand, root=root) for agenda in agendas]


def written(kits: list[dict[str, Any]], folder: Path) -> Path:
    """Return the path of the start page of some kits, with an empty file for each that it links to."""
    base = date.fromisoformat(BASE)
    path = folder / "START.html"
    folder.mkdir(exist_ok=True)
    path.write_text(start_page(kits, {kit["agenda"]["id"]: calendar(kit, base) for kit in kits}), "utf-8")
    for kit in kits:
        inner = folder / kit["agenda"]["id"]
        inner.mkdir(exist_ok=True)
        for name in [*(kit["words"]["files"][one] for one in FILES), kit["deck"]["file"]]:
            (inner / name).touch()
    return path


@pytest.fixture(scope="module")
def small() -> list[dict[str, Any]]:
    """A small course with two workshops; the second takes half an hour more and never forms pairs."""
    (kit,) = kits_of(HERE / "editorial", "de")
    other = copy.deepcopy(kit)
    kit["agenda"] |= {"title": "Das erste Nein", "length": "Kurz", "minutes": 120}
    other["agenda"] |= {"id": "longer", "title": "Noch ein Nein", "length": "Länger", "minutes": 150}
    for block in other["agenda"]["blocks"]:
        block["activity"] = None
    return [kit, other]


@pytest.fixture(scope="module")
def small_page(small: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(small, tmp_path_factory.mktemp("small") / "kit")


@pytest.fixture(scope="module", params=["de", "en"])
def shipped_page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(kits_of(REPOSITORY, request.param), tmp_path_factory.mktemp("shipped") / "kit")


@contextmanager
def opened(browser: Any, path: Path, width: int = 1000, script: str = "", **options: Any) -> Iterator[Any]:
    """Yield a page opened from its folder at a fixed time; script errors and requests are faults."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    own = (path.as_uri(), "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(own) else faults.append(request.url))
    page.clock.install(time=DAY)
    if script:
        page.add_init_script(script)
    page.goto(path.as_uri())
    yield page
    context.close()
    assert faults == []


def tick(page: Any) -> Any:
    """Return the box of the only thing to do before the day."""
    return page.locator(VISIBLE).get_by_label("Karten schneiden")


def test_both_languages_have_the_same_words() -> None:
    german, english = (kits_of(HERE / "editorial", language)[0]["words"] for language in ("de", "en"))
    for section in ("start", "files", "presenter"):
        assert shape(german[section]) == shape(english[section])


def shape(words: Any) -> Any:
    """Return which words there are, and what is filled into them."""
    if isinstance(words, dict):
        return {key: shape(value) for key, value in words.items()}
    if isinstance(words, list):
        return [shape(value) for value in words]
    return sorted(set(re.findall(r"\{\w+\}", words)))


def test_names_of_files_survive_any_zip_and_differ() -> None:
    for language in ("de", "en"):
        files = kits_of(HERE / "editorial", language)[0]["words"]["files"]
        names = [files[name] for name in (*FILES, "calendar")]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"\d+-[A-Za-z-]+\.(pdf|html|ics)", name) for name in names)
        assert set(files["titles"]) == set(files["about"]) == {*FILES, "calendar"}


def test_every_file_of_a_kit_is_linked_to_where_it_lies(
    small: list[dict[str, Any]], small_page: Path, browser: Any
) -> None:
    with opened(browser, small_page) as page:
        for kit in small:
            links = page.eval_on_selector_all(
                f"#workshop-{kit['agenda']['id']} a[href]", "all => all.map(a => [a.getAttribute('href'), a.target])"
            )
            inside = {unquote(href): target for href, target in links if not href.startswith(("#", "mailto:"))}
            names = [kit["words"]["files"][name] for name in FILES]
            assert set(inside) == {f"{kit['agenda']['id']}/{name}" for name in [*names, kit["deck"]["file"]]}
            assert all((small_page.parent / href).is_file() for href in inside)
            assert all(target == "_blank" for href, target in inside.items() if not href.endswith(".apkg"))


def test_choosing_a_workshop_shows_it_and_no_other(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        assert page.locator("article:visible h2").all_inner_texts() == ["Das erste Nein"]
        page.get_by_label("Länger").check()
        assert page.locator("article:visible h2").all_inner_texts() == ["Noch ein Nein"]
        assert page.locator(VISIBLE + ".clock").last.inner_text() == "11:30"
        assert page.locator(VISIBLE + "[data-groups]").count() == 0


def test_start_and_people_give_clock_times_and_amounts(
    small: list[dict[str, Any]], small_page: Path, browser: Any
) -> None:
    kit = small[0]
    with opened(browser, small_page) as page:
        page.fill("#start", "13:30")
        page.fill("#people", "7")
        begins = [*(block["offset"] for block in kit["agenda"]["blocks"]), kit["agenda"]["minutes"]]
        clocks = [f"{13 + (30 + offset) // 60}:{(30 + offset) % 60:02}" for offset in begins]
        assert page.locator(VISIBLE + ".clock").all_inner_texts() == clocks
        shown = page.locator(VISIBLE + "[data-amount]").all_inner_texts()
        assert shown == [str(one["counts"][kit["sizes"].index(7)]) for one in kit["amounts"]]
        assert page.locator(VISIBLE + ".people").inner_text() == "Für 7 Personen"
        groups = page.locator(VISIBLE + "[data-groups]")
        formed = Counter(kit["groups"][groups.first.get_attribute("data-groups")]["7"])
        sizes = {"zu zweit": 2, "zu dritt": 3, "zu viert": 4}
        told = re.findall(r"(\d+) (zu \w+)", groups.first.inner_text())
        assert {sizes[size]: int(count) for count, size in told} == formed
        assert "7‑mal" in page.locator(VISIBLE + ".copies").all_inner_texts()
        page.fill("#start", "")
        assert page.locator(VISIBLE + ".clock").first.inner_text() == "0:00"


def test_a_time_is_understood_as_people_write_it(small_page: Path, browser: Any) -> None:
    times = {"9": "09:00", "0830": "08:30", "8.30 Uhr": "08:30", "2 pm": "14:00", "12 a.m.": "00:00", "17h": "17:00"}
    with opened(browser, small_page) as page:
        for typed, clock in times.items():
            page.fill("#start", typed)
            assert page.locator(VISIBLE + ".clock").first.inner_text() == clock
            assert page.locator("#start-said").inner_text() == ""


WRONG = (
    ("start", "25:00", "bad_start"),
    ("start", "9:75", "bad_start"),
    ("start", "13 pm", "bad_start"),
    ("start", "früh", "bad_start"),
    ("start", "23:30", "late"),
    ("people", "2", "few"),
    ("people", "400", "many"),
    ("people", "viele", "bad_people"),
    ("people", "12,5", "bad_people"),
    ("date", "2029-12-31", "past"),
    ("date", "0030-01-01", "bad_date"),
)


def test_what_cannot_be_is_said_beside_its_field(small: list[dict[str, Any]], small_page: Path, browser: Any) -> None:
    words = small[0]["words"]["start"]
    right = {"start": "9:00", "people": "20", "date": "2030-01-15"}
    with opened(browser, small_page) as page:
        for field, typed, said in WRONG:
            page.fill("#people", "20")
            page.fill(f"#{field}", typed)
            assert page.locator(f"#{field}-said").inner_text() == words["own"][said]
            wrong = page.locator(f"#{field}").get_attribute("aria-invalid")
            assert wrong == ("false" if said in ("past", "late") else "true")
            shown = page.locator(VISIBLE + ".people").inner_text()
            assert shown == (words["amounts"]["example"] if field == "people" else "Für 20 Personen")
            assert page.locator(f"#{field}").input_value() == typed
            page.fill(f"#{field}", right[field])
            assert page.locator(f"#{field}-said").inner_text() == ""


def test_a_day_gives_every_message_its_date_even_one_gone_by(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        page.fill("#date", "2028-03-01")
        assert page.locator("#date-said").inner_text() != ""
        dates = page.locator(VISIBLE + ".messages .when").all_inner_texts()
        assert dates == ["Mittwoch, 23. Februar 2028 (7 Tage vorher)", "Mittwoch, 8. März 2028 (7 Tage danach)"]
        assert "Mittwoch, 24. Mai 2028 (84 Tage danach)" in page.locator(VISIBLE + ".when").all_inner_texts()
        page.fill("#date", "")
        assert page.locator(VISIBLE + ".messages .when").first.inner_text() == "7 Tage vorher"


def test_days_on_a_weekend_are_marked_and_holidays_thought_of(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        assert page.locator(VISIBLE + ".holiday:visible").count() == 0
        page.fill("#date", "2028-03-04")  # a Saturday
        dates = page.locator(VISIBLE + ".messages .when").all_inner_texts()
        assert dates[0] == "Samstag, 26. Februar 2028 (7 Tage vorher, Wochenende)"
        assert page.locator(VISIBLE + ".step > h3 .when").inner_text() == "Samstag, 4. März 2028"
        assert page.locator(VISIBLE + ".holiday:visible").count() >= 1
        page.fill("#date", "2028-03-03")
        assert "Wochenende" not in "".join(page.locator(VISIBLE + ".when").all_inner_texts())


def test_the_presenter_is_told_what_was_typed_and_nothing_else(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        link = page.locator(VISIBLE + "a.start")
        plain = link.get_attribute("href")
        assert "#" not in plain
        page.fill("#start", "13.30")
        page.fill("#people", "11")
        page.fill("#date", "2030-02-28")
        assert link.get_attribute("href") == f"{plain}#start=13:30&people=11&date=2030-02-28"
        page.fill("#people", "400")
        page.fill("#start", "soon")
        assert link.get_attribute("href") == f"{plain}#date=2030-02-28"


def test_other_times_than_those_of_the_pdfs_are_told_with_how_to_get_them(
    small: list[dict[str, Any]], browser: Any, tmp_path: Path
) -> None:
    kit = copy.deepcopy(small[0])
    kit["agenda"] |= {"date": "2030-02-01", "dated": "Freitag, 1. Februar 2030"}
    name, start = kit["agenda"]["id"], kit["agenda"]["start"]
    with opened(browser, written([kit], tmp_path / "kit")) as page:
        differs = page.locator("#differs")
        assert differs.is_hidden()
        page.fill("#start", "13:30")
        assert start in differs.locator(".why").inner_text()
        told = differs.locator("code").inner_text()
        assert told == f"deckwright kit {name} --lang de --date 2030-02-01 --start 13:30"
        page.fill("#date", "2030-03-01")
        assert "1. Februar 2030" in differs.locator(".why").inner_text()
        page.fill("#start", start)
        page.fill("#date", "2030-02-01")
        assert differs.is_hidden()


def test_no_name_of_a_workshop_or_message_is_that_of_something_else(
    small: list[dict[str, Any]], browser: Any, tmp_path: Path
) -> None:
    kits = []
    for name in ("date", "help", "prepare", "date-prepare", "start-said", "said-date"):
        kit = copy.deepcopy(small[0])
        kit["agenda"]["id"] = name
        kit["workshop"]["messages"][0]["id"] = "text"
        kits.append(kit)
    with opened(browser, written(kits, tmp_path / "kit")) as page:
        names = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
        assert [name for name, count in Counter(names).items() if count > 1] == []
        pointed = page.eval_on_selector_all("a[href^='#']", "all => all.map(one => one.getAttribute('href').slice(1))")
        assert set(pointed) <= set(names)
        page.fill("#date", "2030-02-28")
        for at in range(len(kits)):
            page.check(f"input[name=agenda] >> nth={at}")
            assert page.locator("article:visible").count() == 1


def test_the_calendar_is_offered_while_preparing(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        assert page.locator(VISIBLE + ".step").first.locator("[data-calendar]").count() == 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"])
def test_the_calendar_moved_in_the_browser_is_the_one_made_for_the_day(
    small: list[dict[str, Any]], small_page: Path, browser: Any, zone: str, tmp_path: Path
) -> None:
    with opened(browser, small_page, timezone_id=zone) as page:
        assert page.locator(VISIBLE + "[data-calendar]").is_disabled()
        for day in ("2030-02-28", "2031-12-31", "2028-02-29", "2000-01-01", "2999-12-31"):
            page.fill("#date", day)
            with page.expect_download() as download:
                page.click(VISIBLE + "[data-calendar]")
            assert download.value.suggested_filename == small[0]["words"]["files"]["calendar"]
            download.value.save_as(tmp_path / "saved.ics")
            assert (tmp_path / "saved.ics").read_bytes() == calendar(small[0], date.fromisoformat(day)).encode()


def test_a_calendar_read_again_holds_every_message_and_the_reunion(small: list[dict[str, Any]]) -> None:
    day = date(2027, 3, 4)
    for kit in [*small, *kits_of(REPOSITORY, "de"), *kits_of(REPOSITORY, "en")]:
        text = calendar(kit, day)
        assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
        events = Calendar.from_ical(text).walk("VEVENT")
        messages = kit["workshop"]["messages"]
        assert [event.decoded("dtstart") for event in events] == [
            day + timedelta(days=after) for after in [*(one["day"] for one in messages), 84]
        ]
        for event, message in zip(events, messages, strict=False):
            assert message["subject"] in str(event["summary"])
            assert message["plain"].strip() in str(event["description"])
            assert str(event["description"]).endswith("Haus am Kanal\ntraining@example.org")
        for event in events:
            assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
            assert event.decoded("dtstamp") == datetime(2027, 3, 4, tzinfo=UTC)
            assert event.walk("VALARM")[0].decoded("trigger") == timedelta(hours=9)
        assert len({event["uid"] for event in events}) == len(events)
        assert calendar(kit, day) == text
        others = {event["uid"] for event in Calendar.from_ical(calendar(kit, date(2027, 3, 5))).walk("VEVENT")}
        assert others.isdisjoint(event["uid"] for event in events)


def test_modules_of_the_kit_are_read_without_the_package_for_calendars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    for name in ("deckwright.kit.calendar", "deckwright.kit.start"):
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_subject_and_text_of_a_message_are_copied(small: list[dict[str, Any]], small_page: Path, browser: Any) -> None:
    with opened(browser, small_page, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.locator(VISIBLE + ".messages summary").first.click()
        page.get_by_role("button", name="Text kopieren").click()
        until(page, "() => document.querySelector('.messages .said').textContent")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text == small[0]["workshop"]["messages"][0]["plain"] + "\n\nHaus am Kanal\ntraining@example.org"
        page.get_by_role("button", name="Betreff kopieren").click()
        until(
            page,
            "async subject => await navigator.clipboard.readText() === subject",
            arg=small[0]["workshop"]["messages"][0]["subject"],
        )


def test_where_nothing_may_be_copied_the_text_is_marked(
    small: list[dict[str, Any]], small_page: Path, browser: Any
) -> None:
    refused = """Object.defineProperty(navigator, "clipboard", {value: undefined});
        Document.prototype.execCommand = () => false;"""
    with opened(browser, small_page, script=refused) as page:
        page.locator(VISIBLE + ".messages summary").first.click()
        page.get_by_role("button", name="Text kopieren").click()
        assert page.evaluate("getSelection().toString()").startswith("Im Anhang ist der Stapel.")
        said = page.locator(VISIBLE + ".messages .said").first.inner_text()
        assert said == small[0]["words"]["start"]["messages"]["selected"]


def test_a_mail_opens_with_subject_and_text_or_with_the_subject_alone_where_the_text_is_long() -> None:
    address, shortened = mail("Nein & Ja?", "Guten Tag,\n\nwann?")
    assert not shortened
    assert parse_qs(address.removeprefix("mailto:?")) == {
        "subject": ["Nein & Ja?"],
        "body": ["Guten Tag,\r\n\r\nwann?"],
    }
    address, shortened = mail("Nein & Ja?", "ü" * 400)
    assert shortened
    assert address == "mailto:?subject=Nein%20%26%20Ja%3F"


def test_ticks_and_what_was_typed_stay_until_they_are_cleared(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        tick(page).check()
        page.fill("#people", "9")
        page.fill("#start", "10")
        page.get_by_label("Länger").check()
        tick(page).check()
        page.reload()
        assert page.get_by_label("Länger").is_checked()
        assert page.locator("#people").input_value() == "9"
        assert tick(page).is_checked()
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Alles leeren").click()
        assert page.locator("#people").input_value() == ""
        assert page.locator("#start").input_value() == "09:00"
        assert not tick(page).is_checked()
        page.get_by_label("Kurz").check()
        assert tick(page).is_checked()


def test_a_page_that_stayed_open_does_not_undo_what_was_ticked_in_another(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        other = page.context.new_page()
        other.goto(small_page.as_uri())
        tick(other).check()
        other.fill("#people", "9")
        until(page, "document.getElementById('people').value === '9'")
        page.fill("#start", "10")
        other.reload()
        assert tick(other).is_checked()


def test_a_kit_made_for_another_day_begins_afresh(small: list[dict[str, Any]], browser: Any, tmp_path: Path) -> None:
    pages = []
    for day in ("2030-02-01", "2030-03-01"):
        kit = copy.deepcopy(small[0])
        kit["agenda"] |= {"date": day, "dated": day}
        pages.append(written([kit], tmp_path / day))
    with opened(browser, pages[0]) as page:
        assert page.locator("#date").input_value() == "2030-02-01"
        page.fill("#date", "2030-02-02")
        other = page.context.new_page()
        other.goto(pages[1].as_uri())
        assert other.locator("#date").input_value() == "2030-03-01"


def test_a_browser_that_keeps_nothing_says_so_and_works(small_page: Path, browser: Any) -> None:
    refused = """Object.defineProperty(window, "localStorage", {get() { throw new DOMException("no"); }});"""
    with opened(browser, small_page, script=refused) as page:
        assert page.locator("#forgetful").is_visible()
        page.fill("#people", "9")
        assert page.locator(VISIBLE + ".people").inner_text() == "Für 9 Personen"
    spoilt = """localStorage.setItem("deckwright-start-sample-de", '{"ticks": 7, "agenda": "gone"}');"""
    with opened(browser, small_page, script=spoilt) as page:
        assert page.locator("#forgetful").is_hidden()
        assert page.locator("article:visible").count() == 1


def test_a_page_opened_inside_a_zip_says_to_unzip_first(
    small: list[dict[str, Any]], small_page: Path, browser: Any, tmp_path: Path
) -> None:
    with opened(browser, small_page) as page:
        assert page.locator("#zipped").is_hidden()
    with opened(browser, written(small, tmp_path / "Temp1_trust.zip")) as page:
        assert page.locator("#zipped").is_visible()


def test_nothing_an_author_writes_breaks_out_of_the_page(
    small: list[dict[str, Any]], browser: Any, tmp_path: Path
) -> None:
    kit = copy.deepcopy(small[0])
    kit["agenda"]["title"] = "</script><script>fail()</script> & mehr"
    kit["workshop"]["messages"][0] |= {"subject": "a\"b'<c>&d", "plain": "</script>\n<!-- {x}"}
    kit["words"]["start"]["own"]["past"] = "</script><b>"
    with opened(browser, written([kit], tmp_path / "kit")) as page:
        assert page.locator("article h2").inner_text() == kit["agenda"]["title"]
        assert page.locator("pre").first.text_content() == "a\"b'<c>&d"


def test_a_course_without_texts_for_a_workshop_has_a_page_all_the_same(
    small: list[dict[str, Any]], browser: Any, tmp_path: Path
) -> None:
    kit = small[0] | {"workshop": None, "amounts": []}
    with opened(browser, written([kit], tmp_path / "kit")) as page:
        page.fill("#date", "2030-02-28")
        assert page.locator(".messages, .ticks, [data-calendar]").count() == 0
        assert page.get_by_role("link", name="Präsentation starten").is_visible()


def test_everything_is_reached_and_done_by_keyboard(small_page: Path, browser: Any) -> None:
    with opened(browser, small_page) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        assert page.locator("article:visible h2").inner_text() == "Noch ein Nein"
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.ticks input')"):
                break
        page.keyboard.press("Space")
        assert tick(page).is_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_amiss(small_page: Path, browser: Any, scheme: str) -> None:
    with opened(browser, small_page, color_scheme=scheme) as page:
        page.evaluate(AXE)
        assert page.evaluate(VIOLATIONS) == []
        page.fill("#date", "2027-03-04")
        page.fill("#people", "400")
        page.evaluate(UNFOLD)
        assert page.evaluate(VIOLATIONS) == []


def test_nothing_is_wider_than_the_window(shipped_page: Path, browser: Any) -> None:
    with opened(browser, shipped_page) as page:
        page.fill("#date", "2027-03-04")
        page.fill("#people", "400")
        page.evaluate(UNFOLD)
        for at, width in product(range(page.locator("input[name=agenda]").count()), (320, 768, 1920)):
            page.check(f"input[name=agenda] >> nth={at}")
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_is_clicked_is_large_enough_for_a_finger(shipped_page: Path, browser: Any) -> None:
    with opened(browser, shipped_page, width=360) as page:
        page.evaluate(UNFOLD)
        small = """() => [...document.querySelectorAll(
            "button, .button, .start, summary, .three a, .workshop, .ticks label, .sent, .field input")]
            .filter(one => one.checkVisibility() && Math.min(
                one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 43.9)
            .map(one => one.outerHTML.slice(0, 200))"""
        assert page.evaluate(small) == []


def test_paper_shows_the_chosen_workshop_and_nothing_to_click(shipped_page: Path, browser: Any) -> None:
    with opened(browser, shipped_page) as page:
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 1000})
        assert page.evaluate("document.documentElement.scrollWidth") <= 680
        assert page.locator("article:visible").count() == 1
        assert page.locator("button:visible, .start:visible").count() == 0
        assert page.locator("article:visible h2").count() == 1
