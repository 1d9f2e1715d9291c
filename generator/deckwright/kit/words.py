"""What documents and presenter say beside the authored texts, by language and section."""

from __future__ import annotations

import re
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
_HOLDER = re.compile(r"\{[a-z_]+\}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


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
    own_report = Report()
    found = _read(path, root, own_report)
    if path == own and not own_report.failed():
        _compare(found, _read(shipped / _MODEL, root, own_report), language, shown_path(own, root), own_report)
    report.diagnostics += own_report.diagnostics
    return None if own_report.failed() else found


def _read(folder: Path, root: Path, report: Report) -> dict[str, Any]:
    reader = Reader(root, report)
    return {file.stem: _plain(tree) for file in sorted(folder.glob("*.yaml")) if (tree := reader.tree(file))}


def _plain(node: Any) -> Any:  # noqa: ANN401 (a tree of words)
    match node:
        case Tree():
            return {key.value: _plain(value) for key, value in node.pairs}
        case Sequence():
            return [_plain(one) for one in node.items]
        case _:
            return node.value


def flat(words: Any, before: str = "") -> dict[str, str]:  # noqa: ANN401 (words, and tables of words in them)
    """Return words by the path of their keys, such as `common.page`; a list counts as no words."""
    if isinstance(words, dict):
        return {path: text for key, below in words.items() for path, text in flat(below, f"{before}.{key}").items()}
    return {before.removeprefix("."): words} if isinstance(words, str) else {}


def _compare(own: dict[str, Any], model: dict[str, Any], language: Text, folder: str, report: Report) -> None:
    """Report what a course's own words lack, against the shipped ones."""

    def tell(message: str, help_: str) -> None:
        report.error("bad-kit-words", message, language.span, help=f"{help_}, in `{folder}`")

    texts, wanted = flat(own), flat(model)
    for path, text in wanted.items():
        holders = set(_HOLDER.findall(text))
        if path not in texts:
            tell(f"the kit's words lack `{path}`", "add it")
        elif path.startswith("files.") and "." not in path.removeprefix("files."):
            if not _FILE.fullmatch(texts[path]) or Path(texts[path]).suffix != Path(text).suffix:
                tell(f"`{texts[path]}` of `{path}` is not the name of such a file", f"write one such as `{text}`")
        elif set(_HOLDER.findall(texts[path])) != holders:
            named = one_of(sorted(holders)) if holders else "none"
            tell(f"the placeholders of `{path}` are not those of the shipped words", f"use {named}")
    for path, count in (("calendar.weekdays", 7), ("calendar.months", 12)):
        if path in texts and len(texts[path].split()) != count:
            tell(f"`{path}` does not hold {count} words", "write them with spaces between")
    names = [text for path, text in texts.items() if path.startswith("files.") and path.count(".") == 1]
    for name in sorted({name for name in names if names.count(name) > 1}):
        tell(f"two documents are called `{name}`", "give each a name of its own")
