"""Identity: where every permanent id comes from.

An id never comes from a text. Whatever is hashed here is fixed for ever once a deck has shipped: a
learner's history hangs on it.
"""

from __future__ import annotations

from hashlib import sha256

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def guid(namespace: str, language: str, item: str) -> str:
    """Return the guid of an item's note: 12 letters and digits.

    Two languages of one item are two notes, and so are two courses' items of one name.
    """
    number = _hash("note", namespace, language, item)
    digits = []
    for _ in range(12):
        number, digit = divmod(number, 62)
        digits.append(_BASE62[digit])
    return "".join(digits)


def note_type_id(namespace: str, language: str, kind: str) -> int:
    """Return the id of a note type. Languages and courses share none, so that no template overwrites another."""
    return _timestamp_like(_hash("note type", namespace, language, kind))


def field_id(kind: str, slug: str) -> int:
    """Return the id of a field: by it Anki knows the field after it was renamed."""
    return _hash("field", kind, slug) >> 193


def template_id(kind: str, slug: str) -> int:
    """Return the id of a card template."""
    return _hash("template", kind, slug) >> 193


def deck_id(path: str) -> int:
    """Return the id of a deck. Anki matches decks by name, so the name decides."""
    return _timestamp_like(_hash("deck", path))


def preset_id(content: str) -> int:
    """Return the id of a preset from its content."""
    return _timestamp_like(_hash("preset", content))


def option_rank(item: str, option: str) -> int:
    """Return a number to sort options by, so that with scripts off their places tell nothing."""
    return _hash("option", item, option)


def _hash(*parts: str) -> int:
    return int.from_bytes(sha256("\0".join(parts).encode("utf-8")).digest(), "big")


def _timestamp_like(number: int) -> int:
    """Return a number that Anki could have made itself: milliseconds between 2004 and 2022."""
    return (1 << 40) + number % (1 << 39)
