"""A course from its folder: the source language and every translation."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.names import is_name
from deckwright.authoring.reading import read_source, shown_path
from deckwright.authoring.shapes import TextKind
from deckwright.authoring.source import Source, Span, Text
from deckwright.authoring.yamltree import parse
from deckwright.course.model import Course, MediaFile
from deckwright.course.reader import Parts, Reader
from deckwright.course.schema import ClaimsFile, CourseFile, GlossaryFile, Lesson, SourcesFile
from deckwright.course.translations import Original, translated
from deckwright.course.workshop import Agenda, Workshop

_WORKSHOP = "workshop.yaml"
LONGEST_ADDRESS = 300

Progress = Callable[[str, int, int], None]
"""Told of long work: what is being done, how much of it is done, and how much there is."""


@dataclass(slots=True)
class Loaded:
    """A course as it was read, for the rules to look at.

    `courses` holds the source language first; `parts` is what each file gave. `broken` names what could not be read;
    while `unread` is set, whole files could not, and references into them cannot be judged. `media` is filled by the
    rule that looks for pictures. `sources` are the files as they were read.
    """

    courses: dict[str, Course]
    parts: Parts
    broken: frozenset[str]
    unread: bool
    sources: dict[Path, Source]
    media: dict[str, MediaFile] = field(default_factory=dict)

    @property
    def texts(self) -> Iterator[tuple[Text, TextKind]]:
        """All texts of all languages with their kind."""
        return itertools.chain.from_iterable(part.texts for part in self.parts.values())

    @property
    def pictured(self) -> Iterator[tuple[Text, TextKind]]:
        """Those of the texts that may name a picture."""
        return itertools.chain.from_iterable(part.pictured for part in self.parts.values())

    @property
    def source(self) -> Course:
        """The course in the language it is written in."""
        return next(iter(self.courses.values()))


def load_course(
    folder: Path,
    root: Path,
    report: Report,
    progress: Progress | None = None,
    *,
    shipped: Collection[str] | None = None,
    kept: Parts | None = None,
    instead: Mapping[Path, Source | None] | None = None,
) -> Loaded | None:
    """Return the course in a folder in all its languages, or None where `course.yaml` cannot be read.

    `root` is the project's folder, to which shown paths are relative. A language that is not among those `shipped`
    (None: all of them) is left out as long as its `course.LANGUAGE.yaml` is not complete. What was `kept` of an earlier
    reading is not read again where it has not changed; `instead` gives the content of files that counts instead of
    their own.
    """
    reader = Reader(root, report, kept, instead)
    settings = reader.record(folder / "course.yaml", CourseFile)
    if settings is None:
        return None
    _check_settings(settings, folder, report)
    claims = reader.record(folder / "claims.yaml", ClaimsFile, optional=True)
    sources = reader.record(folder / "sources.yaml", SourcesFile, optional=True)
    glossary = reader.record(folder / "glossary.yaml", GlossaryFile, optional=True)
    languages = [name.value for name in settings.translations]
    files = _files(folder / "lessons", root, languages, report)
    lessons: list[tuple[Path, Lesson]] = []
    for done, path in enumerate(files):
        if progress is not None:
            progress("reading", done, len(files))
        lesson = reader.record(path, Lesson)
        if lesson is not None:
            lessons.append((path, lesson))
    workshop = _workshop(folder / "workshop" / _WORKSHOP, reader)
    agendas = _agendas(folder / "workshop", languages, reader)
    course = Course(
        settings=settings,
        language=settings.language.value,
        claims=claims.claims if claims else {},
        sources=sources.sources if sources else {},
        lessons=tuple(lesson for _, lesson in lessons),
        folder=folder,
        terms=glossary.terms if glossary else {},
        agendas={agenda.agenda.value: agenda for _, agenda in agendas},
        workshop=workshop,
    )
    courses = {course.language: course}
    original = Original(lessons, agendas, claims, glossary)
    for language in languages:
        if language not in courses:
            needed = shipped is None or language in shipped
            translation = translated(course, original, language, reader, needed=needed)
            if translation is not None:
                courses[language] = translation
    return Loaded(courses, reader.parts, reader.broken, reader.unread, reader.sources)


def _check_settings(settings: CourseFile, folder: Path, report: Report) -> None:
    if settings.course.value != folder.name:
        report.error(
            "misnamed",
            f"the course `{settings.course.value}` stands in the folder `{folder.name}`",
            settings.course.span,
            help=f"write `course: {folder.name}`, or rename the folder",
        )
    namespace = settings.namespace.value
    if len(namespace) < 16 or not all(char in "0123456789abcdef" for char in namespace):
        report.error(
            "bad-namespace",
            f"`{namespace}` is not a namespace: 16 or more digits and letters a to f",
            settings.namespace.span,
            help='make one with `python -c "import secrets; print(secrets.token_hex(8))"`, and never change it',
        )
    website = settings.website
    if website is not None and len(website.value) > LONGEST_ADDRESS:
        report.error(
            "bad-website",
            f"an address of {len(website.value)} letters is too long to be printed or scanned",
            website.span,
            help=f"give one of {LONGEST_ADDRESS} at most",
        )
    if website is not None and not re.fullmatch(r"(?i:https?)://[^\s/:]\S*", website.value):
        bare = ":" not in website.value and " " not in website.value
        report.error(
            "bad-website",
            f"`{website.value}` is not a complete address",
            website.span,
            help=f"write `https://{website.value}`" if bare else "write one that begins with `https://`",
        )
    seen = {settings.language.value}
    for language in settings.translations:
        if language.value in seen:
            report.error(
                "duplicate-id",
                f"the language `{language.value}` is named twice",
                language.span,
                help="delete it here",
            )
        seen.add(language.value)


def _workshop(path: Path, reader: Reader) -> Workshop | None:
    tree = reader.tree(path) if path.exists() else None
    agenda = next((key for key, _ in tree.pairs if key.value == "agenda"), None) if tree else None
    if agenda is not None:
        reader.unread = True
        reader.report.error(
            "misnamed",
            f"an agenda stands in `{_WORKSHOP}`, which holds what is the same for every workshop",
            agenda.span,
            help="rename the file to the id of the agenda",
        )
        return None
    return reader.record(path, Workshop, optional=True)


def _agendas(folder: Path, languages: list[str], reader: Reader) -> list[tuple[Path, Agenda]]:
    """Return the agendas of a course with their files; a course need not have any."""
    found: list[tuple[Path, Agenda]] = []
    for path in _files(folder, reader.root, languages, reader.report) if folder.is_dir() else ():
        agenda = reader.record(path, Agenda) if path.name != _WORKSHOP else None
        if agenda is not None:
            found.append((path, agenda))
            if agenda.agenda.value != path.stem:
                reader.report.error(
                    "misnamed",
                    f"the agenda `{agenda.agenda.value}` stands in the file `{path.name}`",
                    agenda.agenda.span,
                    help=f"write `agenda: {path.stem}`, or rename the file",
                )
    return found


def _files(folder: Path, root: Path, languages: list[str], report: Report) -> list[Path]:
    """Return the files of the source language in a folder, by name; report files that nothing reads."""
    found: list[Path] = []
    if not folder.is_dir():
        report.error(
            "unreadable-file",
            f"the folder `{shown_path(folder, root)}` is missing",
            Span(Source(shown_path(folder, root)), 0, 0),
            help="create it; each lesson is a file `NN-name.yaml` in it",
        )
        return found
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")) or path.suffix.lower() not in (".yaml", ".yml"):
            continue
        here = Span(Source(shown_path(path, root)), 0, 0)
        name, _, language = path.stem.partition(".")
        if path.suffix != ".yaml":
            report.error(
                "misnamed",
                f"`{path.name}` is not read: files of a course end in `.yaml`",
                here,
                help=f"rename it to `{path.stem}.yaml`",
            )
        elif not language:
            found.append(path)
        elif language not in languages:
            report.error(
                "misnamed",
                f"`{path.name}` is not read: `{language}` is no language of the course",
                here,
                help=did_you_mean(language, languages, f"add `{language}` to `translations` in `course.yaml`"),
            )
        elif not (folder / f"{name}.yaml").exists():
            report.error(
                "misnamed",
                f"`{path.name}` translates no file: there is no `{name}.yaml`",
                here,
                help=did_you_mean(
                    name, [p.stem for p in folder.glob("*.yaml") if "." not in p.stem], "rename or delete it"
                ),
            )
    return found


def check_namespaces(content: Path, root: Path, report: Report) -> None:
    """Report courses that have the namespace of another one: in a learner's collection they would be one course."""
    seen: dict[str, Text] = {}
    for path in sorted(content.glob("*/course.yaml")):
        source = read_source(path, root, Report())
        node = parse(source, Report()) if source else None
        for key, value in node.pairs if node else ():
            if key.value == "namespace" and isinstance(value, Text):
                first = seen.setdefault(value.value, value)
                if first is not value:
                    report.error(
                        "duplicate-id",
                        f"the namespace `{value.value}` belongs to another course",
                        value.span,
                        notes=(f"the first use is {first.source.path}",),
                        help='make one with `python -c "import secrets; print(secrets.token_hex(8))"`',
                    )


def find_course(content: Path, name: Text, report: Report) -> Path | None:
    """Return the folder of a course by its id, or None with a diagnostic."""
    folder = content / name.value
    if is_name(name.value) and (folder / "course.yaml").is_file():
        return folder
    known = sorted(path.parent.name for path in content.glob("*/course.yaml"))
    report.error(
        "unknown-course",
        f"there is no course `{name.value}`",
        name.span,
        help=did_you_mean(
            name.value, known, f"known are {one_of(known)}" if known else f"create `content/{name.value}/course.yaml`"
        ),
    )
    return None
