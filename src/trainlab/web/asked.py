"""What a request asks for, read from its query: every number within its limits, every list short."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeVar

from starlette.datastructures import QueryParams

from trainlab.errors import UsageError
from trainlab.web.places import AXES
from trainlab.web.window import WIDEST, Window

MAX_ROWS = 400
"""Trials that a request may list."""

T = TypeVar("T")


def studies(query: QueryParams) -> list[str]:
    """The studies that are named."""
    return query.getlist("study")


def text(query: QueryParams, name: str, default: str = "", longest: int = 2000) -> str:
    """A text.

    Raises:
        UsageError: it is too long.
    """
    found = query.get(name, default)
    if len(found) > longest:
        raise UsageError(f"{name} may have at most {longest:,} characters, not {len(found):,}.")
    return found


def number(query: QueryParams, name: str) -> float | None:
    """A finite number; None where none is given.

    Raises:
        UsageError: it is none.
    """
    found = _read(query, name, float)
    if found is not None and not math.isfinite(found):
        raise UsageError(f"{name} is a finite number, not {query[name][:40]!r}.")
    return found


def whole(query: QueryParams, name: str, low: int, high: int, default: int | None = None) -> int:
    """A whole number within limits.

    Raises:
        UsageError: it is none, or is missing and has no default.
    """
    found = _read(query, name, int)
    found = default if found is None else found
    if found is None or not low <= found <= high:
        raise UsageError(
            f"{name} is a whole number from {low} to {high:,}, not {query.get(name, 'missing')[:40]}."
        )
    return found


def rows(query: QueryParams, name: str = "rows") -> tuple[int, ...] | None:
    """A list of whole numbers such as ``3,5-8``; None where none is given.

    Raises:
        UsageError: it is none, or too long.
    """
    given = query.get(name)
    if given is None:
        return None
    found: list[int] = []
    for part in filter(None, given.split(",")):
        first, dash, last = part.partition("-")
        try:
            begin, end = int(first), int(last if dash else first)
        except ValueError:
            raise UsageError(f"{name} lists whole numbers such as 3,5-8, not {part[:40]!r}.") from None
        if not 0 <= begin <= end < 2**31 or end - begin >= 1_000_000 or len(found) > 1_000_000:
            raise UsageError(f"{name} lists too much: {part[:40]!r}.")
        found += range(begin, end + 1)
    return tuple(found)


def window(query: QueryParams) -> Window:
    """The part of a curve that is asked for.

    Raises:
        UsageError: something is not allowed.
    """
    along = text(query, "along", "step", 20)
    if along not in AXES:
        raise UsageError(f"along is one of {', '.join(AXES)}, not {along!r}.")
    start, stop, log = number(query, "start"), number(query, "stop"), query.get("log") == "1"
    if start is not None and stop is not None and start >= stop:
        raise UsageError(f"start is less than stop: {start:g} and {stop:g} are not.")
    if log and any(end is not None and end <= 0 for end in (start, stop)):
        raise UsageError("a logarithmic axis shows positive places only.")
    return Window(
        text(query, "curve", "train_loss", 300),
        along,
        start,
        stop,
        whole(query, "buckets", 1, WIDEST, 600),
        log,
        rows(query),
        _since(query),
        whole(query, "smooth", 1, 1_000_000, 1),
        query.get("grow") == "1",
    )


def _since(query: QueryParams) -> tuple[str, tuple[int, ...]] | None:
    given = query.get("since")
    if not given:
        return None
    form, _, versions = given.partition(":")
    try:
        return form, tuple(map(int, versions.split(".")))
    except ValueError:
        raise UsageError(f"since is a form and versions, not {given[:40]!r}.") from None


def _read(query: QueryParams, name: str, kind: Callable[[str], T]) -> T | None:
    given = query.get(name)
    if given is None or given == "":
        return None
    try:
        return kind(given[:40])
    except ValueError:
        raise UsageError(f"{name} is a number, not {given[:40]!r}.") from None
