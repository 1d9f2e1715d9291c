"""The real Anki as the judge: a package imported into a collection that is thrown away afterwards.

Needs the optional extra `deckwright[anki]`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Source, Span


@dataclass(frozen=True, slots=True)
class Imported:
    """What Anki made of a package: its version, and how many notes and cards it took."""

    version: str
    notes: int
    cards: int


def available() -> bool:
    """Whether the real Anki is installed."""
    try:
        import anki.collection  # noqa: F401 (an optional extra)
    except ImportError:
        return False
    return True


@contextmanager
def collection() -> Iterator[Any]:
    """Yield an empty collection of the real Anki, in a folder that is deleted afterwards."""
    import anki.lang

    anki.lang.set_lang("en")
    from anki.collection import Collection

    with tempfile.TemporaryDirectory() as folder:
        opened = Collection(str(Path(folder) / "collection.anki2"))
        try:
            yield opened
        finally:
            opened.close()


def import_package(opened: Any, path: Path) -> Any:  # noqa: ANN401
    """Import a package with the switches a learner sees the first time, and return Anki's log of it."""
    from anki.collection import ImportAnkiPackageRequest

    options = opened._backend.get_import_anki_package_presets()  # noqa: SLF001 (the dialog's own defaults)
    log = opened.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log
    opened.models._clear_cache()  # noqa: SLF001 (import changes note types behind its back)
    return log


def verify_with_anki(path: Path, report: Report) -> Imported | None:
    """Import a package into an empty collection and report what Anki finds amiss."""
    here = Span(Source(str(path)), 0, 0)

    def fault(message: str) -> None:
        report.error("anki-disagrees", message, here, help="build the package again with this version of deckwright")

    with collection() as opened:
        try:
            log = import_package(opened, path)
        except Exception as error:  # noqa: BLE001 (the backend has no common base for what a damaged file can cause)
            fault(f"Anki refuses the package: {error}")
            return None
        for name in (
            "updated",
            "duplicate",
            "conflicting",
            "first_field_match",
            "missing_notetype",
            "missing_deck",
            "empty_first_field",
        ):
            count = len(getattr(log, name))
            if count:
                fault(f"{count} notes are reported as `{name}` although the collection was empty")
        for message in template_faults(opened):
            fault(message)
        before = opened.card_count()
        retired = opened.find_notes("Retired:_*")
        living = set(opened.find_notes("")) - set(retired)
        opened.after_note_updates(list(living), mark_modified=False)
        if opened.card_count() != before:
            fault(f"Anki would add {opened.card_count() - before} cards that the package lacks")
        if opened.get_empty_cards().notes:
            fault(f"{len(opened.get_empty_cards().notes)} notes have empty cards")
        media = opened.media.check()
        for name in media.missing:
            fault(f"the media file `{name}` is missing")
        for name in media.unused:
            fault(f"the media file `{name}` is unused")
        taken = opened.note_count(), opened.card_count()
        opened.remove_notes(retired)  # the check would give each a blank card, as it does with any note without one
        words, sound = opened.fix_integrity()
        if not sound or "rebuilt and optimized" not in words or "\n" in words.strip():
            fault(f"Anki's check of the database says: {words.strip()}")
        return Imported(version("anki"), *taken)


def template_faults(opened: Any) -> list[str]:  # noqa: ANN401
    """Return what is wrong with note types and rendered cards: broken templates, blank fronts."""
    faults: list[str] = []
    for model in opened.models.all():
        try:
            opened.models.update_dict(model)
        except Exception as error:  # noqa: BLE001 (the backend's own words are what is wanted)
            faults.append(f"Anki refuses the note type `{model['name']}`: {error}")
    for card_id in opened.find_cards(""):
        card = opened.get_card(card_id)
        key = card.note().fields[0]
        output = card.render_output()
        for side, text in (("front", output.question_text), ("back", output.answer_text)):
            if not text.strip():
                faults.append(f"the {side} of `{key}` is blank")
            if "{{" in text or "has a problem" in text:
                faults.append(f"the {side} of `{key}` shows a template error")
    return faults
