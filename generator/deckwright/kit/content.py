"""Everything the documents and the presenter of a kit say, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deckwright.authoring.source import Text
from deckwright.course.model import Course, cards, shuffled
from deckwright.course.schema import Lesson, Scenario
from deckwright.course.times import clock
from deckwright.course.workshop import Activity, Agenda, Block, Section, Step, Workshop
from deckwright.deck.presets import presets
from deckwright.kit.arithmetic import SIZES, TimedBlock, TimedStep, amounts, grouped, timed
from deckwright.kit.brand import Brand
from deckwright.kit.codes import qr_code
from deckwright.kit.trees import plain

Rich = Callable[[str], Any]
"""How an authored text is handed over: as a tree for Typst, as HTML for the presenter."""

_RATINGS = {4: "best", 3: "good", 2: "weak", 1: "worst"}
_GROUPS = ("pairs", "trios", "fours")
_NEW_A_DAY: int = presets("", {"presets": {"cards": "", "reflection": ""}})["cards"].settings["new"]["perDay"]


@dataclass(frozen=True, slots=True)
class KitDeck:
    """The package that goes with a workshop. `top` is the deck that a learner clicks."""

    file: str
    title: str
    top: str
    cards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """A workshop to be printed: one agenda of a course in one language.

    `start` is in minutes since midnight. `words` are what the documents say beside the authored texts, `ratings` the
    names of the four ratings on the cards of the deck.
    """

    course: Course
    workshop: Workshop
    agenda: Agenda
    words: Mapping[str, Any]
    ratings: Mapping[str, str]
    brand: Brand
    deck: KitDeck
    version: str
    start: int
    day: date | None = None

    @property
    def folder(self) -> str:
        """Return the name of the kit's folder."""
        return self.agenda.agenda.value

    @property
    def lessons(self) -> list[Lesson]:
        """Return the lessons of the workshop, in the order of the course."""
        return self.course.lessons_of(self.agenda)


def kit_data(kit: Kit, rich: Rich) -> dict[str, Any]:
    """Return what a kit says, its authored texts as `rich` makes them; templates read it by these names."""
    blocks = timed(kit.agenda, kit.course.activities())
    return {
        "language": kit.course.language,
        "words": kit.words,
        "brand": _brand(kit.brand),
        "course": _course(kit, rich),
        "deck": _deck(kit),
        "agenda": _agenda(kit, blocks, rich),
        "lessons": [_lesson(kit.course, lesson, rich) for lesson in kit.lessons],
        "cards": [card for lesson in kit.lessons for card in _cards(kit, lesson, rich)],
        "evaluation": _evaluation(kit, rich),
        "workshop": _workshop(kit, rich),
        "sizes": list(SIZES),
        "groups": {kind: {str(people): list(grouped(kind, people)) for people in SIZES} for kind in _GROUPS},
        "amounts": [{"what": one.what, "printed": one.printed, "counts": list(one.counts)} for one in amounts(blocks)],
    }


def _brand(brand: Brand) -> dict[str, Any]:
    return {
        "name": brand.name,
        "contact": list(brand.contact),
        "address": brand.address,
        "colour": brand.colour,
        "logo": {"format": brand.logo.format, "address": brand.logo.address} if brand.logo else None,
    }


def _course(kit: Kit, rich: Rich) -> dict[str, Any]:
    settings = kit.course.settings
    return {
        "id": settings.course.value,
        "title": settings.title.value,
        "licence": settings.licence.value,
        "credits": _maybe(settings.credits, rich),
        "version": kit.version,
    }


def _deck(kit: Kit) -> dict[str, Any]:
    address = kit.brand.address or (kit.course.settings.website.value if kit.course.settings.website else "")
    return {
        "file": kit.deck.file,
        "title": kit.deck.title,
        "top": kit.deck.top,
        "cards": kit.deck.cards,
        "new_a_day": _NEW_A_DAY,
        "address": address,
        "code": qr_code(address) if address else "",
    }


def _agenda(kit: Kit, blocks: Iterable[TimedBlock], rich: Rich) -> dict[str, Any]:
    agenda = kit.agenda
    begin = kit.start
    return {
        "id": agenda.agenda.value,
        "title": agenda.title.value,
        "length": agenda.length.value,
        "summary": agenda.summary.value,
        "aims": [aim.value for aim in agenda.aims.values()],
        "minutes": agenda.minutes,
        "start": clock(begin),
        "end": clock(begin + agenda.minutes),
        "date": kit.day.isoformat() if kit.day else "",
        "dated": long_date(kit.day, kit.words) if kit.day else "",
        "blocks": [_block(kit, one, begin, rich) for one in blocks],
    }


def _block(kit: Kit, one: TimedBlock, begin: int, rich: Rich) -> dict[str, Any]:
    block, activity = one.block, one.activity
    title = activity.title if activity else block.title
    kind = activity.groups if activity else "plenary"
    return {
        "id": block.key.value,
        "kind": block.kind,
        "title": title.value if title else "",
        "minutes": block.minutes,
        "offset": one.offset,
        "from": clock(begin + one.offset),
        "to": clock(begin + one.offset + block.minutes),
        "slide": _maybe(block.slide, rich),
        "what": _maybe(block.what, rich),
        "say": _maybe(block.say, rich),
        "drop": _maybe(block.drop, rich),
        "groups": kind,
        "materials": [
            {
                "what": material.what.value,
                "per": material.per,
                "count": material.count,
                "printed": material.printed,
            }
            for material in one.materials
        ],
        "scenarios": [name.value for name in block.scenarios],
        "activity": _activity(kit, block, activity, one.steps, begin, rich) if activity else None,
    }


def _activity(
    kit: Kit, block: Block, activity: Activity, steps: Iterable[TimedStep], begin: int, rich: Rich
) -> dict[str, Any]:
    lesson = next(lesson for lesson in kit.course.lessons if activity.key.value in lesson.activities)
    left_out = {name.value for name in block.without}

    def asked(questions: Mapping[str, Text]) -> list[Any]:
        return _texts({name: text for name, text in questions.items() if name not in left_out}, rich)

    return {
        "id": activity.key.value,
        "lesson": lesson.lesson.value,
        "aim": activity.aim.value,
        "usual_minutes": activity.minutes,
        "groups": activity.groups,
        "steps": [
            _step(one.step, rich, block)
            | {
                "minutes": one.minutes,
                "offset": one.offset,
                "from": clock(begin + one.offset),
                "to": clock(begin + one.offset + one.minutes),
            }
            for one in steps
        ],
        "roles": [
            {"id": name, "name": role.name.value, "brief": rich(role.brief.value)}
            for name, role in activity.roles.items()
        ],
        "observe": _texts(activity.observe, rich),
        "sheets": [
            {
                "id": name,
                "title": sheet.title.value,
                "per": sheet.per,
                "text": _maybe(sheet.text, rich),
                "fields": [{"label": rich(one.label.value), "lines": one.lines} for one in sheet.fields.values()],
            }
            for name, sheet in activity.sheets.items()
        ],
        "cards": [
            {
                "id": name,
                "title": one.title.value,
                "per": one.per,
                "cards": [{"id": key, "text": rich(card.value)} for key, card in one.cards.items()],
            }
            for name, one in activity.cards.items()
        ],
        "flipchart": _sections(activity.flipchart, rich),
        "watch": _texts(activity.watch, rich),
        "debrief": {
            "what": asked(activity.debrief.what),
            "so_what": asked(activity.debrief.so_what),
            "now_what": asked(activity.debrief.now_what),
        },
        "short": rich(activity.short.value),
        "long": rich(activity.long.value),
        "online": rich(activity.online.value),
        "seated": _maybe(activity.seated, rich),
        "safety": _maybe(activity.safety, rich),
        "scenarios": [name.value for name in activity.scenarios],
    }


def _step(step: Step, rich: Rich, block: Block | None = None) -> dict[str, Any]:
    """Return a step; a block of an agenda can have other words for it."""
    name = step.key.value
    what = block.what_at.get(name, step.what) if block else step.what
    say = block.say_at.get(name, step.say) if block else step.say
    return {
        "id": step.key.value,
        "minutes": step.minutes,
        "how": step.how,
        "what": rich(what.value),
        "say": _maybe(say, rich),
    }


def _lesson(course: Course, lesson: Lesson, rich: Rich) -> dict[str, Any]:
    return {
        "id": lesson.lesson.value,
        "number": course.lessons.index(lesson) + 1,
        "title": lesson.title.value,
        "objective": lesson.objective.value,
        "key_points": _texts(lesson.key_points, rich),
        "reading": _maybe(lesson.reading, rich),
        "caveats": _texts(lesson.caveats, rich),
        "trainer_notes": _maybe(lesson.trainer_notes, rich),
        "sources": _cited(course, lesson),
        "principles": [
            {"id": name, "rule": rich(one.rule.value), "limits": rich(one.limits.value)}
            for name, one in lesson.principles.items()
        ],
        "drills": [
            {
                "id": name,
                "minutes": drill.minutes,
                "prompts": _texts(drill.prompts, rich),
                "if_then": rich(drill.if_then.value),
            }
            for name, drill in lesson.drills.items()
            if not drill.draft and name not in course.incomplete
        ],
    }


def _cited(course: Course, lesson: Lesson) -> list[str]:
    """Return what a lesson's texts, its cards and its claims rest on, in the order of the course's sources."""
    named = {one.value for item in (lesson, *cards(lesson)) for one in item.sources}
    named |= {one.value for name in lesson.claims for one in course.claims[name.value].sources}
    return [
        f"{s.authors.value} ({s.year}). {s.title.value}. {s.published.value}."
        for name, s in course.sources.items()
        if name in named
    ]


def _cards(kit: Kit, lesson: Lesson, rich: Rich) -> list[dict[str, Any]]:
    """Return the cards of a lesson; `code` is what is printed on them, such as `4.3`."""
    shown = [
        scenario
        for scenario in lesson.scenarios.values()
        if scenario.use == "study" and not scenario.draft and scenario.key.value not in kit.course.incomplete
    ]
    number = kit.course.lessons.index(lesson) + 1
    return [_card(kit, lesson, one, rich) | {"code": f"{number}.{at}"} for at, one in enumerate(shown, start=1)]


def _card(kit: Kit, lesson: Lesson, scenario: Scenario, rich: Rich, seed: str = "") -> dict[str, Any]:
    principle = kit.course.principles()[scenario.principle.value]
    words = kit.course.settings.vocabulary
    return {
        "id": scenario.key.value,
        "lesson": lesson.lesson.value,
        "number": kit.course.lessons.index(lesson) + 1,
        "lesson_title": lesson.title.value,
        "setting": words.settings[scenario.setting.value].value,
        "channel": words.channels[scenario.channel.value].value,
        "situation": rich(scenario.situation.value),
        "options": [
            {
                "id": option.key.value,
                "letter": letter,
                "text": rich(option.text.value),
                "rating": option.rating,
                "rating_word": kit.ratings[_RATINGS[option.rating]],
                "feedback": rich(option.feedback.value),
                "best": option.rating == 4,
            }
            for letter, option in zip("ABCDE", shuffled(scenario, seed), strict=False)
        ],
        "rule": rich(principle.rule.value),
        "limits": rich(principle.limits.value),
        "disputed": _maybe(scenario.disputed, rich),
    }


def _evaluation(kit: Kit, rich: Rich) -> list[dict[str, Any]]:
    """Return the questions asked before and after; their options stand in another order the second time."""
    found: list[dict[str, Any]] = []
    for name in kit.agenda.evaluation:
        for lesson in kit.course.lessons:
            scenario = lesson.scenarios.get(name.value)
            if scenario is not None:
                card = _card(kit, lesson, scenario, rich)
                found.append(card | {"after": _card(kit, lesson, scenario, rich, "after")["options"]})
    return found


def _workshop(kit: Kit, rich: Rich) -> dict[str, Any]:
    workshop = kit.workshop
    lessons = {lesson.lesson.value for lesson in kit.lessons}

    def at(day: int) -> dict[str, Any]:
        when = kit.day + timedelta(days=day) if kit.day else None
        return {
            "day": day,
            "date": when.isoformat() if when else "",
            "dated": long_date(when, kit.words) if when else "",
        }

    return {
        "rules": _sections(workshop.rules, rich),
        "briefing": _sections(workshop.briefing, rich),
        "protection": _sections(workshop.protection, rich),
        "checklists": [
            at(one.day) | {"id": name, "title": one.title.value, "items": [item.value for item in one.items.values()]}
            for name, one in sorted(workshop.checklists.items(), key=lambda pair: pair[1].day)
        ],
        "messages": [
            at(one.day)
            | {
                "id": name,
                "to": one.to,
                "subject": one.subject.value,
                "text": rich(one.text.value),
                "plain": plain(one.text.value),
                "attach": one.attach,
            }
            for name, one in sorted(workshop.messages.items(), key=lambda pair: pair[1].day)
        ],
        "reunion": [_step(step, rich) for step in workshop.reunion.values()],
        "usefulness": [line.value for line in workshop.usefulness.values()],
        "open_questions": [line.value for line in workshop.open_questions.values()],
        "behaviours": [
            one.text.value
            for one in workshop.behaviours.values()
            if not lessons.isdisjoint(name.value for name in one.lessons)
        ],
    }


def long_date(day: date, words: Mapping[str, Any]) -> str:
    """Return a date as people write it, such as `Donnerstag, 4. März 2027`."""
    calendar = words["calendar"]
    weekday, month = calendar["weekdays"].split(), calendar["months"].split()
    return str(calendar["date"]).format(
        weekday=weekday[day.weekday()], day=day.day, month=month[day.month - 1], year=day.year
    )


def _sections(of: Mapping[str, Section], rich: Rich) -> list[dict[str, Any]]:
    return [{"id": name, "title": one.title.value, "text": rich(one.text.value)} for name, one in of.items()]


def _maybe(text: Text | None, rich: Rich) -> Any:  # noqa: ANN401 (what `rich` returns)
    return rich(text.value) if text else None


def _texts(of: Mapping[str, Text], rich: Rich) -> list[Any]:
    return [rich(text.value) for text in of.values()]
