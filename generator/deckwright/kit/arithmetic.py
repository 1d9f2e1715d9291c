"""What follows from an agenda and the number of people: times, groups, and how much of everything is needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deckwright.course.times import steps_of
from deckwright.course.workshop import Activity, Agenda, Block, Material, Step

LEAST, MOST = 3, 40
"""For how many people a kit is made."""

SIZES = range(LEAST, MOST + 1)
GROUP_SIZE = {"pairs": 2, "trios": 3, "fours": 4}


@dataclass(frozen=True, slots=True)
class TimedStep:
    """A step of an exercise as one agenda runs it: minutes from the beginning of the workshop, and its length."""

    step: Step
    offset: int
    minutes: int


@dataclass(frozen=True, slots=True)
class TimedBlock:
    """A block with its beginning in minutes from that of the workshop; the exercise and its steps, if it has one."""

    block: Block
    offset: int
    activity: Activity | None
    steps: tuple[TimedStep, ...]

    @property
    def materials(self) -> list[Material]:
        """Return what the block needs, its exercise included."""
        own = list(self.block.materials.values())
        return own + list(self.activity.materials.values()) if self.activity else own


def timed(agenda: Agenda, activities: dict[str, Activity]) -> list[TimedBlock]:
    """Return the blocks of an agenda with their times. Exercises must exist."""
    found: list[TimedBlock] = []
    offset = 0
    for block in agenda.blocks.values():
        activity = activities[block.activity.value] if block.activity else None
        steps: list[TimedStep] = []
        at = offset
        for step, minutes in steps_of(block, activity) if activity else ():
            steps.append(TimedStep(step, at, minutes))
            at += minutes
        found.append(TimedBlock(block, offset, activity, tuple(steps)))
        offset += block.minutes
    return found


def grouped(kind: str, people: int) -> tuple[int, ...]:
    """Return the sizes of the groups of some people, largest first; each person is in exactly one.

    `kind` is that of an exercise. Who is left over joins a group, or the last groups are one smaller: two people left
    over from trios are a pair of their own among five, and make two groups of four among more. Fours become threes
    before they become fives.
    """
    if kind == "alone":
        return (1,) * people
    if kind == "plenary":
        return (people,)
    size = GROUP_SIZE[kind]
    groups, left = divmod(people, size)
    match kind, left:
        case "fours", 1 | 2 | 3:
            threes = size - left  # so many groups of three, one more group than the whole ones
            if groups + 1 >= threes:
                return (4,) * (groups + 1 - threes) + (3,) * threes
            return (people,)
        case "trios", 2 if people < 8:
            return (3,) * groups + (2,)
        case _:
            return (size + 1,) * left + (size,) * (groups - left)


def needed(material: Material, kind: str, people: int) -> int:
    """Return how many of a thing an exercise with groups of a kind needs."""
    if material.per == "room":
        return material.count
    return material.count * (people if material.per == "person" else len(grouped(kind, people)))


@dataclass(frozen=True, slots=True)
class Amount:
    """A thing that a workshop needs, and how many for each number of people in `SIZES`; `printed` by the kit."""

    what: str
    printed: bool
    counts: tuple[int, ...]


def amounts(blocks: Iterable[TimedBlock]) -> list[Amount]:
    """Return what a whole workshop needs: the sum of what its blocks need, and the most of what is used again."""
    consumed: dict[str, list[int]] = {}
    kept: dict[str, list[int]] = {}
    printed: dict[str, bool] = {}
    for one in blocks:
        kind = one.activity.groups if one.activity else "plenary"
        for material in one.materials:
            name = material.what.value
            own = [needed(material, kind, people) for people in SIZES]
            sums, most = (of.setdefault(name, [0] * len(SIZES)) for of in (consumed, kept))
            if material.reused:
                kept[name] = [max(pair) for pair in zip(most, own, strict=True)]
            else:
                consumed[name] = [sum(pair) for pair in zip(sums, own, strict=True)]
            printed[name] = printed.get(name, False) or material.printed
    return [
        Amount(name, printed[name], tuple(sum(pair) for pair in zip(consumed[name], kept[name], strict=True)))
        for name in printed
    ]
