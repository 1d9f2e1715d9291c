"""The life of a course and of a learner, at random: what an author does, what a learner does, and what must hold.

`test_history.py` runs a short life of it with every `make test`, `make history` long ones.

Time is simulated. Releases are given the machine's clock, and whatever a learner does to a note gets its time
instead of the real one: a second, a day or a year may pass between two steps.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from deckwright.authoring.diagnostics import Report, Severity, render
from deckwright.deck import notetypes
from deckwright.deck.archive import Archive, read_package
from deckwright.pipeline import build
from deckwright.release.lock import Lock, read_lock
from deckwright.releasing import Released, accept_translations, release
from deckwright.verify import oracle
from deckwright.workspace import Project

LESSONS = ("one", "two", "three")
DECKS = {"full-de": LESSONS, "start-de": LESSONS[:2], "full-en": LESSONS}
KINDS = ("scenario", "recall", "cloze", "drill")
START = 1_800_000_000
CARD = "nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082".replace(" ", "")
)
AUTHOR = (
    *("edit", "edit", "edit_the_translation", "tag", "turn_options", "picture", "new_picture", "edit_the_rule"),
    *("restyle", "rename", "rename", "add", "retire", "retire", "restore", "move", "use_a_spare_field", "forget"),
)
LEARNER = (
    *("review", "review", "suspend", "bury", "flag", "write_on_a_note", "tag_a_note", "move_a_card"),
    *("delete_a_note", "remove_empty_cards", "check_the_database"),
)
index = st.integers(0, 999)


@dataclass
class Item:
    """An item as an author has it: its words are counted up, so that every edit is a new text."""

    name: str
    kind: str
    lesson: str
    formerly: str = ""
    words: int = 0
    english: int = 0
    claims: tuple[str, ...] = ()
    turned: bool = False
    picture: bool = False
    retired: bool = False

    @property
    def permanent(self) -> str:
        """The id that learners have it under."""
        return self.formerly or self.name


@dataclass
class Course:
    """A course as an author has it."""

    items: list[Item] = field(default_factory=list)
    rule: int = 0
    report: int = 0
    picture: int = 0

    def write(self, root: Path) -> None:
        """Write all files."""
        folder = root / "content/story"
        (folder / "lessons").mkdir(parents=True, exist_ok=True)
        (folder / "media").mkdir(exist_ok=True)
        (folder / "media/picture.png").write_bytes(PICTURE + bytes(self.picture % 251 + 1))
        retired = "".join(f"  {i.permanent}:\n    reason: Genug.\n" for i in self.items if i.retired)
        (folder / "course.yaml").write_text(
            "course: story\nnamespace: 0123456789abcdef\nlanguage: de\ntranslations: [en]\ntitle: Geschichte\n"
            f"licence: CC0-1.0\nreport: Fehler {self.report}\n"
            + (f"retired:\n{retired}" if retired else "")
            + "vocabulary:\n  settings: {a: A}\n  domains: {a: A}\n  channels: {a: A}\n  constructs: {a: A}\n"
            "  errors: {a: A}\n",
            "utf-8",
        )
        (folder / "course.en.yaml").write_text(
            f"title: Story\nreport: Mistake {self.report}\n"
            "vocabulary:\n  settings: {a: A}\n  domains: {a: A}\n  channels: {a: A}\n  constructs: {a: A}\n"
            "  errors: {a: A}\n",
            "utf-8",
        )
        (folder / "claims.yaml").write_text(
            "claims:\n" + "".join(f"  {c}:\n    text: Satz\n    support: none\n" for c in ("S1", "S2")), "utf-8"
        )
        (folder / "claims.en.yaml").write_text("claims:\n  S1: {text: Claim}\n  S2: {text: Claim}\n", "utf-8")
        for number, lesson in enumerate(LESSONS):
            german = [f"lesson: {lesson}\ntitle: Lektion {lesson}\nobjective: tun\n"]
            english = [f"translates: {lesson}\ntitle: Lesson {lesson}\nobjective: do\n"]
            if number == 0:
                rules = "principles:\n  p:\n{}    rule: |\n      Regel {}.\n    limits: |\n      Nie.\n"
                german.append(rules.format("    construct: a\n", self.rule))
                english.append(rules.format("", self.rule))
            for table, kinds in (("scenarios", KINDS[:1]), ("recall", KINDS[1:3]), ("drills", KINDS[3:])):
                own = [i for i in self.items if i.lesson == lesson and i.kind in kinds and not i.retired]
                if own:
                    german.append(f"{table}:\n" + "".join(_german(i) for i in own))
                    english.append(f"{table}:\n" + "".join(_english(i) for i in own))
            (folder / f"lessons/{number}-{lesson}.yaml").write_text("".join(german), "utf-8")
            (folder / f"lessons/{number}-{lesson}.en.yaml").write_text("".join(english), "utf-8")


def _german(i: Item) -> str:
    head = f"  {i.name}:\n" + (f"    formerly: {i.formerly}\n" if i.formerly else "")
    head += f"    claims: [{', '.join(i.claims)}]\n" if i.claims else ""
    head += "" if i.kind != "scenario" else "    principle: p\n    setting: a\n    domain: a\n    channel: a\n"
    head += "    minutes: 2\n" if i.kind == "drill" else ""
    return head + _texts(i, "Text", i.words, german=True)


def _english(i: Item) -> str:
    return f"  {i.name}:\n" + _texts(i, "Words", i.english, german=False)


def _texts(i: Item, word: str, count: int, *, german: bool) -> str:
    text = f"{word} von {i.permanent} {count}"
    if i.kind == "recall":
        return f"    question: |\n      {text}?\n    answer: |\n      Antwort {count}.\n"
    if i.kind == "cloze":
        return f"    cloze: |\n      {text} hat {{{{c1::eine Lücke}}}}.\n"
    if i.kind == "drill":
        prompts = "".join(f"      p{n}: |\n        {text} {n}\n" for n in range(3))
        return f"    prompts:\n{prompts}    if_then: |\n      Wenn, dann.\n    self_check:\n      a: A\n      b: B\n"
    shown = "\n\n      ![Ein Bild](picture.png)" if i.picture else ""
    options = []
    for name, rating in (("best", 4), ("middle", 2), ("worst", 1)):
        rated = f"        rating: {rating}\n" + ("" if rating == 4 else "        error: a\n        mode: active\n")
        options.append(
            f"      {name}:\n{rated if german else ''}        text: |\n          {name} {text}\n"
            f"        feedback: |\n          Folge {count}\n"
        )
    if i.turned:
        options.reverse()
    return f"    situation: |\n      {text}.{shown}\n    options:\n{''.join(options)}"


@dataclass(frozen=True)
class Given:
    """A package that was given out: its file, and its notes by guid."""

    deck: str
    version: int
    path: Path
    archive: Archive


class Life(RuleBasedStateMachine):
    """An author and a learner, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.root = self.folder / "project"
        self.project = Project(self.root)
        self.course = Course()
        self.now = START
        self.version = 0
        self.names = 0
        self.given: list[Given] = []
        self.locks: dict[str, Lock] = {}
        self.touched: dict[str, int] = {}
        self.held: dict[str, int] = {}
        self.renamed = False
        self.opened = oracle.collection()
        self.anki: Any = self.opened.__enter__()

    def teardown(self) -> None:
        """Throw everything away."""
        self._rename_spare_field(back=True)
        self.opened.__exit__(None, None, None)
        shutil.rmtree(self.folder)

    # The author

    @initialize()
    def begin(self) -> None:
        """Write a course with an item of each kind in each lesson, and release it."""
        (self.root / "decks").mkdir(parents=True)
        for deck, lessons in DECKS.items():
            language = deck[-2:]
            (self.root / f"decks/{deck}.yaml").write_text(
                f"deck: {deck}\ncourse: story\nlanguage: {language}\ntitle: Stapel {deck}\n"
                f"lessons: [{', '.join(lessons)}]\ntombstones: 2\n"
                f"paths: {{cards: 'Story {language}::1 Cards', reflection: 'Story {language}::2 Reflection'}}\n",
                "utf-8",
            )
        for kind in KINDS:
            for lesson in LESSONS:
                self._add(kind, lesson)
        self.publish(0)

    def _add(self, kind: str, lesson: str) -> None:
        self.names += 1
        self.course.items.append(Item(f"{kind}-{self.names}", kind, lesson))

    def _living(self, which: int) -> Item | None:
        living = [item for item in self.course.items if not item.retired]
        return living[which % len(living)] if living else None

    def edit(self, which: int) -> None:
        """Change a text, and perhaps its translation."""
        if item := self._living(which):
            item.words += 1
            item.english += which % 2

    def edit_the_translation(self, which: int) -> None:
        """Change a translation alone."""
        if item := self._living(which):
            item.english += 1

    def tag(self, which: int) -> None:
        """Change the claims of an item, which are its tags."""
        if item := self._living(which):
            item.claims = ((), ("S1",), ("S1", "S2"))[which % 3]

    def turn_options(self, which: int) -> None:
        """Write the options in another order, which is no change."""
        if item := self._living(which):
            item.turned = not item.turned

    def picture(self, which: int) -> None:
        """Show a picture or leave it out."""
        if item := self._living(which):
            item.picture = not item.picture

    def new_picture(self, _: int) -> None:
        """Replace the file of the picture."""
        self.course.picture += 1

    def edit_the_rule(self, _: int) -> None:
        """Change the principle that all scenarios show."""
        self.course.rule += 1

    def restyle(self, _: int) -> None:
        """Change what stands on every card, which is a change of note types alone."""
        self.course.report += 1

    def rename(self, which: int) -> None:
        """Give an item another id."""
        if item := self._living(which):
            self.names += 1
            known = any(item.permanent in lock.items for lock in self.locks.values())
            item.formerly = item.permanent if known else ""
            item.name = f"renamed-{self.names}"

    def add(self, which: int) -> None:
        """Write a new item."""
        self._add(KINDS[which % 4], LESSONS[which // 4 % 3])

    def retire(self, which: int) -> None:
        """Withdraw an item; one that nobody has yet is simply deleted."""
        item = self._living(which)
        if item and sum(not one.retired for one in self.course.items) > 3:
            if any(item.permanent in lock.items for lock in self.locks.values()):
                item.retired = True
            else:
                self.course.items.remove(item)

    def restore(self, which: int) -> None:
        """Bring a withdrawn item back."""
        retired = [item for item in self.course.items if item.retired]
        if retired:
            retired[which % len(retired)].retired = False

    def move(self, which: int) -> None:
        """Put an item into another lesson, so that it may leave a deck."""
        if item := self._living(which):
            item.lesson = LESSONS[which // 7 % 3]

    def use_a_spare_field(self, _: int) -> None:
        """Give a spare field a name of its own."""
        if not self.renamed:
            self._rename_spare_field(back=False)

    def _rename_spare_field(self, *, back: bool) -> None:
        self.renamed = not back
        old, new = ("Mnemonic", "Spare1") if back else ("Spare1", "Mnemonic")
        for kind in KINDS:
            notetypes.FIELDS[kind] = tuple(new if name == old else name for name in notetypes.FIELDS[kind])
            if back:
                notetypes.RENAMED.pop((kind, "Mnemonic"), None)
            else:
                notetypes.RENAMED[kind, "Mnemonic"] = "Spare1"

    def forget(self, which: int) -> None:
        """Delete a released item without a word: the release says no, and the locks stay."""
        item = self._living(which)
        known = [lock.items[item.permanent] for lock in self.locks.values() if item and item.permanent in lock.items]
        if item is None or all(one.retired for one in known):
            return
        self.course.items.remove(item)
        self.course.write(self.root)
        before = [path.read_bytes() for path in sorted((self.root / "decks").glob("*.lock"))]
        report = Report()
        assert release(self.project, f"0.{self.version + 1}.0", report, allow=["left-deck"]) is None
        assert "vanished-item" in {d.code for d in report.diagnostics}
        assert [path.read_bytes() for path in sorted((self.root / "decks").glob("*.lock"))] == before
        self.course.items.append(item)

    @rule(
        acts=st.lists(st.tuples(st.sampled_from(AUTHOR), index), max_size=6),
        behind=st.sampled_from([0, 0, 0, 100_000]),
    )
    def work_and_publish(self, acts: list[tuple[str, int]], behind: int) -> None:
        """Let the author do a few things, and release them. The clock may run behind."""
        self.work(acts)
        self.publish(behind)

    @rule(acts=st.lists(st.tuples(st.sampled_from(AUTHOR), index), max_size=6))
    def work(self, acts: list[tuple[str, int]]) -> None:
        """Let the author do a few things, and build: that leaves the locks alone."""
        for act, which in acts:
            getattr(self, act)(which)
        self.course.write(self.root)
        report = Report()
        build(self.project, (), report, clock=lambda: self.now)
        assert not report.failed(), render(report.sorted())

    def publish(self, behind: int) -> None:
        """Release everything; what is not translated anew still holds."""
        self.course.write(self.root)
        self.version += 1
        released = self._released(behind) or self._released(behind, accept=True)
        assert released is not None
        self._check_locks()
        for one in released.built:
            archive = read_package(one.path, Report())
            assert archive is not None
            self.given.append(Given(one.deck, self.version, one.path, archive))
            self._check_tombstones(self.given[-1])

    def _released(self, behind: int, *, accept: bool = False) -> Released | None:
        """Return the release, or nothing where translations have fallen behind; nothing else may stop it."""
        report = Report()
        if accept:
            names = [item.name for item in self.course.items if not item.retired]
            accept_translations(self.project, "en", names, report)
            assert not report.failed(), render(report.sorted())
        name, now = f"0.{self.version}.0", self.now - behind
        released = release(self.project, name, report, allow=["left-deck"], clock=lambda: now)
        errors = {found.code for found in report.diagnostics if found.severity is Severity.ERROR}
        assert errors == (set() if released else {"stale-translation"}), render(report.sorted())
        return released

    def _check_locks(self) -> None:
        """No entry is ever lost, no guid changes, no time falls."""
        for language in ("de", "en"):
            lock = read_lock(self.root / f"decks/story-{language}.lock", self.root, Report())
            assert lock is not None
            for item, was in self.locks.get(language, Lock()).items.items():
                now = lock.items[item]
                assert now.guid == was.guid
                assert now.mod == was.mod if now.digest == was.digest else now.mod > was.mod
            self.locks[language] = lock

    def _check_tombstones(self, given: Given) -> None:
        """A package of a full deck sends a tombstone for each item that was retired in the last two releases."""
        lock = self.locks[given.deck[-2:]]
        retired = {one.guid for one in lock.items.values() if one.retired and lock.releases_since(one.retired) <= 2}
        with_cards = {card.note for card in given.archive.cards}
        sent = {one.guid for one in given.archive.notes if one.id not in with_cards}
        assert sent == retired if given.deck.startswith("full") else sent <= retired

    # The learner

    @rule(acts=st.lists(st.tuples(st.sampled_from(LEARNER), index), max_size=8))
    def learn(self, acts: list[tuple[str, int]]) -> None:
        """Let the learner do a few things."""
        for act, which in acts:
            self.now += which % 2
            getattr(self, act)(which)

    def _act(self, what: Callable[[Any], object], which: int, kind: str = "notes") -> None:
        """Let the learner do something to a note or a card; what it does to notes happens at the machine's time."""
        ids = self.anki.find_notes("") if kind == "notes" else self.anki.find_cards("")
        before = self._touchable()
        if ids:
            what(sorted(ids)[which % len(ids)])
        self._note_touches(before)

    def _touchable(self) -> dict[str, tuple[Any, ...]]:
        return {row[0]: tuple(row[1:]) for row in self.anki.db.all("select guid, mod, flds, tags from notes")}

    def _note_touches(self, before: dict[str, tuple[Any, ...]]) -> None:
        after = self._touchable()
        for guid in [guid for guid, row in after.items() if before.get(guid) != row]:
            self.touched[guid] = self.now
            self.anki.db.execute("update notes set mod = ? where guid = ?", self.now, guid)
        for guid in before.keys() - after.keys():
            self.touched.pop(guid, None)
            self.held.pop(guid, None)

    def review(self, which: int) -> None:
        """Answer a card, whatever its turn."""

        def answer(card_id: int) -> None:
            card = self.anki.get_card(card_id)
            if card.queue < 0:
                return
            card.start_timer()
            states = self.anki._backend.get_scheduling_states(card.id)
            self.anki.sched.answer_card(self.anki.sched.build_answer(card=card, states=states, rating=which % 4))

        self._act(answer, which, "cards")

    def suspend(self, which: int) -> None:
        """Suspend a card."""
        self._act(lambda card: self.anki.sched.suspend_cards([card]), which, "cards")

    def bury(self, which: int) -> None:
        """Bury a card."""
        self._act(lambda card: self.anki.sched.bury_cards([card]), which, "cards")

    def flag(self, which: int) -> None:
        """Flag a card."""
        self._act(lambda card: self.anki.set_user_flag_for_cards(which % 5, [card]), which, "cards")

    def write_on_a_note(self, which: int) -> None:
        """Change a field of a note."""

        def write(note_id: int) -> None:
            found = self.anki.get_note(note_id)
            found.fields[2] += f" eigenes Wort {self.now}"
            self.anki.update_note(found)

        self._act(write, which)

    def tag_a_note(self, which: int) -> None:
        """Tag or mark a note, or let it become a leech."""
        self._act(lambda note_id: self.anki.tags.bulk_add([note_id], ("eigenes", "marked", "leech")[which % 3]), which)

    def move_a_card(self, which: int) -> None:
        """Put a card into a deck of the learner's own."""
        own = self.anki.decks.id("Meine Karten")
        self._act(lambda card: self.anki.set_deck([card], own), which, "cards")

    def delete_a_note(self, which: int) -> None:
        """Delete a note with its cards."""
        self._act(lambda note_id: self.anki.remove_notes([note_id]), which)

    def remove_empty_cards(self, _: int) -> None:
        """Call Tools > Empty Cards, and delete what it finds."""
        cards = [card for found in self.anki.get_empty_cards().notes for card in found.card_ids]
        retired = {note.id for note in map(self.anki.get_note, self.anki.find_notes("Retired:_*"))}
        assert {self.anki.get_card(card).nid for card in cards} <= retired
        self._act(lambda _: self.anki.remove_cards_and_orphaned_notes(cards), 0)

    def check_the_database(self, _: int) -> None:
        """Call Tools > Check Database: it finds nothing, but for retired notes without a card."""
        before = self._touchable()
        bare = self.anki.db.scalar("select count() from notes where id not in (select nid from cards)")
        words, sound = self.anki.fix_integrity()
        self._note_touches(before)
        found = [line for line in words.splitlines() if line.strip() and "rebuilt and optimized" not in line]
        assert sound
        assert len(found) <= (1 if bare else 0), words

    @rule()
    def begin_anew(self) -> None:
        """Let another learner come, who has nothing yet."""
        self.opened.__exit__(None, None, None)
        self.opened = oracle.collection()
        self.anki = self.opened.__enter__()
        self.touched, self.held = {}, {}

    @rule(deck=st.sampled_from(list(DECKS)))
    def take_the_newest(self, deck: str) -> None:
        """Import the newest version of a deck."""
        self._import([one for one in self.given if one.deck == deck][-1])

    @rule(which=index)
    def take_any(self, which: int) -> None:
        """Import any version of any deck, old ones too."""
        self._import(self.given[which % len(self.given)])

    @rule(seconds=st.sampled_from([0, 1, 60, 86_400, 31_536_000]))
    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds

    def _import(self, given: Given) -> None:
        cards = {row[0]: row[1:] for row in self.anki.db.all(f"select id, {CARD} from cards")}
        reviews = self.anki.db.all("select * from revlog order by id")
        notes = self._notes()
        oracle.import_package(self.anki, given.path)
        self.now += 1
        after = self._notes()
        newest = given.version == self.version

        now = {row[0]: row[1:] for row in self.anki.db.all(f"select id, {CARD} from cards")}
        assert {card: now.get(card) for card in cards} == cards, "a card or its schedule changed"
        assert self.anki.db.all("select * from revlog order by id") == reviews, "the review log changed"

        packaged = {one.guid: one for one in given.archive.notes}
        for guid, row in after.items():
            was, one = notes.get(guid), packaged.get(guid)
            if one is None:
                assert row == was, f"{guid} changed, and is not in the package"
            elif was is not None and one.mod <= was[1]:
                assert row == was, f"{guid} changed, although the package is not newer"
            else:
                assert row[2] == "\x1f".join(one.fields)
                self.held[guid] = one.mod
                self.touched.pop(guid, None)
            if one is not None and newest and row[2] != "\x1f".join(one.fields):
                assert self.touched.get(guid, -1) >= one.mod, f"a released text did not arrive at {guid}"
            if one is not None and was is not None and self.held.get(guid) == one.mod:
                assert guid not in self.touched or row == was, f"{guid} is unchanged, and an edit on it was lost"
        assert after.keys() >= notes.keys()

    def _notes(self) -> dict[str, tuple[Any, ...]]:
        """Return id, time, fields and tags of all notes by guid; no guid is there twice."""
        rows = self.anki.db.all("select guid, id, mod, flds, tags from notes")
        assert len({row[0] for row in rows}) == len(rows), "a note is there twice"
        return {row[0]: tuple(row[1:]) for row in rows}

    @invariant()
    def one_note_for_an_item(self) -> None:
        """No item has two notes in one language, and no note type is there twice."""
        keys = self.anki.db.all(
            "select mid, substr(flds, 1, instr(flds, char(31))), count() c from notes group by 1, 2"
        )
        assert all(count == 1 for _, _, count in keys)
        assert not [one.name for one in self.anki.models.all_names_and_ids() if one.name.endswith("+")]


def profile(lives: int, steps: int, *, seeded: bool) -> settings:
    """Return the settings of a run."""
    return settings(
        max_examples=lives,
        stateful_step_count=steps,
        derandomize=seeded,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=not seeded,
    )


def main() -> None:
    """Live many lives: `LIVES` of them (300), of `STEPS` steps each (60)."""
    from hypothesis.stateful import run_state_machine_as_test

    lives, steps = int(os.environ.get("LIVES", "300")), int(os.environ.get("STEPS", "60"))
    run_state_machine_as_test(Life, settings=profile(lives, steps, seeded=False))
    print(f"{lives} lives of up to {steps} steps: nothing was lost.")


if __name__ == "__main__":
    main()
