"""A learner's story with three versions of a deck, on whatever version of Anki runs this script.

`python tests/anki_learner.py FOLDER` takes the packages that `tests/anki_versions.py` has put there, and prints what
was found as JSON: each fact by name, whether it held. It needs nothing but Python and `anki`, so that it runs in an
environment that holds a single old version. What did not hold is told on stderr.

The releases have fixed times in the past, and Anki stamps a learner's edits with the real clock, so each edit gets
the time of the story afterwards: Anki decides by these times alone which of two texts is newer.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DAY = 86_400
RELEASED = {"1.0.0": 1_760_000_000, "2.0.0": 1_760_000_000 + 30 * DAY, "3.0.0": 1_760_000_000 + 60 * DAY}
"""When each version was released, in seconds since 1970."""

STORY_ENDS = RELEASED["3.0.0"] + 30 * DAY
"""A time that is later than all that happens in the story, and that the real clock has passed."""

ANSWERED = {"again": 0, "hard": 1, "good": 2, "easy": 3}
OTHERWISE = ("suspended", "buried", "flagged", "elsewhere", "edited-before", "edited-after")
CHANGED = (*ANSWERED, *OTHERWISE)
"""Questions whose text the second version changes; each is named after what the learner does with it before."""
OWN = ("own-words", "own-tag", "marked", "leech")
"""Questions that no version changes, and that the learner changes."""
QUESTIONS = (*CHANGED, *OWN, "untouched", "deleted", "claimed", "renamed", "retired", "moved", "mnemonic")
MINE = "Meine eigenen Worte."
AGAIN, HARD, GOOD, EASY = range(4)
SCHEDULE = "id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"
NOTE_TYPES, TOP, OWN_CASE = 6, "Beispiel", "Beispiel – Mein Fall"


@dataclass
class Facts:
    """Whether each fact held every time it was looked at."""

    found: dict[str, bool] = field(default_factory=dict)

    def say(self, name: str, holds: object, detail: object = "") -> None:
        """Note whether a fact held this time."""
        self.found[name] = self.found.get(name, True) and bool(holds)
        if not holds:
            sys.stderr.write(f"{name} did not hold: {detail}\n")


@dataclass(frozen=True)
class Content:
    """What a package holds: of each note by its guid fields and tags, and the places of its cards."""

    notes: dict[str, tuple[list[str], frozenset[str]]]
    places: dict[str, list[int]]


def content(package: Path) -> Content:
    """Read a package without Anki."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(package) as archive:
            path = archive.extract("collection.anki2", folder)
        connection = sqlite3.connect(path)
        rows = connection.execute("select guid, flds, tags from notes").fetchall()
        cards = connection.execute("select n.guid, c.due from cards c join notes n on n.id = c.nid order by c.ord")
        places: dict[str, list[int]] = {}
        for guid, due in cards:
            places.setdefault(guid, []).append(due)
        connection.close()
    return Content({guid: (flds.split("\x1f"), frozenset(tags.split())) for guid, flds, tags in rows}, places)


class Learner:
    """A learner with a collection, who takes versions of the deck and studies."""

    def __init__(self, home: Path, packages: Path, facts: Facts, *, fsrs: bool) -> None:
        self.path = str(home / "collection.anki2")
        self.packages = packages
        self.facts = facts
        self.newest: dict[str, str] = {}
        self.chance = random.Random(1)
        self.open()
        self.col.set_config("fsrs", fsrs)

    def open(self) -> None:
        """Open the collection, which makes the scheduler look at the clock."""
        from anki.collection import Collection

        self.col: Any = Collection(self.path)

    def next_day(self) -> None:
        """Move the whole history of the collection a day into the past, so that its today is its tomorrow."""
        self.col.db.execute("update col set crt = crt - 86400")
        self.col.db.execute("update cards set due = due - 86400 where queue = 1")
        self.col.db.execute("update revlog set id = id - 86400000")
        for card_id, data in self.col.db.all("select id, data from cards where data like '%lrt%'"):
            values = json.loads(data)
            values["lrt"] -= DAY
            self.col.db.execute("update cards set data = ? where id = ?", json.dumps(values), card_id)
        self.col.close()
        self.open()

    def schedules(self) -> dict[int, list[Any]]:
        """Return all that Anki keeps of each card, but for the time of its last change."""
        return {row[0]: row for row in self.col.db.all(f"select {SCHEDULE} from cards")}

    def log(self) -> dict[int, list[Any]]:
        """Return the review log."""
        return {row[0]: row for row in self.col.db.all("select * from revlog")}

    def notes(self) -> dict[str, list[Any]]:
        """Return each note with its time, by guid."""
        return {row[0]: row for row in self.col.db.all("select guid, id, mid, mod, tags, flds from notes")}

    def note(self, item: str) -> Any:
        """Return the note of an item of the course."""
        (note_id,) = self.col.db.list("select id from notes where flds like ? || char(31) || '%'", item)
        return self.col.get_note(note_id)

    def card_ids(self, item: str) -> list[int]:
        """Return the cards of an item."""
        return list(self.note(item).card_ids())

    def card(self, item: str) -> Any:
        """Return the only card of an item."""
        (card_id,) = self.card_ids(item)
        return self.col.get_card(card_id)

    def answer(self, card: Any, rating: int) -> None:
        """Answer a card, whether it is due or not."""
        card.start_timer()
        states = self.col._backend.get_scheduling_states(card.id)
        self.col.sched.answer_card(self.col.sched.build_answer(card=card, states=states, rating=rating))

    def study(self) -> None:
        """Study the top deck until nothing is due today, with all four answers."""
        self.col.decks.select(self.col.decks.id(TOP))
        while queued := self.col.sched.get_queued_cards(fetch_limit=1).cards:
            rating = self.chance.choices((AGAIN, HARD, GOOD, EASY), (1, 1, 3, 1))[0]
            self.answer(self.col.get_card(queued[0].card.id), rating)

    def stamp(self, moment: int) -> None:
        """Give all notes that were changed by the real clock the time at which the story has it."""
        self.col.db.execute("update notes set mod = ? where mod > ?", moment, STORY_ENDS)

    def write(self, item: str, text: str) -> None:
        """Write on a note, in the learner's own words."""
        note = self.note(item)
        note["Answer"] = text
        self.col.update_note(note)

    def import_file(self, path: Path, **switches: Any) -> Any:
        """Import a file with the switches of the dialog at its first opening, but for those named."""
        from anki.collection import ImportAnkiPackageRequest

        options = self.col._backend.get_import_anki_package_presets()
        for name, value in switches.items():
            setattr(options, name, value)
        log = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options)).log
        self.col.models._clear_cache()
        return log

    def take(self, version: str, deck: str = "sample-de", *, on: int = 0) -> Any:
        """Import a version of a deck, and look at everything that no import may change.

        It is imported two days after its release, or at another time.
        """
        package = self.packages / version / f"{deck}.apkg"
        log, schedules, notes = self.log(), self.schedules(), self.notes()
        answer = self.import_file(package)
        say, what = self.facts.say, f"import of {deck} {version}"
        later = self.log()
        say("log-kept", all(later.get(key) == row for key, row in log.items()), what)
        now = self.schedules()
        lost = [row for key, row in schedules.items() if now.get(key) != row]
        say("schedule-kept", not lost, f"{what}: {lost}, {[now.get(row[0]) for row in lost]}")
        after = self.notes()
        same = [guid for guid in self.unchanged(version, self.newest.get(deck, "")) if guid in notes]
        say("unchanged-kept", all(after[guid] == notes[guid] for guid in same), what)
        self.nothing_is_doubled(what)
        self.newest[deck] = max(version, self.newest.get(deck, ""))
        self.stamp(on or RELEASED[version] + 2 * DAY)
        return answer

    def unchanged(self, version: str, since: str) -> list[str]:
        """Return the guids of notes that are the same in all versions from one to another."""
        between = [one for one in RELEASED if since <= one <= version]
        first, *others = [content(self.packages / one / "sample-de.apkg").notes for one in between] or [{}]
        return [guid for guid, note in first.items() if all(one.get(guid) == note for one in others)]

    def nothing_is_doubled(self, what: str) -> None:
        """Look for second notes, note types and decks."""
        db = self.col.db
        twice = db.list("select guid from notes group by guid having count() > 1")
        twice += db.list(
            "select substr(flds, 1, instr(flds, char(31))) as key from notes "
            "where sfld != 'Mein Fall' group by mid, key having count() > 1"
        )
        twice += [name for name in self.type_names() if name.endswith("+")]
        twice += [one.name for one in self.col.decks.all_names_and_ids() if one.name.endswith("+")]
        twice += db.list("select nid || '/' || ord from cards group by nid, ord having count() > 1")
        self.facts.say("nothing-doubled", not twice and len(self.type_names()) == NOTE_TYPES, f"{what}: {twice}")

    def type_names(self) -> list[str]:
        """Return the names of the note types of the German deck."""
        return [one.name for one in self.col.models.all_names_and_ids() if one.name.startswith(TOP)]

    def as_released(self, version: str, but: tuple[str, ...] = ()) -> list[str]:
        """Return the items that are not as a version has them, without own cases and some others."""
        brought = content(self.packages / version / "sample-de.apkg").notes
        case = self.col.models.by_name(OWN_CASE)["id"]
        return [
            fields[0]
            for guid, (fields, tags) in brought.items()
            if (row := self.notes()[guid])[2] != case
            and fields[0] not in but
            and (row[5].split("\x1f"), frozenset(row[4].split())) != (fields, tags)
        ]

    def look_at_everything(self, what: str, *, blank: int = 0) -> None:
        """Show each card, look for each picture, and let Anki check its database."""
        say = self.facts.say
        faults = []
        for card_id in self.col.find_cards(""):
            output = self.col.get_card(card_id).render_output()
            sides = (output.question_text, output.answer_text)
            faults += [(card_id, side) for side in sides if "{{" in side or "a problem" in side or not side.strip()]
        empty = [card_id for one in self.col.get_empty_cards().notes for card_id in one.card_ids]
        faults = [one for one in faults if one[0] not in empty]
        say("rendered", not faults and len(empty) == blank, f"{what}: {faults} {empty}")
        missing = list(self.col.media.check().missing)
        say("media", not missing, f"{what}: {missing}")
        cards = self.col.card_count()
        words = self.col.fix_integrity()[0]
        # Where a second ends during an answer, Anki's own card and log disagree about it, and the check says so.
        told = [line for line in words.strip().splitlines() if "last review time" not in line]
        say("database-clean", len(told) == 1 and self.col.card_count() == cards, f"{what}: {words}")


def every_version(learner: Learner) -> None:
    """A learner takes each version, and does everything on the way that Anki offers."""
    say, col = learner.facts.say, learner.col
    begun = learner.take("1.0.0", "start-de")
    full = learner.take("1.0.0")
    whole = content(learner.packages / "1.0.0/sample-de.apkg")
    say("first-import", len(learner.notes()) == len(whole.notes) and not learner.as_released("1.0.0"))
    guids = dict(col.db.all("select id, guid from notes"))
    places: dict[str, list[int]] = {}
    for note_id, due in col.db.all("select nid, due from cards where type = 0 order by ord"):
        places.setdefault(guids[note_id], []).append(due)
    say("in-order", places == whole.places, places)
    rest = len(whole.notes) - len(begun.new)
    say("start-deck", (len(full.new), len(full.updated), len(full.duplicate)) == (rest, 0, len(begun.new)))
    learner.look_at_everything("first import")

    learner.study()
    learner.next_day()
    for item in QUESTIONS:
        learner.answer(learner.card(item), ANSWERED.get(item, GOOD))
    learner.next_day()
    col = learner.col
    for item, rating in ANSWERED.items():
        learner.answer(learner.card(item), rating)
    say("four-answers", set(col.db.list("select ease from revlog")) == {1, 2, 3, 4})
    _do_what_anki_offers(learner)
    kept = learner.schedules()
    old_picture = _pictures(learner)

    learner.take("2.0.0", "start-de")
    learner.take("2.0.0")
    _second_version(learner, kept, old_picture)
    empty = [list(one.card_ids) for one in col.get_empty_cards().notes]
    say("retired-empty", empty == [learner.card_ids("retired")], empty)
    learner.look_at_everything("second version", blank=1)
    before = learner.notes(), learner.schedules(), col.models.all()
    for deck in ("start-de", "sample-de"):
        log = learner.take("2.0.0", deck)
        say("twice", not log.new and not log.updated, deck)
    say("twice", (learner.notes(), learner.schedules(), col.models.all()) == before)

    for _ in range(2):
        learner.study()
        learner.next_day()
    col = learner.col
    retired = learner.card_ids("retired"), col.db.scalar(_REVIEWS, learner.card_ids("retired")[0])
    learner.take("3.0.0")
    restored = learner.card_ids("retired"), col.db.scalar(_REVIEWS, learner.card_ids("retired")[0])
    say("restored", restored == retired and retired[1] and "Frage retired?" in learner.note("retired")["Question"])
    _third_version(learner, OWN)
    _older_version(learner)
    learner.look_at_everything("all versions")
    _own_things(learner)
    notes, schedules = learner.notes(), learner.schedules()
    log = learner.import_file(learner.packages / "sample-en.apkg")
    german = {guid: row for guid, row in learner.notes().items() if guid in notes}
    cards = {key: row for key, row in learner.schedules().items() if key in schedules}
    say("languages", (german, cards) == (notes, schedules) and len(log.new) == 4 and not log.updated)


_REVIEWS = "select count() from revlog where cid = ?"


def _pictures(learner: Learner) -> set[str]:
    return {name.name for name in Path(learner.col.media.dir()).iterdir() if name.name.startswith("offer-2")}


def _do_what_anki_offers(learner: Learner) -> None:
    col = learner.col
    col.sched.suspend_cards(learner.card_ids("suspended"))
    col.sched.bury_cards(learner.card_ids("buried"), manual=True)
    col.set_user_flag_for_cards(3, learner.card_ids("flagged"))
    col.set_deck(learner.card_ids("elsewhere"), col.decks.id("Mein Stapel"))
    learner.write("own-words", MINE)
    learner.write("edited-before", MINE)
    col.tags.bulk_add([learner.note("own-tag").id], "mein-stichwort")
    col.tags.bulk_add([learner.note("marked").id], "marked")
    leech = learner.card("leech")
    leech.type, leech.queue, leech.due, leech.ivl, leech.lapses = 2, 2, col.sched.today, 10, 7
    col.update_card(leech)
    learner.answer(col.get_card(leech.id), AGAIN)
    assert learner.note("leech").has_tag("leech")
    col.remove_notes([learner.note("deleted").id])
    col.remove_cards_and_orphaned_notes(learner.card_ids("gap-of-a-no")[1:])
    own = col.new_note(col.models.by_name(OWN_CASE))
    own.fields[0] = MINE
    col.add_note(own, col.decks.id("Beispiel::1 Situationen"))
    learner.stamp(RELEASED["1.0.0"] + 5 * DAY)
    learner.write("edited-after", MINE)
    learner.stamp(RELEASED["2.0.0"] + DAY)


def _second_version(learner: Learner, kept: dict[int, list[Any]], old_picture: set[str]) -> None:
    say, col = learner.facts.say, learner.col
    arrived = [item for item in CHANGED if item != "edited-after"]
    say("text", all("Neue Frage" in learner.note(item)["Question"] for item in arrived))
    say("own-text-replaced", MINE not in learner.note("edited-before")["Answer"])
    late = learner.note("edited-after")
    say("late-edit-kept", late["Answer"] == MINE and "Neue Frage" not in late["Question"])
    say("tag", "sample::claim::S11" in learner.note("claimed").tags)
    say("rule", "Bei Gefahr reicht das Nein." in learner.note("small-discount")["Limits"])
    new_picture = _pictures(learner) - old_picture
    situation = learner.note("small-discount-2")["Situation"]
    say("picture", len(new_picture) == 1 and all(name in situation for name in new_picture), new_picture)
    say("look", all("Fehler? Bitte melden." in one["tmpls"][0]["afmt"] for one in _types(learner) if not _own(one)))
    renamed = learner.card("renamed")
    say("renamed", kept.get(renamed.id) == learner.schedules()[renamed.id] and "with-another-id" not in _keys(learner))
    moved = learner.card("moved")
    said = learner.note("moved")
    told = said["Lesson"] == "Das zweite Nein" and "sample::lesson::second-no" in said.tags
    say("moved", told and kept.get(moved.id) == learner.schedules()[moved.id])
    say("new", learner.card("new").type == 0)
    say("deleted-note", learner.card("deleted").type == 0)
    gaps = [col.get_card(card_id) for card_id in learner.card_ids("gap-of-a-no")]
    say("deleted-card", [card.ord for card in gaps] == [0, 1] and gaps[1].type == 0)
    say("description", "Version 2.0.0" in col.decks.by_name(TOP)["desc"])
    say("example-kept", _example(learner) == ["Lage"], _example(learner))
    say("arrived", not learner.as_released("2.0.0", (*OWN, "edited-after")), learner.as_released("2.0.0", OWN))
    _own_things(learner)


def _own_things(learner: Learner) -> None:
    say = learner.facts.say
    say("own-words", learner.note("own-words")["Answer"] == MINE)
    tags = {"own-tag": "mein-stichwort", "marked": "marked", "leech": "leech"}
    say("own-tags", all(learner.note(item).has_tag(tag) for item, tag in tags.items()))
    say("own-case", len(learner.col.find_notes(f'"Situation:{MINE}"')) == 1)


def _third_version(learner: Learner, touched: tuple[str, ...]) -> None:
    say = learner.facts.say
    wrong = learner.as_released("3.0.0", touched)
    say("arrived", not wrong, wrong)
    say("next-version-replaces", "Dritte Frage" in learner.note("edited-after")["Question"])
    names = [one["name"] for one in learner.col.models.by_name("Beispiel – Frage")["flds"]]
    mnemonic = learner.note("mnemonic")
    shown = "Eselsbrücke" in learner.card("mnemonic").render_output().answer_text
    say("spare-field", "Mnemonic" in names and "Spare1" not in names and shown, names)
    say("spare-field", "Mnemonic" in mnemonic and mnemonic["Mnemonic"] == "Eselsbrücke")


def _older_version(learner: Learner) -> None:
    say, col = learner.facts.say, learner.col
    before = learner.notes(), learner.schedules(), [(one["name"], one["flds"], one["tmpls"]) for one in _types(learner)]
    for deck in ("start-de", "sample-de"):
        learner.take("1.0.0", deck)
    after = learner.notes(), learner.schedules(), [(one["name"], one["flds"], one["tmpls"]) for one in _types(learner)]
    say("older", after == before, [a for a, b in zip(after, before, strict=True) if a != b])
    say("older-description", "Version 3.0.0" in col.decks.by_name(TOP)["desc"])
    learner.take("3.0.0")
    say("description", "Version 3.0.0" in col.decks.by_name(TOP)["desc"])


def _types(learner: Learner) -> list[Any]:
    return [learner.col.models.by_name(name) for name in learner.type_names()]


def _own(note_type: Any) -> bool:
    return str(note_type["name"]) == OWN_CASE


def _keys(learner: Learner) -> list[str]:
    return [row[5].split("\x1f")[0] for row in learner.notes().values()]


def _example(learner: Learner) -> list[str]:
    """Return the examples of an own case that came with the deck, without the learner's own."""
    case = learner.col.models.by_name(OWN_CASE)["id"]
    fields = [row[5].split("\x1f")[0] for row in learner.notes().values() if row[2] == case]
    return [text.replace("<p>", "").replace("</p>", "") for text in fields if text != MINE]


def straight_to_the_third(learner: Learner) -> None:
    """A learner takes the third version right after the first."""
    learner.take("1.0.0", "start-de")
    learner.take("1.0.0")
    learner.study()
    learner.next_day()
    before = learner.schedules()
    learner.take("3.0.0")
    wrong = learner.as_released("3.0.0")
    learner.facts.say("skipped", not wrong and before.items() <= learner.schedules().items(), wrong)
    _third_version(learner, ())
    _older_version(learner)
    learner.look_at_everything("third version after the first")


def late(learner: Learner) -> None:
    """A learner takes the second version only when the third is out already, and then the third."""
    learner.take("1.0.0")
    learner.take("2.0.0", on=RELEASED["3.0.0"] + 5 * DAY)
    learner.take("3.0.0", on=RELEASED["3.0.0"] + 5 * DAY)
    wrong = learner.as_released("3.0.0")
    learner.facts.say("late", not wrong, wrong)
    always = 1
    learner.import_file(learner.packages / "3.0.0/sample-de.apkg", update_notes=always)
    wrong = learner.as_released("3.0.0")
    learner.facts.say("always", not wrong, wrong)


def emptied(learner: Learner) -> None:
    """A learner deletes the empty card of the retired item, and then it is restored."""
    learner.take("1.0.0")
    learner.answer(learner.card("retired"), GOOD)
    old = learner.card("retired").id
    learner.take("2.0.0")
    reviews = learner.log()
    found = [card_id for one in learner.col.get_empty_cards().notes for card_id in one.card_ids]
    learner.col.remove_cards_and_orphaned_notes(found)
    say = learner.facts.say
    say("emptied", learner.log() == reviews and reviews and "retired" not in _keys(learner), found)
    learner.take("2.0.0")
    say("emptied-again", not learner.card_ids("retired") and not learner.col.get_empty_cards().notes)
    learner.take("3.0.0")
    card = learner.card("retired")
    say("emptied-restored", card.type == 0 and card.id != old and learner.log() == reviews)
    learner.look_at_everything("restored after Empty Cards")


def new_learner(learner: Learner) -> None:
    """A learner begins with the second version, which holds a retired item."""
    learner.take("2.0.0")
    say = learner.facts.say
    say("new-learner", not learner.card_ids("retired") and not learner.col.get_empty_cards().notes)
    say("example-new", _example(learner) == ["Neue Lage"], _example(learner))
    learner.study()
    learner.next_day()
    learner.take("3.0.0")
    say("new-learner-restored", learner.card("retired").type == 0 and not learner.as_released("3.0.0"))
    learner.look_at_everything("begun with the second version")


def checked(learner: Learner) -> None:
    """A learner begins with the second version, and lets Anki check its database."""
    learner.take("2.0.0")
    learner.col.fix_integrity()
    say = learner.facts.say
    say("checked", not learner.card_ids("retired"), "a blank card was added")
    learner.take("3.0.0")
    say("checked-restored", learner.card("retired").type == 0 and not learner.as_released("3.0.0"))
    learner.look_at_everything("restored after Check Database")


def presets(learner: Learner) -> None:
    """A learner imports once as the dialog is, and once with the box for presets, if there is one."""

    def preset() -> str:
        return str(learner.col.decks.config_dict_for_deck_id(learner.col.decks.id_for_name(TOP))["name"])

    learner.take("1.0.0")
    learner.facts.say("presets-unasked", preset() == "Default", preset())
    if hasattr(learner.col._backend.get_import_anki_package_presets(), "with_deck_configs"):
        learner.import_file(learner.packages / "1.0.0/sample-de.apkg", with_deck_configs=True)
    learner.facts.say("presets", preset() == "Beispiel – Karten", preset())


STORIES = (every_version, straight_to_the_third, late, emptied, new_learner, checked, presets)


def main() -> None:
    """Play all stories, with and without FSRS, and print the facts."""
    import anki.lang

    anki.lang.set_lang("en")
    from anki.buildinfo import version

    facts = Facts()
    for fsrs in (False, True):
        for story in STORIES:
            with tempfile.TemporaryDirectory() as home:
                learner = Learner(Path(home), Path(sys.argv[1]), facts, fsrs=fsrs)
                story(learner)
                learner.col.close()
    sys.stdout.write(json.dumps({"version": version, "facts": facts.found}))


if __name__ == "__main__":
    main()
