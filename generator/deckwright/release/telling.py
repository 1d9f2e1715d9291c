"""Differences in words: for a terminal, as Markdown for a changelog, as JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from deckwright.release.difference import Change, Difference, Piece, Status

_CONTEXT = 6
"""How many words are shown around a change."""
_STATUS: dict[Status, str] = {
    "new": "new",
    "changed": "changed",
    "rendering": "changed by rendering alone",
    "restored": "restored",
    "retired": "retired",
    "gone": "left out",
}
_MEANING: dict[Status, str] = {
    "new": "come as new cards, between the others of their lesson",
    "changed": "are updated, with all reviews kept; own edits and tags made before this release are replaced",
    "rendering": "are updated though no text changed; own edits and tags on them are replaced",
    "restored": "come back to life where learners kept them, and as new cards elsewhere",
    "retired": "go blank; Tools > Empty Cards removes them",
    "gone": "stay with learners as they are, and are not updated",
}
_KIND = {
    "scenario": "scenarios",
    "recall": "questions",
    "cloze": "gap texts",
    "drill": "drills",
    "case": "own cases",
    "closing": "last cards",
}
_PRESETS = (
    "The presets changed: a learner gets the new ones by ticking “Import any deck presets”, "
    "which also replaces their own choice for these decks."
)


def counts(difference: Difference) -> str:
    """Return how many notes there are of each status, such as "3 new, 40 unchanged"."""
    found = [f"{len(difference.of(status))} {word}" for status, word in _STATUS.items() if difference.of(status)]
    return ", ".join([*found, f"{difference.unchanged} unchanged"])


def headline(difference: Difference) -> str:
    """Return one line about a difference."""
    against = f"against {difference.against}" if difference.against else "the first release"
    return f"{difference.title} ({difference.edition}), {against}: {counts(difference)}"


def as_text(differences: Sequence[Difference], *, colour: bool = False) -> str:
    """Return differences for a terminal."""
    lines: list[str] = []
    for difference in differences:
        lines += [headline(difference), ""]
        for change in difference.changes:
            place = f"  {_place(change)}" if change.place else ""
            lines += [f"  {_STATUS[change.status]}: {change.item}{place}"]
            details = [f"    {line}" for line in _details(change, colour)]
            lines += [*details, ""] if details else []
        lines += ["", *(f"  {line}" for line in _remarks(difference)), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


def _details(change: Change, colour: bool) -> Iterable[str]:
    if change.lessons:
        yield f"moved from lesson {change.lessons[0]} to {change.lessons[1]}; Anki leaves the card where it is"
    if change.tags:
        yield "tags: " + ", ".join(tag if tag.startswith("-") else f"+{tag}" for tag in change.tags)
    for one in change.fields:
        yield f"{one.field}: {words(one.pieces, colour=colour)}"


def words(pieces: tuple[Piece, ...], *, colour: bool = False) -> str:
    """Return a text with its changes marked for a terminal, cut to a few words around them."""
    removed, added = ("\x1b[31m[-{}-]\x1b[0m", "\x1b[32m{{+{}+}}\x1b[0m") if colour else ("[-{}-]", "{{+{}+}}")
    return _marked(pieces, removed, added)


def _remarks(difference: Difference) -> Iterable[str]:
    if difference.looks:
        kinds = ", ".join(_KIND[kind] for kind in difference.looks)
        yield f"Look of the cards: {kinds}. It arrives with the update, and touches no note."
    if difference.presets:
        yield _PRESETS
    for status in _STATUS:
        if difference.of(status) and status != "new":
            yield f"{_STATUS[status].capitalize()}: these notes {_MEANING[status]}."
    if not difference.detailed and difference.of("changed"):
        yield "Texts cannot be compared word by word: only hashes of that release are at hand."
    if not difference.changes and not difference.looks and not difference.presets:
        yield "Learners will see no change."


def as_markdown(differences: Sequence[Difference], *, heading: str = "") -> str:
    """Return differences as Markdown, as a draft for a changelog."""
    lines = [f"## {heading}", ""] if heading else []
    for difference in differences:
        lines += [f"### {difference.title} ({difference.edition})", ""]
        against = f"Against {difference.against}" if difference.against else "The first release"
        lines += [f"{against}: {counts(difference)}.", ""]
        for status, word in _STATUS.items():
            found = difference.of(status)
            if found:
                lines += [f"**{word.capitalize()}**: these notes {_MEANING[status]}.", ""]
                lines += [line for change in found for line in _items(change)]
                lines += [""]
        if difference.looks or difference.presets:
            lines += [line for line in _remarks(difference) if line.startswith(("Look", "The presets"))] + [""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _items(change: Change) -> Iterable[str]:
    moved = f", moved from lesson `{change.lessons[0]}` to `{change.lessons[1]}`" if change.lessons else ""
    yield f"- `{change.item}`{moved}"
    for one in change.fields:
        escaped: list[Piece] = [(what, re.sub(r"([\\`*_~<>\[\]])", r"\\\1", text)) for what, text in one.pieces]
        yield f"  - {one.field}: {_marked(tuple(escaped), '~~{}~~', '**{}**')}"


def as_json(differences: Sequence[Difference]) -> str:
    """Return differences as one JSON object."""
    found = [
        {
            "title": difference.title,
            "edition": difference.edition,
            "against": difference.against,
            "unchanged": difference.unchanged,
            "looks": list(difference.looks),
            "presets": difference.presets,
            "detailed": difference.detailed,
            "changes": [
                {
                    "item": change.item,
                    "kind": change.kind,
                    "status": change.status,
                    "place": _place(change) or None,
                    "lessons": list(change.lessons) if change.lessons else None,
                    "tags": list(change.tags),
                    "fields": [{"field": one.field, "pieces": [list(p) for p in one.pieces]} for one in change.fields],
                }
                for change in difference.changes
            ],
        }
        for difference in differences
    ]
    return json.dumps({"differences": found}, ensure_ascii=False, indent=2) + "\n"


def _place(change: Change) -> str:
    if change.place is None:
        return ""
    source, start, _ = change.place
    return f"{source.path}:{source.position(start)[0]}"


def _marked(pieces: tuple[Piece, ...], removed: str, added: str) -> str:
    """Return a text with its changes marked, cut to a few words around them."""
    if all(what == "same" for what, _ in pieces):
        return "its form, not its words"
    shown = [
        _shortened(text, head=index > 0, tail=index < len(pieces) - 1)
        if what == "same"
        else _wrapped(text, removed if what == "removed" else added)
        for index, (what, text) in enumerate(pieces)
    ]
    return "".join(shown).replace("\n", " ").strip()


def _shortened(text: str, *, head: bool, tail: bool) -> str:
    """Return a stretch that stayed, without its middle: what follows a change, and what comes before one."""
    words = re.findall(r"\S+\s*|\s+", text)
    if len(words) <= _CONTEXT * (head + tail) + 1:
        return text
    return ("".join(words[:_CONTEXT]) if head else "") + "… " + ("".join(words[-_CONTEXT:]) if tail else "")


def _wrapped(text: str, form: str) -> str:
    """Return a stretch in its marks, with the spaces around it outside of them."""
    core = text.strip()
    start = text.find(core)
    return f"{text[:start]}{form.format(core)}{text[start + len(core) :]}" if core else text
