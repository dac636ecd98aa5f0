"""The addresses of the server: each reads its query, calls one function, and sends what it returns."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from trainlab.errors import TrainlabError, UsageError
from trainlab.files.strict_json import encode_for_programs
from trainlab.web import asked
from trainlab.web.bands import bands
from trainlab.web.curve_window import curve_window
from trainlab.web.description import describe
from trainlab.web.events import events
from trainlab.web.filtering import filtered
from trainlab.web.findings import findings
from trainlab.web.one_trial import examples, one_trial
from trainlab.web.overview import first_finding, overview
from trainlab.web.pack import pack
from trainlab.web.shelf import Shelf
from trainlab.web.tables import as_bytes, points_table, trials_table

PAGE = Path(__file__).parent / "page"
"""The files of the page."""

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
"""What the page consists of; nothing else is sent."""

AT_ONCE, WAITING, STREAMS = 4, 200, 100
"""Requests that are computed together, that wait, and viewers that are told of commits."""


class Routes:
    """The routes over some studies.

    Args:
        shelf: the studies.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        # All of them are small, and a browser asks for all at once.
        self._files = {
            path.name: (path.read_bytes(), KINDS[path.suffix])
            for path in PAGE.iterdir()
            if path.suffix in KINDS
        }
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = self._streams = 0

    def app(self) -> Starlette:
        """What answers requests."""
        computed: dict[str, Callable[[Request], Response]] = {
            "/api/studies": lambda _: _json(overview(self._shelf)),
            "/api/first-finding": lambda request: _json(first_finding(self._one(request))),
            "/api/study": lambda request: _json(describe(self._all(request))),
            "/api/findings": lambda request: _json({"findings": findings(self._all(request))}),
            "/api/filter": self._filter,
            "/api/trial": self._trial,
            "/api/examples": self._examples,
            "/api/curve": self._curve,
            "/api/bands": self._bands,
            "/api/table": self._table,
            "/api/points": self._points,
        }
        return Starlette(
            routes=[
                Route("/", self._index),
                Route("/page/{name}", self._file),
                Route("/api/events", self._events),
                *(Route(path, self._in_turn(answer)) for path, answer in computed.items()),
            ]
        )

    def _in_turn(self, answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
        """An answer that is computed in a thread, a few at a time; a mistake of the asker's is a sentence."""

        async def endpoint(request: Request) -> Response:
            if self._waiting >= WAITING:
                return PlainTextResponse("Too many requests wait already.\n", 503)
            self._waiting += 1
            try:
                async with self._turns:
                    return await run_in_threadpool(answer, request)
            except TrainlabError as error:
                return _json({"error": str(error)}, 400 if isinstance(error, UsageError) else 404)
            except MemoryError:
                return _json({"error": "There is not enough memory for this: ask for less."}, 503)
            finally:
                self._waiting -= 1

        return endpoint

    def _one(self, request: Request) -> Any:
        return self._shelf.take(asked.text(request.query_params, "study"))

    def _all(self, request: Request) -> Any:
        return self._shelf.take_all(asked.studies(request.query_params))

    def _filter(self, request: Request) -> Response:
        return _json(filtered(self._all(request), asked.text(request.query_params, "where")))

    def _trial(self, request: Request) -> Response:
        return _json(one_trial(self._one(request), asked.whole(request.query_params, "trial", 0, 2**31)))

    def _examples(self, request: Request) -> Response:
        query = request.query_params
        number = asked.whole(query, "trial", 0, 2**31)
        found = examples(self._one(request), number, asked.text(query, "split"), asked.text(query, "weights"))
        return _bytes(pack({}, {"inputs": found}))

    def _curve(self, request: Request) -> Response:
        return _bytes(pack(*curve_window(self._all(request), asked.window(request.query_params))))

    def _bands(self, request: Request) -> Response:
        by = [name for name in asked.text(request.query_params, "by").split(",") if name]
        return _bytes(pack(*bands(self._all(request), asked.window(request.query_params), by)))

    def _table(self, request: Request) -> Response:
        query = request.query_params
        columns = [name for name in asked.text(query, "columns").split(",") if name]
        form = asked.text(query, "form", "csv", 20)
        kept = self._one(request)
        return _download(
            as_bytes(trials_table(kept, asked.rows(query, "trials"), columns), form), "trials", form
        )

    def _points(self, request: Request) -> Response:
        query = request.query_params
        curves = [name for name in asked.text(query, "curves", "train_loss").split(",") if name]
        form = asked.text(query, "form", "csv", 20)
        kept = self._one(request)
        return _download(
            as_bytes(points_table(kept, asked.rows(query, "trials"), curves), form), "curves", form
        )

    async def _events(self, request: Request) -> Response:
        if self._streams >= STREAMS:
            return PlainTextResponse("Too many pages are open already.\n", 503)
        try:
            kept = await run_in_threadpool(self._all, request)
        except TrainlabError as error:
            return _json({"error": str(error)}, 404)

        async def told() -> AsyncIterator[bytes]:
            self._streams += 1
            try:
                async for event in events(kept):
                    yield event
            finally:
                self._streams -= 1

        return StreamingResponse(told(), media_type="text/event-stream")

    async def _index(self, request: Request) -> Response:
        return _file(*self._files["index.html"])

    async def _file(self, request: Request) -> Response:
        file = self._files.get(request.path_params["name"])
        return PlainTextResponse("There is no such file.\n", 404) if file is None else _file(*file)


def _file(content: bytes, kind: str) -> Response:
    return Response(content, media_type=kind, headers={"cache-control": "no-cache"})


def _json(content: object, code: int = 200) -> Response:
    return Response(encode_for_programs(content), code, media_type="application/json")


def _bytes(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream")


def _download(content: bytes, name: str, form: str) -> Response:
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/vnd.apache.parquet"
    return Response(
        content, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}.{form}"'}
    )
