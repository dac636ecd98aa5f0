"""The server's life: it finds a port, says its address, answers, and ends when it is asked to."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import threading
import time
from collections.abc import Callable

from trainlab.errors import UsageError
from trainlab.web.guard import Guard
from trainlab.web.routes import Routes
from trainlab.web.shelf import Shelf

GRACE_SECONDS = 1
"""How long answers that are under way may take once the server is to end."""


class Server:
    """A server in a thread of its own, which listens once it is made.

    Args:
        shelf: the studies it shows.
        host: the address it listens on.
        port: the port; 0 for a free one.

    Attributes:
        port: the port.
        token: what the first address holds.
        loopback: whether only this machine reaches it.

    Raises:
        UsageError: it cannot listen there.
    """

    def __init__(self, shelf: Shelf, host: str = "127.0.0.1", port: int = 0) -> None:
        import uvicorn

        self.shelf, self.host = shelf, host
        self._socket = _listening(host, port)
        self.port = int(self._socket.getsockname()[1])
        self.token = secrets.token_urlsafe(24)
        self.loopback = is_loopback(host)
        names = () if self.loopback else (host, socket.gethostname(), socket.getfqdn())
        app = Guard(Routes(shelf).app(), self.token, self.port, self.loopback, names)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="critical",
                access_log=False,
                lifespan="off",
                http="h11",
                ws="none",
                loop="asyncio",
                limit_concurrency=512,
                timeout_graceful_shutdown=GRACE_SECONDS,
                server_header=False,
                proxy_headers=False,
            )
        )
        self._thread = threading.Thread(target=self._run, name="page", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """The first address, with the token: it is for the person who started the server only."""
        found = ipaddress_or_none(self.host)
        host = socket.gethostname() if found is not None and found.is_unspecified else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.port}/?token={self.token}{self.opened}"

    @property
    def opened(self) -> str:
        """The part of the address that says which studies are opened: those that were named."""
        from urllib.parse import quote

        return (
            "".join(["#", "&".join(f"study={quote(id)}" for id in self.shelf.named)])
            if self.shelf.named
            else ""
        )

    def wait(self, ended: Callable[[], bool] = lambda: False) -> None:
        """Answer until it is closed, or something else has ended."""
        while self._thread.is_alive() and not ended():
            self._thread.join(0.2)

    def close(self) -> None:
        """End, within a second or two."""
        self._server.should_exit = True
        deadline = time.monotonic() + GRACE_SECONDS + 1
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._thread.join(0.05)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    found = ipaddress_or_none(host)
    return host == "localhost" if found is None else found.is_loopback


def ipaddress_or_none(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address that is written in numbers; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _listening(host: str, port: int) -> socket.socket:
    try:
        [found, *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        listening = socket.socket(found[0], socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(found[4])
        listening.listen(128)
    except (OSError, OverflowError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise UsageError(
            f"the page cannot be served on {host}, port {port}: {reason}. Give another --port."
        ) from None
    return listening
