"""A release: the guards before it, and the lock after it."""

from __future__ import annotations

from collections.abc import Collection

from deckwright.authoring.diagnostics import Report, closest, did_you_mean, one_of
from deckwright.authoring.source import Text
from deckwright.deck.notetypes import NoteType
from deckwright.release.edition import Edition
from deckwright.release.lock import LEARNERS_OWN, Lock, LockedItem, LockedNoteType, schema_ids
from deckwright.release.translations import pairs_of

_NOT_TO_RETIRE = ("my_case", "what_next")


def check_against_lock(
    edition: Edition, decks: Collection[str], lock_path: str, report: Report, *, releasing: bool
) -> None:
    """Report what learners' Anki would not follow.

    `decks` are the names of all manifests there are, `lock_path` the lock as it is shown. What an author can be in
    the middle of is a warning in a build, and an error in a release.
    """
    namespace = edition.course.settings.namespace
    lock, notes = edition.lock, edition.notes
    if any(locked.guid != notes[item].guid for item, locked in lock.items.items() if item in notes):
        report.error(
            "namespace-changed",
            f"the namespace `{namespace.value}` is not the one that was released",
            namespace.span,
            notes=(f"released in {lock_path}",),
            help="restore it from your version control: with another one every card would be a new one",
        )
        return
    say = report.error if releasing else report.warn
    for deck in sorted({deck for deck, _ in lock.paths} - set(decks)):
        say(
            "vanished-deck",
            f"the deck `{deck}` was released, and has no manifest now",
            notes=(f"released in {lock_path}",),
            help="restore its manifest in `decks`: learners would get new cards into a second deck otherwise",
        )
    for kind, note_type in edition.types.items():
        locked_type = lock.note_types.get(kind)
        if locked_type is not None:
            _check_schema(locked_type, note_type, report)
    for manifest in edition.manifests:
        for role, path in (("cards", manifest.paths.cards), ("reflection", manifest.paths.reflection)):
            released = lock.paths.get((manifest.deck.value, role))
            if released is not None and released != path.value:
                report.error(
                    "deck-path-changed",
                    f"learners have these cards in `{released}`",
                    path.span,
                    help=f"write `{released}`: Anki never moves a card, so a new path would split the deck in two",
                )
    vanished = [item for item in lock.items if item not in notes and item not in edition.tombstones]
    for item in vanished:
        _vanished(item, edition, lock_path, report, releasing=releasing)
    for item, locked in lock.items.items():
        note = notes.get(item)
        if note is not None and locked.kind != note.kind:
            report.error(
                "kind-changed",
                f"`{edition.called(item)}` was released as another kind of note",
                edition.ids[item].span,
                help="give the new item an id of its own, and keep the old one or list it under `retired`",
            )
        left = locked.decks & {one.deck.value for one in edition.manifests} - edition.decks.get(item, frozenset())
        if note is not None and left and not locked.retired:
            report.warn(
                "left-deck",
                f"`{edition.called(item)}` is not in {one_of(sorted(left))} any more",
                edition.ids[item].span,
                help="list its lesson in the manifest again: whoever studies that deck keeps the card, "
                "and gets no update of it",
            )


def _vanished(item: str, edition: Edition, lock_path: str, report: Report, *, releasing: bool) -> None:
    """Report an item that was released, and that no deck can ship now."""
    place = edition.ids.get(item)
    help_ = "restore it, or list it under `retired` in `course.yaml` if learners' cards of it are to go"
    if item in _NOT_TO_RETIRE:
        help_ = "restore it: learners may have written on it" if item == "my_case" else "restore it, with other words"
    elif place is None:
        authored = edition.authored()
        locked = edition.lock.items[item]
        new = [one for one in authored if one not in edition.lock.items]
        called = next((one for one in new if authored[one] == locked.authored), None) or closest(item, new)
        if called:
            place = edition.ids[called]
            help_ = f"if `{called}` is its new id, write `formerly: {item}` there; otherwise {help_}"
    say = report.error if releasing else report.warn
    say(
        "vanished-item",
        f"`{edition.called(item)}` was released, and is left out now"
        if item in edition.ids
        else f"`{item}` was released, and is gone now",
        place.span if place else None,
        notes=(f"released in {lock_path}",),
        help=help_,
    )


def _check_schema(locked: LockedNoteType, note_type: NoteType, report: Report) -> None:
    """Report a note type whose fields or templates are not those that learners have."""
    was, now = schema_ids(locked.schema), schema_ids(note_type.schema)
    reformed = {part for part in locked.schema if part.startswith(("form=", "sort="))} - set(note_type.schema)
    if was == now and not reformed:
        return
    names = {part.rpartition("=")[2]: part.rpartition("=")[0] for part in (*locked.schema, *note_type.schema)}
    added = [names[one] for one in now if one not in was]
    removed = [names[one] or "a field" for one in was if one not in now]
    if reformed:
        what, way = "another form or sort field", "make a note type of another kind for it, and keep this one"
    elif added:
        what, way = f"{one_of(added)} more", "use a spare field for it, under its old id"
    elif removed:
        what, way = f"{one_of(removed)} less", "keep it, and leave it empty if it is not needed"
    else:
        what, way = "another order", "restore the order, and sort in the template"
    report.error(
        "schema-changed",
        f"the note type `{note_type.kind}` has {what} than the one that was released",
        help=f"{way}: Anki stops updating a note type that differs, and makes a second one",
    )


def check_known(wanted: dict[str, Text], released: Collection[str], taken: Collection[str], report: Report) -> None:
    """Report ids that an author says were released, and that no lock of the course knows.

    `wanted` are the ids that stand after `formerly` and under `retired`; `taken` those of items there are.
    """
    free = [item for item in released if item not in taken]
    for item, place in wanted.items():
        if item not in released:
            report.error(
                "never-released",
                f"`{item}` was never released",
                place.span,
                help=did_you_mean(
                    item,
                    free,
                    f"released, and not in the course now: {one_of(free)}" if free else "delete it: it says nothing",
                ),
            )


def check_rendering(edition: Edition, lock_path: str, report: Report) -> None:
    """Warn of notes that a release would update although no author changed them."""
    authored = edition.authored()
    alone = [
        note.item
        for note in edition.notes.values()
        if (locked := edition.lock.items.get(note.item))
        and locked.digest != note.digest
        and locked.authored == authored[note.item]
        and note.kind not in LEARNERS_OWN
    ]
    if alone:
        report.warn(
            "rendering-changed",
            f"notes that change by rendering alone ({len(alone)}): {one_of(alone, 3)}",
            notes=(f"the texts are as released in {lock_path}",),
            help="learners lose their own tags and edits on these notes: release them only if it is worth that",
        )


def next_lock(edition: Edition, version: str, now: int) -> Lock:
    """Return the lock of a release: a changed item gets a time later than its last one, the others keep theirs."""
    lock = edition.lock
    authored = edition.authored()
    items = dict(lock.items)
    for note in edition.shipped():
        before = items.get(note.item)
        mod = before.mod if before else now
        if before and before.digest != note.digest and note.kind not in LEARNERS_OWN:
            mod = max(before.mod + 1, now)
        decks = edition.decks.get(note.item, frozenset())
        retired = (before.retired if before else "") or version if note.item in edition.tombstones else ""
        items[note.item] = LockedItem(
            item=note.item,
            kind=note.kind,
            guid=note.guid,
            digest=note.digest,
            mod=mod,
            authored=authored.get(note.item, ""),
            retired=retired,
            decks=decks,
            left=(before.decks | before.left if before else frozenset()) - decks,
        )
    types = dict(lock.note_types)
    for kind, note_type in edition.used_types().items():
        known = types.get(kind)
        mod = known.mod if known else now
        if known and known.digest != note_type.digest:
            mod = max(known.mod + 1, now)
        types[kind] = LockedNoteType(kind, note_type.digest, mod, note_type.schema)
    paths = dict(lock.paths)
    for manifest in edition.manifests:
        paths[manifest.deck.value, "cards"] = manifest.paths.cards.value
        paths[manifest.deck.value, "reflection"] = manifest.paths.reflection.value
    return Lock(items, types, paths, {**lock.releases, version: now}, pairs_of(edition))


def holds(edition: Edition, version: str) -> bool:
    """Whether the lock is already that of a release: one that was interrupted can be finished."""
    time = edition.lock.releases.get(version)
    return time is not None and next_lock(edition, version, time) == edition.lock
