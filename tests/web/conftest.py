from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import trainlab as tl
from trainlab.web.guard import TOKEN_HEADER
from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf


class Answer(NamedTuple):
    """What a server answered."""

    code: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def runs(tmp_path_factory) -> Path:
    """A folder with two studies: of learning rates, the last of which diverges, and of optimizers."""
    root = tmp_path_factory.mktemp("web") / "runs"
    shared = {"steps": 60, "batch_size": 100, "root": root, "progress": False}
    rates = tl.log(1e-3, 1e3, 6)
    tl.run("moons", "2-4-2", optimizer="sgd", learning_rate=rates, seeds=2, name="rates", **shared)
    tl.run("moons", "2-4-2", optimizer=["sgd", "adam"], learning_rate=0.1, name="optimizers", **shared)
    return root


@pytest.fixture(scope="session")
def shelf(runs) -> Shelf:
    return Shelf(runs)


@pytest.fixture(scope="session")
def rates(shelf) -> Any:
    """The study of learning rates, as the server keeps it."""
    return shelf.take(next(id for id in shelf.folders() if id.startswith("rates")))


@pytest.fixture(scope="session")
def optimizers(shelf) -> Any:
    """The study of optimizers, as the server keeps it."""
    return shelf.take(next(id for id in shelf.folders() if id.startswith("optimizers")))


@pytest.fixture(scope="session")
def server(shelf) -> Iterator[Server]:
    made = Server(shelf)
    yield made
    made.close()


@pytest.fixture(scope="session")
def ask(server) -> Ask:
    """Asks the server as any program can: ``ask("/api/studies", token=True,
    Origin="http://evil.example")``."""

    def asking(
        path: str, *, method: str = "GET", token: bool = True, body: bytes | None = None, **headers: str
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            given.setdefault(TOKEN_HEADER, server.token)
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    return asking
