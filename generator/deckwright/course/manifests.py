"""Deck manifests: which lessons are shipped under which name."""

from __future__ import annotations

from pathlib import Path

from deckwright.authoring.binder import Binding, bind
from deckwright.authoring.diagnostics import Report, did_you_mean, one_of
from deckwright.authoring.markup import parse as parse_markup
from deckwright.authoring.reading import read_source, shown_path
from deckwright.authoring.source import Source, Span, Text
from deckwright.authoring.yamltree import parse
from deckwright.course.model import Course
from deckwright.course.rules.texts import check_texts
from deckwright.course.schema import Lesson, Manifest

MOST_LEVELS = 11
"""Most levels of decks in decks: Anki refuses a package with more."""


def load_manifests(folder: Path, root: Path, report: Report) -> list[Manifest]:
    """Return the manifests in a folder, by file name; those that cannot be read are reported."""
    manifests: list[Manifest] = []
    taken: set[tuple[str, str, str | None]] = set()
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "~")):
            continue
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            report.error(
                "misnamed",
                f"`{path.name}` is not read: manifests end in `.yaml`",
                Span(Source(shown_path(path, root)), 0, 0),
                help=f"rename it to `{path.stem}.yaml`",
            )
        if path.suffix != ".yaml":
            continue
        source = read_source(path, root, report)
        node = parse(source, report) if source else None
        binding = Binding(report)
        manifest = bind(Manifest, node, binding) if node else None
        if manifest is None:
            continue
        _check(manifest, path, report)
        same = (manifest.course.value, manifest.language.value, manifest.agenda and manifest.agenda.value)
        if manifest.agenda and same in taken:
            report.error(
                "duplicate-id",
                f"another deck goes with the agenda `{manifest.agenda.value}` already",
                manifest.agenda.span,
                help="name another agenda, or `lessons` instead",
            )
        taken.add(same)
        check_texts(binding.texts, report)
        manifests.append(manifest)
    return manifests


def _check(manifest: Manifest, path: Path, report: Report) -> None:
    if manifest.deck.value != path.stem:
        report.error(
            "misnamed",
            f"the deck `{manifest.deck.value}` stands in the file `{path.name}`",
            manifest.deck.span,
            help=f"write `deck: {path.stem}`, or rename the file",
        )
    if manifest.deck.value.lower() == "collection" or manifest.deck.value.lower().startswith("backup-"):
        report.error(
            "bad-deck-name",
            f"`{manifest.deck.value}.apkg` would replace everything a learner has: Anki takes it for a backup",
            manifest.deck.span,
            help="choose another name for the deck",
        )
    if manifest.description and any(parse_markup(manifest.description.value).images()):
        at = manifest.description.value.index("![")
        report.error(
            "unsupported-markup",
            "a picture cannot stand in the description of a deck",
            manifest.description.within(at, at + 2),
            help="put it into a card",
        )
    cards, reflection = manifest.paths.cards, manifest.paths.reflection
    for deck_path in (cards, reflection):
        levels = deck_path.value.split("::")
        sound = all(level.strip() == level != "" for level in levels) and deck_path.value.isprintable()
        if not sound or '"' in deck_path.value:
            report.error(
                "bad-deck-path",
                f"`{deck_path.value}` is not a path of decks",
                deck_path.span,
                help="write the levels with `::` between them, without spaces around it and without quotes",
            )
        if len(levels) > MOST_LEVELS:
            report.error(
                "bad-deck-path",
                f"a path of {len(levels)} levels is too deep: Anki takes {MOST_LEVELS}",
                deck_path.span,
                help="leave some levels out",
            )
        if levels[0].casefold() == "default":
            report.error(
                "bad-deck-path",
                "`Default` is the deck that everybody has already",
                deck_path.span,
                help="choose a name of your own: the learner's other cards would get its presets",
            )
    if cards.value.casefold().startswith(f"{reflection.value.casefold()}::"):
        report.error(
            "bad-deck-path",
            "the cards lie below the drills",
            cards.span,
            help="put them side by side: learners click the deck on top, and its preset sets the pace",
        )
    if cards.value.casefold() == reflection.value.casefold():
        report.error(
            "bad-deck-path",
            "cards and reflection stand in the same deck",
            reflection.span,
            help="give the drills a deck of their own: they are scheduled differently",
        )


def selected_lessons(manifest: Manifest, course: Course, report: Report, *, unread: bool = False) -> list[Lesson]:
    """Return the lessons of a deck in its order; unknown and doubled ones are reported.

    While some files could not be read (`unread`), lessons are not called unknown.
    """
    if manifest.agenda is not None:
        return _lessons_of_agenda(manifest, manifest.agenda, course, report, unread=unread)
    if manifest.lessons is None:
        return list(course.lessons)
    by_id = {lesson.lesson.value: lesson for lesson in course.lessons}
    chosen: dict[str, Lesson] = {}
    for name in manifest.lessons:
        if name.value in chosen:
            report.error("duplicate-id", f"the lesson `{name.value}` is listed twice", name.span, help="delete it here")
        elif name.value in by_id:
            chosen[name.value] = by_id[name.value]
        elif not unread:
            report.error(
                "unknown-reference",
                f"there is no lesson `{name.value}`",
                name.span,
                help=did_you_mean(name.value, by_id, f"known are {one_of(by_id)}"),
            )
    return list(chosen.values())


def _lessons_of_agenda(manifest: Manifest, name: Text, course: Course, report: Report, *, unread: bool) -> list[Lesson]:
    agenda = course.agendas.get(name.value)
    if manifest.lessons is not None:
        report.error(
            "two-selections",
            f"the deck `{manifest.deck.value}` has both `lessons` and an `agenda`",
            name.span,
            help="delete one of them: the lessons of an agenda are those of its exercises",
        )
    elif agenda is None and not unread:
        report.error(
            "unknown-reference",
            f"there is no agenda `{name.value}`",
            name.span,
            help=did_you_mean(name.value, course.agendas, "write it: `workshop/NAME.yaml` in the folder of the course"),
        )
    return course.lessons_of(agenda) if agenda else []
