"""The page a kit begins with: what is in the folder, when to do what with it, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from deckwright.deck.rendering import render
from deckwright.kit.arithmetic import GROUP_SIZE
from deckwright.kit.calendar import REUNION, reunion_minutes, signed
from deckwright.kit.presenter import embedded

BASE = "2001-01-01"
"""The day that the calendars in the page are made for; the browser moves them to the day of the workshop."""

EXAMPLE = 12
"""For how many people the page shows amounts before it knows better."""

_PRINTED = {
    "preparation": "one",
    "guide": "one",
    "handout": "each",
    "cards-duplex": "cards",
    "cards-fold": "cards",
    "roles": "roles",
    "handover": "route",
    "evaluation": "sheets",
    "protection": "one",
}
_COUNTED = ("each", "sheets")
_LONGEST_LINK = 1900
"""How long the address of a mail may be: mail programs on Windows take about two thousand characters."""


def start_page(kits: Sequence[Mapping[str, Any]], calendars: Mapping[str, str]) -> str:
    """Return the start page of the kits of a course in one language, complete in one file.

    `calendars` gives the calendar of each agenda, by its id, for the day `BASE`.
    """
    first = kits[0]
    return render(
        "kit/start/page.html",
        kits=kits,
        language=first["language"],
        course=first["course"],
        brand=first["brand"],
        deck=first["deck"],
        w=first["words"]["start"],
        common=first["words"]["common"],
        files=first["words"]["files"],
        printed=_PRINTED,
        counted=_COUNTED,
        licence=_licence(first["course"]["licence"]),
        example=EXAMPLE,
        reunion_day=REUNION,
        reunion_minutes=reunion_minutes,
        signed=signed,
        mail=mail,
        counts=lambda kit: _counts(kit, EXAMPLE),
        kinds=_kinds,
        data=embedded(_data(kits, calendars)),
    )


def mail(subject: str, text: str) -> tuple[str, bool]:
    """Return the address that opens a mail, and whether the text had to be left out of it."""
    head = f"mailto:?subject={quote(subject, safe='')}"
    body = quote("\r\n".join(text.splitlines()), safe="")
    whole = f"{head}&body={body}"
    return (whole, False) if len(whole) <= _LONGEST_LINK else (head, True)


def _data(kits: Sequence[Mapping[str, Any]], calendars: Mapping[str, str]) -> dict[str, Any]:
    first = kits[0]
    words = first["words"]["start"]
    of = (first["course"]["id"], first["language"], first["agenda"]["date"])
    return {
        "key": "-".join(["deckwright-start", *filter(None, of)]),
        "base": BASE,
        "example": EXAMPLE,
        "calendarFile": first["words"]["files"]["calendar"],
        "words": {
            **{part: words[part] for part in ("own", "plan", "amounts", "messages", "dates", "calendar")},
            "groups": first["words"]["presenter"]["groups"],
            "longDate": first["words"]["calendar"],
        },
        "sizes": list(first["sizes"]),
        "agendas": {
            kit["agenda"]["id"]: {
                "start": kit["agenda"]["start"],
                "day": kit["agenda"]["date"],
                "minutes": kit["agenda"]["minutes"],
                "amounts": [one["counts"] for one in kit["amounts"]],
                "groups": {kind: kit["groups"][kind] for kind in _kinds(kit)},
                "calendar": calendars.get(kit["agenda"]["id"], ""),
            }
            for kit in kits
        },
    }


def _counts(kit: Mapping[str, Any], people: int) -> list[int]:
    place = list(kit["sizes"]).index(people)
    return [one["counts"][place] for one in kit["amounts"]]


def _kinds(kit: Mapping[str, Any]) -> list[str]:
    """Return the kinds of groups that the exercises of an agenda form."""
    met = {block["groups"] for block in kit["agenda"]["blocks"] if block["activity"]}
    return [kind for kind in GROUP_SIZE if kind in met]


def _licence(name: str) -> str:
    """Return a licence as people write it: `CC BY-SA 4.0` for `CC-BY-SA-4.0`."""
    if not name.startswith("CC-"):
        return name
    kind, _, version = name.removeprefix("CC-").rpartition("-")
    return f"CC {kind} {version}"
