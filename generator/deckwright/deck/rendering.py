"""Jinja, with delimiters that leave Anki's own `{{Field}}` alone, over the shipped templates."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any

from deckwright.authoring.source import Text

if TYPE_CHECKING:
    from jinja2 import Environment

Words = dict[str, Any]
"""Labels as plain words, and records of labels as such dictionaries again."""


def render(template: str, **context: Any) -> str:  # noqa: ANN401 (whatever a template asks for)
    """Return a template filled in. What it asks for and does not get is a bug, and raises."""
    return _environment().get_template(template).render(**context)


def words_of(labels: Any) -> Words:  # noqa: ANN401 (labels, and records of labels in them)
    """Return labels as plain words for the templates."""
    words: Words = {}
    for label in fields(labels):
        value = getattr(labels, label.name)
        words[label.name] = value.value if isinstance(value, Text) else words_of(value)
    return words


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("deckwright", "templates"),
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
