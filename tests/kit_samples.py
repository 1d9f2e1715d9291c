"""What kits of a project are made from, for tests that look at one document or page of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from conftest import REPOSITORY
from deckwright.authoring.diagnostics import Report
from deckwright.deck.html import inlined, to_html
from deckwright.kit.brand import NO_BRAND, Brand
from deckwright.kit.content import kit_data
from deckwright.kit.words import kit_words
from deckwright.kits import Occasion, deck_for, kit_of
from deckwright.packing import deck_of
from deckwright.release.edition import Edition
from deckwright.workspace import Project, read_editions, read_manifests


@cache
def edition_of(language: str, root: Path = REPOSITORY) -> Edition:
    """Return the course of a project in a language."""
    report, project = Report(), Project(root)
    editions = read_editions(project, read_manifests(project, (), report), report, None)
    return next(edition for edition in editions if edition.course.language == language)


def words_in(language: str, root: Path = REPOSITORY) -> dict[str, Any]:
    """Return the words of a kit in a language."""
    edition, report = edition_of(language, root), Report()
    words = kit_words(edition.manifests[0].language, edition.course.folder, root, report)
    assert words is not None, report.diagnostics
    return words


def data_of(
    agenda: str,
    language: str,
    *,
    rich: Callable[[str], Any] | None = None,
    brand: Brand = NO_BRAND,
    day: date | None = None,
    root: Path = REPOSITORY,
) -> dict[str, Any]:
    """Return the data of a kit: with texts as HTML, or as `rich` makes them."""
    edition = edition_of(language, root)
    wanted = edition.course.agendas[agenda]
    deck = deck_of(deck_for(wanted, edition), edition, Report())
    kit = kit_of(wanted, edition, deck, words_in(language, root), "1.0.0", Occasion(day, 540, brand))
    return kit_data(kit, rich or (lambda text: to_html(text, inlined(edition.loaded.media))))
