"""Whatever happens to a build or a release, nothing that was there is lost, and calling it again finishes it.

`make crash` kills at every step; `make test` at some.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conftest import HERE, LESSON, NOW, Sandbox
from deckwright.authoring.diagnostics import Report, render
from deckwright.release.lock import Lock, read_lock
from deckwright.releasing import release
from deckwright.verify.package import inspect
from deckwright.workspace import exclusive

pytest.importorskip("resource")
EVERY = bool(os.environ.get("DECKWRIGHT_CRASH"))
LOCK = "decks/sample-de.lock"
LATER = NOW + 5000
Snapshot = dict[str, bytes]


def start(root: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    """Start the command in a project, in a bad hour."""
    told = json.dumps({"root": str(root), "clock": NOW, **options})
    return subprocess.Popen(
        [sys.executable, str(HERE / "crash.py"), told, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(root: Path, *arguments: str, **options: Any) -> tuple[int, str]:
    """Run the command in a project, in a bad hour; return how it ended and all that it said."""
    process = start(root, *arguments, **options)
    said, wrong = process.communicate(timeout=120)
    assert "Traceback" not in wrong, wrong
    return process.returncode, said + wrong


def snapshot(root: Path) -> Snapshot:
    """Return all files that the command writes, but the one that holds others off."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in ("build", "decks")
        for path in (root / folder).rglob("*")
        if path.is_file() and path.name != "busy"
    }


def of(files: Snapshot, part: str) -> Snapshot:
    """Return the files with a part in their names."""
    return {name: data for name, data in files.items() if part in name}


def locks(root: Path) -> dict[str, Lock]:
    """Return all locks, which can be read."""
    report = Report()
    found = {path.name: read_lock(path, root, report) for path in (root / "decks").glob("*.lock")}
    assert not report.diagnostics, render(report.sorted())
    return {name: lock for name, lock in found.items() if lock is not None}


def assert_whole(root: Path) -> None:
    """Check every package."""
    for path in root.rglob("*.apkg"):
        report = Report()
        inspect(path, report)
        assert not report.diagnostics, (path, render(report.sorted()))


def assert_old_or_new(root: Path, old: Snapshot, *new: Snapshot) -> None:
    """Check that each file is as it was or as it is to be, and that nothing is missing."""
    now = snapshot(root)
    assert old.keys() <= now.keys()
    for name, data in now.items():
        if not name.endswith(".part"):
            assert data in [one[name] for one in (old, *new) if name in one], name


def add_question(sandbox: Sandbox) -> None:
    german = "  zebra:\n    question: |\n      Frage?\n    answer: |\n      Antwort.\n  gap-of-a-no:\n"
    sandbox.replace(LESSON, "  gap-of-a-no:\n", german)
    sandbox.replace(LESSON.replace(".yaml", ".en.yaml"), "  gap-of-a-no:\n", german)


def released(sandbox: Sandbox, version: str = "0.1.0", now: int = NOW - 5000) -> None:
    report = Report()
    release(sandbox.project, version, report, clock=lambda: now)
    assert not report.diagnostics, render(report.sorted())


def fresh(_: Sandbox) -> None:
    """Leave the project as it is."""


def built_and_edited(sandbox: Sandbox) -> None:
    sandbox.build(NOW - 5000)
    sandbox.reword()


def released_and_edited(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.build(NOW - 4000)
    sandbox.reword()
    add_question(sandbox)


def released_and_merged(sandbox: Sandbox) -> None:
    released(sandbox)
    for language in ("de", "en"):
        sandbox.replace(f"decks/sample-{language}.lock", "\nitem", "\n<<<<<<< HEAD\nitem")


def fallen_behind(sandbox: Sandbox) -> None:
    released(sandbox)
    sandbox.replace(LESSON, "Ein Grund.", "Genau ein Grund.")


@dataclass(frozen=True)
class Hour:
    """A project, and what is done in it."""

    before: Callable[[Sandbox], None]
    command: tuple[str, ...]


HOURS = {
    "the first build": Hour(fresh, ("build",)),
    "a build after an edit": Hour(built_and_edited, ("build",)),
    "a build after a release": Hour(released_and_edited, ("build",)),
    "the first release": Hour(fresh, ("release", "0.1.0")),
    "the second release": Hour(released_and_edited, ("release", "0.2.0")),
    "a repair": Hour(released_and_merged, ("lock", "--repair")),
    "a translation accepted": Hour(fallen_behind, ("translate", "en", "--accept", "order-of-a-no")),
}


@dataclass(frozen=True)
class Scene:
    """A project on the disk, with what is in it now, and what is in it after the command, called now or later."""

    hour: Hour
    root: Path
    old: Snapshot
    new: Snapshot
    new_later: Snapshot
    steps: int

    def copy(self, folder: Path) -> Path:
        """Return the project as it was, in another folder."""
        return Path(shutil.copytree(self.root, folder))


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scene]:
    known: dict[str, Scene] = {}

    def scene(name: str) -> Scene:
        if name not in known:
            folder = tmp_path_factory.mktemp("scene")
            root = Path(shutil.copytree(HERE / "project", folder / "project"))
            HOURS[name].before(Sandbox(root))
            shutil.copytree(root, folder / "now")
            shutil.copytree(root, folder / "later")
            code, said = run(folder / "now", *HOURS[name].command, step=0)
            assert code == 0, said
            assert run(folder / "later", *HOURS[name].command, clock=LATER)[0] == 0
            known[name] = Scene(
                HOURS[name],
                root,
                snapshot(root),
                snapshot(folder / "now"),
                snapshot(folder / "later"),
                int(said.split()[-1]),
            )
        return known[name]

    return scene


def assert_finished_by_calling_again(scene: Scene, root: Path) -> None:
    """Check what a process that was killed has left, and that the same command makes all of it good, hours later."""
    assert_old_or_new(root, scene.old, scene.new)
    assert_whole(root)
    code, said = run(root, *scene.hour.command, clock=LATER)
    assert code == 0, said
    now = snapshot(root)
    # A build keeps a time for each edition. A release has one time for all.
    groups = ("-de.", "-en.") if scene.hour.command == ("build",) else ("",)
    for group in groups:
        assert of(now, group) in (of(scene.new, group), of(scene.new_later, group))
    assert now.keys() == scene.new.keys()


@pytest.mark.parametrize("name", HOURS)
def test_killed_at_any_step_it_is_finished_by_calling_it_again(
    name: str, scenes: Callable[[str], Scene], tmp_path: Path
) -> None:
    scene = scenes(name)
    assert scene.steps > 10
    every = range(1, scene.steps + 1)
    for step in every if EVERY else random.Random(name).sample(every[-20:], 2):
        root = scene.copy(tmp_path / str(step))
        assert run(root, *scene.hour.command, step=step)[0] == -signal.SIGKILL
        assert_finished_by_calling_again(scene, root)


@pytest.mark.parametrize("name", ["a build after an edit", "the second release"])
def test_killed_in_the_middle_of_a_file_it_is_finished_by_calling_it_again(
    name: str, scenes: Callable[[str], Scene], tmp_path: Path
) -> None:
    scene = scenes(name)
    for size in range(100, 20_000, 1500) if EVERY else (9000,):
        root = scene.copy(tmp_path / str(size))
        assert run(root, *scene.hour.command, largest=size, deadly=True)[0] == -signal.SIGXFSZ
        assert_finished_by_calling_again(scene, root)


def test_killed_at_a_random_time_it_is_finished_by_calling_it_again(
    scenes: Callable[[str], Scene], tmp_path: Path
) -> None:
    scene = scenes("the second release")
    dice = random.Random(7)
    for number in range(40 if EVERY else 2):
        root = scene.copy(tmp_path / str(number))
        process = start(root, *scene.hour.command)
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=dice.uniform(0.05, 0.25))
        process.kill()
        process.communicate()
        assert_finished_by_calling_again(scene, root)


def test_a_killed_release_is_finished_under_version_control_too(scenes: Callable[[str], Scene], tmp_path: Path) -> None:
    scene = scenes("the second release")
    root = scene.copy(tmp_path / "project")
    (root / ".gitignore").write_text("/build/\n", "utf-8")
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for arguments in (["init"], ["add", "."], ["commit", "-m", "A step"]):
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)
    (root / "decks/.sample-de.lock.abcdefgh.part").write_text("deckwr", "utf-8")
    assert run(root, *scene.hour.command)[0] == 0
    assert not list((root / "decks").glob(".*.part"))


def test_changes_are_told_once_also_where_the_locks_were_written_already(
    scenes: Callable[[str], Scene], tmp_path: Path
) -> None:
    scene = scenes("the second release")
    root = scene.copy(tmp_path / "project")
    for _ in range(2):
        assert run(root, *scene.hour.command)[0] == 0
    assert "`zebra`" in (root / "build/releases/0.2.0/changes.md").read_text("utf-8")


# --- no room


@pytest.mark.parametrize("name", ["a build after a release", "the second release", "a repair"])
def test_a_file_for_which_there_is_no_room_is_named_and_nothing_is_changed(
    name: str, scenes: Callable[[str], Scene], tmp_path: Path
) -> None:
    scene = scenes(name)
    root = scene.copy(tmp_path / "project")
    most = max(len(data) for path, data in scene.new.items() if scene.old.get(path) != data)
    for size in range(0, most, 500 if EVERY else max(1, most // 3)):
        code, said = run(root, *scene.hour.command, largest=size)
        assert (code, "error[cannot-write]: cannot write" in said) == (1, True), said
        assert "make room on the disk" in said or size == 0
        assert snapshot(root) == scene.old
    assert run(root, *scene.hour.command)[0] == 0
    assert snapshot(root) == scene.new


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of a few megabytes."""
    folder = Path(tempfile.mkdtemp())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


@pytest.mark.parametrize("name", ["a build after an edit", "the second release"])
def test_a_full_disk_costs_nothing_and_room_is_enough_to_go_on(
    name: str, scenes: Callable[[str], Scene], small_disk: Path
) -> None:
    scene = scenes(name)
    root = scene.copy(small_disk / "project")
    ballast = small_disk / "ballast"
    free = shutil.disk_usage(small_disk).free
    for room in [*range(0, free, 32768 if EVERY else 400_000), free]:
        ballast.write_bytes(bytes(free - room))
        code, said = run(root, *scene.hour.command)
        if code == 0:
            assert room > 0
            break
        assert (code, "error[cannot-write]: cannot write" in said) == (1, True), said
        assert "no space left on device" in said
        assert snapshot(root) == scene.old
    assert snapshot(root) == scene.new


# --- no permission


def forbidden(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).chmod(0o500 if (root / path).is_dir() else 0o000)


def unsearchable(path: str) -> Callable[[Path], None]:
    return lambda root: (root / path).chmod(0o000)


def folder_at(path: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        (root / path).unlink(missing_ok=True)
        (root / path / "x").mkdir(parents=True)

    return change


def file_at(path: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        shutil.rmtree(root / path, ignore_errors=True)
        (root / path).write_text("x", "utf-8")

    return change


REFUSALS: dict[str, tuple[Callable[[Path], None], tuple[str, ...], str]] = {
    "decks that may not be written": (forbidden("decks"), ("release", "0.2.0"), "cannot write `decks/sample-"),
    "decks that may not be searched": (unsearchable("decks"), ("build",), "cannot read `decks"),
    "a build folder that may not be written": (forbidden("build"), ("build",), "cannot write `build/sample-"),
    "a memory that may not be written": (
        forbidden("build/.deckwright"),
        ("build",),
        "cannot write `build/.deckwright/sample-",
    ),
    "a build folder that may not be searched": (unsearchable("build"), ("build",), "cannot write to `build/.deckw"),
    "a build folder that is a file": (file_at("build"), ("build",), "cannot write to `build/.deckwright`"),
    "a busy file that is a folder": (folder_at("build/.deckwright/busy"), ("build",), "cannot write to `build/.deckw"),
    "releases that may not be written": (
        forbidden("build/releases"),
        ("release", "0.2.0"),
        "cannot write `build/releases/0.2.0",
    ),
    "a release that is a file": (
        file_at("build/releases/0.2.0"),
        ("release", "0.2.0"),
        "cannot write `build/releases/0.2.0",
    ),
    "a release below a file": (
        file_at("build/releases"),
        ("release", "0.2.0"),
        "cannot write `build/releases/0.2.0",
    ),
    "a package that is a folder": (
        folder_at("build/sample-en.apkg"),
        ("build",),
        "cannot write `build/sample-en.apkg`: is a directory",
    ),
    "a package of a release that is a folder": (
        folder_at("build/releases/0.2.0/sample-en.apkg"),
        ("release", "0.2.0"),
        "cannot write `build/releases/0.2.0/sample-en.apkg`: is a directory",
    ),
    "a lock that is a folder": (folder_at(LOCK), ("release", "0.2.0"), f"cannot read `{LOCK}`: it is no file"),
    "a lock that may not be read": (forbidden(LOCK), ("release", "0.2.0"), f"cannot read `{LOCK}`: permission denied"),
    "a lock that repair may not read": (
        forbidden(LOCK),
        ("lock", "--repair"),
        f"cannot read `{LOCK}`: permission denied",
    ),
    "a lesson that may not be read": (forbidden(LESSON), ("build",), f"cannot read `{LESSON}`: permission denied"),
    "lessons that may not be searched": (
        unsearchable("content/sample/lessons"),
        ("check",),
        "cannot read `content/sample/lessons",
    ),
    "a picture that may not be read": (
        forbidden("content/sample/media/offer.png"),
        ("build",),
        "offer.png",
    ),
    "content that may not be searched": (unsearchable("content"), ("release", "0.2.0"), "error["),
    "a package to compare with that may not be read": (
        forbidden("build/releases/0.1.0/sample-de.apkg"),
        ("diff", "--against", "{root}/build/releases/0.1.0/sample-de.apkg"),
        "sample-de.apkg`: permission denied",
    ),
}


@pytest.mark.parametrize(("change", "command", "message"), REFUSALS.values(), ids=REFUSALS)
def test_what_may_not_be_read_or_written_is_named_and_nothing_is_changed(
    change: Callable[[Path], None],
    command: tuple[str, ...],
    message: str,
    scenes: Callable[[str], Scene],
    tmp_path: Path,
) -> None:
    root = scenes("the second release").copy(tmp_path / "project")
    change(root)
    modes = {path: path.stat().st_mode for path in root.rglob("*")}
    before = snapshot(root)
    code, said = run(root, *(word.format(root=root) for word in command), rights=False)
    for path, mode in modes.items():
        path.chmod(mode | 0o700)
    assert code == 1, said
    assert message in said
    assert "help: " in said
    assert {name: data for name, data in snapshot(root).items() if before.get(name) != data} == {}


# --- two at once


PAIRS = {
    "two builds": (("build",), ("build",)),
    "a build and a release": (("build",), ("release", "0.2.0")),
    "two releases of one version": (("release", "0.2.0"), ("release", "0.2.0")),
    "two releases of two versions": (("release", "0.2.0"), ("release", "0.3.0")),
    "a release and a translation": (("release", "0.2.0"), ("translate", "en", "--accept", "order-of-a-no")),
}


@pytest.mark.parametrize("commands", PAIRS.values(), ids=PAIRS)
def test_two_at_once_wait_for_each_other(
    commands: tuple[tuple[str, ...], ...], scenes: Callable[[str], Scene], tmp_path: Path
) -> None:
    scene = scenes("the second release")
    for number in range(20 if EVERY else 2):
        root = scene.copy(tmp_path / str(number))
        known = locks(root)
        started = [start(root, *command, clock=NOW + at) for at, command in enumerate(commands)]
        for process, command in zip(started, commands, strict=True):
            said, wrong = process.communicate(timeout=120)
            refused = "error[bad-version]" in wrong and command[0] == "release"
            assert process.returncode == 0 or refused, said + wrong
        assert_whole(root)
        for name, lock in locks(root).items():
            assert known[name].items.keys() <= lock.items.keys()
            assert known[name].releases.items() <= lock.releases.items()
            assert all(lock.items[item].mod >= one.mod for item, one in known[name].items.items())
        assert not [name for name in snapshot(root) if name.endswith(".part")]


HOLDER = """
import sys
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_whoever_holds_a_project_too_long_is_told_and_who_was_killed_holds_nothing(sandbox: Sandbox) -> None:
    busy = sandbox.root / "build/.deckwright/busy"
    busy.parent.mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(busy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        report = Report()
        with exclusive(sandbox.project, report, patience=0.2):
            assert [d.code for d in report.diagnostics] == ["project-busy"]
        holder.kill()
        holder.wait()
        report = Report()
        with exclusive(sandbox.project, report, patience=5):
            assert not report.diagnostics


# --- locks that cannot be read


COMMANDS = (
    ("build",),
    ("check",),
    ("diff",),
    ("release", "0.2.0"),
    ("translate", "en", "--accept", "order-of-a-no"),
    ("lock",),
    ("lock", "--repair"),
)
BAD_LOCKS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a later version": (lambda data: data.replace(b"deckwright-lock 2", b"deckwright-lock 3"), "lock-format"),
    "a later version in a merge": (
        lambda data: data.replace(
            b"deckwright-lock 2", b"<<<<<<< a\ndeckwright-lock 2\n=======\ndeckwright-lock 3\n>>>>>>> b"
        ),
        "damaged-lock lock-format",
    ),
    "a version beyond all numbers": (lambda data: data.replace(b" 2\n", b" " + b"9" * 5000 + b"\n", 1), "damaged-lock"),
    "nothing": (lambda _: b"", "damaged-lock"),
    "a blank line": (lambda _: b"\n", "empty-file damaged-lock"),
    "bytes": (lambda _: bytes(range(256)) * 10, "wrong-encoding damaged-lock"),
    "zeros": (lambda _: bytes(4096), "damaged-lock"),
    "an unfinished merge": (lambda data: data.replace(b"\nitem", b"\n<<<<<<< a\nitem", 1), "damaged-lock"),
    "an absurd time": (lambda data: data.replace(b" 18000", b" 99999918000", 1), "damaged-lock"),
}
MENDED = {"a version beyond all numbers", "an unfinished merge"}


@pytest.mark.parametrize("name", BAD_LOCKS)
def test_a_lock_that_cannot_be_read_is_told_by_every_command_and_nothing_is_written(
    name: str, sandbox: Sandbox
) -> None:
    damage, codes = BAD_LOCKS[name]
    released(sandbox, now=NOW)
    path = sandbox.root / LOCK
    path.write_bytes(damage(path.read_bytes()))
    before = snapshot(sandbox.root)
    for command in COMMANDS:
        result = sandbox.run(*command)
        if command == ("lock", "--repair") and (name in MENDED or name == "an absurd time"):
            assert result.exit_code == 0
            continue
        assert result.exit_code == 1, command
        assert any(f"error[{code}]" in result.output for code in codes.split()), result.output
        assert LOCK in result.output
        assert snapshot(sandbox.root) == before


@pytest.mark.parametrize("name", sorted(MENDED))
def test_a_repair_loses_no_line_that_can_be_read(name: str, sandbox: Sandbox) -> None:
    released(sandbox)
    known = locks(sandbox.root)
    path = sandbox.root / LOCK
    path.write_bytes(BAD_LOCKS[name][0](path.read_bytes()))
    assert sandbox.run("lock", "--repair").exit_code == 0
    assert locks(sandbox.root) == known
