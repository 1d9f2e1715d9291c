"""Times of the day, and how long the steps of an exercise take in a workshop."""

from __future__ import annotations

from collections.abc import Iterator

from deckwright.course.workshop import Activity, Block, Step

DAY = 24 * 60


def minutes_of(time: str) -> int | None:
    """Return a time of the day such as `9:00` in minutes since midnight, or None where it is none."""
    hours, _, minutes = time.partition(":")
    if not (f"{hours}{minutes}".isascii() and hours.isdecimal() and minutes.isdecimal()):
        return None
    if len(hours) > 2 or len(minutes) != 2 or int(hours) > 23 or int(minutes) > 59:
        return None
    return 60 * int(hours) + int(minutes)


def clock(minutes: int) -> str:
    """Return minutes since midnight as a time of the day: `09:05`. After midnight it begins anew."""
    hours, rest = divmod(minutes % DAY, 60)
    return f"{hours:02}:{rest:02}"


def steps_of(block: Block, activity: Activity) -> Iterator[tuple[Step, int]]:
    """Yield the steps of an exercise that a block of an agenda keeps, with their minutes there."""
    for name, step in activity.steps.items():
        minutes = block.steps.get(name, step.minutes)
        if minutes:
            yield step, minutes
