"""What somebody wants to have made, and what came of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring.diagnostics import Report, did_you_mean, one_of, printable
from deckwright.authoring.names import is_name, report_bad_name
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Source, Text
from deckwright.course.loading import Loaded, find_course, load_course
from deckwright.creating.texts import free_name, proposed_name
from deckwright.packing import write_files
from deckwright.workspace import Project, exclusive, readable

Ask = Callable[[str, Sequence[str], str | None], str]
"""Called for a word that was not given: with the name of its option, what can be chosen (nothing where any word can),
and what is taken where nobody chooses, if there is such a thing."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Words that were given, by the names of their options, and how to ask for others."""

    given: Mapping[str, str]
    ask: Ask


@dataclass(frozen=True, slots=True)
class Created:
    """What was made: its name, the files that were written, and the line of the first in which it begins.

    `left_out` are decks that list their lessons, and not this one.
    """

    name: str
    root: Path
    files: tuple[Path, ...]
    line: int = 1
    left_out: tuple[str, ...] = ()


def argument(option: str, word: str) -> Text:
    """Return a word of the command line as a text, to say what is wrong with it at its place."""
    return Text(word, Source(option, word.encode("utf-8", "replace")), 0, len(word))


def chosen(option: str, known: Collection[str], wishes: Wishes, report: Report, *, needed: bool = False) -> str:
    """Return the word for an option: the one that was given, the only one there is, or the answer of who is asked.

    Where nobody answers, it is the first one unless the option is `needed`. An unknown word is reported.
    """
    names = list(known)
    word = wishes.given.get(option)
    if word is None and not names:
        report.error("unknown-reference", f"there is no {option}", help="add one to the course first")
        return ""
    if word is None:
        word = names[0] if len(names) == 1 else wishes.ask(option, names, None if needed else names[0])
    if word not in known:
        report.error(
            "unknown-language" if option == "language" else "unknown-reference",
            f"there is no {option} `{word}`",
            argument(f"--{option}", word).span,
            help=did_you_mean(word, names, f"known are {one_of(names)}" if names else ""),
        )
    return word


def new_name(title: str, what: str, taken: Mapping[str, Text], wishes: Wishes, report: Report) -> str:
    """Return a name for something new: the one that was given, or one that follows from its title and is free."""
    name = wishes.given.get("id")
    if name is None:
        proposal = proposed_name(title)
        if proposal:
            return free_name(proposal, taken)
        name = wishes.ask("id", (), None)
    name = checked_name("--id", name, report)
    if name in taken:
        report.error(
            "duplicate-id", f"the {what} id `{name}` is used already", taken[name].span, help="choose another one"
        )
    return name


def checked_name(option: str, word: str, report: Report) -> str:
    """Return a word as a name, in normal form; one that cannot be a name is reported."""
    name = unicodedata.normalize("NFC", word)
    if not is_name(name):
        report_bad_name(argument(option, name), report)
    return name


def checked_language(option: str, word: str, report: Report) -> str:
    """Return the code of a language; what is none is reported."""
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", word):
        report.error(
            "unknown-language",
            f"`{printable(word)}` is no code of a language",
            help=f"give {option} two or three small letters, such as `de` or `en`, and a region behind them if it"
            " matters, as in `de-AT`",
        )
    return word


def read_courses(project: Project, wishes: Wishes, report: Report) -> list[Loaded]:
    """Return the courses of a project, or the one that is wished for. What cannot be read is reported."""
    found: list[Loaded] = []
    with readable(project.root, report):
        folders: list[Path | None] = [path.parent for path in sorted(project.content.glob("*/course.yaml"))]
        if "course" in wishes.given:
            folders = [find_course(project.content, argument("--course", wishes.given["course"]), report)]
        elif not folders:
            report.error("unknown-course", "there is no course", help="make one: `deckwright new course ID`")
        loaded = [load_course(folder, project.root, report) for folder in folders if folder]
        found += [course for course in loaded if course]
    return found


def read_course(project: Project, wishes: Wishes, report: Report) -> Loaded | None:
    """Return the course that is wished for, or the only one. What cannot be read is reported."""
    courses = {course.source.folder.name: course for course in read_courses(project, wishes, report)}
    return None if report.failed() else courses.get(chosen("course", courses, wishes, report, needed=True))


def write_new(files: Mapping[Path, str], project: Project, report: Report) -> None:
    """Write files that are not there yet, all of them or none; one that is there is reported."""
    with readable(project.root, report):
        _refuse(files, project, report)
        if report.failed():
            return
        with exclusive(project, report):
            _refuse(files, project, report)  # somebody may have been faster
            if not report.failed():
                write_files({path: text.encode("utf-8") for path, text in files.items()}, project, report)


def _refuse(files: Mapping[Path, str], project: Project, report: Report) -> None:
    there = [shown_path(path, project.root) for path in files if path.exists()]
    if there:
        report.error(
            "cannot-write",
            f"{one_of(there)} {'is' if len(there) == 1 else 'are'} there already",
            help="choose another id or folder: nothing is overwritten",
        )
