"""Who may ask the server, and what: nobody but the person who started it, and nothing but to read.

A page of another site can send requests to a server on this machine, and a name of another site can be made
to point to it (DNS rebinding, https://github.com/brannondorsey/whonow). So a request must name this server as
its host, come from no other origin, and show the token that the first address held.
"""

from __future__ import annotations

import ipaddress
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_QUERY = 8192
"""Bytes of a query."""

MAX_FIELDS = 100
"""Names and values of a query."""

TOKEN_HEADER = "x-trainlab-token"
"""How the page shows the token inside of a notebook, where browsers keep cookies of a frame back."""

OPEN = "/page/"
"""Files of the page, which are the same for everyone and hold nothing of a study."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {frames}"
)
_FRAMES = "http://localhost:* http://127.0.0.1:* https://localhost:* vscode-webview:"
"""Notebooks of this machine."""

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Lets requests through that may pass, and puts the headers on every answer.

    Args:
        app: what answers.
        token: what the first address holds.
        port: the server's.
        loopback: whether it listens on this machine only; elsewhere it may be asked by any of its addresses.
        names: names the machine has besides.
    """

    def __init__(
        self, app: ASGIApp, token: str, port: int, loopback: bool = True, names: Iterable[str] = ()
    ) -> None:
        self._app, self._token, self._port, self._loopback = app, token, port, loopback
        self._names = {"localhost", "127.0.0.1", "[::1]", *(name.lower() for name in names)}
        self.cookie = f"trainlab-{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        framed = b"frame=1" in scope["query_string"].split(b"&")
        answer = self._refused(scope) or self._entered(scope, framed)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = _POLICY.format(frames=_FRAMES if framed else "'none'")
                headers = {**_ALWAYS, "content-security-policy": policy}
                known = {name for name, _ in message["headers"]}
                if b"cache-control" not in known:
                    headers["cache-control"] = "no-store"
                message["headers"] = [
                    *message["headers"],
                    *((name.encode(), value.encode()) for name, value in headers.items()),
                ]
            await send(message)

        await (answer or self._app)(scope, receive, with_headers)

    def _refused(self, scope: Scope) -> Response | None:
        """Why the request may not pass, whoever it is from."""
        headers = _headers(scope)
        if scope["method"] != "GET":
            return _no(405, "This server only answers GET.")
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            return _no(413, "A request holds no body here.")
        if len(scope["query_string"]) > MAX_QUERY:
            return _no(414, f"A query may have at most {MAX_QUERY:,} bytes.")
        if scope["query_string"].count(b"&") >= MAX_FIELDS:
            return _no(414, f"A query may have at most {MAX_FIELDS} fields.")
        if not self._is_ours(headers.get("host", "")):
            return _no(403, "This server was asked under a name that is not its own.")
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{headers['host']}":
            return _no(403, "Pages of other sites may not ask this server.")
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign and headers.get("sec-fetch-mode") != "navigate":
            return _no(403, "Pages of other sites may not ask this server.")
        return None

    def _entered(self, scope: Scope, framed: bool) -> Response | None:
        """None where the token was shown before; a redirection where the first address shows it."""
        if scope["path"].startswith(OPEN):
            return None
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=MAX_FIELDS)).get(
            "token"
        )
        if given is not None and scope["path"] == "/" and self._is_token(given):
            if framed:
                return None  # a frame is given no cookie: its page shows the token with each request
            there = RedirectResponse("/", 303)
            there.set_cookie(self.cookie, self._token, httponly=True, samesite="strict", path="/")
            return there
        headers = _headers(scope)
        if self._is_token(headers.get(TOKEN_HEADER, "")) or self._is_token(self._cookie(headers)):
            return None
        return _no(
            403,
            "This page belongs to the person who started it: open the address that 'trainlab view' printed, "
            "with its token.",
        )

    def _cookie(self, headers: dict[str, str]) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.cookie)
        except CookieError:
            return ""
        return "" if found is None else found.value

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._token.encode())

    def _is_ours(self, host: str) -> bool:
        name, colon, port = host.lower().rpartition(":")
        if not colon or port != str(self._port):
            return False
        if name in self._names:
            return True
        if self._loopback:
            return False
        try:  # an address names no site, so nobody can have pointed it here
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return True


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by name; of one that comes twice, both, so that neither is taken for the other."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found and key != "cookie" else text
    return found


def _no(code: int, sentence: str) -> Response:
    return PlainTextResponse(sentence + "\n", code)
