"""Files of a course to records."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from deckwright.authoring.binder import Binding, bind
from deckwright.authoring.diagnostics import Report
from deckwright.authoring.reading import read_source
from deckwright.authoring.yamltree import Mapping, parse

T = TypeVar("T")


class Reader:
    """Reads files into records, and remembers what went wrong on the way."""

    def __init__(self, root: Path, report: Report) -> None:
        self.root = root
        self.report = report
        self.binding = Binding(report)
        self.unread = False

    def tree(self, path: Path) -> Mapping | None:
        """Return a file's tree, or None with diagnostics in the report."""
        source = read_source(path, self.root, self.report)
        return None if source is None else parse(source, self.report)

    def record(self, path: Path, cls: type[T], *, optional: bool = False) -> T | None:
        """Return a file as a record, or None with diagnostics in the report.

        An optional file that is not there gives None without a diagnostic.
        """
        if optional and not path.exists():
            return None
        node = self.tree(path)
        record = bind(cls, node, self.binding) if node else None
        if record is None:
            self.unread = True
        return record
