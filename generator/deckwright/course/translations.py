"""A course in another language: its overlay files laid over the source."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from deckwright.authoring.binder import Binding
from deckwright.authoring.diagnostics import Report
from deckwright.authoring.overlay import Overlaid, overlay
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Source, Span, Text
from deckwright.authoring.yamltree import Mapping
from deckwright.course.model import Course, items
from deckwright.course.reader import Reader
from deckwright.course.schema import ClaimsFile, GlossaryFile, Lesson, permanent_id
from deckwright.course.workshop import Agenda, Workshop

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Original:
    """The files of a course in the language it is written in: lessons and agendas with their paths."""

    lessons: list[tuple[Path, Lesson]]
    agendas: list[tuple[Path, Agenda]]
    claims: ClaimsFile | None
    glossary: GlossaryFile | None


def translated(
    course: Course, original: Original, language: str, reader: Reader, *, needed: bool = True
) -> Course | None:
    """Return the course with the texts of a language laid over it.

    Where it is not `needed`, it is None as long as texts of the course itself are missing, without which no card can be
    made; otherwise that is an error.
    """
    folder = course.folder
    report = reader.report
    pairs: _Pairs = {}
    settings, untold = _overlaid(course.settings, folder / f"course.{language}.yaml", reader, pairs, needed=needed)
    if not needed and (settings is course.settings or {where[0] for where, _ in untold} - _CARDS_OF_THE_COURSE):
        return None
    left_out: dict[str, Any] = dict.fromkeys({where[0] for where, _ in untold} & _CARDS_OF_THE_COURSE)
    settings = dataclasses.replace(cast("Any", settings), **left_out)
    claims, glossary = original.claims, original.glossary
    translated_claims = _overlaid(claims, folder / f"claims.{language}.yaml", reader, pairs)[0].claims if claims else {}
    terms = _overlaid(glossary, folder / f"glossary.{language}.yaml", reader, pairs)[0].terms if glossary else {}
    incomplete: set[str] = set()
    untranslated: set[str] = set()
    result: list[Lesson] = []
    for path, lesson in original.lessons:
        target = path.with_name(f"{path.stem}.{language}.yaml")
        if not target.exists():
            untranslated.update(lesson.principles)
            incomplete.update(item.key.value for item in items(lesson))
            incomplete.update(lesson.activities)
            report.warn(
                "missing-translation",
                f"the lesson `{lesson.lesson.value}` has no translation into `{language}`: its cards are left out",
                lesson.lesson.span,
                help=f"write `{shown_path(target, reader.root)}`, or begin it with `deckwright translate {language}`",
            )
            result.append(lesson)
            continue
        laid_over, missing = _overlaid(lesson, target, reader, pairs)
        result.append(laid_over)
        incomplete |= _left_out(lesson, missing)
        untranslated.update(where[1] for where, _ in missing if where[0] == "principles")
    workshop_file = folder / "workshop" / f"workshop.{language}.yaml"
    workshop = None
    if course.workshop:
        workshop, left_untold = _overlaid(course.workshop, workshop_file, reader, pairs)
        if workshop is course.workshop or left_untold:
            incomplete.add("workshop")
    agendas: dict[str, Agenda] = {}
    for path, agenda in original.agendas:
        laid, missing_texts = _overlaid(agenda, path.with_name(f"{path.stem}.{language}.yaml"), reader, pairs)
        agendas[agenda.agenda.value] = laid
        if laid is agenda or missing_texts:
            incomplete.add(f"agenda/{agenda.agenda.value}")
    scenarios = [scenario for lesson in course.lessons for scenario in lesson.scenarios.values()]
    incomplete.update(s.key.value for s in scenarios if s.principle.value in untranslated)
    return dataclasses.replace(
        course,
        settings=settings,
        language=language,
        claims=translated_claims,
        terms=terms,
        lessons=tuple(result),
        agendas=agendas,
        workshop=workshop,
        incomplete=frozenset(incomplete),
        pairs=pairs,
    )


MOST_TOLD = 5
"""As many places of a file that lack a translation are told one by one."""
_CARDS_OF_THE_COURSE = frozenset({"my_case", "what_next"})
_Missing = list[tuple[tuple[str, ...], Text]]
_Pairs = dict[str, dict[str, tuple[Text, Text]]]


def _overlaid(record: T, path: Path, reader: Reader, pairs: _Pairs, *, needed: bool = False) -> tuple[T, _Missing]:
    """Return a record with the texts of an overlay file, and what is missing, which is reported.

    Each text with its translation is put into `pairs`.

    Where a text is needed for every card, its absence is an error; otherwise what it belongs to is left out.
    """
    report = reader.report
    shown = shown_path(path, reader.root)
    laid: _Laid | None = None
    if path.exists() or needed:
        broken = reader.broken_in(record)
        laid = reader.part(path, _Laid, lambda node, binding: _lay(record, node, binding, broken), (record,))
    if laid is None:
        if path.exists() or needed:
            reader.unread = True
        else:
            source = Span(Source(shown.replace(f".{path.suffixes[0][1:]}.", ".")), 0, 0)
            language = path.suffixes[0][1:]
            help_ = f"write `{shown}`, or begin it with `deckwright translate {language}`"
            report.warn("missing-translation", f"there is no `{path.name}`", source, help=help_)
        return record, []
    for unit, places in laid.pairs.items():
        pairs.setdefault(unit, {}).update(places)
    found = laid.found
    groups: dict[tuple[str, ...], _Missing] = {}
    for where, text in found.missing:
        if not _unit(record, where)[0]:
            continue  # a draft is translated when it is written
        groups.setdefault(where[:2] if len(where) > 2 else where[:1], []).append((where, text))
    errors = {group for group in groups if needed and group[0] not in _CARDS_OF_THE_COURSE}
    for group in groups if len(groups) <= MOST_TOLD else errors:
        where, text = groups[group][0]
        place, first = ".".join(group), ".".join(where)
        more = f", and {len(groups[group]) - 1} more" if len(groups[group]) > 1 else ""
        say = report.error if group in errors else report.warn
        say(
            "missing-translation",
            f"`{place}` lacks a translation" + (f": `{first}`{more}" if first != place else ""),
            text.span,
            help=f"add it to `{shown}`",
        )
    rest = [text for group, missing in groups.items() if group not in errors for _, text in missing]
    if len(groups) > MOST_TOLD and rest:
        language = path.suffixes[0][1:]
        report.warn(
            "missing-translation",
            f"{len(rest)} texts lack a translation in `{path.name}`",
            rest[0].span,
            help=f"`deckwright translate {language}` puts in their entries, and `--status` shows how far it is",
        )
    return found.value, found.missing


@dataclass(frozen=True, slots=True)
class _Laid:
    """An overlay that was laid over a record, and the texts with their translations."""

    found: Overlaid[Any]
    pairs: _Pairs


def _lay(record: object, node: Mapping, binding: Binding, broken: frozenset[str]) -> _Laid:
    if isinstance(record, Lesson | Agenda):
        _check_translates(record.lesson if isinstance(record, Lesson) else record.agenda, node, binding.report)
    found = overlay(record, node, binding.report, also=frozenset({"translates"}), broken=broken)
    binding.texts += found.texts
    pairs: _Pairs = {}
    for where, text, translation in found.translated:
        unit, place = _unit(record, where)
        if unit:
            pairs.setdefault(unit, {})[place] = (text, translation)
    return _Laid(found, pairs)


def _unit(record: object, where: tuple[str, ...]) -> tuple[str, str]:
    """Return what a text belongs to, and its place there; nothing for a draft, which nobody has yet."""
    if isinstance(record, Agenda):
        return f"agenda/{record.agenda.value}", ".".join(where)
    if isinstance(record, Workshop):
        return "workshop/workshop", ".".join(where)
    if not isinstance(record, Lesson):
        unit = {"claims": "claim", "terms": "term"}.get(where[0])
        return (f"{unit}/{where[1]}", where[2]) if unit else ("course", ".".join(where))
    match where:
        case ("principles", principle, *place):
            return f"principle/{principle}", ".".join(place)
        case ("scenarios" | "recall" | "drills" as table, name, *place):
            item = getattr(record, table)[name]
            return ("" if item.draft else permanent_id(item)), ".".join(place)
        case ("activities", name, *_) if record.activities[name].draft:
            return "", ""
        case _:
            return f"lesson/{record.lesson.value}", ".".join(where)


def _check_translates(lesson: Text, node: Mapping, report: Report) -> None:
    for key, value in node.pairs:
        if key.value == "translates":
            if not isinstance(value, Text) or value.value != lesson.value:
                word = f"`{value.value}`" if isinstance(value, Text) else "something else"
                report.error(
                    "translation-structure",
                    f"this file says that it translates {word}, and stands beside `{lesson.value}`",
                    Span(node.source, value.start, value.end),
                    help=f"write `translates: {lesson.value}`",
                )
            return
    report.error(
        "missing-key",
        "the key `translates` is missing",
        Span(node.source, node.start, node.start + 1),
        help=f"begin the file with `translates: {lesson.value}`",
    )


def _left_out(lesson: Lesson, missing: _Missing) -> set[str]:
    """Return the items of a lesson that cannot be shown without their own texts that are missing, or its title."""
    left_out: set[str] = set()
    for where, _ in missing:
        match where:
            case ("scenarios" | "recall" | "drills" | "activities", item, *_):
                left_out.add(item)
            case ("title",):
                left_out.update(item.key.value for item in items(lesson))
                left_out.update(lesson.activities)
            case _:
                left_out.add(f"lesson/{lesson.lesson.value}")
    return left_out
