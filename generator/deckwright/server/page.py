"""What the page asks for, and how it hears of changes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp
from watchfiles import awatch

from deckwright.authoring.codes import catalogue
from deckwright.deck.rendering import render
from deckwright.live import Live
from deckwright.server.guard import Guard, Keys

_QUIET = 0.4
"""Seconds without a change before the whole check begins."""
_FRAME_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)
_SCRIPTS = ("app", "findings", "frames", "study", "tree")

Open = Callable[[Path, int, int], None]
"""Opens a file at a line and column (both from 1). Raises OSError where that fails."""


@dataclass
class Page:
    """A project on a page. `open_place` opens an editor; without it, places are links of the form `link`."""

    live: Live
    link: str
    open_place: Open | None = None
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _reading_trouble: str = ""
    _watching_trouble: str = ""
    _checking_trouble: str = ""
    _polling: bool | None = None
    _listeners: set[asyncio.Queue[None]] = field(default_factory=set)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self, keys: Keys) -> ASGIApp:
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
        return Guard(Starlette(routes=[Mount(f"/{keys.room}", routes=routes)], lifespan=self._life), keys)

    async def _page(self, request: Request) -> Response:  # noqa: ARG002
        return Response(render("serve/page.html", scripts=_SCRIPTS), media_type="text/html")

    async def _frame(self, request: Request) -> Response:  # noqa: ARG002
        policy = {"Content-Security-Policy": _FRAME_POLICY}
        return Response(_template("frame.html"), media_type="text/html", headers=policy)

    async def _style(self, request: Request) -> Response:  # noqa: ARG002
        return Response(render("serve/app.css"), media_type="text/css")

    async def _script(self, request: Request) -> Response:
        return Response(_template(request.url.path.rpartition("/")[2]), media_type="text/javascript")

    async def _state(self, request: Request) -> Response:
        trouble = self._reading_trouble or self._watching_trouble or self._checking_trouble
        link = None if self.open_place else self.link
        # What a page knows of another run is no help to this one.
        since = _number(request.query_params, "since") if request.query_params.get("run") == self._run else -1
        return JSONResponse(self.live.state(since) | {"run": self._run, "link": link, "trouble": trouble})

    async def _card(self, request: Request) -> Response:
        asked = request.query_params
        course, language, item = (asked.get(name, "") for name in ("course", "language", "item"))
        try:
            card = self.live.card(course, language, item, _number(asked, "ordinal"))
        except OSError as error:
            return JSONResponse({"trouble": f"cannot read {error.filename}: {error.strerror}"}, 404)
        return JSONResponse(card) if card else JSONResponse({"trouble": "There is no such card now."}, 404)

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
        project = self.live.project
        try:
            asked = await request.json()
            path = (project.root / str(asked["path"])).resolve()
            line, column = int(asked["line"]), int(asked["column"])
            inside = any(path.is_relative_to(folder.resolve()) for folder in (project.content, project.decks))
            known = inside and path.is_file() and max(line, column) < 10**9
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return PlainTextResponse("Which place?\n", 400)
        if self.open_place is None or not known:
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

    @contextlib.asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:  # noqa: ARG002
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
            self._watching_trouble = f"start it again: {type(error).__name__}: {error}"
            self._tell()

    def _refresh(self) -> None:
        try:
            self.live.refresh()
            self._reading_trouble = ""
        except Exception as error:  # noqa: BLE001 (a bug is told in full, and does not end the author's session)
            traceback.print_exc()
            self._reading_trouble = f"{type(error).__name__}: {error}"
        self._changed.set()
        self._tell()

    async def _watch(self) -> None:
        """Read the project again whenever something in it changes, also when its folders go and come back.

        Where the system tells of no changes any more, files are looked at in turn.
        """
        while True:
            there = self._folders()
            moved = asyncio.Event()
            try:
                async with asyncio.TaskGroup() as group:
                    if there:
                        group.create_task(self._watch_folders(list(there), moved))
                    group.create_task(self._wait_for_folders(there, moved))
                    await asyncio.sleep(0.05)  # what happened before the watching began
                    self._refresh()
                    if self._folders() != there:
                        moved.set()
            except* OSError:
                await asyncio.sleep(0.1)
                if self._folders() == there:
                    if self._polling:
                        raise
                    self._polling = True

    async def _watch_folders(self, folders: list[Path], moved: asyncio.Event) -> None:
        async for _ in awatch(*folders, stop_event=moved, debounce=60, step=10, force_polling=self._polling):
            self._refresh()

    async def _wait_for_folders(self, there: dict[Path, tuple[int, int]], moved: asyncio.Event) -> None:
        """Wait until one of the folders goes, comes or is another one."""
        root = self.live.project.root
        async for _ in awatch(
            root, recursive=False, stop_event=moved, debounce=60, step=10, force_polling=self._polling
        ):
            if self._folders() != there:
                moved.set()

    def _folders(self) -> dict[Path, tuple[int, int]]:
        """Return the folders there are, each with what tells it from another one of the same name."""
        found: dict[Path, tuple[int, int]] = {}
        for folder in (self.live.project.content, self.live.project.decks):
            with contextlib.suppress(OSError):
                about = folder.stat()
                if folder.is_dir():
                    found[folder] = about.st_dev, about.st_ino
        return found

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
        # -P: what lies in the folder one happens to be in is no part of the program.
        command = [sys.executable, "-P", "-m", "deckwright"]
        command += ["-C", str(self.live.project.root), "check", "--format", "json"]
        try:
            process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        except OSError as error:
            self._checking_trouble = f"the whole check does not start: {error.strerror or error}"
            self._tell()
            return
        talk = asyncio.create_task(process.communicate())
        newer = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait({talk, newer}, return_when=asyncio.FIRST_COMPLETED)
            if not talk.done():
                return
            said, complaint = talk.result()
            found: list[dict[str, Any]] = []
            try:
                found = json.loads(said)["diagnostics"]
                self._checking_trouble = ""
            except ValueError:
                last = complaint.decode("utf-8", "replace").strip().rpartition("\n")[2]
                self._checking_trouble = f"the whole check has failed: {last or f'exit code {process.returncode}'}"
            self.live.heard(found, revision)
            self._tell()
        finally:
            newer.cancel()
            if process.returncode is None:
                process.kill()
            await asyncio.gather(talk, newer, return_exceptions=True)


def _number(asked: Mapping[str, str], name: str) -> int:
    """Return a number of a request; what is none, or too long for one, is 0."""
    given = asked.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _template(name: str) -> str:
    return (files("deckwright") / "templates" / "serve" / name).read_text("utf-8")
