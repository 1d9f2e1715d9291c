"""What an editor and an expert read: figures of each course, and sheets to review its items."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Diagnostic, Report
from deckwright.course.editorial import Review
from deckwright.course.loading import Progress
from deckwright.deck.notes import Note
from deckwright.deck.notetypes import FIELDS
from deckwright.packing import write_files
from deckwright.release.edition import Edition
from deckwright.report.figures import DeckFigures, figures
from deckwright.report.pages import report_page, review_page
from deckwright.report.study import SECONDS, Load, StudyCard, load_of
from deckwright.workspace import Project, check_edition, check_languages, read_editions, read_manifests

_MINUTES = FIELDS["drill"].index("Minutes")


@garbage_collection_paused()
def write_report(
    project: Project,
    languages: Sequence[str],
    report: Report,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Write the pages and figures of every course, and return their paths.

    For each course and language there are `COURSE-LANGUAGE.html`, `.json` and `-review.html`, in `out` or in the
    project's `build/report`. What the editorial rules find is on the page; errors that keep a course from being read
    are in the report, and nothing is written.
    """
    review = Review(Report(), memory=project.memory, every=True)
    manifests = read_manifests(project, (), report)
    editions = read_editions(project, manifests, report, progress, look=review)
    check_languages(languages, editions, report)
    if report.failed():
        return []
    folder = out or project.build / "report"
    pages: dict[Path, bytes] = {}
    for edition in editions:
        language = edition.course.language
        if languages and language not in languages:
            continue
        reviewed = next(one for one in review.courses if one.loaded is edition.loaded)
        found = Report([*_about(edition, report), *reviewed.found])
        check_edition(edition, project, found, releasing=False)
        values = figures(
            reviewed.desks[language], _decks(edition), found.sorted(), reviewed.excused, reviewed.no_spelling
        )
        data = json.dumps(asdict(values), ensure_ascii=False, indent=1) + "\n"
        pages[folder / f"{edition.name}.html"] = report_page(values).encode("utf-8")
        pages[folder / f"{edition.name}.json"] = data.encode("utf-8")
        pages[folder / f"{edition.name}-review.html"] = review_page(edition.course, edition.loaded.media).encode(
            "utf-8"
        )
    write_files(pages, project, report)
    return [] if report.failed() else list(pages)


def _about(edition: Edition, report: Report) -> list[Diagnostic]:
    """Return what reading has said of a course."""
    folder = f"content/{edition.course.settings.course.value}/"
    return [one for one in report.diagnostics if one.span and one.span.source.path.startswith(folder)]


def _decks(edition: Edition) -> list[DeckFigures]:
    found: list[DeckFigures] = []
    for manifest in edition.manifests:
        notes = [note for note in edition.deck_notes(manifest) if note.cards]
        cards = [StudyCard(note.kind, _seconds(note)) for note in notes for _ in note.cards]
        counts = Counter(card.kind for card in cards)
        found.append(DeckFigures(manifest.deck.value, manifest.title.value, dict(counts), _load(edition, cards)))
    return found


def _load(edition: Edition, cards: list[StudyCard]) -> Load | None:
    """Return what a deck costs a day, or None where the package for it is missing."""
    try:
        return load_of(cards, edition.presets)
    except ImportError:
        return None


def _seconds(note: Note) -> int:
    return 60 * int(note.fields[_MINUTES]) if note.kind == "drill" else SECONDS[note.kind]
