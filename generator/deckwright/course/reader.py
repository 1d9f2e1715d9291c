"""Files of a course to records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from deckwright.authoring import yamltree
from deckwright.authoring.binder import Binding, bind
from deckwright.authoring.diagnostics import Diagnostic, Report
from deckwright.authoring.reading import read_source
from deckwright.authoring.shapes import TextKind
from deckwright.authoring.source import Source, Text

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Part:
    """What one file gave: its record or overlay, and beside it what binding found.

    `given` are the records it was laid over. `pictured` are the texts that may name a picture. `faults` is filled by
    the rule that looks at texts, which are judged by themselves alone.
    """

    value: Any = None
    given: tuple[object, ...] = ()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    broken: frozenset[str] = frozenset()
    texts: list[tuple[Text, TextKind]] = field(default_factory=list)
    pictured: list[tuple[Text, TextKind]] = field(default_factory=list)
    faults: list[Diagnostic] | None = None


Parts = dict[tuple[Path, type, bytes, tuple[int, ...]], Part]
"""Parts by file, kind, content, and the identity of what they were laid over."""


class Reader:
    """Reads files into records, and remembers what went wrong on the way.

    A file that is among the parts of an earlier reading (`kept`) with the same content is not parsed again. `instead`
    gives the content that counts instead of a file's own; for None, the file counts as one that cannot be read.
    """

    def __init__(
        self, root: Path, report: Report, kept: Parts | None = None, instead: Mapping[Path, Source | None] | None = None
    ) -> None:
        self.root = root
        self.report = report
        self.unread = False
        self.sources: dict[Path, Source] = {}
        self.parts: Parts = {}
        self._kept = kept or {}
        self._instead = instead or {}
        self._of: dict[int, Part] = {}

    @property
    def broken(self) -> frozenset[str]:
        """The names of what could not be read whole."""
        return frozenset().union(*(part.broken for part in self.parts.values()))

    def broken_in(self, record: object) -> frozenset[str]:
        """Return what could not be read whole in the file of a record."""
        part = self._of.get(id(record))
        return part.broken if part else frozenset()

    def tree(self, path: Path) -> yamltree.Mapping | None:
        """Return a file's tree, or None with diagnostics in the report."""
        source = self._source(path)
        return None if source is None else yamltree.parse(source, self.report)

    def record(self, path: Path, cls: type[T], *, optional: bool = False) -> T | None:
        """Return a file as a record, or None with diagnostics in the report.

        An optional file that is not there gives None without a diagnostic.
        """
        if optional and not path.exists():
            return None
        record: T | None = self.part(path, cls, lambda node, binding: bind(cls, node, binding))
        if record is None:
            self.unread = True
        return record

    def part(
        self,
        path: Path,
        kind: type,
        make: Callable[[yamltree.Mapping, Binding], T | None],
        given: tuple[object, ...] = (),
    ) -> T | None:
        """Return what `make` makes of a file, or None with diagnostics in the report.

        `make` must depend on nothing but the file and the records that are `given`.
        """
        source = self._source(path)
        if source is None:
            return None
        key = (path, kind, source.data, tuple(map(id, given)))
        part = self._kept.get(key)
        if part is None:
            part = Part(given=given)
            report = Report()
            binding = Binding(report)
            node = yamltree.parse(source, report)
            if node is not None:
                part.value = make(node, binding)
            part.diagnostics, part.broken, part.texts = report.diagnostics, frozenset(binding.broken), binding.texts
            part.pictured = [(text, kind) for text, kind in binding.texts if "![" in text.value]
        self.parts[key] = part
        self._of[id(part.value)] = part
        self.report.diagnostics += part.diagnostics
        value: T | None = part.value
        return value

    def _source(self, path: Path) -> Source | None:
        source = self._instead[path] if path in self._instead else read_source(path, self.root, self.report)
        if source is not None:
            self.sources[path] = source
        return source
