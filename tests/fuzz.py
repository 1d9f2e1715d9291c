"""Mutated courses, by the hundred thousand: whatever an author's files hold, diagnostics are all that comes of it.

An input is a project in which some files were damaged. It follows from a seed and its number alone. Inputs
are tried in a process of their own, so that a crash or a hang of the interpreter is one more finding.
"""

from __future__ import annotations

import argparse
import copy
import enum
import faulthandler
import gc
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.resources import files as resources
from pathlib import Path
from typing import Any, get_args
from unittest import mock

import yaml

import deckwright
from deckwright import workspace
from deckwright.authoring import markup, yamltree
from deckwright.authoring.codes import catalogue
from deckwright.authoring.diagnostics import Diagnostic, Format, Report, render
from deckwright.authoring.source import Source
from deckwright.course.labels import Labels
from deckwright.course.model import Course
from deckwright.deck.notetypes import NoteType, note_types
from deckwright.deck.rendering import words_of
from deckwright.pipeline import build, check
from deckwright.releasing import release
from deckwright.verify import oracle
from deckwright.verify.package import inspect
from deckwright.workspace import Project

REPOSITORY = Path(__file__).parent.parent
PROGRAM = str(Path(deckwright.__file__).parent)
FINDINGS = REPOSITORY / "build" / "fuzz"
NOW = 1_800_000_000
LONGEST = 10
"""Seconds after which an input counts as a hang."""
MEMORY = 4 * 1024**3
IMPORTED = 20
"""One of so many inputs is given to the real Anki, if packages could be built."""


class Odd(enum.Enum):
    """What stands in the place of a file."""

    FOLDER = "a folder"
    PIPE = "a pipe that nobody writes to"
    NOWHERE = "a link that leads nowhere"
    ITSELF = "a link to itself"


Content = bytes | Odd
Files = dict[str, Content]


# The corpus


def _read(root: Path) -> Files:
    """Return the content and the decks of a project, by path."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("content", "decks")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


@cache
def corpus() -> tuple[Files, ...]:
    """Return the sample project, the same one with everything a project can have, and the course that is shipped."""
    small = _read(REPOSITORY / "tests" / "project")
    large = dict(small)
    texts = ("situation: Lage", "said: Nichts *davon*", "better: „So“", "principle: Regel")
    cards = ("\nmy_case:\n  " + "\n  ".join(texts) + "\nwhat_next: |\n  Weiter so.\n").encode()
    for name in ("course.yaml", "course.en.yaml"):
        large[f"content/sample/{name}"] = bytes(_data(large, f"content/sample/{name}")) + cards
    labels = resources("deckwright") / "templates" / "labels" / "de.yaml"
    large["content/sample/labels/de.yaml"] = labels.read_bytes()
    large |= _locks(large)
    return small, large, _read(REPOSITORY)


def _data(files: Files, path: str) -> bytes:
    data = files[path]
    assert isinstance(data, bytes)
    return data


def _locks(files: Files) -> Files:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Scratch(Path(folder))
        scratch.put(files)
        report = Report()
        release(scratch.project, "0.1.0", report, clock=lambda: NOW - 1000)
        assert not report.failed(), render(report.sorted())
        return {path: data for path, data in _read(scratch.root).items() if path.endswith(".lock")}


# Mutations


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


# fmt: off
INDICATORS = [
    "-", "?", ":", ",", "[", "]", "{", "}", "#", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "~", "\\", "=",
    "<", ".", "- ", "? ", ": ", " #", "--- ", "---\n", "...\n", "|\n", ">-\n", "|2\n", "|+\n", ">9\n", "<<: ",
    "<<: *a\n", "&a ", "*a", "*a ", "!!", "!!str ", "!!python/object:os.system ", "!<tag:x> ", "!a!b ",
    "%YAML 1.1\n---\n", "%TAG ! tag:x\n---\n", "''", '""', "'", '"', "[]", "{}", "[a, b]", "{a: b}", "[[", "{{", "}}",
    "a: b: c", "? a\n", '"\\x00"', '"\\u2028"', '"\\ud800"', '"\\U00110000"', '"\\e"', '"\\q"', '"\\x"', "=", "~",
    "null", "true", "no",
]
CHARACTERS = [
    "\x00", "\x07", "\x08", "\t", "\x0b", "\x0c", "\x1b", "\x1c", "\x1d", "\x1e", "\x1f", "\x7f", "\x80", "\x85",
    "\x9f", "\xa0", "\xad", "\u0301", "\u0308", "\u200b", "\u200d", "\u200e", "\u200f", "\u202a", "\u202e", "\u2028",
    "\u2029", "\u2066", "\ufeff", "\ufffd", "\ufffe", "\uffff", "\xe9", "e\u0301", "\u212b", "\u1e9b\u0323", "\uac00",
    "\u1100\u1161", "\U0001f600", "\U0001f1e9\U0001f1ea", "\U0010ffff", "\u05d0\u05d1", "\u0627\u0644", "\u3042",
    "\uff21", "\xdf", "\u0130", "\u01c5", "\ufb01", "\u0661", "\xb2", "\udcff", "\udcc3", "\udced\udca0\udc80",
    "\udcc0\udc80", "\udcf8\udc88\udc80\udc80\udc80", "\udcfe", "a\x00b", "a" + "\u0301" * 40,
    "\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b",
    "\x0d", "\x0d\n", "\n", "\u2028\n", "\x85\n",
]
MARKUP = [
    "*a*", "**a**", "***a***", "*a **b* c**", "**a *b** c*", "_a_", "__a__", "*", "**", "****", "* * *", "a*b*c",
    "![Bild](offer.png)", "![](offer.png)", "![ ](offer.png)", "![a *b* c](offer.png)", "![a](offer.png 'title')",
    "![a](../offer.png)", "![a](%2e%2e/offer.png)", "![a](offer%2Epng)", "![a](<offer.png>)", "![a](x.png)", "![a]()",
    "![a](off er.png)", "![a][b]", "![", "](", "![![a](offer.png)](offer.png)", "[![a](offer.png)](x)",
    "*![a](b.png)*", "![a\nb](offer.png)", "![a](%00.png)", "![a](%ff.png)", "![{{a}}](offer.png)",
    "![<b>](offer.png)", "[a](b)", "[a]", "[a]: b\n", "<https://a.b>", "https://a.b", "<b>a</b>", "<!-- a -->",
    "<?a?>", "</", "<a", "< a", "\n- a\n- b\n", "\n- a\n  - b\n    - c\n", "\n1. a\n2. b\n", "\n3. a\n", "\n1) a\n",
    "\n-\n", "\n- \n\n  a\n", "\n+ a", "\n1.\n2.\n", "\n- > a\n", "\n> - a\n", "\n> a\nb\n", "\n>\n", "\n> > > a\n",
    "\n- 1. - a\n", "\n1986. war", "\n- # a\n", "\n# a\n", "\n#\n", "\na\n===\n", "\na\n---\n", "\n---\n", "\n***\n",
    "\n```\na\n```\n", "\n```\n", "\n~~~a\n", "`a`", "``", "\n    a\n", "\\", "\\\n", "a  \nb", "a\\\nb", "\\*",
    "\\{\\{", "\\[sound:a]", "&amp;", "&#0;", "&#xD800;", "&#123;&#123;", "&nbsp;", "&#x1f;", "&lt;b&gt;",
    "[sound:a.mp3]", "[latex]a[/latex]", "[$]a[/$]", "[[a]]", "[% a %]", "[# a #]", "{% a %}", "{{c1::a}}",
    "{{c2::a}}", "{{c1::a::b}}", "{{c1::}}", "{{c0::a}}", "{{c1::a", "c1::a}}", "{{c1::{{c2::a}}}}",
    "{{c1::a}}{{c2::b}}", "{{c999::a}}", "{{c1000::a}}", "{{c1::a\n\nb}}", "{{c1::*a}} b*", "{{c1::![a](offer.png)}}",
    "{{c1::&#125;&#125;}}", "*{{c1::a}}*", "{{c1::\\}\\}}}", "{{Front}}", "{{{a}}}", "{{#a}}", "{ {", "{a}",
    "{{c1::::}}", "{{c1::<b>}}", "{{c1::`a`}}", "{{c1::- a}}", "{{c1:: }}", "{{c1::a:::b}}", "{{c1:a}}", "{{C1::a}}",
    "{{c1::\\}}", "{{c1::&#58;&#58;}}",
    "{{c01::a}}",
]
VALUES = [
    "", " ", "\n", "0", "1", "4", "-1", "00", "012", "0x1f", "1e3", "1_000", "1:30", "+1", "1.0", ".inf", "\u0661",
    "\xb2", "999999999", "9999999999", "99999999999999999999", "9" * 5000, "-" + "9" * 30, "2024-01-01", "true",
    "True", "yes", "~", "null", "=", "<<", "a", "A", "\xe4", "a-b", "a--b", "-a", "a_b", "a b", "a" * 64, "a" * 65,
    "a" * 300, "collection", "backup-a", "con", "Default", "default::a", "::", "a::", "::a", "a::b", "a:: b",
    "a::b::c", "::".join("a" * 60), "a:b", 'a"b', "a/b", "../a", "de", "en", "fr", "ar", "de-AT", "zh-Hant", "DE",
    "deu", "de.en", "0123456789abcdef", "0123456789ABCDEF", "sample", "http://", "https://a", "https://a b",
    "javascript:alert(1)", "ftp://a", "https://\xe4", "HTTPS://a", "https://'\"<>", "CC-BY-SA-4.0", "CC0-1.0", "<b>",
    "&", "'", '"', "a\tb", "a\x1fb", "a\nb", "a\n\n\nb", " a ", "#a", "a #b", "%", "%s", "%d%n",
]
NAMES = [
    "a.yaml", "A.YAML", "a.yml", "a.YML", ".a.yaml", "~a.yaml", "a.en.yaml", "a.de.yaml", "a.fr.yaml", "a.en.de.yaml",
    "a..yaml", ".yaml", "a.yaml.yaml", "\xe4.yaml", "a\u0308.yaml", "a b.yaml", "a\nb.yaml", "a\u202eb.yaml",
    "a\udcff.yaml", "\x1b[1m.yaml", "Collection.yaml", "backup-a.yaml", "a.lock", "sample-fr.lock", "-a.yaml",
    "a" * 200 + ".yaml", "course.fr.yaml", "%41.yaml", "\U0001f600.yaml", "con.yaml", "a,b:c.yaml", "02-a.en.yaml",
    "a.png", "'.yaml", "[a].yaml", "a*.yaml",
]
# fmt: on
CONFLICT = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> branch\n"


def _size(rng: random.Random, most: int) -> int:
    """Return a size: mostly small, now and then as large as it may be."""
    return int(most ** rng.random())


def _stuff(rng: random.Random) -> str:
    return rng.choice(rng.choice((INDICATORS, CHARACTERS, MARKUP, VALUES)))


def _span(rng: random.Random, length: int) -> tuple[int, int]:
    start = rng.randrange(length + 1)
    return start, min(length, start + _size(rng, 200))


def insert(rng: random.Random, text: str) -> str:
    """Put something in, at any place."""
    at = rng.randrange(len(text) + 1)
    return text[:at] + _stuff(rng) + text[at:]


def insert_at_words(rng: random.Random, text: str) -> str:
    """Put something in before or after a word or a sign, where it is most likely to mean something."""
    places = [match.start() for match in re.finditer(r"\b|(?<=: )|(?<=- )|(?<=\n)", text)] or [0]
    at = rng.choice(places)
    return text[:at] + _stuff(rng) + text[at:]


def cut(rng: random.Random, text: str) -> str:
    """Take a part out."""
    start, end = _span(rng, len(text))
    return text[:start] + text[end:]


def repeat(rng: random.Random, text: str) -> str:
    """Write a part several times."""
    start, end = _span(rng, len(text))
    return text[:end] + text[start:end] * min(_size(rng, 50), 20_000 // (end - start + 1)) + text[end:]


def truncate(rng: random.Random, text: str) -> str:
    """End the text early."""
    return text[: rng.randrange(len(text) + 1)]


def begin_late(rng: random.Random, text: str) -> str:
    """Leave out the beginning."""
    return text[rng.randrange(len(text) + 1) :]


def flip(rng: random.Random, text: str) -> str:
    """Change single bits."""
    data = bytearray(_bytes(text))
    for _ in range(_size(rng, 8)):
        if data:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return _text(bytes(data))


def line_ends(rng: random.Random, text: str) -> str:
    """Write all line ends, or some, in another way."""
    end = rng.choice(["\r\n", "\r", "\x85", "\u2028", "\u2029", "\n\r", "\n\n", "\v", ""])
    share = rng.choice([1.0, 0.5, 0.02])
    return re.sub("\n", lambda _: end if rng.random() < share else "\n", text)


def encode_otherwise(rng: random.Random, text: str) -> str:
    """Save the text in another encoding, or with a byte order mark."""
    plain = _bytes(text).decode("utf-8", "replace")
    encoding = rng.choice(["cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-7"])
    return _text(plain.encode(encoding, "replace"))


def lines_moved(rng: random.Random, text: str) -> str:
    """Delete, double, swap, move or join lines."""
    lines = text.split("\n")
    at, to = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(6):
        case 0:
            del lines[at : at + _size(rng, 8)]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines.insert(to, lines.pop(at))
        case 4:
            lines.insert(at, rng.choice(["", " ", "\t", "a", "a:", "- a", "a: b", "  a: b", "# a", "---", _stuff(rng)]))
        case _:
            lines[at : at + 2] = ["".join(lines[at : at + 2])]
    return "\n".join(lines)


def indentation(rng: random.Random, text: str) -> str:
    """Indent some lines otherwise, or by tabs."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    for number in range(at, min(len(lines), at + _size(rng, 12))):
        line = lines[number]
        lines[number] = rng.choice([f" {line}", f"  {line}", f"\t{line}", line[1:], line[2:], line.lstrip()])
    return "\n".join(lines)


def branches(rng: random.Random, text: str) -> str:
    """Delete, double, move, swap or re-indent a key with all that stands below it."""
    lines = text.split("\n")
    first, second = sorted((_branch(rng, lines), _branch(rng, lines)))
    one, other = lines[slice(*first)], lines[slice(*second)]
    match rng.randrange(5):
        case 0:
            del lines[slice(*first)]
        case 1:
            lines[first[1] : first[1]] = one
        case 2:
            lines[second[0] : second[0]] = one
        case 3 if first[1] <= second[0]:
            lines[slice(*second)] = one
            lines[slice(*first)] = other
        case _:
            lines[slice(*first)] = [f"  {line}" for line in one] if rng.random() < 0.5 else [line[2:] for line in one]
    return "\n".join(lines)


def _branch(rng: random.Random, lines: list[str]) -> tuple[int, int]:
    def depth(line: str) -> int:
        return len(line) - len(line.lstrip(" ")) if line.strip() else 1000

    start = rng.randrange(len(lines))
    end = start + 1
    while end < len(lines) and depth(lines[end]) > depth(lines[start]):
        end += 1
    return start, end


def value_of_a_line(rng: random.Random, text: str) -> str:
    """Write another value behind a key, or another key before a value."""
    found = list(re.finditer(r"^( *(?:- )?)([^\s:#]+)(: ?)(.*)$", text, re.MULTILINE))
    if not found:
        return text
    match, other = rng.choice(found), rng.choice(found)
    before, key, colon, value = match.groups()
    new = rng.choice(
        [other[4], other[2], _stuff(rng), f"[{value}]", f"{{{value}}}", f"'{value}", f'"{value}"', f"{value} #"]
    )
    key, value = (new, value) if rng.random() < 0.3 else (key, new)
    return text[: match.start()] + before + key + colon + value + text[match.end() :]


def words(rng: random.Random, text: str) -> str:
    """Replace a word by another one of the text, or by something else."""
    found = list(re.finditer(r"[\w-]+", text))
    if not found:
        return text
    match = rng.choice(found)
    word = rng.choice(
        [rng.choice(found).group(), match.group()[:-1], match.group() + "x", match.group().upper(), _stuff(rng)]
    )
    return text[: match.start()] + word + text[match.end() :]


def very_long(rng: random.Random, text: str) -> str:
    """Put in something very long, or deeply nested."""
    size = _size(rng, 30_000)
    unit = rng.choice(
        [
            "a",
            " ",
            "ä",
            "\u0301",
            "*",
            "_",
            "`",
            "[",
            "![",
            "](",
            "<",
            "> ",
            "- ",
            "{{",
            "{{c1::a}}",
            "\\",
            "&",
            "a ",
            "\t",
        ]
    )
    if rng.random() < 0.3:
        unit = _stuff(rng)
    shape = rng.choice(["{0}", "{0}", "{0}", "\n  {0}\n", "[{0}]", "a: {0}", "\n{0}:\n"])
    starts = list(re.finditer(r"^ *", text, re.MULTILINE))
    line = rng.choice(starts)
    if rng.random() < 0.2:
        lines = f"{line.group()}{unit}\n" * (size // (len(line.group()) + len(unit) + 1))
        return text[: line.start()] + lines + text[line.start() :]
    nested = [
        unit * (size // len(unit) if unit else 0),
        "".join(f"{'  ' * level}a:\n" for level in range(min(size, 300))),
        "".join(f"    {'> ' * level}a\n" for level in range(min(size, 60))),
        "".join(f"    {'  ' * level}- a\n" for level in range(min(size, 60))),
        "[" * size + "]" * rng.choice([0, size]),
        "{a: " * size,
        "- " * size,
        "9" * size,
        "".join(f"k{n}: a\n" for n in range(min(size, 3000))),
    ]
    at = rng.choice([match.end() for match in re.finditer(r"\n *|: |\b|$", text)])
    return text[:at] + shape.replace("{0}", rng.choice(nested)) + text[at:]


def lock_lines(rng: random.Random, text: str) -> str:
    """Damage a line of a lock in its parts, or leave the marks of a merge in it."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    parts = lines[at].split(" ")
    place = rng.randrange(len(parts))
    match rng.randrange(7):
        case 0:
            parts[place] = rng.choice(VALUES)
        case 1:
            parts[place] = rng.choice(rng.choice(lines).split(" "))
        case 2:
            parts[place] = re.sub(
                r"\d", lambda match: rng.choice("0123456789") if rng.random() < 0.3 else match[0], parts[place]
            )
        case 3:
            parts[place] = rng.choice(
                ["0", "1", "9" * 12, "9" * 13, str(1 << 33), str(NOW + 10**6), "٣" * 9, "scenario", "case"]
            )
        case 4:
            return text.replace(lines[at], CONFLICT.format(lines[at], rng.choice(lines)).rstrip("\n"), 1)
        case 5:
            parts.insert(place, rng.choice([*parts, *VALUES]))
        case _:
            del parts[place]
    lines[at] = " ".join(parts)
    return "\n".join(lines)


TEXTS: tuple[Callable[[random.Random, str], str], ...] = (
    *(insert, insert, insert_at_words, insert_at_words, insert_at_words, cut, repeat, truncate, begin_late, flip),
    *(line_ends, encode_otherwise, lines_moved, lines_moved, indentation, branches, branches, branches),
    *(value_of_a_line, value_of_a_line, value_of_a_line, words, words, very_long),
)


def structure(rng: random.Random, files: Files, path: str) -> None:
    """Change keys and values of a file, and write it anew in some style."""
    tree = _tree(_data(files, path))
    if tree is None:
        files[path] = _bytes(insert(rng, _text(_data(files, path))))
        return
    for _ in range(_size(rng, 6)):
        _change(rng, tree, files)
    files[path] = _written(rng, tree)


def _written(rng: random.Random, tree: Any) -> bytes:
    style: dict[str, Any] = {
        "default_style": rng.choice([None, None, None, "'", '"', "|", ">"]),
        "default_flow_style": rng.choice([False, False, False, None, True]),
        "width": rng.choice([20, 80, 10_000]),
        "allow_unicode": rng.random() < 0.8,
    }
    try:
        return bytes(yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False, encoding="utf-8", **style))
    except UnicodeEncodeError:  # bytes that are no UTF-8
        return _bytes(yaml.dump(tree, Dumper=yaml.SafeDumper, sort_keys=False, allow_unicode=True))


def _tree(data: bytes) -> Any:
    """Return what a file holds, or None where it cannot be read: PyYAML itself would not survive every nesting."""
    try:
        sound = yamltree.parse(Source("", data), Report()) is not None
    except UnicodeDecodeError:
        return None
    return copy.deepcopy(_loaded(data)) if sound else None


@lru_cache(100)
def _loaded(data: bytes) -> object:
    return yaml.load(data, Loader=yaml.CBaseLoader)


def _slots(node: Any) -> list[tuple[Any, Any]]:
    """Return the places of all values in a tree, as containers and keys."""
    found: list[tuple[Any, Any]] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        keys = list(one) if isinstance(one, dict) else range(len(one)) if isinstance(one, list) else ()
        found += [(one, key) for key in keys]
        waiting += [one[key] for key in keys]
    return found


def _change(rng: random.Random, tree: Any, files: Files) -> None:
    slots = _slots(tree)
    if not slots:
        return
    holder, key = rng.choice(slots)
    other_holder, other_key = rng.choice(slots)
    value, other = holder[key], copy.deepcopy(other_holder[other_key])
    match rng.randrange(9):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            new = rng.choice([str(other_key), str(key)[:-1], f"{key}x", rng.choice(VALUES), _stuff(rng)])
            pairs = [(new if name == key else name, one) for name, one in holder.items()]
            holder.clear()
            holder.update(pairs)
        case 1:
            holder.insert(key, value)
        case 2:
            holder[key] = other
        case 3:
            holder[key], other_holder[other_key] = other, copy.deepcopy(value)
        case 4:
            holder[key] = rng.choice(
                [[], {}, [value], {"a": value}, [[value]], "", "a", [other, value], {str(key): other}]
            )
        case 5:
            holder[key] = rng.choice(VALUES)
        case 6:
            source = rng.choice([path for path in files if path.endswith(".yaml")] or [""])
            data = files.get(source)
            far = _slots(_tree(data)) if isinstance(data, bytes) else []
            if far:
                far_holder, far_key = rng.choice(far)
                holder[key] = far_holder[far_key]
        case _ if isinstance(value, str):
            at = rng.randrange(len(value) + 1)
            holder[key] = value[:at] + rng.choice(rng.choice((MARKUP, MARKUP, VALUES, INDICATORS))) + value[at:]
        case _ if isinstance(value, dict):
            value[rng.choice(VALUES)] = other
        case _:
            value.append(other)


def whole_files(rng: random.Random, files: Files, path: str) -> None:
    """Delete, rename, copy or swap a file, or put something else in its place."""
    other = rng.choice(list(files))
    folder = path.rpartition("/")[0]
    match rng.randrange(8):
        case 0:
            del files[path]
        case 1:
            files[f"{folder}/{rng.choice(NAMES)}"] = files.pop(path)
        case 2:
            files[f"{folder}/{rng.choice(NAMES)}"] = files[path]
        case 3:
            files[path], files[other] = files[other], files[path]
        case 4:
            files[path] = files[other]
        case 5:
            files[path] = rng.choice(list(Odd))
        case 6:
            files[path] = rng.choice(
                [b"", b"\n", b"\0", b"\xff", b"# a\n", b"a", b"{}", b"[]", b"\xef\xbb\xbf", b"---\n", b"--- a\n--- b\n"]
            )
        case _:
            course = rng.choice(["other", "Sample", "a b", "ä", ".a"])
            moved = {name: data for name, data in files.items() if name.startswith("content/")}
            for name, data in moved.items():
                _, _, rest = name.split("/", 2)
                files[f"content/{course}/{rest}"] = data
                if rng.random() < 0.5:
                    files.pop(name)


def mutated(seed: int, number: int) -> Files:
    """Return an input: a project of the corpus with some damage."""
    rng = random.Random(f"{seed}/{number}")
    small, large, course = corpus()
    files = dict(rng.choices((small, large, course), (62, 37, 1))[0])
    for _ in range(rng.choices((1, 2, _size(rng, 6), _size(rng, 30)), (60, 20, 15, 5))[0]):
        if not files:
            break
        path = rng.choice(list(files))
        data = files[path]
        kind = rng.random()
        if kind < 0.04 or not isinstance(data, bytes):
            whole_files(rng, files, path)
        elif path.endswith(".lock") and kind < 0.6:
            files[path] = _bytes(lock_lines(rng, _text(data)))
        elif path.endswith(".yaml") and kind < 0.4:
            structure(rng, files, path)
        else:
            files[path] = _bytes(rng.choice(TEXTS)(rng, _text(data)))
    if rng.random() < 0.0005:
        path = rng.choice(list(files) or ["decks/a.yaml"])
        files[path] = b"# " + b"a" * (8 * 1024 * 1024)
    return files


# What is true of every input


@dataclass(frozen=True, slots=True)
class Fault:
    """What should not have happened: in a few words, by which faults are told apart, and in full."""

    what: str
    details: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an input: whether it was built, the codes of its diagnostics, faults, and seconds it took."""

    number: int
    built: bool
    codes: tuple[str, ...]
    faults: tuple[Fault, ...]
    seconds: float


class Scratch:
    """A folder that holds one input after another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.project = Project(root)
        self.present: Files = {}
        for folder in (self.project.decks, self.project.content):
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, files: Mapping[str, Content]) -> None:
        """Make the folder hold these files and nothing else; what stays the same is not written again."""
        for path in [path for path, data in self.present.items() if files.get(path) is not data]:
            self._remove(self.root / path)
            del self.present[path]
        for path, data in files.items():
            if path not in self.present:
                self._write(self.root / path, data)
                self.present[path] = data

    def clean(self) -> None:
        """Delete what was built."""
        shutil.rmtree(self.project.build, ignore_errors=True)

    def _remove(self, path: Path) -> None:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink()
        for folder in path.parents:
            if folder in (self.project.decks, self.project.content) or any(folder.iterdir()):
                break
            folder.rmdir()

    def _write(self, path: Path, data: Content) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        match data:
            case bytes():
                path.write_bytes(data)
            case Odd.FOLDER:
                path.mkdir()
            case Odd.PIPE:
                os.mkfifo(path)
            case Odd.NOWHERE:
                path.symlink_to("nowhere")
            case Odd.ITSELF:
                path.symlink_to(path.name)


def _left_behind(project: Project) -> Iterator[Path]:
    """Yield what was written, but for the lock against others and the words that are known."""
    for path in project.build.rglob("*"):
        if path.is_file() and path.name != "busy" and not path.name.startswith("words-"):
            yield path


def examine(scratch: Scratch, number: int) -> Outcome:
    """Check and build what a folder holds, and see whether all that is promised of that is true."""
    faults: list[Fault] = []
    started = time.monotonic()

    @contextmanager
    def caught(what: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 (any of them is what is looked for)
            inside = [
                frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(PROGRAM)
            ]
            place = f"{Path(inside[-1].filename).name}:{inside[-1].name}" if inside else ""
            faults.append(
                Fault(f"{what}: {type(error).__name__} in {place}", "".join(traceback.format_exception(error)))
            )

    checked, report = Report(), Report()
    with caught("check"):
        check(scratch.project, checked)
    if any(_left_behind(scratch.project)):
        faults.append(Fault("check wrote something", ""))
    built = []
    with caught("build"):
        built = build(scratch.project, (), report, clock=lambda: NOW)
    if report.failed() and any(_left_behind(scratch.project)):
        faults.append(Fault("something was written in spite of errors", ""))
    if not faults and report.failed() and not checked.failed():
        faults.append(Fault(f"check is silent: {sorted(codes_of(report.diagnostics))}", render(report.sorted())))
    for one in (checked, report):
        with caught("render"):
            faults += sorted(_faults_of(one.sorted()), key=lambda fault: fault.what)
    for one_built in built:
        verified = Report()
        with caught("inspect"):
            inspect(one_built.path, verified)
        if number % IMPORTED == 0 and oracle.available():
            with caught("anki"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                oracle.verify_with_anki(one_built.path, verified)
        for found in verified.diagnostics:
            faults.append(Fault(f"package: {re.sub('`.*?`', '`…`', found.message)}", found.message))
    scratch.clean()
    codes = codes_of(checked.diagnostics) | codes_of(report.diagnostics)
    return Outcome(number, bool(built), tuple(sorted(codes)), tuple(faults), time.monotonic() - started)


def codes_of(diagnostics: list[Diagnostic]) -> set[str]:
    """Return the codes of diagnostics."""
    return {found.code for found in diagnostics}


def _faults_of(diagnostics: list[Diagnostic]) -> set[Fault]:
    """Return what is wrong with diagnostics: their codes, their places, the forms they are shown in."""
    faults: set[Fault] = set()
    for found in diagnostics:
        if found.code not in catalogue():
            faults.add(Fault(f"no such code: {found.code}", repr(found)))
        if not found.message.strip():
            faults.add(Fault(f"no message: {found.code}", repr(found)))
        if found.span is not None:
            source, start, end = found.span
            if not 0 <= start <= end <= len(source.text()):
                where = f"{start} to {end} of {len(source.text())} in {source.path}"
                faults.add(Fault(f"a place outside of the file: {found.code}", f"{where}: {found.message}"))
    for form in get_args(Format):
        shown = render(diagnostics, form)
        shown.encode("utf-8")
        if form == "json":
            json.loads(shown)
        elif form in ("short", "github") and shown.count("\n") + shown.count("\r") != len(diagnostics):
            faults.add(Fault(f"not a line each: {form}", shown))
        if form in ("text", "short") and re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", shown):
            faults.add(Fault(f"a control character reaches the terminal: {form}", shown))
    return faults


# Trying one input after another


@contextmanager
def haste() -> Iterator[None]:
    """Do the same work only once: most files of an input are those of the last one, and so are cards and texts."""
    trees: dict[tuple[str, bytes], Any] = {}
    types: dict[str, dict[str, NoteType]] = {}
    tree = yamltree._tree

    def tree_once(source: Source, report: Report) -> Any:
        key = (source.path, source.data)
        if key in trees:
            return trees[key]
        before = len(report.diagnostics)
        found = tree(source, report)
        if len(report.diagnostics) == before:
            if len(trees) > 100:
                trees.clear()
            trees[key] = found
        return found

    def note_types_once(course: Course, labels: Labels) -> dict[str, NoteType]:
        settings = course.settings
        words = (settings.namespace.value, settings.title.value, settings.report and settings.report.value)
        key = repr((course.language, words, words_of(labels)))
        if key not in types:
            if len(types) > 500:
                types.clear()
            types[key] = note_types(course, labels)
        return dict(types[key])

    with (
        mock.patch.object(os, "fsync"),
        mock.patch.object(yamltree, "_tree", tree_once),
        mock.patch.object(workspace, "note_types", note_types_once),
        mock.patch.object(markup, "parse_fully", lru_cache(1000)(markup.parse_fully)),
    ):
        yield


def tried(seed: int, first: int, last: int) -> Iterator[Outcome]:
    """Yield what comes of each input from a first to a last one."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder, haste():
        scratch = Scratch(Path(folder) / "project")
        for number in range(first, last + 1):
            scratch.put(mutated(seed, number))
            yield examine(scratch, number)


def work(seed: int, first: int, last: int) -> None:
    """Try inputs and print each outcome as a line; whoever reads them notices when they end too early."""
    import resource  # which Windows has not

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    faulthandler.enable()
    corpus()
    gc.freeze()  # what is there already stays: looking through it again and again costs a tenth of the time
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    for outcome in tried(seed, first, last):
        faulthandler.dump_traceback_later(LONGEST, exit=True)
        print(json.dumps(asdict(outcome)), flush=True)


def watched(command: list[str], first: int, last: int) -> Iterator[Outcome]:
    """Yield the outcomes that a worker prints for its range of inputs; its death or hang is the last one's fault.

    The worker is the command with the first and the last number behind it. After its death another one goes on
    behind the input that it died of.
    """
    while first <= last:
        with (
            tempfile.TemporaryFile("w+") as errors,
            subprocess.Popen(
                [*command, str(first), str(last)], stdout=subprocess.PIPE, stderr=errors, text=True
            ) as worker,
        ):
            assert worker.stdout is not None
            for line in worker.stdout:
                raw = json.loads(line)
                raw["faults"] = tuple(Fault(**fault) for fault in raw["faults"])
                yield Outcome(**raw)
                first = raw["number"] + 1
            worker.wait()
            errors.seek(0)
            details = errors.read()
        if first <= last:
            hung = "Timeout" in details
            what = f"more than {LONGEST} seconds" if hung else f"the interpreter ended with {worker.returncode}"
            yield Outcome(first, False, (), (Fault(what, details),), 0)
            first += 1


def save(seed: int, number: int, faults: tuple[Fault, ...]) -> Path:
    """Keep an input and what is wrong with it."""
    folder = FINDINGS / f"{seed}-{number}"
    shutil.rmtree(folder, ignore_errors=True)
    Scratch(folder).put(mutated(seed, number))
    told = "\n".join(f"{fault.what}\n{fault.details}\n" for fault in faults)
    (folder / "fault.txt").write_text(told, "utf-8", "backslashreplace")
    return folder


def main() -> int:
    """Try many inputs, and say what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--work", type=int, nargs=2, metavar=("FIRST", "LAST"), help="try inputs, and print outcomes")
    args = parser.parse_args()
    if args.work:
        work(args.seed, *args.work)
        return 0
    command = [sys.executable, "-W", "error", __file__, "--seed", str(args.seed), "--work"]
    faults: dict[str, list[int]] = {}
    codes: Counter[str] = Counter()
    built = 0
    slowest = (0.0, 0)
    started = time.monotonic()
    for done, outcome in enumerate(watched(command, args.first, args.first + args.count - 1), start=1):
        built += outcome.built
        codes.update(outcome.codes)
        slowest = max(slowest, (outcome.seconds, outcome.number))
        for fault in outcome.faults:
            numbers = faults.setdefault(fault.what, [])
            if outcome.number in numbers:
                continue
            numbers.append(outcome.number)
            if len(numbers) <= 3:
                folder = save(args.seed, outcome.number, outcome.faults)
                print(f"\n{fault.what}\n{fault.details[-3000:]}\nkept in {folder}", flush=True)
        if done % 1000 == 0:
            rate = done / (time.monotonic() - started)
            print(
                f"{done} of {args.count}: {built} built, {rate:.0f} a second, {len(faults)} kinds of fault", flush=True
            )
    print(f"\n{args.count} inputs of seed {args.seed}: {built} were built, {args.count - built} were not")
    print(f"the slowest, number {slowest[1]}, took {slowest[0]:.1f} seconds\n")
    for code, count in codes.most_common():
        print(f"{count:8} {code}")
    print(f"\nnever seen: {', '.join(sorted(set(catalogue()) - set(codes)))}")
    for what, numbers in faults.items():
        print(f"\nFAULT, {len(numbers)} times: {what}: inputs {', '.join(map(str, numbers[:5]))}")
    print("\nno faults" if not faults else f"\n{len(faults)} kinds of fault; inputs are in {FINDINGS}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
