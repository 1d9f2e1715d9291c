"""The author's editor: how each is told to open a file at a place."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

_GOTO = ("code", "code-insiders", "codium", "cursor")
_PLUS = ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "gedit", "kate")
_COLON = ("hx", "subl", "zed")
_WINDOWED = (*_GOTO, "subl", "zed", "gedit", "kate")
"""Those with a window of their own, which need no terminal."""


def named() -> str:
    """Return the editor in VISUAL or EDITOR, or nothing."""
    return os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""


def windowed() -> str:
    """Return the editor in VISUAL or EDITOR if it is known to have a window of its own, or nothing."""
    try:
        first, *_ = _words(named())
    except ValueError:
        return ""
    return named() if _name(first) in _WINDOWED else ""


def call(editor: str, path: Path, line: int, column: int) -> list[str]:
    """Return the call that opens a file at a place (both from 1) in an editor; in one not known, the file alone.

    Raises ValueError where the editor is no command.
    """
    first, *rest = _words(editor)
    return [first, *rest, *_arguments(_name(first), path, line, column)]


def start(editor: str, path: Path, line: int, column: int) -> None:
    """Open a file at a place without waiting for the editor to end. Raises OSError where it cannot be started."""
    import subprocess

    nothing = subprocess.DEVNULL
    subprocess.Popen(call(editor, path, line, column), stdin=nothing, stdout=nothing, stderr=nothing)  # noqa: S603


def _words(editor: str) -> list[str]:
    words = shlex.split(editor, posix=os.name != "nt")
    if not words:
        msg = "it is empty"
        raise ValueError(msg)
    return words


def _name(program: str) -> str:
    return Path(program).stem.lower()


def _arguments(name: str, path: Path, line: int, column: int) -> list[str]:
    if name in _GOTO:
        return ["--goto", f"{path}:{line}:{column}"]
    if name in _PLUS:
        return [f"+{line}", str(path)]
    return [f"{path}:{line}:{column}" if name in _COLON else str(path)]
