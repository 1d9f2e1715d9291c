"""Courses read again and again: what is at fault stays as it was when it was last good."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from deckwright.authoring.diagnostics import Report, Severity
from deckwright.authoring.source import Source
from deckwright.course.labels import Labels, load_labels
from deckwright.course.loading import Loaded, load_course
from deckwright.course.reader import Parts
from deckwright.course.rules import check_course


@dataclass(frozen=True, slots=True)
class Read:
    """A course as it was read, and its labels by language, where there are any.

    `faulty` are the files at fault, as they are shown, each with whether its last good content was taken instead.
    """

    loaded: Loaded
    labels: dict[str, Labels | None]
    faulty: dict[str, bool]


@dataclass
class Reading:
    """Reads the courses of a project, and remembers of each file what came of it and how it was when it was good."""

    root: Path
    _kept: Parts = field(default_factory=dict)
    _used: Parts = field(default_factory=dict)
    _good: dict[Path, Source] = field(default_factory=dict)
    _labels: dict[tuple[Path, str], Labels] = field(default_factory=dict)

    def begin(self) -> None:
        """Begin a new reading of everything: what the last one has not used is forgotten."""
        self._kept, self._used = self._used, {}
        self._good = {path: source for path, source in self._good.items() if path.exists()}

    def course(self, folder: Path, shipped: Collection[str], report: Report) -> Read | None:
        """Return the course in a folder, or None where its `course.yaml` was never good; report what is wrong now.

        A file that was never good is taken as far as it can be read, and so is one that was good and is at odds with
        another one now.
        """
        said = Report()
        loaded = self._load(folder, shipped, {}, said)
        wrong = self._wrong(said)
        report.diagnostics += said.diagnostics
        instead: dict[Path, Source | None] = {}
        while True:
            sources = loaded.sources if loaded else {}
            change = {
                path: self._good[path]
                for path in self._wrong(said) - instead.keys()
                if path in self._good and (path not in sources or sources[path].data != self._good[path].data)
            }
            if not change:
                break
            instead |= change
            said = Report()
            loaded = self._load(folder, shipped, instead, said)
        if loaded is None:
            return None
        still_wrong = self._wrong(said)
        self._good |= {path: source for path, source in loaded.sources.items() if path not in still_wrong}
        faulty = {path.relative_to(self.root).as_posix(): path in instead for path in wrong | instead.keys()}
        labels = {language: self._labels_of(loaded, language, faulty, report) for language in loaded.courses}
        return Read(loaded, labels, faulty)

    def _load(
        self, folder: Path, shipped: Collection[str], instead: dict[Path, Source | None], report: Report
    ) -> Loaded | None:
        kept = {**self._kept, **self._used}
        loaded = load_course(folder, self.root, report, shipped=shipped, kept=kept, instead=instead)
        if loaded is not None:
            check_course(loaded, report)
            self._used |= loaded.parts
        return loaded

    def _wrong(self, report: Report) -> set[Path]:
        return {
            self.root / one.span.source.path
            for one in report.diagnostics
            if one.severity is Severity.ERROR and one.span is not None
        }

    def _labels_of(self, loaded: Loaded, language: str, faulty: dict[str, bool], report: Report) -> Labels | None:
        settings, folder = loaded.source.settings, loaded.source.folder
        named = next(one for one in (settings.language, *settings.translations) if one.value == language)
        said = Report()
        labels = load_labels(named, folder, self.root, said)
        own = folder / "labels" / f"{language}.yaml"
        if not own.exists():
            self._labels.pop((folder, language), None)
            return labels
        report.diagnostics += said.diagnostics
        if said.failed() or labels is None:
            faulty[own.relative_to(self.root).as_posix()] = (folder, language) in self._labels
            return self._labels.get((folder, language))
        self._labels[folder, language] = labels
        return labels
