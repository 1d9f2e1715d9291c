"""A few hundred damaged courses, and the fuzzer itself; `make fuzz` tries a hundred thousand."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

import fuzz
from conftest import LESSON
from deckwright.authoring.diagnostics import Report
from deckwright.authoring.source import Source, Span
from deckwright.pipeline import build

SEED = 20
pytestmark = pytest.mark.skipif(os.name == "nt", reason="damage includes links and pipes, which need rights on Windows")


def test_damaged_courses_give_diagnostics_and_nothing_else() -> None:
    outcomes = list(fuzz.tried(SEED, 1, 300))
    assert [(outcome.number, outcome.faults) for outcome in outcomes if outcome.faults] == []
    built = sum(outcome.built for outcome in outcomes)
    assert 0 < built < len(outcomes)


def test_an_input_follows_from_its_seed_and_its_number() -> None:
    assert fuzz.mutated(SEED, 7) == fuzz.mutated(SEED, 7)
    assert fuzz.mutated(SEED, 7) != fuzz.mutated(SEED, 8)
    assert fuzz.mutated(SEED, 7) != fuzz.mutated(SEED + 1, 7)


@pytest.fixture
def scratch(tmp_path: Path) -> fuzz.Scratch:
    """The sample project without damage."""
    scratch = fuzz.Scratch(tmp_path)
    scratch.put(fuzz.corpus()[0])
    return scratch


def found(scratch: fuzz.Scratch) -> list[str]:
    """Return the faults that the fuzzer finds, in a few words each."""
    return [fault.what for fault in fuzz.examine(scratch, 0).faults]


def test_a_sound_project_has_no_fault(scratch: fuzz.Scratch) -> None:
    assert found(scratch) == []


def test_an_exception_is_a_fault(scratch: fuzz.Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "check", lambda *_: int("x"))
    assert found(scratch) == ["check: ValueError in "]


def test_a_diagnostic_without_code_or_with_a_place_outside_of_its_file_is_a_fault(
    scratch: fuzz.Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(_: Any, report: Report) -> None:
        report.error("no-such-code", "a", Span(Source("a.yaml", b"a"), 1, 2))

    monkeypatch.setattr(fuzz, "check", check)
    assert found(scratch) == ["a place outside of the file: no-such-code", "no such code: no-such-code"]


def test_an_error_that_only_a_build_finds_is_a_fault(scratch: fuzz.Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "check", lambda *_: None)
    (scratch.root / LESSON).write_text("a: b", "utf-8")
    assert [what.split(":")[0] for what in found(scratch)] == ["check is silent"]


def test_a_damaged_package_is_a_fault(scratch: fuzz.Scratch, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*args: Any, **options: Any) -> Any:
        built = build(*args, **options)
        built[0].path.write_bytes(b"no zip")
        return built

    monkeypatch.setattr(fuzz, "build", damaged)
    monkeypatch.setattr(fuzz, "IMPORTED", 1)
    assert [what.split(":")[0] for what in found(scratch)] == ["package", "package"]


@pytest.mark.parametrize(
    ("ends", "what"),
    [
        ("import os; os.abort()", "the interpreter ended with -6"),
        ("import os, faulthandler as f; f.dump_traceback_later(0.1, exit=True); os.read(os.pipe()[0], 1)", "more than"),
    ],
    ids=["a crash", "a hang"],
)
def test_the_end_of_a_worker_is_the_fault_of_the_input_it_was_trying(ends: str, what: str) -> None:
    outcome = "{'number': n, 'built': True, 'codes': [], 'faults': [], 'seconds': 0}"
    program = f"""
import json, sys
for n in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
    if n == 3:
        {ends}
    print(json.dumps({outcome}), flush=True)
"""
    outcomes = list(fuzz.watched([sys.executable, "-c", program], 1, 5))
    assert [outcome.number for outcome in outcomes] == [1, 2, 3, 4, 5]
    (fault,) = [fault for outcome in outcomes for fault in outcome.faults]
    assert fault.what.startswith(what)
    assert outcomes[2].faults == (fault,)


def test_a_finding_is_kept_as_a_project_with_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "FINDINGS", tmp_path)
    folder = fuzz.save(SEED, 7, (fuzz.Fault("something", "in full"),))
    assert (folder / "fault.txt").read_text("utf-8") == "something\nin full\n"
    assert (folder / "decks").is_dir()
    assert (folder / "content").is_dir()
