"""Whose workshop it is: a name, a logo, a colour and an address for every document."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import shown_path
from deckwright.authoring.shapes import Word
from deckwright.authoring.source import Text
from deckwright.course.loading import LONGEST_ADDRESS
from deckwright.course.reader import Reader
from deckwright.kit.typesetting import can_print

ACCENT = "#1a56b0"
"""The colour of documents without a brand."""

_LARGEST = 2 * 1024 * 1024
_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandFile:
    """`brand.yaml`: whose workshop it is."""

    name: Annotated[Word, "name of the trainer, or of the organisation"]
    contact: Annotated[tuple[Word, ...], "how to reach you, a line each"] = ()
    address: Annotated[Word | None, "where participants find the deck: a whole address; printed as a QR code"] = None
    colour: Annotated[Word | None, "colour of headings and lines, such as `#1a56b0`; dark enough to be read"] = None
    logo: Annotated[Word | None, "a picture beside this file: PNG, JPEG or SVG, at most 2 MB"] = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its `format` is `png`, `jpg` or `svg`."""

    format: str
    data: bytes

    @property
    def address(self) -> str:
        """Return the picture as a data address."""
        return f"data:{_TYPES[self.format]};base64,{b64encode(self.data).decode()}"


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand as documents use it; without one, the default colour and nothing else."""

    name: str = ""
    contact: tuple[str, ...] = ()
    address: str = ""
    colour: str = ACCENT
    logo: Picture | None = None


NO_BRAND = Brand()


def read_brand(path: Path, root: Path, report: Report) -> Brand | None:
    """Return the brand in a file, or None with diagnostics in the report."""
    written = Reader(root, report).record(path, BrandFile)
    if written is None:
        return None
    if written.address and not re.fullmatch(r"(?i:https?)://[^\s/:]\S*", written.address.value):
        report.error(
            "bad-website",
            f"`{written.address.value}` is not a complete address",
            written.address.span,
            help="write one that begins with `https://`",
        )
    elif written.address and len(written.address.value) > LONGEST_ADDRESS:
        report.error(
            "bad-website",
            f"an address of {len(written.address.value)} letters is too long to be printed or scanned",
            written.address.span,
            help=f"give one of {LONGEST_ADDRESS} at most",
        )
    if written.colour:
        _check_colour(written.colour, report)
    return Brand(
        name=written.name.value,
        contact=tuple(line.value for line in written.contact),
        address=written.address.value if written.address else "",
        colour=written.colour.value.lower() if written.colour else ACCENT,
        logo=_logo(written.logo, path.parent, root, report) if written.logo else None,
    )


def _check_colour(colour: Text, report: Report) -> None:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour.value):
        report.error(
            "bad-colour",
            f"`{colour.value}` is not a colour",
            colour.span,
            help="write `#` and six digits in quotes, such as `'#1a56b0'`",
        )
    elif (contrast := _contrast_to_white(colour.value)) < 4.5:
        report.warn(
            "pale-colour",
            f"`{colour.value}` is hard to read on white: its contrast is {contrast:.2f} to 1",
            colour.span,
            help="choose a darker one, with 4.5 to 1 at least",
        )


def _contrast_to_white(colour: str) -> float:
    """Return the contrast ratio of a colour to white, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _logo(name: Text, folder: Path, root: Path, report: Report) -> Picture | None:
    path = folder / name.value
    trouble, help_ = "", "name a PNG, JPEG or SVG beside this file"
    data = b""
    try:
        if Path(name.value).is_absolute() or ".." in Path(name.value).parts:
            trouble = f"`{name.value}` leads out of the folder"
        elif path.exists() and not path.is_file():
            trouble = f"`{name.value}` is not a file"
        elif path.stat().st_size > _LARGEST:
            size = path.stat().st_size / 1024 / 1024
            trouble, help_ = f"`{name.value}` has {size:.1f} MB", "make it smaller: 2 MB at most"
        else:
            data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        trouble = f"cannot read `{shown_path(path, root)}`: {(error.strerror or str(error)).lower()}"
    if not trouble and not (_format(data) and can_print(data)):
        trouble = f"`{name.value}` is not a picture, or is damaged"
    if trouble:
        report.error("bad-logo", trouble, name.span, help=help_)
        return None
    return Picture(_format(data), data)


def _format(data: bytes) -> str:
    """Return what kind of picture some bytes seem to be, or nothing; whether they are one, Typst knows."""
    for kind, signature in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    return "svg" if b"<svg" in data[:4096] else ""
