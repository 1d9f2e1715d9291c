"""Kits for trainers: which there are, what is in them, and their files.

A kit holds everything for the workshops of a course in one language: a folder for each agenda, and a page to start
from. Every function reports what it finds in a `Report`; nothing is written while there is an error.
"""

from __future__ import annotations

import contextlib
import io
import json
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from deckwright.authoring.collector import garbage_collection_paused
from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.source import Span
from deckwright.course.loading import Progress
from deckwright.course.model import Course
from deckwright.course.schema import Manifest
from deckwright.course.times import minutes_of
from deckwright.course.workshop import Agenda
from deckwright.deck.decks import Deck
from deckwright.deck.html import inlined, to_html
from deckwright.deck.rendering import words_of
from deckwright.kit.brand import NO_BRAND, Brand, read_brand
from deckwright.kit.calendar import calendar
from deckwright.kit.content import Kit, KitDeck, kit_data
from deckwright.kit.documents import DOCUMENTS, WORKERS, Documents, Printed, begin
from deckwright.kit.presenter import presenter_page
from deckwright.kit.start import BASE, start_page
from deckwright.kit.trees import shown_pictures, tree
from deckwright.kit.typesetting import NEEDED, can_print
from deckwright.kit.words import kit_words
from deckwright.packing import Packed, pack_current, write_files
from deckwright.release.edition import Edition
from deckwright.workspace import Project, check_edition, check_languages, exclusive, read_editions, read_manifests

START = "START.html"
BRAND = "brand.yaml"


@dataclass(frozen=True, slots=True)
class Written:
    """A kit that was written: course and language, its folder, its files, and the seconds each document took.

    `removed` are files of the kit that was there before, which this one does not have.
    """

    name: str
    folder: Path
    files: tuple[Path, ...]
    removed: tuple[Path, ...]
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What is known of the day: its date, its beginning in minutes since midnight, and whose workshop it is."""

    day: date | None = None
    start: int | None = None
    brand: Brand = NO_BRAND


@dataclass
class Files:
    """The files of a kit by their path in it, and the seconds each document took."""

    files: dict[str, bytes]
    seconds: dict[str, float]


@garbage_collection_paused()
def write_kits(
    project: Project,
    names: Sequence[str],
    languages: Sequence[str],
    report: Report,
    *,
    out: Path | None = None,
    day: date | None = None,
    start: int | None = None,
    brand: Path | None = None,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.time,
) -> list[Written]:
    """Write the kits of the named agendas, or of all, in some languages or in all that have decks.

    Each goes to `COURSE-LANGUAGE` in `out`, or in the project's `build/kit`. `brand` is a file, or `brand.yaml` in the
    project's folder where there is one.
    """
    with exclusive(project, report):
        if report.failed() or not ready(report):
            return []
        editions = read_editions(project, read_manifests(project, (), report), report, progress)
        if report.failed():
            return []
        for edition in editions:
            check_edition(edition, project, report, releasing=False)
        occasion = Occasion(
            day,
            start,
            (read_brand(brand, project.root, report) if brand else project_brand(project, report)) or NO_BRAND,
        )
        chosen = _chosen(editions, names, languages, report)
        if report.failed():
            return []
        written: list[Written] = []
        memory = project.memory / "kits.json"
        before = _read_memory(memory)
        files: dict[Path, bytes] = {}
        for edition, agendas in chosen:
            decks = {agenda.agenda.value: deck_for(agenda, edition) for agenda in agendas}
            current = pack_current(edition, project, int(clock()), report, only={d.deck.value for d in decks.values()})
            files |= current.memory
            if report.failed():
                return []
            version = edition.lock.version + "+" * bool(edition.lock.version)  # made outside of a release
            made = kit_files(edition, agendas, current.packed, version, occasion, project, report, progress)
            folder = (out or project.build / "kit") / edition.name
            placed = {folder / name: data for name, data in made.files.items()}
            files |= placed
            old = tuple(
                folder / name for name in before.get(str(folder), ()) if name not in made.files and _inside(name)
            )
            written.append(Written(edition.name, folder, tuple(placed), old, made.seconds))
            before[str(folder)] = sorted(made.files)
        files[memory] = json.dumps(before, indent=1).encode("utf-8")
        if not report.failed():
            write_files(files, project, report)
        if report.failed():
            return []
        for path in [path for kit in written for path in kit.removed]:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
                path.parent.rmdir()  # which fails where something else is left in it
        return written


def _read_memory(path: Path) -> dict[str, list[str]]:
    """Return the files of the kits that were written last, by folder. A damaged memory is worth none."""
    try:
        return {str(folder): [str(name) for name in names] for folder, names in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _inside(name: str) -> bool:
    return not Path(name).is_absolute() and ".." not in Path(name).parts


def agendas_of(edition: Edition) -> list[Agenda]:
    """Return the agendas of an edition that can be run in its language: everything they say is translated."""
    return [agenda for agenda in edition.course.agendas.values() if edition.course.can_run(agenda)]


def deck_for(agenda: Agenda, edition: Edition) -> Manifest:
    """Return the deck that goes with an agenda: its own, or the one with the most lessons."""
    for manifest in edition.manifests:
        if manifest.agenda and manifest.agenda.value == agenda.agenda.value:
            return manifest
    return max(edition.manifests, key=lambda manifest: len(edition.deck_notes(manifest)))


def kit_files(
    edition: Edition,
    agendas: Sequence[Agenda],
    packages: Sequence[Packed],
    version: str,
    occasion: Occasion,
    project: Project,
    report: Report,
    progress: Progress | None = None,
) -> Files:
    """Return the files of a kit: a folder for each agenda, and the page to start from."""
    made = Files({}, {})
    words = kit_words(edition.manifests[0].language, edition.course.folder, project.root, report)
    if words is None:
        return made
    names = words["files"]
    media = inlined(edition.loaded.media)
    pages: list[dict[str, Any]] = []
    begun: list[tuple[Kit, Documents]] = []
    with ThreadPoolExecutor(WORKERS) as pool:
        for agenda in agendas:
            packed = next(one for one in packages if one.deck.name == deck_for(agenda, edition).deck.value)
            kit = kit_of(agenda, edition, packed.deck, words, version, occasion)
            trees = kit_data(kit, tree)
            pictures = _pictures(trees, kit, edition, report)
            if report.failed():
                return made
            begun.append((kit, begin(pool, json.dumps(trees, ensure_ascii=False), pictures)))
            values = kit_data(kit, lambda text: to_html(text, media))
            pages.append(values)
            made.files[f"{kit.folder}/{names['presenter']}"] = presenter_page(values).encode("utf-8")
            made.files[f"{kit.folder}/{kit.deck.file}"] = packed.data
            if occasion.day:
                made.files[f"{kit.folder}/{names['calendar']}"] = calendar(values, occasion.day).encode("utf-8")
        calendars = {one["agenda"]["id"]: calendar(one, date.fromisoformat(BASE)) for one in pages}
        made.files[START] = start_page(pages, calendars).encode("utf-8")
        for number, (kit, documents) in enumerate(begun):
            for at, (name, printed) in enumerate(documents.done()):
                if progress is not None:
                    progress("typesetting", number * len(DOCUMENTS) + at, len(begun) * len(DOCUMENTS))
                made.files[f"{kit.folder}/{names[name]}"] = printed.pdf
                made.seconds[name] = made.seconds.get(name, 0) + printed.seconds
                _report_overflows(printed, names[name], kit.course, report)
    return made


def kit_of(
    agenda: Agenda, edition: Edition, deck: Deck, words: Mapping[str, Any], version: str, occasion: Occasion
) -> Kit:
    """Return what a kit is made from: an agenda of an edition, and the deck that goes with it."""
    workshop = edition.course.workshop
    if workshop is None:
        msg = "a course with an agenda has a workshop file: the rules see to it"
        raise ValueError(msg)
    cards = sum(len(note.cards) for note in deck.notes)
    usual = minutes_of(agenda.start.value) or 0
    return Kit(
        course=edition.course,
        workshop=workshop,
        agenda=agenda,
        words=words,
        ratings=words_of(edition.labels.ratings),
        brand=occasion.brand,
        deck=KitDeck(f"{deck.name}.apkg", deck.title, deck.top, cards),
        version=version,
        start=usual if occasion.start is None else occasion.start,
        day=occasion.day,
    )


def _pictures(trees: Mapping[str, Any], kit: Kit, edition: Edition, report: Report) -> dict[str, bytes]:
    """Return the pictures that a kit shows, by name; what cannot be printed is reported."""
    pictures: dict[str, bytes] = {}
    for name in sorted(set(shown_pictures(trees))):
        pictures[name] = edition.loaded.media[name].path.read_bytes()
        if not can_print(pictures[name]):
            report.error(
                "unprintable-picture",
                f"`media/{name}` cannot be printed",
                help="make it a PNG, JPEG, SVG, GIF or WebP, and see whether it opens elsewhere",
            )
    return pictures | ({f"logo.{kit.brand.logo.format}": kit.brand.logo.data} if kit.brand.logo else {})


def _report_overflows(printed: Printed, file: str, course: Course, report: Report) -> None:
    for overflow in printed.overflows:
        report.error(
            "text-too-long",
            f"this text needs {overflow.by:g} mm more than its place in `{file}` has",
            _place(overflow.of, course),
            help="shorten it",
        )


def ready(report: Report) -> bool:
    """Whether everything is installed that kits are made with; what is missing is reported."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        report.error(
            "no-typesetter",
            f"kits are made with packages that are not installed: {', '.join(missing)}",
            help="install them: `pip install 'deckwright[kit]'`, or `pipx inject deckwright 'deckwright[kit]'`",
        )
    return not missing


def check_kits(editions: Sequence[Edition], project: Project, report: Report) -> None:
    """Report what would keep the kits of editions from being made, as far as it can be told without making them."""
    for edition in editions:
        if agendas_of(edition):
            kit_words(edition.manifests[0].language, edition.course.folder, project.root, report)


def kit_zips(
    editions: Sequence[Edition],
    packages: Sequence[Packed],
    version: str,
    now: int,
    project: Project,
    report: Report,
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return the kit of each edition that has an agenda as a zip, by file name; `now` is in seconds since 1970."""
    wanted = [(edition, agendas) for edition in editions if (agendas := agendas_of(edition))]
    zips: dict[str, bytes] = {}
    if wanted and ready(report):
        occasion = Occasion(brand=project_brand(project, report))
        for edition, agendas in wanted:
            name = f"kit-{edition.name}"
            kit = kit_files(edition, agendas, packages, version, occasion, project, report, progress)
            zips[f"{name}.zip"] = _zipped(kit.files, name, now)
    return zips


def _zipped(files: Mapping[str, bytes], folder: str, now: int) -> bytes:
    """Return files as a zip, all in one folder; the same files at the same time give the same bytes."""
    stamp = time.gmtime(now)[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", stamp)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same from every system
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _place(of: str, course: Course) -> Span | None:
    """Return where a text stands that did not fit, from a name such as `front/ID`."""
    side, _, name = of.partition("/")
    scenario = course.scenarios().get(name)
    if scenario is not None:
        return (next(iter(scenario.options.values())).feedback if side == "back" else scenario.situation).span
    titles = {key: activity.title for key, activity in course.activities().items()}
    titles |= {lesson.lesson.value: lesson.title for lesson in course.lessons}
    return titles.get(name.split("/")[0], course.settings.title).span


def project_brand(project: Project, report: Report) -> Brand:
    """Return the brand in `brand.yaml` of a project, or none where there is no such file."""
    path = project.root / BRAND
    return (read_brand(path, project.root, report) if path.exists() else None) or NO_BRAND


def _chosen(
    editions: Sequence[Edition], names: Sequence[str], languages: Sequence[str], report: Report
) -> list[tuple[Edition, list[Agenda]]]:
    """Return the agendas of each edition that are wanted; what nobody has is reported."""
    check_languages(languages, editions, report)
    known = {name for edition in editions for name in edition.course.agendas}
    for name in names:
        if name not in known:
            report.error(
                "unknown-agenda",
                f"there is no agenda `{name}`",
                help=did_you_mean(
                    name, known, f"known are {one_of(sorted(known))}" if known else "write `workshop/NAME.yaml`"
                ),
            )
    found: list[tuple[Edition, list[Agenda]]] = []
    for edition in editions:
        if languages and edition.course.language not in languages:
            continue
        able = agendas_of(edition)
        for agenda in edition.course.agendas.values() if names else ():
            if agenda.agenda.value in names and agenda not in able:
                report.error(
                    "untranslated-workshop",
                    f"`{agenda.agenda.value}` cannot be run in `{edition.course.language}`: something of it is missing",
                    agenda.agenda.span,
                    help="`deckwright check` says what; or choose another language with `--lang`",
                )
        agendas = [agenda for agenda in able if not names or agenda.agenda.value in names]
        if agendas:
            found.append((edition, agendas))
    if not found and not report.failed():
        report.error(
            "unknown-agenda",
            "no workshop is translated into this language" if known else "no course has an agenda",
            help="`deckwright check` says what is missing" if known else "write `workshop/NAME.yaml` in the course",
        )
    return found
