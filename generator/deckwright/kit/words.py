"""What documents and presenter say beside the authored texts, by language and section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from deckwright.authoring.diagnostics import Report, one_of
from deckwright.authoring.reading import shown_path
from deckwright.authoring.source import Text
from deckwright.authoring.yamltree import Mapping as Tree
from deckwright.authoring.yamltree import Sequence
from deckwright.course.reader import Reader

_MODEL = "en"


def kit_words(language: Text, folder: Path, root: Path, report: Report) -> dict[str, Any] | None:
    """Return the words of a language by section, or None with diagnostics.

    A course can bring its own in `labels/kit/LANGUAGE` in its folder, with the same files and keys as the shipped ones.
    """
    shipped = Path(str(files("deckwright") / "templates" / "kit" / "words"))
    own = folder / "labels" / "kit" / language.value
    path = own if own.is_dir() else shipped / language.value
    if not path.is_dir():
        known = sorted(one.name for one in shipped.iterdir())
        report.error(
            "unknown-language",
            f"a kit cannot be made in the language `{language.value}`",
            language.span,
            help=f"shipped are {one_of(known)}; write your own words in `{shown_path(own, root)}`, "
            "with the files and keys of the shipped ones",
        )
        return None
    found: dict[str, Any] = {}
    reader = Reader(root, report)
    for file in sorted(path.glob("*.yaml")):
        tree = reader.tree(file)
        if tree is not None:
            found[file.stem] = _plain(tree)
    if path == own and not report.failed():
        model = {file.stem: _plain(tree) for file in (shipped / _MODEL).glob("*.yaml") if (tree := reader.tree(file))}
        for missing in sorted(set(_keys(model)) - set(_keys(found))):
            report.error(
                "missing-key",
                f"the kit's words lack `{missing}`",
                language.span,
                help=f"add it in `{shown_path(own, root)}`",
            )
    return None if report.failed() else found


def _plain(node: Any) -> Any:  # noqa: ANN401 (a tree of words)
    match node:
        case Tree():
            return {key.value: _plain(value) for key, value in node.pairs}
        case Sequence():
            return [_plain(one) for one in node.items]
        case _:
            return node.value


def _keys(words: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for key, value in words.items():
        if isinstance(value, dict):
            yield from _keys(value, f"{before}{key}.")
        else:
            yield f"{before}{key}"
