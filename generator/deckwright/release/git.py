"""What version control remembers of a project: whether all is committed, and the content of another time."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

_FOLDERS = ("content", "decks")


def uncommitted(root: Path) -> list[str] | None:
    """Return the files of content and decks that are not as they were committed, or None without version control."""
    said = _git(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--", *_FOLDERS)
    if said is None:
        return None
    return [entry[3:] for entry in said.decode("utf-8", "replace").split("\0") if entry[2:3] == " "]


def commit_of_release(root: Path, lock: Path, version: str) -> str | None:
    """Return the commit that brought a release into a lock, or None where there is none."""
    said = _git(root, "log", "--format=%H", "--reverse", f"-Srelease {version} ", "--", str(lock))
    return said.decode().split("\n", 1)[0] if said else None


def commit(root: Path, revision: str) -> str | None:
    """Return the commit that a branch, a tag or another name of a revision means, or None."""
    said = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return said.decode().strip() if said else None


def export(root: Path, commit_: str, folder: Path) -> bool:
    """Write content and decks of a commit into a folder; return whether there were any."""
    for name in _FOLDERS:
        data = _git(root, "archive", "--format=tar", commit_, "--", name)
        if not data:
            return False
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            archive.extractall(folder, filter="data")
    return True


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git says, or None where it fails, is not installed, or there is no repository."""
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
