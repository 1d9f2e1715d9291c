"""`deckwright` in a bad hour: `python crash.py OPTIONS ARGUMENT…`, with options as JSON.

`clock` is the time it sees, `root` the project. It kills itself before the `step`-th thing that it does to the files
of the project; with the step 0 it prints how many there are. No file can grow beyond `largest` bytes: writing more
fails, or kills it if `deadly`. With `rights` false, permissions hold even for root.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
from typing import Any

EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.chmod", "os.rmdir"}
_CAPBSET_DROP, _CAPABILITIES = 24, (1, 2)  # to read, write and search whatever the permissions say


def main() -> None:
    options = json.loads(sys.argv[1])
    if not options.pop("rights", True) and os.geteuid() == 0:
        for capability in _CAPABILITIES:
            assert ctypes.CDLL(None).prctl(_CAPBSET_DROP, capability, 0, 0, 0) == 0
        os.execv(sys.executable, [sys.executable, __file__, json.dumps(options), *sys.argv[2:]])
    clock = options.get("clock", time.time())
    time.time = lambda: clock
    from deckwright.cli import main as deckwright

    if "largest" in options:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (options["largest"],) * 2)
        if options.get("deadly"):
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    root, last, steps = options["root"], options.get("step"), 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS and str(arguments[0]).startswith(root):
            step()

    synced = os.fsync

    def fsync(fd: Any) -> None:
        step()
        synced(fd)

    os.fsync = fsync
    sys.addaudithook(watch)
    try:
        deckwright(["-C", root, *sys.argv[2:]])
    finally:
        if last == 0:
            print(f"steps {steps}")


if __name__ == "__main__":
    main()
