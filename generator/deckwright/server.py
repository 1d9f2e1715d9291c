"""The author's page: a project served to a browser on the same machine, and told of every change.

Needs the optional extra `deckwright[serve]`. Nobody else gets an answer: it listens on the loopback only, wants a
random token, and refuses other hosts and origins. Pages may load nothing from elsewhere; cards stand in a frame without
an origin of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import hmac
import json
import socket
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from watchfiles import awatch

from deckwright.authoring.codes import catalogue
from deckwright.deck.rendering import render
from deckwright.live import Live

HOST = "127.0.0.1"
_QUIET = 0.4
"""Seconds without a change before the whole check begins."""
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FRAME_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SCRIPTS = ("app", "findings", "frames", "study", "tree")

Open = Callable[[Path, int, int], None]
"""Opens a file at a line and column (both from 1). Raises OSError where that fails."""


@dataclass
class _Guard:
    """Lets nobody in but the page itself: right host, right origin, and the token in a cookie."""

    app: ASGIApp
    token: str
    port: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refused = self._refused(request)
        if refused:
            await PlainTextResponse(refused, 403)(scope, receive, _with_headers(send))
            return
        given = request.query_params.get("token")
        if given is not None and hmac.compare_digest(given.encode(), self.token.encode()):
            # The address in the history of the browser must not be the key.
            entered = RedirectResponse("/", 303)
            entered.set_cookie(self._cookie, self.token, httponly=True, samesite="strict")
            await entered(scope, receive, _with_headers(send))
            return
        if not hmac.compare_digest(request.cookies.get(self._cookie, "").encode(), self.token.encode()):
            words = "This address has expired. Open the one that `deckwright serve` has printed last.\n"
            await PlainTextResponse(words, 403)(scope, receive, _with_headers(send))
            return
        await self.app(scope, receive, _with_headers(send))

    @property
    def _cookie(self) -> str:
        return f"deckwright-{self.port}"

    def _refused(self, request: Request) -> str:
        hosts = (f"{HOST}:{self.port}", f"localhost:{self.port}")
        origin = request.headers.get("origin")
        if request.headers.get("host") not in hosts:
            return "Not for this host.\n"
        if origin is not None and origin not in [f"http://{host}" for host in hosts]:
            return "Not for this origin.\n"
        if request.method == "POST" and origin is None:
            return "Not without an origin.\n"
        return ""


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message["headers"]}
            own = {"Content-Security-Policy": _PAGE_POLICY} | _HEADERS
            message["headers"] = [
                *message["headers"],
                *((key.encode(), value.encode()) for key, value in own.items() if key.lower().encode() not in known),
            ]
        await send(message)

    return sent


@dataclass
class Server:
    """A project on a page. `open_place` opens an editor; without it, places are links of the form `link`."""

    live: Live
    token: str
    port: int
    link: str
    open_place: Open | None = None
    trouble: str = ""
    """Why the project could not be read or checked, if so: a fault of the program, told on the terminal too."""
    _listeners: set[asyncio.Queue[None]] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _checking: asyncio.subprocess.Process | None = None

    def app(self) -> ASGIApp:
        """Return the application, which watches the project while it runs."""
        routes = [
            Route("/", self._page),
            Route("/frame", self._frame),
            Route("/app.css", self._style),
            *(Route(f"/{name}.js", self._script) for name in _SCRIPTS),
            Route("/events", self._events),
            Route("/state", self._state),
            Route("/card", self._card),
            Route("/search", self._search),
            Route("/study", self._study),
            Route("/explain", self._explain),
            Route("/open", self._open, methods=["POST"]),
        ]
        return _Guard(Starlette(routes=routes, lifespan=self._life), self.token, self.port)

    @contextlib.asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:  # noqa: ARG002 (Starlette gives it)
        tasks = [asyncio.create_task(self._watch()), asyncio.create_task(self._check())]
        for task in tasks:
            task.add_done_callback(self._ended)
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            traceback.print_exception(error)
            self.trouble = f"what is saved from now on is not seen: {error}"
            self._tell()

    async def _page(self, request: Request) -> Response:  # noqa: ARG002
        return Response(render("serve/page.html", scripts=_SCRIPTS), media_type="text/html")

    async def _frame(self, request: Request) -> Response:  # noqa: ARG002
        policy = {"Content-Security-Policy": _FRAME_POLICY}
        return Response(_template("frame.html"), media_type="text/html", headers=policy)

    async def _style(self, request: Request) -> Response:  # noqa: ARG002
        return Response(render("serve/app.css"), media_type="text/css")

    async def _script(self, request: Request) -> Response:
        return Response(_template(request.url.path.removeprefix("/")), media_type="text/javascript")

    async def _state(self, request: Request) -> Response:
        since = request.query_params.get("since", "-1")
        state = self.live.state(int(since) if since.isdecimal() else -1)
        return JSONResponse(state | {"link": None if self.open_place else self.link, "trouble": self.trouble})

    async def _card(self, request: Request) -> Response:
        asked = request.query_params
        ordinal = asked.get("ordinal", "0")
        try:
            card = self.live.card(
                asked.get("course", ""),
                asked.get("language", ""),
                asked.get("item", ""),
                int(ordinal) if ordinal.isdecimal() else 0,
            )
        except OSError as error:
            return JSONResponse({"trouble": f"cannot read `{error.filename}`: {error.strerror}"}, 404)
        return JSONResponse(card) if card else JSONResponse({"trouble": "there is no such card now"}, 404)

    async def _search(self, request: Request) -> Response:
        return JSONResponse(self.live.search(request.query_params.get("words", "")))

    async def _study(self, request: Request) -> Response:
        return JSONResponse(self.live.study(request.query_params.get("deck", "")))

    async def _explain(self, request: Request) -> Response:
        code = catalogue().get(request.query_params.get("code", ""))
        if code is None:
            return JSONResponse({}, 404)
        texts = {"about": code.about, "wrong": code.wrong, "right": code.right}
        return JSONResponse({name: text.value if text else "" for name, text in texts.items()})

    async def _open(self, request: Request) -> Response:
        """Open one of the project's files in the editor."""
        try:
            asked = await request.json()
            path = (self.live.project.root / str(asked["path"])).resolve()
            line, column = int(asked["line"]), int(asked["column"])
        except (ValueError, KeyError, TypeError):
            return PlainTextResponse("Which place?\n", 400)
        inside = any(path.is_relative_to(folder) for folder in (self.live.project.content, self.live.project.decks))
        if self.open_place is None or not inside or not path.is_file():
            return PlainTextResponse("Not a file of this project.\n", 403)
        try:
            await asyncio.to_thread(self.open_place, path, max(line, 1), max(column, 1))
        except OSError as error:
            return PlainTextResponse(f"The editor does not start: {error.strerror or error}\n", 500)
        return Response(status_code=204)

    async def _events(self, request: Request) -> Response:  # noqa: ARG002
        return StreamingResponse(self._told(), media_type="text/event-stream")

    async def _told(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[None] = asyncio.Queue(maxsize=1)
        self._listeners.add(queue)
        try:
            while True:
                yield f"data: {self.live.revision}\n\n"
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(queue.get(), 20)
        finally:
            self._listeners.discard(queue)

    def _tell(self) -> None:
        for queue in self._listeners:
            if queue.empty():
                queue.put_nowait(None)

    def _refresh(self) -> None:
        try:
            self.live.refresh()
        except Exception as error:  # noqa: BLE001 (a bug is told in full, and does not end the author's session)
            traceback.print_exc()
            self.trouble = f"{type(error).__name__}: {error}"
        self._changed.set()
        self._tell()

    async def _watch(self) -> None:
        """Read the project again whenever something in it changes, also when its folders go and come back."""
        project = self.live.project
        while True:
            folders = [folder for folder in (project.content, project.decks) if folder.is_dir()]
            moved = asyncio.Event()
            async with asyncio.TaskGroup() as group:
                if folders:
                    group.create_task(self._watch_folders(folders, moved))
                group.create_task(_wait_for(project.root, (project.content, project.decks), moved))
                await asyncio.sleep(0.05)  # what happened before the watching began
                self._refresh()

    async def _watch_folders(self, folders: list[Path], moved: asyncio.Event) -> None:
        async for _ in awatch(*folders, stop_event=moved, debounce=60, step=10):
            self._refresh()

    async def _check(self) -> None:
        """Make the whole check when the author pauses; whatever comes in between starts it anew."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), _QUIET)
            except TimeoutError:
                await self._check_once()

    async def _check_once(self) -> None:
        revision = self.live.revision
        command = [sys.executable, "-m", "deckwright", "-C", str(self.live.project.root), "check", "--format", "json"]
        process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        talk = asyncio.create_task(process.communicate())
        newer = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({talk, newer}, return_when=asyncio.FIRST_COMPLETED)
            if not talk.done():
                return
            said, complaint = talk.result()
            try:
                found: list[dict[str, Any]] = json.loads(said)["diagnostics"]
                self.trouble = ""
            except ValueError:
                found = []
                self.trouble = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
            self.live.heard(found, revision)
            self._tell()
        finally:
            newer.cancel()
            if process.returncode is None:
                process.kill()
            await asyncio.gather(talk, newer, return_exceptions=True)


async def _wait_for(root: Path, folders: tuple[Path, ...], moved: asyncio.Event) -> None:
    """Wait until one of some folders in a folder goes or comes."""
    there = [_identity(folder) for folder in folders]
    async for _ in awatch(root, recursive=False, stop_event=moved, debounce=60, step=10):
        if [_identity(folder) for folder in folders] != there:
            moved.set()


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _template(name: str) -> str:
    return (files("deckwright") / "templates" / "serve" / name).read_text("utf-8")


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


def run(server: Server, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until interrupted. `ready` is called once before, after the project was read."""
    server.live.refresh()
    gc.collect()
    gc.freeze()  # what stays needs not be looked through again and again
    config = uvicorn.Config(server.app(), log_level="error", lifespan="on", timeout_graceful_shutdown=1)
    ready()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
