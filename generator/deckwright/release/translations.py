"""Translations that have fallen behind: the source text changed since the release, the translation did not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Text
from deckwright.course.model import Course
from deckwright.release.edition import Edition
from deckwright.release.lock import Lock, Pairs


def pairs_of(edition: Edition) -> Pairs:
    """Return the hashes of all texts that are translated."""
    return _pairs(edition.course)


def stale(course: Course, lock: Lock) -> dict[str, list[str]]:
    """Return the places of translated texts that have fallen behind, by unit."""
    found: dict[str, list[str]] = {}
    now = _pairs(course)
    for unit, known in lock.pairs.items():
        for place, (source, translation) in known.items():
            pair = now.get(unit, {}).get(place)
            if pair is not None and pair[0] != source and pair[1] == translation:
                found.setdefault(unit, []).append(place)
    return found


def check_translations(edition: Edition, report: Report, *, releasing: bool) -> None:
    """Report translations that have fallen behind: a warning in a build, an error in a release."""
    language = edition.course.language
    for unit, places in stale(edition.course, edition.lock).items():
        source, translation = edition.course.pairs[unit][places[0]]
        line, _ = source.source.position(source.span.start)
        more = f", and {len(places) - 1} more" if len(places) > 1 else ""
        name = edition.called(unit)
        say = report.error if releasing else report.warn
        say(
            "stale-translation",
            f"`{places[0]}` of `{name}`{more} was changed in the source, and not here",
            translation.span,
            notes=(f"the source is {source.source.path}:{line}",),
            help=f"translate it again, or say that it still holds: `deckwright translate {language} --accept {name}`",
        )


def accepted(edition: Edition, units: Iterable[str]) -> Lock:
    """Return the lock of an edition in which the translations of some units belong to the source texts of today."""
    now = pairs_of(edition)
    pairs = dict(edition.lock.pairs)
    for unit in units:
        pairs[unit] = {**pairs.get(unit, {}), **now[unit]}
    return replace(edition.lock, pairs=pairs)


def text_hash(text: Text) -> str:
    """Return the hash of a text; how it is wrapped makes no difference."""
    return blake2b(" ".join(text.value.split()).encode("utf-8"), digest_size=6).hexdigest()


def _pairs(course: Course) -> Pairs:
    return {
        unit: {place: (text_hash(source), text_hash(translation)) for place, (source, translation) in texts.items()}
        for unit, texts in course.pairs.items()
    }
