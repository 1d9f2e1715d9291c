"""Words are in a dictionary, or in a list of the course.

Dictionaries are Hunspell's, read by the optional package `chunspell`. A compound that a dictionary lacks is taken for
right where its parts are known, in languages that write compounds as one word.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deckwright.authoring.writing import write_together

if TYPE_CHECKING:
    from deckwright.course.editorial.desk import Desk
    from deckwright.course.editorial.passages import Passage

DICTIONARIES = {"de": ("de_DE", "de_AT", "de_CH"), "en": ("en_GB", "en_US")}
"""Names of dictionaries to look for, the first that is there is taken; of other languages any that begins with it."""

_COMPOUNDS = {"de": ("", "s", "es", "n", "en", "er", "e")}
"""What can stand between the parts of a compound, in languages that write compounds as one word."""

_PARTICLES = tuple(
    """
    ab an auf aus bei daneben dahinter dazu dazwischen dran durch ein fest frei gegen gegenüber heraus herein hinaus
    hinein leicht los mit nach nebeneinander aneinander auseinander raus rein schief schön um vor weiter zurück zusammen
    """.split()  # noqa: SIM905 (reads as it is written)
)
"""What a separable verb begins with: `durchgerechnet`, `dranbleiben`."""

_SHORTEST_PART = 4
_RULES_OF_WORDS = 1
"""Counted up when `_known` changes: what was remembered before is asked anew."""

_SUGGESTED = 5
"""For how many words close ones are looked up, which takes a fifth of a second each."""

_WORD = re.compile(r"(?<![^\W_])[^\W\d_]+(?:[’'][^\W\d_]+)*")


class NoSpellingError(Exception):
    """Spelling cannot be checked; the message says why, and what to do."""


@dataclass
class Speller:
    """Dictionaries by language, opened when they are first needed.

    Words that a dictionary knows are remembered in files in the folder `memory`, since opening one and asking it takes
    longer than all other rules together. A dictionary that changed is asked anew.
    """

    folders: tuple[Path, ...] = ()
    memory: Path | None = None
    _opened: dict[str, Any] = field(default_factory=dict)

    def find(self, language: str) -> Path:
        """Return the dictionary of a language, a `.dic` file.

        Raises `NoSpellingError` where there is none, or where the package is missing.
        """
        if find_spec("hunspell") is None:
            msg = "spelling needs the package `chunspell`: install `deckwright[spelling]`"
            raise NoSpellingError(msg)
        base, _, region = language.replace("_", "-").partition("-")
        own = (f"{base}_{region.upper()}",) if region else ()
        for name in (*own, *DICTIONARIES.get(base, (f"{base}_*", base))):
            for folder in (*self.folders, *dictionary_folders()):
                for path in sorted(folder.glob(f"{name}.dic")) if folder.is_dir() else ():
                    if path.with_suffix(".aff").is_file():
                        return path
        msg = (
            f"there is no Hunspell dictionary for `{language}`: install one (on Debian `hunspell-{language}-…`), or"
            " name the folder of its .dic and .aff files in DICPATH"
        )
        raise NoSpellingError(msg)

    def dictionary(self, language: str) -> Any:  # noqa: ANN401 (the package ships no types)
        """Return the opened dictionary of a language; raises as `find` does."""
        if language not in self._opened:
            path = self.find(language)
            from hunspell import Hunspell

            self._opened[language] = Hunspell(path.stem, hunspell_data_dir=str(path.parent))
        return self._opened[language]

    def unknown(self, words: Iterable[str], own: frozenset[str], language: str) -> list[str]:
        """Return the words that neither the dictionary of a language nor a course's `own` words know, in order."""
        remembered = self._remembered(language)
        rest = [word for word in words if word not in own and word not in remembered]
        if not rest:
            return []
        dictionary, links = self.dictionary(language), _COMPOUNDS.get(language.split("-")[0])
        learnt = {word for word in rest if _known(word, frozenset(), dictionary, links)}
        if learnt:
            self._remember(language, remembered | learnt)
        return [word for word in rest if word not in learnt and not _known(word, own, dictionary, links)]

    def _remembered(self, language: str) -> frozenset[str]:
        if self.memory is None:
            return frozenset()
        try:
            first, *words = self._file(language).read_text("utf-8").splitlines()
        except (OSError, ValueError):  # there is none yet, or it is damaged
            return frozenset()
        return frozenset(words) if first == self._edition(language) else frozenset()

    def _remember(self, language: str, words: frozenset[str]) -> None:
        if self.memory is not None:
            text = "\n".join([self._edition(language), *sorted(words)])
            with contextlib.suppress(OSError):  # a memory that cannot be kept costs time and nothing else
                write_together({self._file(language): text.encode("utf-8")})

    def _file(self, language: str) -> Path:
        return (self.memory or Path()) / f"words-{language}.txt"

    def _edition(self, language: str) -> str:
        """Return what changes with a dictionary."""
        path = self.find(language)
        facts = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in (path, path.with_suffix(".aff"))]
        return f"{_RULES_OF_WORDS} {path} {facts}"


def dictionary_folders() -> Iterator[Path]:
    """Yield where Hunspell's dictionaries are looked for: DICPATH, and where systems and LibreOffice keep theirs."""
    for name in filter(None, os.environ.get("DICPATH", "").split(os.pathsep)):
        yield Path(name)
    if sys.platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
            base = Path(os.environ.get(variable, "C:/")) / "LibreOffice/share/extensions"
            yield from sorted(base.glob("dict-*"))
        return
    yield from map(Path, ("/usr/share/hunspell", "/usr/share/myspell/dicts", "/Library/Spelling"))
    yield Path.home() / "Library/Spelling"
    yield from sorted(Path("/Applications/LibreOffice.app/Contents/Resources/extensions").glob("dict-*"))


def check(desk: Desk) -> None:
    """Report words that neither a dictionary nor the course's lists know, each where it stands first.

    An excuse on an item is for that item: the word is told where it stands next.
    """
    if desk.speller is None:
        return
    language, folder = desk.course.language, f"content/{desk.course.folder.name}"
    every = dict.fromkeys(word for passage in desk.passages for word in _WORD.findall(passage.plain))
    places: dict[str, list[tuple[Passage, int, int]]] = {
        word: [] for word in desk.speller.unknown(every, _own(desk), language)
    }
    for passage in desk.passages if places else ():
        for match in _WORD.finditer(passage.plain):
            if match.group() in places:
                places[match.group()].append((passage, *match.span()))
    for number, (word, found) in enumerate(places.items()):
        suggest = desk.speller.dictionary(language).suggest
        close = [f"`{one}`" for one in suggest(word)[:3]] if number < _SUGGESTED else []
        more = {1: "", 2: ", here and once more"}.get(len(found), f", here and {len(found) - 1} more times")
        for passage, start, end in found:
            desk.warn(
                "spelling",
                f"no dictionary knows `{word}`{more}",
                passage.within(start, end),
                passage.owner,
                help=f"{'did you mean ' + ', '.join(close) + '? ' if close else ''}"
                f"otherwise add it to `{folder}/words.{language}.txt`, or a name to `{folder}/words.txt`",
            )
            if "spelling" not in passage.owner.excuses:
                break


def _own(desk: Desk) -> frozenset[str]:
    try:
        return own_words(desk.course.folder, desk.course.language)
    except (OSError, UnicodeDecodeError) as error:
        desk.report.error(
            "unreadable-file",
            f"cannot read a list of words of the course: {error}",
            help="save it in UTF-8, a word on each line",
        )
        return frozenset()


def own_words(folder: Path, language: str) -> frozenset[str]:
    """Return the words that a course adds: `words.txt` for names, `words.LANGUAGE.txt` for a language, a line each.

    Raises `OSError` or `UnicodeDecodeError` where a list cannot be read.
    """
    found: set[str] = set()
    for name in dict.fromkeys(("words.txt", f"words.{language.split('-')[0]}.txt", f"words.{language}.txt")):
        if (folder / name).exists():
            lines = (folder / name).read_text("utf-8-sig").splitlines()
            found.update(line.split("#")[0].strip() for line in lines)
    return frozenset(found - {""})


def _known(word: str, own: frozenset[str], dictionary: Any, links: tuple[str, ...] | None) -> bool:  # noqa: ANN401
    plain = word.replace("’", "'")
    if len(word) == 1 or word in own or dictionary.spell(plain):
        return True
    stem = re.sub(r"['’]s?$", "", word)
    if (
        stem in own
        or (stem != word and dictionary.spell(stem))
        or (stem[:1].isupper() and stem.endswith("s") and stem[:-1] in own)
    ):
        return True
    if word[:1].isupper() and (word[:1].lower() + word[1:] in own or dictionary.spell(word.capitalize())):
        return True
    if links is None:
        return False
    if word[:1].isupper():
        return _compound(word, dictionary, links, own)
    return any(word.startswith(one) and dictionary.spell(word.removeprefix(one)) for one in _PARTICLES)


def _compound(word: str, dictionary: Any, links: tuple[str, ...], own: frozenset[str], depth: int = 2) -> bool:  # noqa: ANN401
    """Whether a noun is made of known words, with a letter or two to link them."""

    def known(part: str) -> bool:
        return any(one in own or dictionary.spell(one) for one in (part.capitalize(), part.lower()))

    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        head, rest = word[:cut], word[cut:]
        if not known(rest) and (depth == 0 or not _compound(rest, dictionary, links, own, depth - 1)):
            continue
        for link in links:
            first = head.removesuffix(link)
            doubled = first.endswith("e") and link[:1] == "e"
            if head.endswith(link) and len(first) >= _SHORTEST_PART - 1 and not doubled and known(first):
                return True
    return False
