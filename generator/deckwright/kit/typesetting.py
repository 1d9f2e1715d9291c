"""Typst, over the shipped templates: data in, a tagged PDF out, and what did not fit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

NEEDED = ("typst", "font_source_sans_pro", "segno", "icalendar")
"""What a kit is made with, beside what decks need: `deckwright[kit]` brings it."""


@dataclass(frozen=True, slots=True)
class Overflow:
    """A text that its place cannot hold: what it is of, such as `situation/ID`, and by how many millimetres."""

    of: str
    by: float


@dataclass(frozen=True, slots=True)
class Typeset:
    """A document: the bytes of a PDF/UA-1 file, and the texts that did not fit."""

    pdf: bytes
    overflows: tuple[Overflow, ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes in points that texts fit their places in, by their names, and the texts that do not fit in any."""

    of: Mapping[str, float]
    overflows: tuple[Overflow, ...]


def typeset(
    template: str, data: str, pictures: Mapping[str, bytes], sizes: Mapping[str, float] | None = None
) -> Typeset:
    """Return a document made by the template `templates/kit/TEMPLATE.typ` from data, which is JSON.

    `pictures` are what texts and the brand show, by name. Texts with one of the `sizes` are set in it, others are
    measured. No network and no font of the system is used. A fault in a template is a bug, and raises.
    """
    with _compiler(template, data, pictures, sizes or {}) as compiler:
        pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"])
        if warnings:
            raise RuntimeError(f"{template}.typ: " + "; ".join(str(warning) for warning in warnings))
        return Typeset(pdf, _overflows(compiler))


def card_sizes(data: str, pictures: Mapping[str, bytes]) -> Sizes:
    """Return the sizes of the texts on scenario cards. Both layouts need them, and measuring takes time."""
    with _compiler("cards-fit", data, pictures, {}) as compiler:
        found = json.loads(compiler.query("<fit>", field="value"))
        return Sizes({one["of"]: one["size"] for one in found}, _overflows(compiler))


def can_print(picture: bytes) -> bool:
    """Whether a picture can stand in a document: whole, and of a kind that Typst knows."""
    import typst

    with TemporaryDirectory(prefix="deckwright-") as name:
        (Path(name) / "picture").write_bytes(picture)
        source = Path(name) / "main.typ"
        source.write_text('#image(read("picture", encoding: none))', "utf-8")
        try:
            typst.compile(str(source), root=name, ignore_system_fonts=True)
        except typst.TypstError:
            return False
    return True


@contextmanager
def _compiler(template: str, data: str, pictures: Mapping[str, bytes], sizes: Mapping[str, float]) -> Iterator[Any]:
    """Yield a compiler for a template. Pictures lie beside a copy of the templates: Typst reads below one folder."""
    import font_source_sans_pro
    import typst

    folder = Path(str(files("deckwright") / "templates" / "kit"))
    with TemporaryDirectory(prefix="deckwright-") if pictures else nullcontext(str(folder)) as name:
        root = Path(name)
        if pictures:
            for source in folder.glob("*.typ"):
                shutil.copy(source, root)
            for path, content in pictures.items():
                target = root / "pictures" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        yield typst.Compiler(
            str(root / f"{template}.typ"),
            root=str(root),
            font_paths=[str(Path(str(font_source_sans_pro.__file__)).parent / "files")],
            ignore_system_fonts=True,
            sys_inputs={"data": data, "sizes": json.dumps(dict(sizes))},
        )


def _overflows(compiler: Any) -> tuple[Overflow, ...]:  # noqa: ANN401
    return tuple(Overflow(one["of"], one["by"]) for one in json.loads(compiler.query("<overflow>", field="value")))
