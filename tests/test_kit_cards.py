"""Scenario cards, roles and sheets on paper: fronts meet their backs, nothing is lost, and what is too long is told."""

from __future__ import annotations

import ctypes
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image, ImageOps

from deckwright.kit.trees import plain, tree
from deckwright.kit.typesetting import Typeset, card_sizes, typeset
from kit_samples import data_of

AGENDAS = ("ninety-minutes", "half-day", "full-day")
LANGUAGES = ("de", "en")
MM = 72 / 25.4
WIDTH = 210
UNPRINTABLE = 6


@cache
def written(agenda: str, language: str) -> dict[str, Any]:
    """Return what the documents of a shipped workshop are made from, with texts as their authors wrote them."""
    return data_of(agenda, language, rich=str)


def changeable() -> dict[str, Any]:
    """Return the data of the shortest workshop with its texts as trees, to be changed and typeset."""
    return data_of("ninety-minutes", "de", rich=tree)


def made(template: str, data: dict[str, Any]) -> Typeset:
    return typeset(template, json.dumps(data), {})


def document(kits: dict[str, Path], template: str, agenda: str, language: str) -> pypdfium2.PdfDocument:
    name = written(agenda, language)["words"]["files"][template]
    (path,) = (kits[language] / agenda).glob(f"{name}*")
    return pypdfium2.PdfDocument(path)


def squeezed(text: str) -> str:
    """Return a text without white space and hyphens, as line ends change both."""
    return re.sub(r"[\s\-\u00ad\u2010\u2011\u0002\ufffe]", "", text)


def text_of(pdf: pypdfium2.PdfDocument) -> str:
    return squeezed("".join(page.get_textpage().get_text_range() for page in pdf))


def middles(page: pypdfium2.PdfPage, text: str) -> list[tuple[float, float]]:
    """Return the middles of a text wherever it stands on a page, in millimetres from the left and from below.

    White space and hyphens do not count: the reader takes some hyphens for the ends of lines.
    """
    characters = page.get_textpage()
    kept = [
        (letter, at)
        for at in range(characters.count_chars())
        if (letter := squeezed(chr(pdfium.FPDFText_GetUnicode(characters.raw, at))))
    ]
    whole, wanted = "".join(letter for letter, _ in kept), squeezed(text)
    found: list[tuple[float, float]] = []
    for match in re.finditer(re.escape(wanted), whole):
        boxes = [characters.get_charbox(at) for _, at in kept[match.start() : match.end()]]
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        found.append(((left + right) / 2 / MM, min(box[1] for box in boxes) / MM))
    return sorted(found)


def foot_of(data: dict[str, Any], card: dict[str, Any]) -> str:
    return f"{data['course']['title']} · {card['id']}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agenda", AGENDAS)
def test_front_and_back_of_a_card_lie_on_each_other_when_the_sheet_is_turned_on_its_long_edge(
    shipped_kits: dict[str, Path], agenda: str, language: str
) -> None:
    data = written(agenda, language)
    pdf = document(shipped_kits, "cards-duplex", agenda, language)
    sheets = -(-len(data["cards"]) // 4)
    begin = len(pdf) - 2 * sheets
    assert begin % 2 == 0
    for number, card in enumerate(data["cards"]):
        front_page, back_page = pdf[begin + number // 4 * 2], pdf[begin + number // 4 * 2 + 1]
        (front,) = middles(front_page, foot_of(data, card))
        (back,) = middles(back_page, foot_of(data, card))
        assert front[0] == pytest.approx(WIDTH - back[0], abs=0.5)
        assert front[1] == pytest.approx(back[1], abs=0.5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agenda", AGENDAS)
def test_front_and_back_of_a_card_lie_on_each_other_when_the_sheet_is_folded(
    shipped_kits: dict[str, Path], agenda: str, language: str
) -> None:
    data = written(agenda, language)
    pdf = document(shipped_kits, "cards-fold", agenda, language)
    begin = len(pdf) - -(-len(data["cards"]) // 2)
    for number, card in enumerate(data["cards"]):
        front, back = middles(pdf[begin + number // 2], foot_of(data, card))
        assert front[0] < WIDTH / 2
        assert front[0] == pytest.approx(WIDTH - back[0], abs=0.5)
        assert front[1] == pytest.approx(back[1], abs=0.5)


def marks(picture: Image.Image, strip: tuple[float, float, float, float]) -> tuple[list[int], list[int]]:
    """Return the columns and rows of a strip, given in millimetres, in which something is printed."""
    dots = picture.width / WIDTH
    left, top, right, bottom = (round(side * dots) for side in strip)
    inked = [(x, y) for x in range(left, right) for y in range(top, bottom) if picture.getpixel((x, y)) != 255]
    return sorted({x for x, _ in inked}), sorted({y for _, y in inked})


def test_the_crop_marks_of_both_sides_lie_on_each_other(shipped_kits: dict[str, Path]) -> None:
    pdf = document(shipped_kits, "cards-duplex", "ninety-minutes", "de")
    front, back = (page.render(scale=254 / 72).to_pil().convert("L") for page in (pdf[2], pdf[3]))
    turned = ImageOps.mirror(back)
    beside, below = (6, 20, 7.9, 290), (10, 289.2, 200, 291)
    for strip, axis, count in ((beside, 1, 2), (below, 0, 1)):
        places, others = marks(front, strip)[axis], marks(turned, strip)[axis]
        assert len(places) >= count
        assert places[0] == pytest.approx(others[0], abs=5)  # half a millimetre
        assert places[-1] == pytest.approx(others[-1], abs=5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["cards-duplex", "cards-fold"])
def test_every_situation_answer_and_feedback_is_printed_on_its_card(
    shipped_kits: dict[str, Path], template: str, language: str
) -> None:
    for agenda in AGENDAS:
        printed = text_of(document(shipped_kits, template, agenda, language))
        for card in written(agenda, language)["cards"]:
            texts = [card["situation"], card["rule"], card["limits"], card["disputed"] or ""]
            texts += [option[part] for option in card["options"] for part in ("text", "feedback")]
            for text in texts:
                assert squeezed(plain(text)) in printed, card["id"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("agenda", AGENDAS)
def test_every_role_behaviour_sheet_and_small_card_is_printed(
    shipped_kits: dict[str, Path], agenda: str, language: str
) -> None:
    printed = text_of(document(shipped_kits, "roles", agenda, language))
    for block in written(agenda, language)["agenda"]["blocks"]:
        activity = block["activity"] or {"roles": [], "observe": [], "sheets": [], "cards": []}
        texts = [role[part] for role in activity["roles"] for part in ("name", "brief")]
        texts += activity["observe"]
        for sheet in activity["sheets"]:
            texts += [sheet["title"], sheet["text"] or "", *(field["label"] for field in sheet["fields"])]
        texts += [card["text"] for of in activity["cards"] for card in of["cards"]]
        for text in texts:
            assert squeezed(plain(text)) in printed


@pytest.mark.parametrize("template", ["cards-duplex", "cards-fold", "roles"])
def test_neither_text_nor_mark_stands_where_a_printer_cannot_reach(
    shipped_kits: dict[str, Path], template: str
) -> None:
    dots = 150 / 25.4
    edge = int(UNPRINTABLE * dots)
    for page in document(shipped_kits, template, "full-day", "en"):
        picture = page.render(scale=150 / 72).to_pil().convert("L")
        width, height = picture.size
        assert (round(width / dots), round(height / dots)) == (210, 297)
        for strip in (
            (0, 0, width, edge),
            (0, height - edge, width, height),
            (0, 0, edge, height),
            (width - edge, 0, width, height),
        ):
            assert picture.crop(strip).getextrema() == (255, 255)


def structure(page: pypdfium2.PdfPage) -> Iterator[str]:
    """Yield the types of the elements of a page in their reading order."""
    roots = pdfium.FPDF_StructTree_GetForPage(page.raw)

    def below(element: Any) -> Iterator[str]:
        buffer = ctypes.create_string_buffer(64)
        length = pdfium.FPDF_StructElement_GetType(element, buffer, 64)
        yield buffer.raw[: max(length - 2, 0)].decode("utf-16-le")
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                yield from below(child)

    for at in range(pdfium.FPDF_StructTree_CountChildren(roots)):
        yield from below(pdfium.FPDF_StructTree_GetChildAtIndex(roots, at))
    pdfium.FPDF_StructTree_Close(roots)


@pytest.mark.parametrize("template", ["cards-duplex", "cards-fold"])
def test_every_face_of_a_card_is_a_heading_below_the_one_of_the_document(
    shipped_kits: dict[str, Path], template: str
) -> None:
    pdf = document(shipped_kits, template, "half-day", "de")
    cards = len(written("half-day", "de")["cards"])
    sheets = -(-cards // 4) * 2 if template == "cards-duplex" else -(-cards // 2)
    kinds = [list(structure(page)) for page in pdf]
    assert sum(page.count("H1") for page in kinds) == 1
    assert sum(page.count("H2") for page in kinds[len(pdf) - sheets :]) == 2 * cards


def test_what_does_not_fit_on_a_card_is_reported_by_its_name_and_how_much_it_is() -> None:
    data = changeable()
    card, other = data["cards"][:2]
    data["cards"] = [card, other]
    assert made("cards-fold", data).overflows == ()
    card["situation"] *= 4
    other["options"][0]["feedback"] *= 6
    for template in ("cards-fold", "cards-duplex"):
        overflows = made(template, data).overflows
        assert {one.of for one in overflows} == {f"front/{card['id']}", f"back/{other['id']}"}
        assert all(one.by > 10 for one in overflows)


def test_a_disputed_card_says_so_in_front_and_gives_no_answer_as_the_right_one() -> None:
    data = changeable()
    card = data["cards"][0]
    data["cards"] = [card]
    card["disputed"] = tree("Wer hier schweigt, hat auch Gründe.")
    say = data["words"]["cards"]
    pdf = pypdfium2.PdfDocument(made("cards-fold", data).pdf)
    printed = pdf[len(pdf) - 1].get_textpage().get_text_range()
    assert printed.index(say["debate_card"]) < printed.index(card["options"][0]["letter"])
    assert printed.index(say["why_disputed"]) < printed.index(say["one_opinion"])
    assert "✓" not in printed


def test_a_sheet_to_write_on_that_is_longer_than_a_page_goes_on_with_the_next() -> None:
    data = changeable()
    activity = next(block["activity"] for block in data["agenda"]["blocks"] if block["activity"])
    questions = [f"Frage {number} von zwölf" for number in range(1, 13)]
    fields = [{"label": tree(question), "lines": 6} for question in questions]
    activity["sheets"] = [{"id": "long", "title": "Langes Blatt", "per": "person", "text": None, "fields": fields}]
    roles = made("roles", data)
    assert roles.overflows == ()
    printed = text_of(pypdfium2.PdfDocument(roles.pdf))
    assert all(squeezed(question) in printed for question in questions)


def test_a_role_too_long_for_its_card_is_reported_by_its_name() -> None:
    data = changeable()
    activity = next(b["activity"] for b in data["agenda"]["blocks"] if b["activity"] and b["activity"]["roles"])
    role = activity["roles"][0]
    role["brief"] *= 8
    (overflow,) = {one.of for one in made("roles", data).overflows}
    assert overflow == f"role/{activity['id']}/{role['id']}"


def test_a_title_too_long_for_the_head_or_the_foot_of_a_card_is_reported_by_its_name() -> None:
    data = changeable()
    lesson = data["cards"][0]["lesson"]
    for card in data["cards"]:
        if card["lesson"] == lesson:
            card["lesson_title"] = "Ein Titel, der " + "noch etwas länger ist als jeder andere und " * 3 + "endet"
    assert {one.of for one in made("cards-fold", data).overflows} == {f"lesson/{lesson}"}
    data["course"]["title"] = "Ein Kurs, der " + "noch etwas länger heißt als jeder andere und " * 3 + "endet"
    expected = {f"lesson/{lesson}", "course/title"}
    for template in ("cards-fold", "cards-duplex"):
        assert {one.of for one in made(template, data).overflows} == expected
    sizes = card_sizes(json.dumps(data), {})
    assert {one.of for one in sizes.overflows} == expected
    assert typeset("cards-fold", json.dumps(data), {}, sizes.of).overflows == ()


@pytest.mark.parametrize("template", ["cards-duplex", "cards-fold"])
def test_a_workshop_without_situation_cards_has_a_page_that_says_so(template: str) -> None:
    data = changeable()
    data["cards"] = []
    pdf = pypdfium2.PdfDocument(made(template, data).pdf)
    assert len(pdf) == 1
    assert squeezed(data["words"]["cards"]["nothing"]) in text_of(pdf)


def test_observation_sheets_are_counted_as_the_materials_of_their_exercise_say() -> None:
    data = changeable()
    block = next(b for b in data["agenda"]["blocks"] if b["activity"] and b["activity"]["observe"])
    sheet = next(one for one in block["materials"] if data["words"]["roles"]["kinds"]["observe"] in one["what"])
    sheet |= {"per": "room", "count": 77}
    page = " ".join(pypdfium2.PdfDocument(made("roles", data).pdf)[0].get_textpage().get_text_range().split())
    assert f"77 {data['words']['common']['per']['room']} " + " ".join(["77"] * 14) in page
