"""The kit as a whole: agendas add up, groups hold everybody, documents are sound, and mistakes are told."""

from __future__ import annotations

import dataclasses
import io
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import HERE, REPOSITORY, Sandbox
from deckwright.authoring.diagnostics import Report
from deckwright.course.times import clock, minutes_of
from deckwright.course.workshop import Agenda
from deckwright.deck.archive import read_package
from deckwright.kit.arithmetic import SIZES, amounts, grouped, needed, timed
from deckwright.kit.documents import DOCUMENTS
from deckwright.kit.words import flat
from kit_samples import edition_of, words_in

AGENDAS = ("ninety-minutes", "half-day", "full-day")
KINDS = ("alone", "pairs", "trios", "fours", "plenary")
USUAL = {"pairs": {2, 3}, "trios": {2, 3, 4}, "fours": {3, 4, 5}}
BOX = bytes.fromhex("89504e470d0a1a0a")


COURSE = edition_of("de").course
ACTIVITIES = COURSE.activities()
BLOCKS = [block for agenda in COURSE.agendas.values() for block in agenda.blocks.values()]


@st.composite
def valid_agendas(draw: st.DrawFn) -> Agenda:
    """Draw an agenda of blocks that stand in a shipped one, in any order and number."""
    blocks = draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=20))
    own = {f"block-{number}": block for number, block in enumerate(blocks)}
    any_agenda: Any = next(iter(COURSE.agendas.values()))
    agenda: Agenda = dataclasses.replace(any_agenda, blocks=own, minutes=sum(block.minutes for block in blocks))
    return agenda


@given(valid_agendas())
def test_the_times_of_an_agenda_follow_each_other_without_a_gap_and_add_up(agenda: Agenda) -> None:
    at = 0
    for one in timed(agenda, ACTIVITIES):
        assert one.offset == at
        step_at = at
        for step in one.steps:
            assert step.offset == step_at
            assert step.minutes > 0
            step_at += step.minutes
        at += one.block.minutes
        assert not one.steps or step_at == at
    assert at == agenda.minutes


@given(st.sampled_from(KINDS), st.sampled_from(SIZES))
def test_groups_hold_everybody_once_and_have_about_the_size_they_should(kind: str, people: int) -> None:
    groups = grouped(kind, people)
    assert sum(groups) == people
    assert min(groups) >= 1
    assert set(groups) <= USUAL.get(kind, {1, people})
    assert list(groups) == sorted(groups, reverse=True)


@given(valid_agendas(), st.sampled_from(SIZES))
def test_there_is_enough_of_everything_for_every_group_size(agenda: Agenda, people: int) -> None:
    blocks = timed(agenda, ACTIVITIES)
    packed = {one.what: one.counts[people - SIZES.start] for one in amounts(blocks)}
    left = dict(packed)
    for one in blocks:
        kind = one.activity.groups if one.activity else "plenary"
        for material in one.materials:
            wanted = needed(material, kind, people)
            holders = {"person": people, "group": len(grouped(kind, people)), "room": 1}[material.per]
            assert wanted == material.count * holders
            assert left[material.what.value] >= wanted
            if not material.reused:
                left[material.what.value] -= wanted


@given(st.integers(0, 24 * 60 - 1))
def test_a_time_of_the_day_is_read_as_it_is_written(minutes: int) -> None:
    assert minutes_of(clock(minutes)) == minutes


@pytest.mark.parametrize("time", ["25:00", "9", "9:5", "-1:00", "09:60", "", "٠٩:٠٠", "9:00 Uhr"])
def test_what_is_no_time_of_the_day_is_not_taken_for_one(time: str) -> None:
    assert minutes_of(time) is None


def notes_of(path: Path) -> list[Any]:
    archive = read_package(path, Report())
    assert archive
    return list(archive.notes)


def documents(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.pdf"))


def test_a_kit_has_every_document_for_every_workshop(shipped_kits: dict[str, Path]) -> None:
    for folder in shipped_kits.values():
        assert (folder / "START.html").is_file()
        for agenda in AGENDAS:
            assert len(documents(folder / agenda)) == len(DOCUMENTS)
            assert len(list((folder / agenda).glob("*.html"))) == 1


def test_the_deck_of_a_workshop_has_the_lessons_of_its_exercises_and_the_ids_of_the_whole_course(
    shipped_kits: dict[str, Path], shipped: dict[str, Path]
) -> None:
    for language, whole in (("de", "vertrauen-de"), ("en", "trust-en")):
        everything = {note.guid: note for note in notes_of(shipped[whole])}
        for agenda in AGENDAS:
            (path,) = (shipped_kits[language] / agenda).glob("*.apkg")
            own = notes_of(path)
            assert {note.guid for note in own} <= everything.keys()
            assert all(everything[note.guid].fields == note.fields for note in own)


def test_every_document_is_tagged_in_its_language_on_a4_with_its_fonts_inside(shipped_kits: dict[str, Path]) -> None:
    for language, folder in shipped_kits.items():
        for path in documents(folder):
            document = pypdfium2.PdfDocument(path)
            assert pdfium.FPDFCatalog_IsTagged(document.raw)
            assert f"/Lang({language})".encode() in path.read_bytes().replace(b"/Lang (", b"/Lang(")
            assert document.get_metadata_dict()["Title"]
            for page in document:
                width, height = page.get_size()
                assert sorted((round(width), round(height))) == [595, 842], path.name
                for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                    assert pdfium.FPDFFont_GetIsEmbedded(pdfium.FPDFTextObj_GetFont(item.raw)), path.name


def test_nothing_is_printed_where_a_printer_cannot_reach(shipped_kits: dict[str, Path]) -> None:
    for path in documents(shipped_kits["de"] / "half-day"):
        for page in pypdfium2.PdfDocument(path):
            picture = page.render(scale=2).to_pil().convert("L")
            edge = round(6 / 25.4 * 72 * 2) - 1
            width, height = picture.size
            for strip in (
                (0, 0, width, edge),
                (0, height - edge, width, height),
                (0, 0, edge, height),
                (width - edge, 0, width, height),
            ):
                assert picture.crop(strip).getextrema() == (255, 255), path.name


def test_no_page_of_a_document_is_all_but_empty(shipped_kits: dict[str, Path]) -> None:
    for folder in shipped_kits.values():
        for path in documents(folder):
            for number, page in enumerate(pypdfium2.PdfDocument(path), 1):
                picture = page.render(scale=0.5).to_pil().convert("L")
                top, bottom = round(0.08 * picture.height), round(0.92 * picture.height)
                body = picture.crop((0, top, picture.width, bottom)).point(lambda value: 255 * (value < 230))
                box = body.getbbox()
                assert box, f"{path.name}, page {number}"
                assert box[3] - box[1] > 0.12 * picture.height, f"{path.name}, page {number}"


def test_a_kit_with_a_date_holds_it_and_a_calendar_file(workshop: Sandbox) -> None:
    done = workshop.run("kit", "--lang", "de", "--date", "2027-03-04", "--start", "13:30")
    assert done.exit_code == 0, done.stderr
    folder = workshop.root / "build/kit/sample-de/short"
    guide = pypdfium2.PdfDocument(next(folder.glob("1-*.pdf")))
    words = " ".join(page.get_textpage().get_text_range() for page in guide)
    assert "Donnerstag, 4. März 2027" in words
    assert "13:30" in words
    (calendar,) = folder.glob("*.ics")
    assert "20270311" in calendar.read_text("utf-8")


def test_a_kit_is_the_same_to_the_byte_when_it_is_made_again(workshop: Sandbox) -> None:
    def kit() -> dict[str, bytes]:
        assert workshop.run("kit", "--quiet").exit_code == 0
        return {str(path): path.read_bytes() for path in (workshop.root / "build/kit").rglob("*") if path.is_file()}

    assert kit() == kit()


def test_a_release_carries_the_kit_of_each_language_as_a_zip(workshop: Sandbox) -> None:
    done = workshop.run("release", "0.1.0", "--allow", "uncommitted", "--allow", "missing-translation")
    assert done.exit_code == 0, done.stderr
    folder = workshop.root / "build/releases/0.1.0"
    for language in ("de", "en"):
        data = (folder / f"kit-sample-{language}.zip").read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            package = next(name for name in names if name.endswith(".apkg"))
            assert archive.read(package) == (folder / Path(package).name).read_bytes()
            assert b"0.1.0" in archive.read(f"kit-sample-{language}/START.html")
            assert all(name.startswith(f"kit-sample-{language}/") for name in names)


def test_a_brand_is_on_every_document(workshop: Sandbox) -> None:
    (workshop.root / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'
    )
    (workshop.root / "brand.yaml").write_text(
        "name: Musterakademie\ncontact: [Telefon 0123]\ncolour: '#7a1f3d'\nlogo: logo.svg\n"
        "address: https://example.org/deck\n"
    )
    assert workshop.run("kit", "--lang", "de").exit_code == 0
    folder = workshop.root / "build/kit/sample-de/short"
    for path in documents(folder):
        if "Karten" not in path.name:
            first = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
            assert "Musterakademie" in first, path.name
    assert "Musterakademie" in next(folder.glob("*.html")).read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("colour: blue", "bad-colour", "`blue` is not a colour"),
        ("colour: '#eeeeee'", "pale-colour", "its contrast is 1.16 to 1"),
        ("address: example.org", "bad-website", "not a complete address"),
        (f"address: https://example.org/{'a' * 300}", "bad-website", "too long to be printed or scanned"),
        ("logo: broken.png", "bad-logo", "is not a picture, or is damaged"),
        ("logo: missing.png", "bad-logo", "cannot read `missing.png`"),
        ("logo: notes.txt", "bad-logo", "is not a picture"),
        ("logo: large.png", "bad-logo", "3.0 MB"),
        ("logo: ../logo.png", "bad-logo", "leads out of the folder"),
        ("color: '#112233'", "unknown-key", "did you mean `colour`"),
    ],
)
def test_a_mistake_in_the_brand_is_told_at_its_place(workshop: Sandbox, line: str, code: str, words: str) -> None:
    (workshop.root / "notes.txt").write_text("no picture")
    (workshop.root / "broken.png").write_bytes(BOX + b"nothing more")
    (workshop.root / "large.png").write_bytes(BOX + bytes(3 * 1024 * 1024))
    (workshop.root / "brand.yaml").write_text(f"name: Musterakademie\n{line}\n")
    done = workshop.run("kit", "--lang", "de")
    assert f"[{code}]" in done.stderr
    assert words in done.stderr
    assert "brand.yaml:2:" in done.stderr
    assert (done.exit_code == 0) == (code == "pale-colour")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["sort"], 1, "did you mean `short`?"),
        (["--lang", "fr"], 1, "there are no decks in the language `fr`"),
        (["--start", "25:00"], 2, "'25:00' is not a time of the day; write it as 09:00."),
        (["--date", "4.3.2027"], 2, "'4.3.2027' does not match the format '%Y-%m-%d'"),
        (["--brand", "nothing.yaml"], 2, "does not exist"),
        (["--date", "2127-03-04"], 2, "2127-03-04 is not in this century."),
    ],
)
def test_a_wrong_call_is_told_what_would_be_right(
    workshop: Sandbox, arguments: list[str], code: int, words: str
) -> None:
    done = workshop.run("kit", *arguments)
    assert done.exit_code == code
    assert words in done.stderr
    assert not (workshop.root / "build/kit").exists()


def test_a_project_without_a_workshop_is_told_so(sandbox: Sandbox) -> None:
    done = sandbox.run("kit")
    assert done.exit_code == 1
    assert "no course has an agenda" in done.stderr


def test_a_text_too_long_for_its_card_is_told_at_its_place_and_nothing_is_written(workshop: Sandbox) -> None:
    workshop.replace(
        "content/sample/lessons/01-first-no.yaml",
        "    situation: |\n",
        "    situation: |\n" + "      Und so weiter.\n" * 200,
    )
    done = workshop.run("kit", "--lang", "de")
    assert done.exit_code == 1
    assert "[text-too-long]" in done.stderr
    assert "01-first-no.yaml:" in done.stderr
    assert "Und so weiter" in done.stderr
    assert not (workshop.root / "build/kit").exists()


def test_what_an_author_writes_is_never_taken_for_a_command_of_the_typesetter(workshop: Sandbox) -> None:
    hostile = '#panic() $x^2$ @ref = Titel // Kommentar #import "lib.typ" ~ -- ... [[ ]] {% x %}'
    workshop.replace("content/sample/workshop/short.yaml", "title: Ankommen", f"title: '{hostile}'")
    workshop.replace("content/sample/workshop/short.yaml", "Guten Morgen!", "\\</script\\> *\\#eval(1)*")
    done = workshop.run("kit", "--lang", "de")
    assert done.exit_code == 0, done.stderr
    guide = pypdfium2.PdfDocument(next((workshop.root / "build/kit/sample-de/short").glob("1-*.pdf")))
    words = " ".join(" ".join(page.get_textpage().get_text_range() for page in guide).split())
    for part in ("#panic()", "$x^2$", "@ref", "// Kommentar", "{% x %}", "</script>", "#eval(1)"):
        assert part in words


def test_without_typst_the_command_says_how_to_get_it(workshop: Sandbox, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    done = workshop.run("kit")
    assert done.exit_code == 1
    assert "[no-typesetter]" in done.stderr
    assert "deckwright[kit]" in done.stderr


def test_a_workshop_that_is_not_translated_has_no_kit_in_that_language(workshop: Sandbox) -> None:
    (workshop.root / "content/sample/workshop/short.en.yaml").unlink()
    done = workshop.run("kit")
    assert done.exit_code == 0
    assert "[missing-translation]" in done.stderr
    assert (workshop.root / "build/kit/sample-de").exists()
    assert not (workshop.root / "build/kit/sample-en").exists()


def test_the_words_of_a_kit_are_the_same_in_every_language() -> None:
    assert flat(words_in("de")).keys() == flat(words_in("en")).keys()


def own_words(workshop: Sandbox) -> Path:
    """Give the course English words of its own for its kits, and return their folder."""
    shipped = REPOSITORY / "generator/deckwright/templates/kit/words/en"
    own = workshop.root / "content/sample/labels/kit/en"
    shutil.copytree(shipped, own)
    return own


def test_a_course_can_bring_words_of_its_own(workshop: Sandbox) -> None:
    files = own_words(workshop) / "files.yaml"
    files.write_text(files.read_text("utf-8").replace("2-Handout.pdf", "2-Booklet.pdf"), "utf-8")
    assert workshop.run("kit", "--lang", "en").exit_code == 0
    assert (workshop.root / "build/kit/sample-en/short/2-Booklet.pdf").is_file()


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("calendar.yaml", "date:", "day:", "the kit's words lack `calendar.date`"),
        ("calendar.yaml", "{weekday}", "{tag}", "the placeholders of `calendar.date` are not those"),
        ("calendar.yaml", "Monday Tuesday", "Monday", "`calendar.weekdays` does not hold 7 words"),
        ("files.yaml", "2-Handout.pdf", "../2-Handout.pdf", "`../2-Handout.pdf` of `files.handout` is not the name"),
        ("files.yaml", "2-Handout.pdf", "2-Handout.doc", "`2-Handout.doc` of `files.handout` is not the name"),
        ("files.yaml", "2-Handout.pdf", "6-Handover.pdf", "two documents are called `6-Handover.pdf`"),
    ],
)
def test_a_fault_in_own_words_is_told_by_check_and_kit(
    workshop: Sandbox, file: str, old: str, new: str, words: str
) -> None:
    path = own_words(workshop) / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    for command in ("check", "kit"):
        done = workshop.run(command)
        assert done.exit_code == 1
        assert words in done.stdout + done.stderr


SHORT = "content/sample/workshop/short.yaml"
WORKSHOP = "content/sample/workshop/workshop.yaml"


def without_scenarios(workshop: Sandbox) -> None:
    """Leave nothing in the workshop that comes from a lesson."""
    path = workshop.root / SHORT
    head, _, _ = path.read_text("utf-8").partition("blocks:")
    block = "blocks:\n  welcome:\n    kind: opening\n    minutes: 120\n    title: Ankommen\n"
    path.write_text(head + block, "utf-8")


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda w: (w.root / WORKSHOP).unlink(), "incomplete-workshop", "short.yaml:1:9"),
        (without_scenarios, "incomplete-workshop", "short.yaml:1:9"),
        (lambda w: w.replace(WORKSHOP, "rules:", "agenda: workshop\nrules:"), "misnamed", "workshop.yaml:1:1"),
        (lambda w: w.replace(SHORT, "agenda: short", "agenda: kürzer"), "misnamed", "short.yaml:1:9"),
        (lambda w: w.replace(SHORT, "[small-discount]", "[small-discount, small-discount]"), "duplicate-id", ":24:"),
        (lambda w: w.replace(SHORT, "[small-discount]", "[no-such]"), "unknown-reference", ":24:"),
        (lambda w: w.replace(WORKSHOP, "[first-no]", "[second-no]"), "unknown-reference", "workshop.yaml:"),
        (lambda w: w.replace(SHORT, "ask-twice", "ask-thrice"), "unknown-reference", "short.yaml:"),
        (
            lambda w: w.replace(SHORT, "ask-twice", "ask-twice\n    say_at:\n      jump: |\n        Los!"),
            "unknown-reference",
            "short.yaml:",
        ),
        (
            lambda w: w.replace(SHORT, "ask-twice", "ask-twice\n    without: [nothing]"),
            "unknown-reference",
            "short.yaml:",
        ),
    ],
)
def test_a_workshop_that_cannot_be_run_is_refused_at_its_place(
    workshop: Sandbox, change: Any, code: str, place: str
) -> None:
    change(workshop)
    for path in (workshop.root / "content/sample/workshop").glob("*.en.yaml"):
        path.unlink()
    told = workshop.diagnostics("short")
    assert any(f"[{code}]" in line and place in line for line in told.splitlines()), told
    assert workshop.run("kit", "--lang", "de").exit_code == 1


def test_a_mistake_in_a_workshop_is_told_alone_also_after_a_release(workshop: Sandbox) -> None:
    assert workshop.run("release", "0.1.0", "--allow", "uncommitted").exit_code == 0
    workshop.replace(SHORT, "minutes: 120", "minutes: 130")
    told = workshop.run("kit", "--format", "short").stderr.splitlines()
    assert len(told) == 1
    assert "[agenda-minutes]" in told[0]


def test_two_decks_cannot_go_with_one_workshop(workshop: Sandbox) -> None:
    text = (workshop.root / "decks/sample-de.yaml").read_text("utf-8")
    for name in ("one", "two"):
        manifest = text.replace("deck: sample-de", f"deck: {name}").replace("paths:", "agenda: short\npaths:")
        (workshop.root / f"decks/{name}.yaml").write_text(manifest, "utf-8")
    assert "another deck goes with the agenda `short` already" in workshop.diagnostics()


def test_a_picture_that_cannot_be_printed_is_told(workshop: Sandbox) -> None:
    media = workshop.root / "content/sample/media"
    media.mkdir(exist_ok=True)
    (media / "broken.png").write_bytes(BOX + b"nothing more")
    workshop.replace(SHORT, "      Guten Morgen!", "      ![Ein Bild](broken.png)")
    done = workshop.run("kit", "--lang", "de")
    assert done.exit_code == 1
    assert "[unprintable-picture]" in done.stderr


def test_a_picture_in_a_text_is_printed_and_shown(workshop: Sandbox) -> None:
    media = workshop.root / "content/sample/media"
    media.mkdir(exist_ok=True)
    (media / "offer.png").write_bytes((HERE / "project/content/sample/media/offer.png").read_bytes())
    workshop.replace(SHORT, "      Guten Morgen!", "      ![Ein Bild](offer.png)")
    assert workshop.run("kit", "--lang", "de").exit_code == 0
    folder = workshop.root / "build/kit/sample-de/short"
    images = [
        item
        for page in pypdfium2.PdfDocument(next(folder.glob("1-*.pdf")))
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    ]
    assert images
    assert "data:image/png;base64," in next(folder.glob("*.html")).read_text("utf-8")


def test_what_only_the_kit_before_had_is_removed_and_nothing_else(workshop: Sandbox) -> None:
    folder = workshop.root / "build/kit/sample-de/short"
    assert workshop.run("kit", "--lang", "de", "--date", "2027-03-04").exit_code == 0
    (folder / "notes.txt").write_text("meine Notizen")
    assert list(folder.glob("*.ics"))
    done = workshop.run("kit", "--lang", "de")
    assert "1 files of the kit that was there before are gone" in done.stdout
    assert not list(folder.glob("*.ics"))
    assert (folder / "notes.txt").read_text() == "meine Notizen"


@pytest.mark.parametrize(
    ("file", "old"),
    [
        ("workshop/workshop.en.yaml", "      Nobody practises with their own boss.\n"),
        ("workshop/short.en.yaml", "summary: two hours for the first sentence\n"),
        ("lessons/01-first-no.en.yaml", "objective: decline in one sentence\n"),
        ("lessons/01-first-no.en.yaml", "    title: Asked twice\n"),
    ],
)
def test_a_kit_never_mixes_languages(workshop: Sandbox, file: str, old: str) -> None:
    workshop.replace(f"content/sample/{file}", old, "")
    assert workshop.run("kit").exit_code == 0
    assert (workshop.root / "build/kit/sample-de").exists()
    assert not (workshop.root / "build/kit/sample-en").exists()
    asked = workshop.run("kit", "short", "--lang", "en")
    assert asked.exit_code == 1
    assert "[untranslated-workshop]" in asked.stderr


def test_a_title_too_long_for_its_place_on_a_card_is_told(workshop: Sandbox) -> None:
    lesson = "content/sample/lessons/01-first-no.yaml"
    workshop.replace(lesson, "title: Das erste Nein", f"title: {'Das erste Nein im Gespräch mit Menschen ' * 6}")
    done = workshop.run("kit", "--lang", "de")
    assert done.exit_code == 1
    assert "01-first-no.yaml:2:8" in done.stderr
    assert "[text-too-long]" in done.stderr
