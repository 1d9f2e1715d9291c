"""Who may ask: the page itself, in the browser that was given the token."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
COOKIE = "deckwright"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _secret() -> str:
    return secrets.token_urlsafe(24)


@dataclass
class Keys:
    """The secrets of one run.

    `token` opens the page as often as one likes, `once` a single time: it stands on the command line of the browser,
    which other users of the machine can read. `room` is the path below which everything is; the cookie belongs to it,
    since a browser sends those of `/` to every port.
    """

    port: int
    token: str = field(default_factory=_secret)
    once: str = field(default_factory=_secret)
    room: str = field(default_factory=_secret)

    @property
    def address(self) -> str:
        """The address that a person opens."""
        return f"http://{HOST}:{self.port}/?token={self.token}"

    @property
    def address_once(self) -> str:
        """The address that is opened for them."""
        return f"http://{HOST}:{self.port}/?token={self.once}"

    def opens(self, given: str) -> bool:
        """Whether somebody may enter with what they bring; the key for once is used up by that."""
        if self.once and _same(given, self.once):
            self.once = ""
            return True
        return _same(given, self.token)


@dataclass
class Guard:
    """Lets nobody in but the page itself: right host, right origin, and the token in a cookie."""

    app: ASGIApp
    keys: Keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        answer = self._answer(Request(scope)) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, _with_headers(send))

    def _answer(self, request: Request) -> Response | None:
        """Return the answer to who may not enter, or does so just now; None for who is in."""
        hosts = (f"{HOST}:{self.keys.port}", f"localhost:{self.keys.port}")
        origin = request.headers.get("origin")
        if request.headers.get("host") not in hosts:
            return PlainTextResponse("Not for this host.\n", 403)
        if origin is None and request.method == "POST":
            return PlainTextResponse("Not without an origin.\n", 403)
        if origin is not None and origin not in [f"http://{host}" for host in hosts]:
            return PlainTextResponse("Not for this origin.\n", 403)
        given = request.query_params.get("token")
        if given is not None and self.keys.opens(given):
            # A page of our own goes on from here: a browser that comes from elsewhere would keep back the cookie.
            entered = HTMLResponse(f'<!doctype html><meta http-equiv="refresh" content="0; url=/{self.keys.room}/">')
            entered.set_cookie(COOKIE, self.keys.token, path=f"/{self.keys.room}/", httponly=True, samesite="strict")
            return entered
        if not _same(request.cookies.get(COOKIE, ""), self.keys.token):
            words = "This address has expired. Open the one that `deckwright serve` has printed last.\n"
            return PlainTextResponse(words, 403)
        return None


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), secret.encode())


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message["headers"]}
            own = [(key.lower().encode(), value.encode()) for key, value in _HEADERS.items()]
            message["headers"] = [*message["headers"], *(one for one in own if one[0] not in known)]
        await send(message)

    return sent
