"""The blind test of the scenarios: whether the best option can be guessed from the options alone.

`python tests/blind_test.py sheets` writes sheets into `build/blind-test`, for each language one with the options alone
and one with the situations too. Readers write a line for each item, `12 B D`, into a file of their own.
`python tests/blind_test.py score LANGUAGE FILE …` counts them.

The order of options comes from the item's id, so that everybody has the same sheet and the place tells nothing.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from deckwright.authoring.diagnostics import Report, render
from deckwright.course.loading import load_course
from deckwright.course.model import Course, shuffled
from deckwright.course.rules.options import BEST, WORST
from deckwright.course.schema import Scenario

ROOT = Path(__file__).parent.parent
LETTERS = "ABCDE"
INTRODUCTION = {
    "options": "You see what people could say or do, and not why. Which of them would be the most effective?",
    "situations": "Read the situation. Which of the options is the most effective, and which the least?",
}
ANSWER = (
    "Answer with a line for each item: its number, the letter of the best option, the letter of the worst: `12 B D`."
)


def courses(root: Path) -> dict[str, Course]:
    """Return the course of a project in each language. Ends the program where it cannot be read."""
    report = Report()
    folder = next((root / "content").glob("*/course.yaml")).parent
    loaded = load_course(folder, root, report)
    if loaded is None or report.failed():
        sys.exit(render(report.sorted()))
    return loaded.courses


def scenarios(course: Course) -> list[Scenario]:
    """Return the scenarios in their order, those for evaluation included, drafts and the untranslated not."""
    return [
        scenario
        for lesson in course.lessons
        for scenario in lesson.scenarios.values()
        if not scenario.draft and scenario.key.value not in course.incomplete
    ]


def sheet(course: Course, kind: str) -> str:
    """Return a sheet: `options` shows the options alone, `situations` all that a learner sees."""
    settings = course.settings.vocabulary.settings
    parts = [f"# {course.settings.title.value}", INTRODUCTION[kind], ANSWER]
    for number, scenario in enumerate(scenarios(course), 1):
        parts.append(f"## {number}")
        if kind == "situations":
            parts += [f"({settings[scenario.setting.value].value})", scenario.situation.value.strip()]
        parts += [f"{letter}) {o.text.value.strip()}" for letter, o in zip(LETTERS, shuffled(scenario), strict=False)]
    return "\n\n".join(parts) + "\n"


def key(course: Course) -> dict[int, tuple[str, str, str]]:
    """Return id, letter of the best option and letter of the worst, by number."""
    found: dict[int, tuple[str, str, str]] = {}
    for number, scenario in enumerate(scenarios(course), 1):
        letters = {option.rating: letter for letter, option in zip(LETTERS, shuffled(scenario), strict=False)}
        found[number] = (scenario.key.value, letters[BEST], letters[WORST])
    return found


def answers(text: str) -> dict[int, tuple[str, str]]:
    """Return the letters of best and worst (or `?`) by number, from lines such as `12 B D`."""
    found = re.findall(r"^[^\S\n]*(\d+)[^\w\n]+([A-E])\b(?:[^\w\n]+([A-E])\b)?", text, re.MULTILINE | re.IGNORECASE)
    return {int(number): (best.upper(), worst.upper() or "?") for number, best, worst in found}


def score(course: Course, files: Iterable[Path]) -> str:
    """Return what readers found: each, and each item that most of them found."""
    right = key(course)
    hits: dict[int, int] = dict.fromkeys(right, 0)
    given: dict[int, list[str]] = {number: [] for number in right}
    lines = []
    readers = 0
    for path in files:
        told = {number: one for number, one in answers(path.read_text("utf-8")).items() if number in right}
        best = [number for number, (letter, _) in told.items() if letter == right[number][1]]
        worst = [number for number, (_, letter) in told.items() if letter == right[number][2]]
        readers += 1
        for number in best:
            hits[number] += 1
        for number, (letter, _) in told.items():
            given[number].append(letter)
        share = 100 * len(best) / max(len(told), 1)
        lines.append(f"{path.name}: best {len(best)} of {len(told)} ({share:.0f} %), worst {len(worst)} of {len(told)}")
        if len(told) < len(right):
            lines.append(f"  no answer for {', '.join(str(number) for number in right if number not in told)}")
    lines.append("")
    for number, (item, letter, _) in right.items():
        lines.append(f"{number:3} {item}: {hits[number]} of {readers} say {letter}; given {' '.join(given[number])}")
    return "\n".join(lines)


def main() -> None:
    """Write sheets, or score answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-C", dest="root", type=Path, default=ROOT, help="the project")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("sheets", help="write the sheets into build/blind-test")
    scoring = commands.add_parser("score", help="count answers")
    scoring.add_argument("language")
    scoring.add_argument("answers", nargs="+", type=Path)
    options = parser.parse_args()
    found = courses(options.root)
    if options.command == "score":
        print(score(found[options.language], options.answers))
        return
    folder = options.root / "build" / "blind-test"
    folder.mkdir(parents=True, exist_ok=True)
    for language, course in found.items():
        for kind in INTRODUCTION:
            path = folder / f"{language}-{kind}.md"
            path.write_text(sheet(course, kind), "utf-8")
            print(path)


if __name__ == "__main__":
    main()
