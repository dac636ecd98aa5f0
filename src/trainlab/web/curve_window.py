"""A curve of all trials in the part of the axis that is seen, at the resolution it is seen at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from trainlab.errors import PlotError
from trainlab.plots.compute.lines.thinning import running_mean
from trainlab.record import EVALUATION_CURVES
from trainlab.web.buckets import edges, extremes, finite
from trainlab.web.kept import Kept
from trainlab.web.pieces import Piece, pieces, reach
from trainlab.web.places import Places
from trainlab.web.window import FEWEST, MOST, WIDEST, Window, doubled, window_ends

_AT_ONCE = 1 << 22
"""Points that are looked at together: a long study is looked at a few rows at a time."""


def curve_window(studies: Sequence[Kept], asked: Window) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """A curve, as facts and arrays that :func:`trainlab.web.pack.pack` packs.

    The facts: ``form``, which is ``points`` where a curve has fewer points in the window than there are
    places for, and else ``buckets``; ``versions``, to ask for what changed; ``start``, ``stop``, ``buckets``
    and ``log`` of the window; ``end``, of a window that grows, how much of it
    is shown; ``reach``, from the first to the last place of any curve; ``rows`` that are
    sent, None for all; ``first``, the first bucket that is sent.

    The arrays: ``low`` and ``high``, (rows, buckets), NaN where a curve has no point in a bucket. Or
    ``counts``, ``x`` and ``y``: how many points each row has, and the points, row after row. They hold a
    point on either side of the window, so that lines enter and leave it. ``before``: how many points the
    asker has of each row, behind which these go; without it, these take the place of the row's.

    Raises:
        PlotError: there is no such axis.
        StudyError: no study has such a curve.
    """
    looks = [kept.look() for kept in studies]
    places = Places(asked.along, [(look.info, look.trials) for look in looks])
    total = sum(len(look.trials) for look in looks)
    wanted = _wanted(asked.rows, total)
    found: list[Piece] = []
    versions, held, offset = [], np.full(total, -1, np.int64), 0
    for place, (kept, look) in enumerate(zip(studies, looks, strict=True)):
        rows = np.arange(offset, offset + len(look.trials))
        offset += len(look.trials)
        if asked.curve not in look.curve_names and len(studies) > 1:
            versions.append(look.version)
            held[rows] = 0
            continue
        version, curve = kept.points(asked.curve)
        versions.append(version)
        before = None if asked.since is None else kept.counts(asked.curve, asked.since[1][place])
        if before is not None and len(before) == len(rows):
            held[rows] = before
        kept.sent(asked.curve, version, curve.counts)
        found += pieces(curve, rows, places, wanted)
    ends = reach(found, asked.log)
    start, stop = window_ends(ends, asked)
    about: dict[str, Any] = {
        "versions": versions,
        "label": places.label,
        "unknown": places.unknown,
        "reach": ends,
        "start": start,
        "stop": stop,
        "log": asked.log,
        "trials": total,
    }
    chosen = np.arange(total) if wanted is None else wanted
    count = shown = asked.columns(len(chosen))
    if asked.grow and asked.start is None and asked.stop is None:
        about["end"] = stop
        if not asked.log:  # up to half of the window may lie behind what is seen of it
            about["stop"] = stop = doubled(start, ends[1])
            count = int(np.clip(min(2 * count, MOST // max(len(chosen), 1)), FEWEST, WIDEST))
    seen = [_seen(piece, start, stop) for piece in found]
    form = "points" if max((len(piece.steps) for _, piece in seen), default=0) <= 2 * shown + 2 else "buckets"
    partly = asked.since is not None and asked.since[0] == form
    fresh, begins = _new(found, held, total, asked.smooth)
    sent = chosen[fresh[chosen]] if partly else chosen
    about |= {"form": form, "buckets": count, "rows": None if len(sent) == total else sent.tolist()}
    grown = partly and asked.curve not in EVALUATION_CURVES  # of these an earlier one may come late
    if form == "points":
        behind = held if grown and asked.smooth <= 1 and not any(first for first, _ in seen) else None
        return about, _points([_smoothed(piece, asked) for _, piece in seen], sent, behind)
    borders = edges(start, stop, count, asked.log)
    first = int(np.clip(np.searchsorted(borders, begins, "right") - 1, 0, count - 1)) if grown else 0
    about["first"] = first
    arrays = _buckets(found, sent, borders[first:])
    if asked.smooth > 1:
        arrays["mean"] = _means(found, sent, borders[first:], asked)
    return about, arrays


def _new(found: Sequence[Piece], held: np.ndarray, total: int, smooth: int) -> tuple[np.ndarray, float]:
    """Which rows have other points than the asker holds, and the place of the first point that is new.

    Args:
        found: what there is.
        held: (rows,) points that the asker has of each row; -1 where that is not known.
        total: number of rows.
        smooth: points of a running mean, whose last ones change with those that follow.
    """
    fresh, begins = np.zeros(total, bool), np.inf
    for piece in found:
        before = held[piece.rows]
        changed = piece.counts != before
        fresh[piece.rows] = changed
        if changed.any() and len(piece.steps):
            first = int(before[changed].min()) - (smooth if smooth > 1 else 0)
            begins = min(begins, piece.at(int(np.clip(first, 0, len(piece.steps) - 1))))
    return fresh, begins


def _wanted(rows: tuple[int, ...] | None, total: int) -> np.ndarray | None:
    if rows is None:
        return None
    wanted = np.unique(np.array(rows, np.int64))
    if len(wanted) and not (wanted[0] >= 0 and wanted[-1] < total):
        raise PlotError(f"there is no trial {wanted[-1]}: the trials are 0 to {total - 1}.")
    return wanted


def _seen(piece: Piece, start: float, stop: float) -> tuple[int, Piece]:
    """The points in a window, and one on either side of it; and which point is the first of them."""
    first = max(piece.find(start) - 1, 0)
    return first, piece.part(first, piece.find(stop, behind=True) + 1)


def _points(seen: Sequence[Piece], sent: np.ndarray, held: np.ndarray | None) -> dict[str, np.ndarray]:
    """The points of the rows that are sent; only those behind the ones ``held``, where that is given."""
    skipped = np.zeros(len(sent), np.int64)
    lengths = np.zeros(len(sent), np.int64)
    parts = []
    for piece in seen:
        among = np.flatnonzero(np.isin(piece.rows, sent))
        where = np.searchsorted(sent, piece.rows[among])
        if held is not None:
            skipped[where] = np.clip(held[piece.rows[among]], 0, piece.counts[among])
        lengths[where] = piece.counts[among] - skipped[where]
        parts.append((piece, among, where))
    smooth = any(piece.smooth is not None for piece in seen)
    borders = np.concatenate([[0], np.cumsum(lengths)])
    x, y = np.empty(borders[-1], np.float64), np.empty(borders[-1], np.float32)
    mean = np.empty(borders[-1] if smooth else 0, np.float32)
    for piece, among, where in parts:
        places = piece.x()
        for row, place in zip(among.tolist(), where.tolist(), strict=True):
            own = slice(skipped[place], skipped[place] + lengths[place])
            to = slice(borders[place], borders[place + 1])
            x[to] = places[own]
            y[to] = finite(piece.values[row, own])
            if piece.smooth is not None:
                mean[to] = finite(piece.smooth[row, own])
    found = {"counts": lengths.astype(np.int32), "x": x, "y": y}
    if smooth:
        found["mean"] = mean
    if held is not None:
        found["before"] = skipped.astype(np.int32)
    return found


def _smoothed(piece: Piece, asked: Window) -> Piece:
    """A piece with its running mean. It is that of the whole curve but for the borders of the window."""
    if asked.smooth <= 1 or not piece.values.size:
        return piece
    every = np.arange(piece.values.shape[1])
    return replace(piece, smooth=running_mean(_known(piece), every, asked.smooth, False))


def _known(piece: Piece, among: np.ndarray | None = None) -> np.ndarray:
    """(rows, points) float64 values; NaN behind the last point of each row."""
    values, counts = (
        (piece.values, piece.counts) if among is None else (piece.values[among], piece.counts[among])
    )
    return np.where(np.arange(values.shape[1]) < counts[:, None], values, np.nan).astype(float)


def _means(found: Sequence[Piece], sent: np.ndarray, borders: np.ndarray, asked: Window) -> np.ndarray:
    """(rows, buckets) the running mean at the middle of each bucket; NaN where a curve has no point there."""
    mean = np.full((len(sent), len(borders) - 1), np.nan, np.float32)
    middles = np.sqrt(borders[1:] * borders[:-1]) if asked.log else (borders[1:] + borders[:-1]) / 2
    for piece in found:
        x = piece.x()
        inside = np.flatnonzero((middles >= x[0]) & (middles <= x[-1])) if len(x) else []
        if not len(inside):
            continue
        at = np.searchsorted(x, middles[inside])
        columns, back = np.unique(at, return_inverse=True)
        for among in _few(piece, sent):
            smooth = running_mean(_known(piece, among), columns, asked.smooth, asked.log)
            mean[np.searchsorted(sent, piece.rows[among])[:, None], inside] = finite(smooth)[:, back]
    return mean


def _few(piece: Piece, sent: np.ndarray) -> Iterator[np.ndarray]:
    """Rows of a piece that are sent, as many at a time as have few points."""
    among = np.flatnonzero(np.isin(piece.rows, sent))
    rows = max(_AT_ONCE // max(len(piece.steps), 1), 1)
    for first in range(0, len(among), rows):
        yield among[first : first + rows]


def _buckets(found: Sequence[Piece], sent: np.ndarray, borders: np.ndarray) -> dict[str, np.ndarray]:
    low = np.full((len(sent), len(borders) - 1), np.nan, np.float32)
    high = low.copy()
    for piece in found:
        inside = piece.part(piece.find(borders[0]), piece.find(borders[-1], behind=True))
        x = inside.x()
        for among in _few(inside, sent):
            values = finite(inside.values if len(among) == len(piece.rows) else inside.values[among])
            where = np.searchsorted(sent, piece.rows[among])
            low[where], high[where] = extremes(x, values, borders)
    return {"low": low, "high": high}
