"""A lock put together again: from the lines that can still be read, and from packages that were released."""

from __future__ import annotations

import re
from collections.abc import Iterable

from deckwright.authoring.diagnostics import cut
from deckwright.deck.archive import Archive
from deckwright.deck.identity import guid
from deckwright.release.difference import before_package, look_of, look_of_package
from deckwright.release.edition import Edition
from deckwright.release.lock import LATEST, Lock, LockedItem, LockedNoteType, merged, salvage, version_key

_BLANK = re.compile(r"[^\w.-]")
_VERSION = re.compile(r"(?<![\d.])\d+\.\d+\.\d+(?![\d.+])", re.ASCII)


def repaired(kept: Lock, edition: Edition, archives: Iterable[Archive]) -> Lock:
    """Return a lock from what was kept of one, and from packages; of two times for one thing the later counts."""
    return merged([kept, *(_lock_of(archive, edition) for archive in archives)])


def belongs(archive: Archive, edition: Edition) -> bool:
    """Whether a package was made from an edition."""
    return bool(archive.note_types.keys() & {one.id for one in edition.types.values()})


def fault(archive: Archive, edition: Edition) -> str:
    """Return what no release of an edition can have written into a package, or nothing."""
    namespace, language = edition.course.settings.namespace.value, edition.course.language
    for note_guid, was in before_package(archive, edition).notes.items():
        if note_guid != guid(namespace, language, was.item):
            return f"the note `{cut(was.item)}` has the guid of another one"
    lock = _lock_of(archive, edition)
    if any(not 0 < one.mod < LATEST for one in lock.note_types.values()):
        return "a note type has a time that no clock shows"
    return "" if salvage(lock.text()) == (lock, 0) else "it names items, decks or fields as no release does"


def _lock_of(archive: Archive, edition: Edition) -> Lock:
    """Return the lock that a release of this package alone would have left."""
    authored = edition.authored()
    version = _version(archive)
    deck = archive.path.stem
    known = deck in {manifest.deck.value for manifest in edition.manifests}
    mods = {note.guid: note.mod for note in archive.notes}
    items = {}
    for note_guid, was in before_package(archive, edition).notes.items():
        note = edition.notes.get(was.item)
        items[was.item] = LockedItem(
            item=was.item,
            kind=was.kind,
            guid=note_guid,
            digest=was.digest,
            mod=mods[note_guid],
            authored=authored[was.item] if note is not None and note.digest == was.digest else "",
            retired=version if was.retired else "",
            decks=frozenset({deck} if known and not was.retired else ()),
            left=frozenset({deck} if known and was.retired else ()),
        )
    held = [kind for kind, one in edition.types.items() if one.id in archive.note_types]
    return Lock(
        items,
        {kind: _note_type(kind, archive, edition) for kind in held},
        _paths(archive, edition, deck) if known else {},
        {version: max(mods.values(), default=0)} if version else {},
    )


def _note_type(kind: str, archive: Archive, edition: Edition) -> LockedNoteType:
    """Return a note type as it is in a package; its hash is that of today where it looks the same."""
    now = edition.types[kind]
    one = archive.note_types[now.id]
    slugs = {field.id: field.slug for field in now.fields}
    schema = (
        "form=cloze" if one.cloze else "form=standard",
        f"sort={one.sort_field}",
        f"type={one.id}",
        *(f"template:card={template.id}" for template in one.templates),
        *(f"{slugs.get(field.id or 0) or _BLANK.sub('-', field.name)}={field.id}" for field in one.fields),
    )
    look = look_of_package(one)
    return LockedNoteType(kind, now.digest if look == look_of(now) else look[:32], one.mod, schema)


def _paths(archive: Archive, edition: Edition, deck: str) -> dict[tuple[str, str], str]:
    drills = {note.id for note in archive.notes if note.note_type == edition.types["drill"].id}
    found: dict[tuple[str, str], str] = {}
    for card in archive.cards:
        if card.deck in archive.decks:
            found.setdefault((deck, "reflection" if card.note in drills else "cards"), archive.decks[card.deck].name)
    return found


def _version(archive: Archive) -> str:
    """Return the version that stands in the description of the package's top deck, or nothing."""
    found = [one for deck in archive.decks.values() for one in _VERSION.findall(deck.description) if version_key(one)]
    return found[-1] if found else ""
