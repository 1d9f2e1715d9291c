"""`deckwright serve` as a process of its own, for tests, measurements and pictures."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(root: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve a project; yield the process and the address of the page. Raises RuntimeError where it does not start."""
    command = [sys.executable, "-m", "deckwright", "-C", str(root), "serve", "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line)
            if address:
                yield process, address.group()
                return
        raise RuntimeError("".join(said))
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
