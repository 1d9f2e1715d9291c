"""The command: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from conftest import LESSON, REPOSITORY, Sandbox
from deckwright import __version__
from deckwright.cli import main
from deckwright.cli.main import COMMANDS


def test_build_ends_with_a_summary_and_what_to_do_next(sandbox: Sandbox) -> None:
    result = sandbox.run("build")
    assert result.exit_code == 0
    assert "Beispiel (sample-de)\n  4 notes, 4 cards: 1 scenario, 1 question, 1 gap text, 1 drill\n" in result.stdout
    assert "sample-de.apkg" in result.stdout
    assert "written" in result.stdout
    assert "  content " in result.stdout
    assert result.stdout.splitlines()[-1].startswith("Next: ")
    assert "unchanged" in sandbox.run("build").stdout


def test_a_single_deck_can_be_built_into_another_folder(sandbox: Sandbox) -> None:
    out = sandbox.root.parent / "out" / "new"
    result = sandbox.run("build", "sample-en", "--out", str(out))
    assert result.exit_code == 0
    assert [path.name for path in out.iterdir()] == ["sample-en.apkg"]


def test_an_unknown_deck_is_told_the_closest(sandbox: Sandbox) -> None:
    result = sandbox.run("build", "sample")
    assert result.exit_code == 1
    assert "did you mean `sample-" in result.stderr


def test_a_misspelt_command_is_told_the_closest(sandbox: Sandbox) -> None:
    result = sandbox.run("biuld")
    assert result.exit_code == 2
    assert "Did you mean `build`?" in result.stderr


def test_outside_of_a_project_the_command_says_what_one_is(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["-C", str(tmp_path), "build"])
    assert result.exit_code == 2
    assert "a project is a folder with 'decks' and 'content'" in result.stderr


def test_the_project_is_found_from_a_folder_inside_it(sandbox: Sandbox) -> None:
    result = CliRunner().invoke(main, ["-C", str(sandbox.root / "content/sample/lessons"), "check"])
    assert result.exit_code == 0


def test_a_project_without_manifests_is_told(sandbox: Sandbox) -> None:
    for path in (sandbox.root / "decks").iterdir():
        path.unlink()
    assert "error[empty-project]" in sandbox.run("build").stderr


def test_check_says_that_all_is_well_and_quiet_says_nothing(sandbox: Sandbox) -> None:
    assert sandbox.run("check").stdout == "No errors.\n"
    assert sandbox.run("check", "--quiet").output == ""
    assert sandbox.run("build", "--quiet").output == ""


def test_check_looks_at_courses_that_no_deck_ships(sandbox: Sandbox) -> None:
    for path in (sandbox.root / "decks").iterdir():
        if path.stem != "sample-en":
            path.unlink()
    other = sandbox.root / "content/other"
    other.mkdir()
    (other / "course.yaml").write_text("course: other\n", "utf-8")
    assert "content/other/course.yaml:1:1: error[missing-key]" in sandbox.diagnostics("short")


def test_json_is_json_even_where_there_is_nothing_to_say(sandbox: Sandbox) -> None:
    assert json.loads(sandbox.run("check", "--format", "json").stdout) == {"diagnostics": []}


def test_a_release_names_its_version_and_the_next_step(sandbox: Sandbox) -> None:
    result = sandbox.run("release", "0.1.0")
    assert result.exit_code == 0
    assert "Released 0.1.0 into " in result.stdout
    assert sandbox.run("release", "0.0.9").exit_code == 1


def test_verbose_shows_the_whole_digest_and_the_time(sandbox: Sandbox) -> None:
    words = sandbox.run("build", "--verbose").stdout.split()
    assert any(len(word) == 64 for word in words)
    assert "Took" in words


def test_version_and_help() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout == f"deckwright {__version__}\n"
    listed = CliRunner().invoke(main, ["--help"]).stdout
    assert all(f"\n  {name} " in listed for name in COMMANDS)


def run_in_terminal(arguments: list[str], environment: dict[str, str]) -> str:
    """Return what the command prints to a terminal."""
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "deckwright", *arguments]
    process = subprocess.Popen(
        command, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm", **environment}
    )
    os.close(theirs)
    chunks = []
    while True:
        try:
            chunk = os.read(mine, 65536)
        except OSError:
            break
        if not chunk:
            break
        chunks.append(chunk)
    process.wait()
    os.close(mine)
    return b"".join(chunks).decode()


def test_a_terminal_gets_colours_unless_no_color_is_set(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "minutes: 2", "minutes: 99")
    arguments = ["-C", str(sandbox.root), "check"]
    assert "\x1b[1;31merror" in run_in_terminal(arguments, {"NO_COLOR": ""})
    assert "\x1b" not in run_in_terminal(arguments, {"NO_COLOR": "1"})


def test_a_pipe_gets_no_colours(sandbox: Sandbox) -> None:
    sandbox.replace(LESSON, "minutes: 2", "minutes: 99")
    found = subprocess.run(
        [sys.executable, "-m", "deckwright", "-C", str(sandbox.root), "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "error[out-of-range]" in found.stdout
    assert "\x1b" not in found.stdout


def test_shell_completion_can_be_made() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("deckwright")],
        env={**os.environ, "_DECKWRIGHT_COMPLETE": "zsh_source"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "deckwright" in done.stdout
    assert "_DECKWRIGHT_COMPLETE=zsh_complete" in done.stdout


def test_the_shipped_course_has_no_errors_and_no_warnings() -> None:
    assert CliRunner().invoke(main, ["-C", str(REPOSITORY), "check", "--quiet"]).output == ""
