"""The catalogue of diagnostics: what each code means, with a wrong and a right example."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated

from deckwright.authoring.binder import Binding, bind
from deckwright.authoring.diagnostics import Report
from deckwright.authoring.shapes import Key, Name, Prose, Word
from deckwright.authoring.source import Source
from deckwright.authoring.yamltree import parse

_record = dataclass(frozen=True, slots=True, kw_only=True)


@_record
class Code:
    """One code. The examples are parts of `file`; a code without them does not come from texts.

    An editorial code can be excused on an item; `near` is an example that its rule leaves alone, however close.
    """

    key: Annotated[Name, Key()]
    about: Prose
    editorial: bool = False
    file: Word | None = None
    wrong: Prose | None = None
    right: Prose | None = None
    near: Prose | None = None

    def placed(self, example: str, text: str) -> str:
        """Return the text of `file` with an example in place of the right one, as deep as that stands there.

        Raises ValueError where the right example is not in it.
        """
        right = self.right.value if self.right else ""
        for depth in range(0, 12, 2):
            indented = textwrap.indent(right, " " * depth)
            if f"\n{indented}" in f"\n{text}":
                return text.replace(indented, textwrap.indent(example, " " * depth), 1)
        within = right.rstrip("\n")
        if not within or within not in text:
            msg = f"the right example of {self.key.value} does not stand in its file"
            raise ValueError(msg)
        return text.replace(within, example.rstrip("\n"), 1)


@_record
class _Catalogue:
    codes: dict[str, Code]


@cache
def catalogue() -> dict[str, Code]:
    """Return every code by its name, in the order of the catalogue."""
    report = Report()
    source = Source("codes.yaml", (files("deckwright") / "authoring" / "codes.yaml").read_bytes())
    node = parse(source, report)
    bound = bind(_Catalogue, node, Binding(report)) if node else None
    if bound is None or report.failed():
        msg = f"the catalogue of diagnostics is damaged: {report.diagnostics}"
        raise ValueError(msg)
    return bound.codes
