"""The import guide: one page for learners, to lie beside the packages of a release."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from deckwright.deck.presets import Preset
from deckwright.deck.rendering import render

_GERMAN = "de"
_OTHERS = "en"
_MINUTES_OF = (("d", 1440), ("h", 60), ("m", 1))


@dataclass(frozen=True, slots=True)
class GuideDeck:
    """A package beside the guide. `top` is the deck that a learner clicks."""

    title: str
    file: str
    top: str
    size: str
    cards: int


@dataclass(frozen=True, slots=True)
class GuidePresets:
    """Both presets by their names, with the values as a learner enters them by hand."""

    cards: str
    reflection: str
    new: int
    new_reflection: int
    retention: int
    longest: int
    reflection_reviews: int
    reflection_longest: int
    steps: str
    reflection_relearning: str


@dataclass(frozen=True, slots=True)
class Guide:
    """What a guide says of one release of a course.

    `retired` is the number of notes that the packages blank. `website` and `report` may be empty.
    """

    title: str
    version: str
    decks: tuple[GuideDeck, ...]
    presets: GuidePresets
    retired: int = 0
    website: str = ""
    report: str = ""


def guide(language: str, values: Guide) -> str:
    """Return the page: in German for German courses and in English for all others, complete in one file."""
    spoken = _GERMAN if language.split("-")[0].split("_")[0] == _GERMAN else _OTHERS
    return render(
        f"guide/{spoken}.html",
        language=spoken,
        title=values.title,
        version=values.version,
        decks=values.decks,
        retired=values.retired,
        website=values.website,
        report=values.report,
        pictures=_pictures(spoken),
        presets=values.presets,
    )


def guide_presets(presets: Mapping[str, Preset]) -> GuidePresets:
    """Return the values of the presets of a course, which are given by role."""
    cards, reflection = presets["cards"], presets["reflection"]
    return GuidePresets(
        cards=cards.name,
        reflection=reflection.name,
        new=cards.settings["new"]["perDay"],
        new_reflection=reflection.settings["new"]["perDay"],
        retention=round(cards.settings["desiredRetention"] * 100),
        longest=cards.settings["rev"]["maxIvl"],
        reflection_reviews=reflection.settings["rev"]["perDay"],
        reflection_longest=reflection.settings["rev"]["maxIvl"],
        steps=_steps(cards.settings["new"]["delays"]),
        reflection_relearning=_steps(reflection.settings["lapse"]["delays"]),
    )


def _steps(minutes: list[int]) -> str:
    """Return steps as Anki shows them: `10m 1d`."""
    return " ".join(next(f"{step // size}{unit}" for unit, size in _MINUTES_OF if step % size == 0) for step in minutes)


@cache
def _pictures(language: str) -> Mapping[str, str]:
    """Return the pictures of Anki's windows as data addresses, by name."""
    folder = files("deckwright") / "templates" / "guide" / "pictures" / language
    return {
        picture.name.removesuffix(".png"): f"data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()}"
        for picture in folder.iterdir()
    }
