"""The same story of learners on many versions of Anki: `make anki-versions` writes docs/anki-versions.md."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from anki_learner import CHANGED, QUESTIONS, RELEASED
from conftest import HERE, LESSON, REPOSITORY, Sandbox
from deckwright.authoring.diagnostics import Report, render
from deckwright.deck import notes, notetypes
from deckwright.releasing import release

OLDER = ("23.10.1", "24.6.3", "24.11", "25.2.7", "25.9.2", "26.5")
"""Versions of `anki`, one of each half year; the one that the tests use comes on top of them."""
ENVIRONMENTS = REPOSITORY / "build/anki-versions"
PAGE = REPOSITORY / "docs/anki-versions.md"

ROWS = {
    "The first import": {
        "first-import": "brings every text and tag as it was written",
        "in-order": "puts the new cards in the order of the lessons",
        "start-deck": "of the full deck, after a start package of one lesson, adds what is missing and nothing twice",
        "presets-unasked": "leaves the deck options alone when the box for presets is not ticked",
        "presets": "brings the presets, and the decks use them, when the box is ticked",
    },
    "What the next version changes, arrives": {
        "text": "a changed question, also on cards that were answered, suspended, buried, flagged or moved",
        "tag": "a changed tag",
        "rule": "a changed rule, on the situation that shows it",
        "picture": "a changed picture, as a file of its own",
        "look": "a changed line at the foot of every card, without a second note type",
        "new": "a new item, as a new card",
        "renamed": "nothing new, for an item that only has another id",
        "moved": "the other lesson of an item that was moved there, while its card stays where it is",
        "description": "the new version in the description of the deck",
        "spare-field": "a spare field that has a name and a text now, shown on the card",
        "arrived": "all else: every note that the learner did not write on is as the package has it",
    },
    "What no import takes away": {
        "log-kept": "a single line of the review log",
        "schedule-kept": "schedule, deck, flag, suspension or FSRS memory of a card that was there",
        "unchanged-kept": "anything of a note that did not change between two versions",
        "own-words": "the learner's own words on such a note",
        "own-tags": "the learner's own tag, the mark, the tag of a leech on such a note",
        "own-case": "a case that the learner wrote",
        "example-kept": "the example of a case, whatever the next version has there",
        "languages": "anything of the German deck, when the English one is imported beside it",
    },
    "What learners may wonder about": {
        "own-text-replaced": "own words on a note that the next version changes give way to it",
        "late-edit-kept": "own words that are younger than a release stay when it is imported",
        "next-version-replaces": "and give way to the release after it, if that changes the note again",
        "deleted-note": "a note that was deleted comes back as new with the next import",
        "deleted-card": "one of two gap cards that was deleted comes back as new with the next import",
        "example-new": "who begins with the next version gets its example of a case",
    },
    "The order of imports": {
        "twice": "the same version twice: nothing happens",
        "skipped": "the third version right after the first: all is as in the third, no review is touched",
        "older": "an older version after a newer one: no note, card or note type changes",
        "older-description": "and the description of the deck still names the newer version",
        "late": "a version that is imported when the next one is out already, and then that one: all is as in the next",
        "always": "the same, with *Update notes: Always* in the dialog",
    },
    "An item that is withdrawn, and restored later": {
        "retired-empty": "its card is empty, and the only one that *Empty Cards* offers",
        "emptied": "*Empty Cards* removes it, and the review log stays whole",
        "emptied-again": "importing the same version again does not bring it back",
        "restored": "when restored, the card is there with its reviews, for those who kept it",
        "emptied-restored": "when restored, it is a new card for those who removed it",
        "new-learner": "who begins while it is withdrawn gets no card of it",
        "new-learner-restored": "and gets one when it is restored",
        "checked": "nor does *Check Database* add one for them",
        "checked-restored": "after *Check Database*, restoring it gives them a card that works",
    },
    "The collection stays in order": {
        "nothing-doubled": "no note, card, note type or deck is there twice",
        "rendered": "every card shows a front and a back, without an error of a template",
        "media": "no picture is missing",
        "database-clean": "*Check Database* finds nothing to mend",
        "four-answers": "all four answers were given on the way",
    },
}
"""What was looked at, in the words of a learner, by the names that `anki_learner.py` uses."""

FOOTNOTES = {
    "presets": "The import dialog of 23.10 has no such box; set the values by hand, see [studying.md](studying.md).",
    "older-description": (
        "Anki takes the description of a deck from whatever was imported last. The next import of the newer version "
        "puts it right."
    ),
    "late": (
        "Up to 24.11, a note that an import updated gets the time of that import. What a release changed that was "
        "made before then looks older, and does not arrive; its next change does, and so does everything with "
        "*Update notes: Always*. Since 25.02 such a note keeps the time of its release "
        "([ankitects/anki#3693](https://github.com/ankitects/anki/pull/3693))."
    ),
    "checked": (
        "A withdrawn item travels as a note without a card, and *Check Database* gives every such note a blank one. "
        "*Empty Cards* removes it."
    ),
}
"""What is to be said where the answer is no."""

INTRO = """\
<!-- made by tests/anki_versions.py; edits here are lost -->

# The same story on several versions of Anki

Learners keep their Anki for years. So one story was played with the same packages on each of these versions, one of
each half year since 23.10, the first with the import dialog of today. A **yes** means that it held every time it was
looked at, with FSRS off and with FSRS on. `make anki-versions` repeats all of it, in an environment for each
version below `build`; `make test` repeats the last column.

The story has three releases of a small course in German. A learner imports a start package of one lesson, then the
full deck, and answers for several days with all four buttons; suspends, buries and flags cards, puts one into another
deck, edits and tags notes, marks one, has a leech, deletes a note and a single card. Then come the second and the third
version, one after the other, repeated, skipped, late, and the first one once more. Other learners begin with the
second version, or run *Empty Cards* and *Check Database* in between.

What ran is Anki's backend as Python installs it, the part that imports, schedules and renders, on Linux. Its window
did not run, nor did phones: [clients.md](clients.md) says what was tried there. Imports have the switches that the
dialog shows the first time. A day passes by moving all reviews a day back. The releases have fixed dates in the past,
so each edit of the learner, and each note that an import touched, got the date that it has in the story, where Anki had
put today's; the leech got seven failures at once before its last one. For the spare field, the program was altered as
a later one could be.

"""

SECOND = LESSON.replace("01-first", "02-second")
COURSE = "content/sample/course.yaml"


def releases(folder: Path) -> None:
    """Release three versions of the sample project, made larger, and the English deck as it is, into a folder."""
    with tempfile.TemporaryDirectory() as place:
        english = Sandbox(Path(place) / "english")
        shutil.copytree(HERE / "project", english.root)
        _release(english, "1.0.0", folder / "english")
        shutil.copy(folder / "english/sample-en.apkg", folder / "sample-en.apkg")
        german = Sandbox(Path(place) / "german")
        shutil.copytree(HERE / "project", german.root)
        _first(german)
        _release(german, "1.0.0", folder / "1.0.0")
        retired = _second(german)
        _release(german, "2.0.0", folder / "2.0.0", "left-deck")
        with pytest.MonkeyPatch.context() as patch:
            _third(german, retired, patch)
            _release(german, "3.0.0", folder / "3.0.0")


def _release(sandbox: Sandbox, name: str, folder: Path, *allow: str) -> None:
    report = Report()
    released = release(sandbox.project, name, report, out=folder, allow=allow, clock=lambda: RELEASED[name])
    assert released, render(report.sorted())


def _question(name: str) -> str:
    texts = f"    question: |\n      Frage {name}?\n    answer: |\n      Antwort auf {name}.\n"
    return f"  {name}:\n    claims: [S10]\n{texts}"


def _first(sandbox: Sandbox) -> None:
    """Make the project larger: a second lesson, a question for all that can happen to one, a start deck."""
    sandbox.add_cards_of_the_course()
    for path in (*sandbox.root.rglob("*.en.yaml"), sandbox.root / "decks/sample-en.yaml"):
        path.unlink()
    sandbox.replace(COURSE, "translations: [en]\n", "")
    claims = sandbox.root / "content/sample/claims.yaml"
    claims.write_text(claims.read_text("utf-8") + claims.read_text("utf-8")[8:].replace("S10", "S11"), "utf-8")
    text = (sandbox.root / LESSON).read_text("utf-8")
    for word in ("first-no", "one-sentence-no", "small-discount", "order-of-a-no", "gap-of-a-no", "one-no-today"):
        text = text.replace(word, f"{word}-2")
    text = text.replace("lesson: first-no-2", "lesson: second-no").replace("Das erste Nein", "Das zweite Nein")
    (sandbox.root / SECOND).write_text(text.replace("offer.png", "offer-2.png"), "utf-8")
    media = sandbox.root / "content/sample/media"
    shutil.copy(media / "offer.png", media / "offer-2.png")
    sandbox.replace(LESSON, "  gap-of-a-no:\n", "".join(map(_question, QUESTIONS)) + "  gap-of-a-no:\n")
    sandbox.replace(LESSON, "Nach dem Nein folgt", "Nach dem {{c2::Nein}} folgt")
    start = (sandbox.root / "decks/sample-de.yaml").read_text("utf-8")
    start = start.replace("deck: sample-de", "deck: start-de").replace("paths:\n", "lessons: [first-no]\npaths:\n")
    (sandbox.root / "decks/start-de.yaml").write_text(start, "utf-8")


def _second(sandbox: Sandbox) -> str:
    """Change something of each sort, and return the text of the item that is retired."""
    for name in CHANGED:
        sandbox.replace(LESSON, f"Frage {name}?", f"Neue Frage {name}?")
    sandbox.replace(LESSON, "  claimed:\n    claims: [S10]", "  claimed:\n    claims: [S10, S11]")
    picture = sandbox.root / "content/sample/media/offer-2.png"
    picture.write_bytes(picture.read_bytes() + b"\0")
    sandbox.replace(LESSON, "Bei Gefahr genügt das Nein.", "Bei Gefahr reicht das Nein.")
    sandbox.replace(COURSE, "report: Fehler bitte melden.", "report: Fehler? Bitte melden.")
    sandbox.replace(COURSE, "situation: Lage", "situation: Neue Lage")
    sandbox.replace(LESSON, "  renamed:\n", "  with-another-id:\n    formerly: renamed\n")
    sandbox.replace(LESSON, _question("retired"), "")
    sandbox.replace(COURSE, "vocabulary:\n", "retired:\n  retired:\n    reason: Zu leicht.\nvocabulary:\n")
    sandbox.replace(LESSON, _question("moved"), _question("new"))
    sandbox.replace(SECOND, "  gap-of-a-no-2:\n", _question("moved") + "  gap-of-a-no-2:\n")
    return _question("retired")


def _third(sandbox: Sandbox, retired: str, patch: pytest.MonkeyPatch) -> None:
    """Restore what was retired, change a text once more, and use a spare field as a later program could."""
    sandbox.replace(COURSE, "retired:\n  retired:\n    reason: Zu leicht.\n", "")
    sandbox.replace(LESSON, _question("new"), retired + _question("new"))
    sandbox.replace(LESSON, "Neue Frage edited-after?", "Dritte Frage edited-after?")
    fields = tuple("Mnemonic" if name == "Spare1" else name for name in notetypes.FIELDS["recall"])
    patch.setitem(notetypes.FIELDS, "recall", fields)
    patch.setitem(notetypes.RENAMED, ("recall", "Mnemonic"), "Spare1")
    made = notes._made

    def filled(course: Any, item: str, kind: str, values: tuple[str, ...], *others: Any) -> notes.Note:
        if item == "mnemonic":
            spare = fields.index("Mnemonic")
            values = (*values[:spare], "Eselsbrücke", *values[spare + 1 :])
        return made(course, item, kind, values, *others)

    def shown(*args: Any) -> dict[str, notetypes.NoteType]:
        types = notetypes.note_types(*args)
        object.__setattr__(types["recall"], "back", types["recall"].back + "{{#Mnemonic}}{{Mnemonic}}{{/Mnemonic}}")
        return types

    patch.setattr(notes, "_made", filled)
    patch.setattr("deckwright.workspace.note_types", shown)


def played(python: str | Path, packages: Path) -> tuple[str, dict[str, bool]]:
    """Play the story on the Anki that a Python has, and return its version and what held."""
    done = subprocess.run(
        [python, HERE / "anki_learner.py", packages], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"the story broke off on {python}:\n{done.stderr}")
    answer = json.loads(done.stdout)
    return answer["version"], answer["facts"]


def environment(wanted: str) -> Path:
    """Return the Python of an environment that holds a version of Anki and nothing else, made if it is not there."""
    folder = ENVIRONMENTS / wanted
    python, ready = folder / "bin/python", folder / ".ready"
    if not ready.exists():
        _call(sys.executable, "-m", "venv", "--clear", folder)
        _call(python, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", f"anki=={wanted}")
        ready.touch()
    return python


def _call(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def page(outcomes: dict[str, dict[str, bool]]) -> str:
    """Return the page, from what held on each version."""
    numbers: dict[str, int] = {}
    lines = [f"| | {' | '.join(outcomes)} |", "|---" * (1 + len(outcomes)) + "|"]
    for heading, rows in ROWS.items():
        lines.append(f"| **{heading}** |{' |' * len(outcomes)}")
        for name, words in rows.items():
            cells = []
            for facts in outcomes.values():
                mark = "" if facts[name] else f"<sup>{numbers.setdefault(name, len(numbers) + 1)}</sup>"
                cells.append("yes" if facts[name] else f"no{mark}")
            lines.append(f"| {words} | {' | '.join(cells)} |")
    notes_below = [f"{number}. {FOOTNOTES[name]}" for name, number in numbers.items()]
    return INTRO + "\n".join([*lines, "", *notes_below, ""])


def outcomes_of(text: str) -> dict[str, dict[str, bool]]:
    """Return what held on each version, as the table of a page says."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    names = {words: name for group in ROWS.values() for name, words in group.items()}
    return {
        column: {names[row[0]]: row[number] == "yes" for row in rows[2:] if row[0] in names}
        for number, column in enumerate(rows[0][1:], 1)
    }


def main() -> None:
    """Play the story on every version, and write the page."""
    outcomes = {}
    with tempfile.TemporaryDirectory() as folder:
        releases(Path(folder))
        for wanted in (*OLDER, version("anki")):
            sys.stderr.write(f"Anki {wanted} …\n")
            shown, facts = played(environment(wanted), Path(folder))
            outcomes[shown] = facts
    PAGE.write_text(page(outcomes), "utf-8")


if __name__ == "__main__":
    main()
