"""Build the wheel, install it into an environment of its own, and build decks and a kit from outside the checkout.

Then install it with pipx, as people do, and begin a course in an empty folder.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
REPOSITORY = HERE.parent


def main() -> None:
    """Fail with what the failing command said, or say that all is well."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
        run([*build, str(folder), str(REPOSITORY)])
        (wheel,) = folder.glob("deckwright-*.whl")
        templates = REPOSITORY / "generator/deckwright/templates"
        wanted = {str(path.relative_to(REPOSITORY / "generator")) for path in templates.rglob("*") if path.is_file()}
        if missing := wanted - set(zipfile.ZipFile(wheel).namelist()):
            sys.exit(f"the wheel lacks {sorted(missing)}")
        environment = folder / "environment"
        venv.create(environment, with_pip=True)
        scripts = environment / ("Scripts" if os.name == "nt" else "bin")
        install = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*install, "-c", str(REPOSITORY / "constraints.txt"), str(wheel)])
        project = folder / "project"
        shutil.copytree(HERE / "project", project)
        command = str(scripts / "deckwright")
        for arguments in (["check"], ["build"], ["release", "0.1.0"], ["explain", "text-split"]):
            run([command, *arguments], project)
        packages = sorted((project / "build").glob("*.apkg"))
        if [path.name for path in packages] != ["sample-de.apkg", "sample-en.apkg"]:
            sys.exit(f"the installed wheel built {packages}")
        run([command, "verify", *map(str, packages)], project)
        workshop = folder / "workshop"
        shutil.copytree(HERE / "editorial", workshop)
        told = subprocess.run([command, "kit"], cwd=workshop, capture_output=True, text=True, check=False)
        if told.returncode != 1 or "[no-typesetter]" not in told.stderr:
            sys.exit(f"without its extra, `kit` said:\n{told.stdout}{told.stderr}")
        run([*install, "-c", str(REPOSITORY / "constraints.txt"), f"{wheel}[kit]"])
        run([command, "kit"], workshop)
        if not (workshop / "build/kit/sample-de/START.html").is_file():
            sys.exit("the installed wheel wrote no kit")
        run([*install, "pipx"])
        begin_a_course(pipx_command(scripts, wheel, folder), folder)
    print("The wheel works outside of the checkout.")


def pipx_command(scripts: Path, wheel: Path, folder: Path) -> str:
    """Install the wheel with pipx, into folders of its own, and return the command."""
    places = {name: str(folder / "pipx" / name) for name in ("home", "bin", "man")}
    environment = {"PIPX_HOME": places["home"], "PIPX_BIN_DIR": places["bin"], "PIPX_MAN_DIR": places["man"]}
    constraints = f"--pip-args=-c {shlex.quote(str(REPOSITORY / 'constraints.txt'))}"
    run([str(scripts / "pipx"), "install", "--quiet", constraints, str(wheel)], environment=environment)
    return str(Path(places["bin"]) / "deckwright")


def begin_a_course(command: str, folder: Path) -> None:
    """Go a newcomer's way from an empty folder to a package."""
    run([command, "new", "course", "focus", "--title", "Focus", "--language", "en"], folder)
    project = folder / "focus"
    run([command, "new", "lesson", "Saying no"], project)
    run([command, "new", "scenario", "A favour on Friday", "--lesson", "saying-no"], project)
    run([command, "check"], project)
    lesson = project / "content/focus/lessons/02-saying-no.yaml"
    lines = lesson.read_text("utf-8").splitlines(keepends=True)
    lesson.write_text("".join(line for line in lines if "draft: true" not in line), "utf-8")
    run([command, "build"], project)
    run([command, "verify", str(project / "build/focus-en.apkg")], project)


def run(command: list[str], folder: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
    """Run a command; end with its words where it fails."""
    env = {**os.environ, **(environment or {})}
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    main()
