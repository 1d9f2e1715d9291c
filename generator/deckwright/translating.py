"""Translations on their way: what they lack is put into their files, how far they are, and what has fallen behind.

Every function reports what it finds in a `Report`; nothing is written while there is an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckwright.authoring import yamltree
from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, Severity, did_you_mean, one_of
from deckwright.authoring.editing import Insertion, with_insertions
from deckwright.authoring.filling import Leaf, lacking, leaves
from deckwright.authoring.overlay import overlay
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Source
from deckwright.course.loading import Loaded, Progress, load_course
from deckwright.course.reader import Reader
from deckwright.course.schema import ClaimsFile, CourseFile, GlossaryFile, Lesson
from deckwright.course.workshop import Agenda, Workshop
from deckwright.packing import write_files
from deckwright.staleness import Behind, Stale, compared, fell_behind
from deckwright.workspace import Project, exclusive, readable

_TRANSLATED = (CourseFile, ClaimsFile, GlossaryFile, Lesson, Workshop, Agenda)
_Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the translations is meant; what is left empty leaves nothing out.

    `lessons` are ids, `files` are translations or what they translate. What drafts lack counts only with `drafts`.
    """

    language: str = ""
    course: str = ""
    lessons: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    drafts: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """A file of a course in another language, and how far it is.

    `there` says whether there is such a file, `texts` how many texts its source has, `done` how many of them are
    translated, `stale` how many of those have fallen behind, and `added` how many have got an entry to fill in.
    """

    course: str
    language: str
    path: Path
    there: bool
    texts: int
    done: int
    stale: int = 0
    added: int = 0

    @property
    def missing(self) -> int:
        """How many texts are not translated."""
        return self.texts - self.done


@dataclass(frozen=True, slots=True)
class _File:
    """A file that translates: what it translates, the texts of that in their order, and what it holds so far."""

    path: Path
    loaded: Loaded
    language: str
    record: object
    texts: list[Leaf]
    node: yamltree.Mapping | None


@garbage_collection_paused()
def translate(
    project: Project, choice: Choice, report: Report, progress: Progress | None = None, *, write: bool = True
) -> list[Translation]:
    """Put an entry for each text that is missing into the files of a language, and return these files.

    The text of the source stands above an entry as a comment, and what is in a file stays to the letter. A text whose
    entry is there without a value counts as missing, but gets no other. Files that are not there are made.
    """
    with exclusive(project, report, needed=write):
        found: list[Translation] = []
        data: dict[Path, bytes] = {}
        for one in () if report.failed() else _chosen(project, choice, report, progress):
            entries = lacking(one.texts, one.node, one.loaded.source.language)
            with readable(project.root, report):
                content = _content(one, entries, project.root, report) if entries else None
                if content is not None:
                    data[one.path] = content
            found.append(_standing(one, entries=entries))
        if write and not report.failed():
            write_files(data, project, report)
        return [] if report.failed() else found


@garbage_collection_paused()
def standings(project: Project, choice: Choice, report: Report, progress: Progress | None = None) -> list[Translation]:
    """Return the files of a language, or of all, and how far they are."""
    files = _chosen(project, choice, report, progress)
    behind = Counter(
        translation.source.path for of in _stale(files, project, report) for _, translation in of.texts.values()
    )
    found = [_standing(one, behind=behind[shown_path(one.path, project.root)]) for one in files]
    return [] if report.failed() else found


@garbage_collection_paused()
def fallen_behind(project: Project, choice: Choice, report: Report, progress: Progress | None = None) -> list[Behind]:
    """Return the translated texts of a language, or of all, whose source has changed, and what has changed in it."""
    found = list(_stale(_chosen(project, choice, report, progress), project, report))
    return [] if report.failed() else [one for of in found for one in compared(of, project)]


def _chosen(project: Project, choice: Choice, report: Report, progress: Progress | None) -> list[_File]:
    """Return the files that are chosen, whether they are there or not; none where anything is wrong with a course."""
    files: list[_File] = []
    with readable(project.root, report):
        for folder, languages in _courses(project, choice, report):
            loaded = _loaded(folder, project, report, progress)
            if loaded is not None and not report.failed():
                files += [one for language in languages for one in _files(loaded, language, choice)]
    if report.failed():
        return []
    names = {one.record.lesson.value for one in files if isinstance(one.record, Lesson)}
    for name in choice.lessons:
        if name not in names:
            report.error("unknown-item", f"there is no lesson `{name}`", help=did_you_mean(name, names))
    for path in choice.files:
        if not any(path in (one.path, _source_path(one)) for one in files):
            report.error(
                "unknown-item",
                f"`{shown_path(path, project.root)}` is no file with texts, nor a translation of one",
                help="name a file of the course, such as `content/COURSE/lessons/NN-name.yaml`",
            )
    if report.failed():
        return []
    if not choice.lessons and not choice.files:
        return files
    return [
        one
        for one in files
        if (isinstance(one.record, Lesson) and one.record.lesson.value in choice.lessons)
        or not {one.path, _source_path(one)}.isdisjoint(choice.files)
    ]


def _courses(project: Project, choice: Choice, report: Report) -> list[tuple[Path, list[str]]]:
    """Return the folders of the courses that are chosen, with the languages of each."""
    folders = {path.parent.name: path.parent for path in sorted(project.content.glob("*/course.yaml"))}
    if choice.course and choice.course not in folders:
        report.error(
            "unknown-course",
            f"there is no course `{choice.course}`",
            help=did_you_mean(choice.course, folders, f"known are {one_of(folders)}"),
        )
        return []
    found: list[tuple[Path, list[str]]] = []
    without: list[tuple[Path, CourseFile]] = []
    for name, folder in folders.items():
        if choice.course not in ("", name):
            continue
        said = Report()
        settings = Reader(project.root, said).record(folder / "course.yaml", CourseFile)
        if settings is None:
            report.diagnostics += said.diagnostics
            continue
        languages = [name.value for name in settings.translations if name.value != settings.language.value]
        if choice.language:
            languages = [name for name in languages if name == choice.language]
        if languages:
            found.append((folder, languages))
        else:
            without.append((folder, settings))
    for folder, settings in without if choice.language and not found else ():
        languages = [language.value for language in settings.translations]
        own = settings.language.value == choice.language
        report.error(
            "unknown-language",
            f"the course `{folder.name}` is "
            + (f"written in `{choice.language}`" if own else f"not translated into `{choice.language}`"),
            (settings.translations[0] if settings.translations and not own else settings.language).span,
            help=f"it is translated into {one_of(languages) or 'no language'}"
            if own
            else f"add it first: `translations: [{', '.join([*languages, choice.language])}]`",
        )
    return found


def _loaded(folder: Path, project: Project, report: Report, progress: Progress | None) -> Loaded | None:
    """Return a course, for whose translations it is no error to be missing."""
    settings = Reader(project.root, Report()).record(folder / "course.yaml", CourseFile)
    own = [folder / f"course.{language.value}.yaml" for language in settings.translations] if settings else []
    empty = {path: Source(shown_path(path, project.root), b"{}\n") for path in own if not path.exists()}
    found = Report()
    loaded = load_course(folder, project.root, found, progress, instead=empty)
    report.diagnostics += [
        one for one in found.diagnostics if one.severity is Severity.ERROR and one.code != "missing-translation"
    ]
    return loaded


def _files(loaded: Loaded, language: str, choice: Choice) -> Iterator[_File]:
    """Yield all files of a course in a language, in the order in which a course is read."""
    for (source, kind, *_), part in loaded.parts.items():
        if kind not in _TRANSLATED or part.value is None:
            continue
        path = source.with_name(f"{source.stem}.{language}.yaml")
        node = yamltree.parse(loaded.sources[path], Report()) if path.exists() and path in loaded.sources else None
        laid = overlay(part.value, node, Report(), also=frozenset({"translates"}))
        texts = [
            text
            for text in leaves(part.value, laid)
            if text.done or choice.drafts or not _in_draft(part.value, text.path)
        ]
        if texts:
            yield _File(path, loaded, language, part.value, texts, node)


def _in_draft(record: object, path: _Path) -> bool:
    if not isinstance(record, Lesson) or path[0] not in ("scenarios", "recall", "drills", "activities"):
        return False
    return bool(getattr(record, path[0])[path[1]].draft)


def _source_path(one: _File) -> Path:
    return one.path.with_name(one.path.name.removesuffix(f".{one.language}.yaml") + ".yaml")


def _stale(files: Sequence[_File], project: Project, report: Report) -> Iterator[Stale]:
    chosen = {shown_path(one.path, project.root) for one in files}
    courses = {(one.loaded.source.folder, one.language): one.loaded.courses[one.language] for one in files}
    return fell_behind(courses.values(), chosen, project, report)


def _standing(one: _File, *, behind: int = 0, entries: Sequence[Insertion] = ()) -> Translation:
    new = {(*entry.where, entry.key) for entry in entries}
    return Translation(
        one.loaded.source.folder.name,
        one.language,
        one.path,
        there=one.node is not None,
        texts=len(one.texts),
        done=sum(text.done for text in one.texts),
        stale=behind,
        added=sum(any(text.path[:depth] in new for depth in range(1, len(text.path) + 1)) for text in one.texts),
    )


def _content(one: _File, insertions: Sequence[Insertion], root: Path, report: Report) -> bytes | None:
    """Return what a file is to hold with entries put in; None with diagnostics where they cannot be."""
    if one.node is not None:
        return with_insertions(one.path, root, insertions, report)
    record = one.record
    name = record.lesson if isinstance(record, Lesson) else record.agenda if isinstance(record, Agenda) else None
    text = f"translates: {name.value}\n" if name else ""
    for insertion in insertions:
        tall = insertion.text.count("\n") > 2
        text += "\n" * (tall and bool(text)) + insertion.text
    source = one.texts[0].text.source.data
    end = "\r\n" if source.partition(b"\n")[0].endswith(b"\r") else "\n"
    return text.replace("\n", end).encode("utf-8")
