"""The dates of the weeks after a workshop, as a file for any calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from icalendar import Event

REUNION = 84
"""On which day after the workshop everybody meets again."""

_MORNING = timedelta(hours=9)


def calendar(data: Mapping[str, Any], day: date) -> str:
    """Return the calendar of a workshop on a day: each message, and the reunion, as events of a whole day.

    It depends on nothing but the kit and the day. Every date in it has eight digits at the beginning of its value, so
    that the start page can move the whole calendar to another day without changing the length of a line.
    """
    from icalendar import Calendar

    words = data["words"]["start"]
    texts = words["calendar"]
    workshop = data["workshop"] or {"messages": (), "reunion": ()}
    made = Calendar()
    made.add("prodid", "-//deckwright//kit//" + str(data["language"]).upper())
    made.add("version", "2.0")
    for message in workshop["messages"]:
        lines = [
            texts["to"].format(to=words["messages"][message["to"]]),
            texts["subject"].format(subject=message["subject"]),
            *([words["messages"]["attached"].format(file=data["deck"]["file"])] if message["attach"] else []),
            "",
            signed(data, message["plain"]),
        ]
        summary = texts["message"].format(subject=message["subject"])
        made.add_component(_event(data, day, f"message-{message['id']}", message["day"], summary, "\n".join(lines)))
    if workshop["reunion"]:
        summary = texts["reunion"].format(minutes=reunion_minutes(data), course=data["course"]["title"])
        text = texts["reunion_text"].format(file=data["words"]["files"]["transfer"])
        made.add_component(_event(data, day, "reunion", REUNION, summary, text))
    return str(made.to_ical(), "utf-8")


def signed(data: Mapping[str, Any], text: str) -> str:
    """Return a text to send, with who sends it and how to reach them at its end, where the brand says so."""
    brand = data["brand"]
    sender = "\n".join([*([brand["name"]] if brand["name"] else []), *brand["contact"]])
    return f"{text.strip()}\n\n{sender}" if sender else text.strip()


def reunion_minutes(data: Mapping[str, Any]) -> int:
    """Return how long the reunion takes."""
    return sum(step["minutes"] for step in data["workshop"]["reunion"])


def _event(data: Mapping[str, Any], day: date, name: str, after: int, summary: str, text: str) -> Event:
    from icalendar import Alarm, Event

    event = Event()
    of = f"{data['course']['id']}-{data['language']}-{data['agenda']['id']}"
    event.add("uid", f"{day:%Y%m%d}-{name}-{of}@deckwright")
    event.add("dtstamp", datetime.combine(day, time(), UTC))
    event.add("dtstart", day + timedelta(days=after))
    event.add("dtend", day + timedelta(days=after + 1))
    event.add("summary", summary)
    event.add("description", text)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", _MORNING)
    event.add_component(alarm)
    return event
