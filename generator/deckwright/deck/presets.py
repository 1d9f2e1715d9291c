"""Presets: how Anki schedules the cards of a deck, for learners who take them in when they import."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deckwright.deck.identity import preset_id
from deckwright.deck.rendering import Words

_TAG_LEECHES = 1
_ASCENDING_POSITION = 1
_NO_SORTING = 1
_UNLIMITED = 9999


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset by its name and Anki's own settings, whose meaning is in Anki's manual under "Deck Options".

    Steps are in minutes, intervals in days. What is left out keeps Anki's default.
    """

    name: str
    settings: Mapping[str, Any]

    @property
    def id(self) -> int:
        """The id, which follows from the content: Anki never updates a preset whose id it knows."""
        return preset_id(json.dumps([self.name, self.settings], sort_keys=True))


def presets(title: str, words: Words) -> dict[str, Preset]:
    """Return the presets of a course by role: `cards` also for the deck above, `reflection` for the drills."""
    return {
        "cards": Preset(
            f"{title} – {words['presets']['cards']}",
            _settings(new_a_day=4, reviews_a_day=_UNLIMITED, steps=[10], relearning=[10], retention=0.85, longest=180),
        ),
        "reflection": Preset(
            f"{title} – {words['presets']['reflection']}",
            _settings(new_a_day=1, reviews_a_day=2, steps=[], relearning=[1440], retention=0.9, longest=28),
        ),
    }


def _settings(
    *,
    new_a_day: int,
    reviews_a_day: int,
    steps: list[int],
    relearning: list[int],
    retention: float,
    longest: int,
) -> dict[str, Any]:
    return {
        "autoplay": True,
        "replayq": True,
        "timer": 0,
        "maxTaken": 120,
        "desiredRetention": retention,
        "newGatherPriority": _ASCENDING_POSITION,
        "newSortOrder": _NO_SORTING,
        "newMix": 0,
        "reviewOrder": 0,
        "new": {
            "bury": False,
            "delays": steps,
            "initialFactor": 2500,
            "ints": [1, 4, 0],
            "order": 1,
            "perDay": new_a_day,
        },
        "rev": {
            "bury": False,
            "ease4": 1.3,
            "hardFactor": 1.2,
            "ivlFct": 1,
            "maxIvl": longest,
            "perDay": reviews_a_day,
        },
        "lapse": {
            "delays": relearning,
            "leechAction": _TAG_LEECHES,
            "leechFails": 8,
            "minInt": 1,
            "mult": 0,
        },
    }
