"""Twelve weeks of study on the real scheduler, with a made-up learner: `make study` writes docs/studying.md."""

from __future__ import annotations

import json
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from deckwright.report.study import DAYS, DRILL_DONE, LEARNERS, RIGHT_AT_ONCE, RIGHT_LATER, SECONDS

REPOSITORY = Path(__file__).parent.parent


@dataclass
class Day:
    """What a learner did on a day: how many new cards, in how many seconds, and which drills."""

    new: int = 0
    seconds: float = 0.0
    drills: list[str] = field(default_factory=list)


def study(
    package: Path, deck: str, *, presets: bool, fsrs: bool = False, days: int = DAYS, seed: int = 1
) -> tuple[list[Day], dict[str, int]]:
    """Import a package and study its top deck every day until nothing is due.

    Returns the days, and the intervals of all drills at the end, in days, by item.
    """
    import anki.lang

    anki.lang.set_lang("en")
    from anki.collection import Collection, ImportAnkiPackageRequest

    chance = random.Random(seed)
    done: list[Day] = []
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "collection.anki2")
        collection = Collection(path)
        collection.set_config("fsrs", fsrs)
        options = collection._backend.get_import_anki_package_presets()
        options.with_deck_configs = presets
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))
        for _ in range(days):
            collection.decks.select(collection.decks.id(deck))
            done.append(_one_day(collection, chance))
            _let_a_day_pass(collection)
            collection.close()
            collection = Collection(path)  # the scheduler looks at the clock anew
        intervals = dict(
            collection.db.all(
                "select substr(flds, 1, instr(flds, char(31)) - 1), c.ivl from cards c "
                "join notes n on n.id = c.nid join notetypes t on t.id = n.mid where t.name like '%Refle%' and reps > 0"
            )
        )
        collection.close()
    return done, intervals


def _one_day(collection: Any, chance: random.Random) -> Day:
    day = Day()
    while queued := collection.sched.get_queued_cards(fetch_limit=1).cards:
        card = collection.get_card(queued[0].card.id)
        front = card.question()
        kind = front.split("dw dw-", 1)[1].split(" ", 1)[0]
        new = card.queue == 0
        right = DRILL_DONE if kind == "drill" else RIGHT_AT_ONCE if new else RIGHT_LATER
        good = chance.random() < right
        states = collection._backend.get_scheduling_states(card.id)
        card.start_timer()
        collection.sched.answer_card(collection.sched.build_answer(card=card, states=states, rating=2 if good else 0))
        day.new += new
        day.seconds += int(card.note()["Minutes"]) * 60 if kind == "drill" else SECONDS[kind]
        if kind == "drill":
            day.drills.append(card.note()["Key"])
    return day


def _let_a_day_pass(collection: Any) -> None:
    """Move the whole history of a collection a day into the past, so that its today is its tomorrow."""
    collection.db.execute("update col set crt = crt - 86400")
    collection.db.execute("update cards set due = due - 86400 where queue = 1")
    collection.db.execute("update revlog set id = id - 86400000")
    for card_id, data in collection.db.all("select id, data from cards where data like '%lrt%'"):
        values = json.loads(data)
        values["lrt"] -= 86400
        collection.db.execute("update cards set data = ? where id = ?", json.dumps(values), card_id)


WHOLE, SHORTEST = "vertrauen-de", "vertrauen-de-90-minuten"
DECKS = {WHOLE: "whole deck", "vertrauen-de-halber-tag": "after half a day", SHORTEST: "after 90 minutes"}


def packages(folder: Path, names: Sequence[str] = (WHOLE, SHORTEST)) -> Iterator[tuple[str, Path]]:
    """Yield German decks as they are shipped, built into a folder: the whole course, and the smallest start package."""
    from deckwright.authoring.diagnostics import Report
    from deckwright.pipeline import build
    from deckwright.workspace import Project

    for name in ("content", "decks"):
        shutil.copytree(REPOSITORY / name, folder / name)
    for name in names:
        (built,) = build(Project(folder), [name], Report())
        yield name, built.path


def figures(package: Path, *, presets: bool, fsrs: bool) -> list[str]:
    """Return what several learners did, as the cells of a row; a range where they differ."""
    rows: list[list[float]] = []
    for seed in range(LEARNERS):
        days, intervals = study(package, "Vertrauen aufbauen", presets=presets, fsrs=fsrs, seed=seed)
        minutes = [day.seconds / 60 for day in days]
        rows.append(
            [
                max(day.new for day in days),
                max(number for number, day in enumerate(days, 1) if day.new),
                *(sum(minutes[7 * week : 7 * week + 7]) / 7 for week in (0, 1, 3, 11)),
                max(minutes),
                max(len(day.drills) for day in days),
                sum(len(day.drills) for day in days),
                max(intervals.values()),
            ]
        )
    ends = [(round(min(column)), round(max(column))) for column in zip(*rows, strict=True)]
    return [str(low) if low == high else f"{low}–{high}" for low, high in ends]


def main() -> None:
    """Write the page with the figures."""
    head = (
        "deck | presets | FSRS | most new cards a day | last new card on day "
        "| minutes a day in week 1 | week 2 | week 4 | week 12 | longest day "
        "| most drills a day | drills in 84 days | longest interval of a drill, days"
    )
    lines = [f"| {head} |", "|---" * 13 + "|"]
    with tempfile.TemporaryDirectory() as folder:
        for name, path in packages(Path(folder), list(DECKS)):
            for presets, fsrs in ((True, False), (True, True), (False, False), (False, True)):
                words = [DECKS[name], "with" if presets else "without", "on" if fsrs else "off"]
                lines.append(f"| {' | '.join([*words, *figures(path, presets=presets, fsrs=fsrs)])} |")
    page = REPOSITORY / "docs/studying.md"
    before, _, after = page.read_text("utf-8").split("<!-- figures -->\n")
    table = "\n".join([*lines, "", f"{LEARNERS} learners each, Anki {version('anki')}.", ""])
    page.write_text("<!-- figures -->\n".join([before, table, after]), "utf-8")
    sys.stdout.write(table)


if __name__ == "__main__":
    main()
