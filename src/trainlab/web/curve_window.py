"""A curve of all trials in the part of the axis that is seen, at the resolution it is seen at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from trainlab.errors import PlotError
from trainlab.plots.compute.lines.thinning import running_mean
from trainlab.record import EVALUATION_CURVES, Curves
from trainlab.web.buckets import edges, extremes, finite
from trainlab.web.kept import Kept
from trainlab.web.places import Places

MOST = 1_500_000
"""Buckets of all curves together; more curves than that have wider buckets."""

FEWEST, WIDEST = 16, 4096
"""Buckets of a curve."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for.

    Attributes:
        curve: its name.
        along: the axis, one of ``places.AXES``.
        start, stop: the part of the axis; None for where the curves begin and end.
        buckets: columns it is drawn in.
        log: whether the axis is logarithmic.
        rows: which rows of the studies' trials; all where None.
        since: versions of the studies that the asker has, and in which form it has them (``points`` or
            ``buckets``): it is sent what changed.
        smooth: points of the running mean that is sent besides; 1 for none.
        grow: whether the curves still grow: the window then ends at a round place behind them.
    """

    curve: str
    along: str = "step"
    start: float | None = None
    stop: float | None = None
    buckets: int = 600
    log: bool = False
    rows: tuple[int, ...] | None = None
    since: tuple[str, tuple[int, ...]] | None = None
    smooth: int = 1
    grow: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """Trials of one study whose points lie at the same places.

    Attributes:
        rows: their rows among all trials.
        x: (points,) where the points lie.
        values: (rows, points) NaN where there is none.
        counts: (rows,) points of each.
        smooth: (rows, points) their running mean, where it is asked for.
    """

    rows: np.ndarray
    x: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    smooth: np.ndarray | None = None


def curve_window(studies: Sequence[Kept], asked: Window) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """A curve, as facts and arrays that :func:`trainlab.web.pack.pack` packs.

    The facts: ``form``, which is ``points`` where a curve has fewer points in the window than there are
    places for, and else ``buckets``; ``versions``, to ask for what changed; ``start``, ``stop``, ``buckets``
    and ``log`` of the window; ``reach``, from the first to the last place of any curve; ``rows`` that are
    sent, None for all; ``first``, the first bucket that is sent.

    The arrays: ``low`` and ``high``, (rows, buckets), NaN where a curve has no point in a bucket. Or
    ``counts``, ``x`` and ``y``: how many points each row has, and the points, row after row. They hold a
    point on either side of the window, so that lines enter and leave it.

    Raises:
        PlotError: there is no such axis.
        StudyError: no study has such a curve.
    """
    looks = [kept.look() for kept in studies]
    places = Places(asked.along, [(look.info, look.trials) for look in looks])
    total = sum(len(look.trials) for look in looks)
    wanted = _wanted(asked.rows, total)
    pieces: list[_Piece] = []
    versions, held, offset = [], np.full(total, -1, np.int64), 0
    for place, (kept, look) in enumerate(zip(studies, looks, strict=True)):
        rows = np.arange(offset, offset + len(look.trials))
        offset += len(look.trials)
        if asked.curve not in look.curve_names and len(studies) > 1:
            versions.append(look.version)
            held[rows] = 0
            continue
        version, curves = kept.curve(asked.curve)
        curves = curves if len(curves.trials) == len(rows) else curves.take(np.arange(len(rows)))
        versions.append(version)
        before = None if asked.since is None else kept.counts(asked.curve, asked.since[1][place])
        if before is not None and len(before) == len(rows):
            held[rows] = before
        kept.sent(asked.curve, version, curves)
        pieces += _pieces(curves, rows, places, wanted)
    reach = _reach(pieces, asked.log)
    start, stop = window_ends(reach, asked)
    about: dict[str, Any] = {
        "versions": versions,
        "label": places.label,
        "unknown": places.unknown,
        "reach": reach,
        "start": start,
        "stop": stop,
        "log": asked.log,
        "trials": total,
    }
    chosen = np.arange(total) if wanted is None else wanted
    count = int(np.clip(min(asked.buckets, MOST // max(len(chosen), 1)), FEWEST, WIDEST))
    seen = [_seen(piece, start, stop) for piece in pieces]
    form = (
        "points" if max((piece.values.shape[1] for piece in seen), default=0) <= 2 * count + 2 else "buckets"
    )
    partly = asked.since is not None and asked.since[0] == form
    fresh, begins = _new(pieces, held, total)
    sent = chosen[fresh[chosen]] if partly else chosen
    about |= {"form": form, "buckets": count, "rows": None if len(sent) == total else sent.tolist()}
    if form == "points":
        return about, _points([_smoothed(piece, asked) for piece in seen], sent)
    borders = edges(start, stop, count, asked.log)
    first = 0
    if partly and asked.curve not in EVALUATION_CURVES:  # of these an earlier one may come late
        first = int(np.clip(np.searchsorted(borders, begins, "right") - 1, 0, count - 1))
    about["first"] = first
    arrays = _buckets(pieces, sent, borders[first:])
    if asked.smooth > 1:
        arrays["mean"] = _means(pieces, sent, borders[first:], asked)
    return about, arrays


def window_ends(reach: Sequence[float], asked: Window) -> tuple[float, float]:
    """The window that is meant, where its ends are not said."""
    start = reach[0] if asked.start is None else asked.start
    stop = reach[1] if asked.stop is None else asked.stop
    if asked.stop is None and asked.grow:
        stop = round_up(stop)
    if not start < stop:
        stop = start * 1.01 if asked.log else start + 1
    return start, stop


def round_up(value: float) -> float:
    """A round number that is not less, so that a window need not move with every commit.

    >>> round_up(0), round_up(37), round_up(2100), round_up(9.5)
    (1.0, 40.0, 2500.0, 10.0)
    """
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= value))


def _new(pieces: Sequence[_Piece], held: np.ndarray, total: int) -> tuple[np.ndarray, float]:
    """Which rows have other points than the asker holds, and the place of the first point that is new.

    Args:
        pieces: what there is.
        held: (rows,) points that the asker has of each row; -1 where that is not known.
        total: number of rows.
    """
    fresh, begins = np.zeros(total, bool), np.inf
    for piece in pieces:
        before = held[piece.rows]
        changed = piece.counts != before
        fresh[piece.rows] = changed
        if changed.any() and len(piece.x):
            begins = min(begins, float(piece.x[np.clip(before[changed].min(), 0, len(piece.x) - 1)]))
    return fresh, begins


def _wanted(rows: tuple[int, ...] | None, total: int) -> np.ndarray | None:
    if rows is None:
        return None
    wanted = np.unique(np.array(rows, np.int64))
    if len(wanted) and not (wanted[0] >= 0 and wanted[-1] < total):
        raise PlotError(f"there is no trial {wanted[-1]}: the trials are 0 to {total - 1}.")
    return wanted


def _pieces(curves: Curves, rows: np.ndarray, places: Places, wanted: np.ndarray | None) -> Iterator[_Piece]:
    first = int(rows[0]) if len(rows) else 0
    for key, group in places.groups():
        inside = group[(group >= first) & (group < first + len(rows))]
        if wanted is not None:
            inside = np.intersect1d(inside, wanted)
        if not len(inside):
            continue
        own = inside - first
        counts = curves.counts[own]
        if curves.shared:
            width = int(counts.max(initial=0))
            whole = len(own) == len(rows) and curves.regular
            values = curves.values if whole else curves.matrix(own, width)
            yield _Piece(inside, places.of(key, curves.steps[:width]), values, counts)
        else:
            for row, mine in zip(inside.tolist(), own.tolist(), strict=True):
                steps, values = curves.row(mine)
                yield _Piece(np.array([row]), places.of(key, steps), values[None], np.array([len(steps)]))


def _reach(pieces: Sequence[_Piece], log: bool) -> list[float]:
    """From the first to the last place of any curve; of the positive ones, on a logarithmic axis."""
    placed = [piece.x[piece.x > 0] if log else piece.x for piece in pieces]
    ends = [(float(x[0]), float(x[-1])) for x in placed if len(x)]
    if not ends:
        return [1.0, 10.0] if log else [0.0, 1.0]
    return [min(first for first, _ in ends), max(last for _, last in ends)]


def _seen(piece: _Piece, start: float, stop: float) -> _Piece:
    """The points in a window, and one on either side of it."""
    first = max(int(np.searchsorted(piece.x, start, "left")) - 1, 0)
    last = int(np.searchsorted(piece.x, stop, "right")) + 1
    counts = np.clip(piece.counts - first, 0, last - first)
    return replace(piece, x=piece.x[first:last], values=piece.values[:, first:last], counts=counts)


def _points(seen: Sequence[_Piece], sent: np.ndarray) -> dict[str, np.ndarray]:
    lengths = np.zeros(len(sent), np.int64)
    parts = []
    for piece in seen:
        among = np.flatnonzero(np.isin(piece.rows, sent))
        where = np.searchsorted(sent, piece.rows[among])
        lengths[where] = piece.counts[among]
        parts.append((piece, among, where))
    smooth = any(piece.smooth is not None for piece in seen)
    borders = np.concatenate([[0], np.cumsum(lengths)])
    x, y = np.empty(borders[-1], np.float64), np.empty(borders[-1], np.float32)
    mean = np.empty(borders[-1] if smooth else 0, np.float32)
    for piece, among, where in parts:
        for row, place in zip(among.tolist(), where.tolist(), strict=True):
            begin, length = borders[place], lengths[place]
            x[begin : begin + length] = piece.x[:length]
            y[begin : begin + length] = finite(piece.values[row, :length])
            if piece.smooth is not None:
                mean[begin : begin + length] = finite(piece.smooth[row, :length])
    return {"counts": lengths.astype(np.int32), "x": x, "y": y, **({"mean": mean} if smooth else {})}


def _smoothed(piece: _Piece, asked: Window) -> _Piece:
    """A piece with its running mean. It is that of the whole curve but for the borders of the window."""
    if asked.smooth <= 1 or not piece.values.size:
        return piece
    every = np.arange(piece.values.shape[1])
    return replace(piece, smooth=running_mean(piece.values.astype(float), every, asked.smooth, False))


def _means(pieces: Sequence[_Piece], sent: np.ndarray, borders: np.ndarray, asked: Window) -> np.ndarray:
    """(rows, buckets) the running mean at the middle of each bucket; NaN where a curve has no point there."""
    mean = np.full((len(sent), len(borders) - 1), np.nan, np.float32)
    middles = np.sqrt(borders[1:] * borders[:-1]) if asked.log else (borders[1:] + borders[:-1]) / 2
    for piece in pieces:
        among = np.flatnonzero(np.isin(piece.rows, sent))
        inside = np.flatnonzero((middles >= piece.x[0]) & (middles <= piece.x[-1])) if len(piece.x) else []
        if not len(among) or not len(inside):
            continue
        at = np.searchsorted(piece.x, middles[inside])
        columns, back = np.unique(at, return_inverse=True)
        found = running_mean(piece.values[among].astype(float), columns, asked.smooth, asked.log)
        mean[np.searchsorted(sent, piece.rows[among])[:, None], inside] = finite(found)[:, back]
    return mean


def _buckets(pieces: Sequence[_Piece], sent: np.ndarray, borders: np.ndarray) -> dict[str, np.ndarray]:
    low = np.full((len(sent), len(borders) - 1), np.nan, np.float32)
    high = low.copy()
    for piece in pieces:
        among = np.flatnonzero(np.isin(piece.rows, sent))
        if len(among):
            first, last = np.searchsorted(piece.x, borders[0]), np.searchsorted(piece.x, borders[-1], "right")
            values = piece.values[:, first:last]
            values = finite(values if len(among) == len(piece.rows) else values[among])
            where = np.searchsorted(sent, piece.rows[among])
            low[where], high[where] = extremes(piece.x[first:last], values, borders)
    return {"low": low, "high": high}
