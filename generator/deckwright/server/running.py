"""The server itself: on this machine only, until it is interrupted."""

from __future__ import annotations

import contextlib
import gc
import socket
import sys
from collections.abc import Callable

import uvicorn

from deckwright.server.guard import HOST, Keys
from deckwright.server.page import Page


def listen(port: int | None, preferred: int = 8765) -> socket.socket:
    """Return a socket on the loopback: of a port, or of the preferred one if it is free, or of any.

    Raises OSError where the port that was asked for is taken.
    """
    if port is not None:
        return _bound(port)
    try:
        return _bound(preferred)
    except OSError:
        return _bound(0)


def _bound(port: int) -> socket.socket:
    # Named as TCP, since only then asyncio sends small answers without waiting for what was sent before.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
        made.listen()
    except OSError:
        made.close()
        raise
    return made


def run(page: Page, keys: Keys, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until interrupted. `ready` is called once, after the project was read; requests wait until it returns."""
    page.live.refresh()
    gc.collect()
    gc.freeze()  # what stays needs not be looked through again and again
    config = uvicorn.Config(page.app(keys), log_level="error", lifespan="on", timeout_graceful_shutdown=1)
    with contextlib.suppress(KeyboardInterrupt):
        ready()
        uvicorn.Server(config).run(sockets=[listening])
