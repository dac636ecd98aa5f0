"""Trials in groups: the median of each group and a band, from the data alone, whatever else is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from trainlab.errors import PlotError, unknown_name
from trainlab.plots.compute.axes.metric import worst_value
from trainlab.plots.compute.lines.seed_band import band_text, median_and_band
from trainlab.record import Curves, Trial
from trainlab.record.groups.varied import value_order
from trainlab.settings import Value
from trainlab.web.buckets import edges, extremes
from trainlab.web.growing import Points
from trainlab.web.kept import Kept
from trainlab.web.medians import drawn
from trainlab.web.places import Places
from trainlab.web.window import FEWEST, WIDEST, Window, window_ends

STUDY = "study"
"""What groups are called whose trials are of one study."""

MAX_GROUPS = 2000
"""Groups that are sent; more cannot be told from each other by anyone."""

_UNION = 20_000
"""Places of a group whose trials have points at different ones."""


def group_rows(
    studies: Sequence[tuple[str, Sequence[Trial]]], by: Sequence[str]
) -> list[tuple[tuple[Value | None, ...], list[int]]]:
    """Rows of trials that agree on some settings, in the order of their values.

    Args:
        studies: each study's name, and its trials.
        by: settings, or ``study``.

    Raises:
        PlotError: no trial has such a setting.
    """
    known = dict.fromkeys(name for _, trials in studies for trial in trials for name in trial.settings)
    for name in by:
        if name not in known and name != STUDY:
            raise PlotError(unknown_name("setting to group by", name, [STUDY, *known]))
    found: dict[tuple[Value | None, ...], list[int]] = {}
    row = 0
    for study, trials in studies:
        for trial in trials:
            key = tuple(study if name == STUDY else trial.settings.get(name) for name in by)
            found.setdefault(key, []).append(row)
            row += 1
    order = sorted(found, key=lambda key: [value_order(n, v) for n, v in zip(by, key, strict=True)])
    return [(key, found[key]) for key in order]


def bands(
    studies: Sequence[Kept], asked: Window, by: Sequence[str]
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The median of each group, and a band, in buckets.

    The facts are those of :func:`~trainlab.web.curve_window.curve_window`, and ``groups``: the values, rows
    and band of each, in words. The arrays, all (groups, buckets): ``low`` and ``high``, the extremes of the
    median in each bucket; ``below`` and ``above``, those of the band. A trial that diverged counts as the
    worst there is from its end on, so that a median ends where most of its trials have diverged.

    Raises:
        PlotError: there is no such axis or setting, or there are too many groups.
        StudyError: no study has such a curve.
    """
    looks = [kept.look() for kept in studies]
    places = Places(asked.along, [(look.info, look.trials) for look in looks])
    groups = group_rows([(look.info.name, look.trials) for look in looks], by)
    if len(groups) > MAX_GROUPS:
        raise PlotError(f"{' and '.join(by)} make {len(groups):,} groups: at most {MAX_GROUPS:,} are drawn.")
    trials = [trial for look in looks for trial in look.trials]
    read = [
        (len(look.trials), kept.points(asked.curve))
        if asked.curve in look.curve_names or len(studies) == 1
        else (len(look.trials), None)
        for kept, look in zip(studies, looks, strict=True)
    ]
    rows: list[tuple[int, Curves | Points | None, int]] = []
    for study, (count, found) in enumerate(read):
        rows += [(study, None if found is None else found[1], row) for row in range(count)]
    made = [
        _line(studies, [rows[row] for row in group], group, trials, places, asked.curve)
        for _, group in groups
    ]
    ends = [(x[x > 0] if asked.log else x) for x, _ in made]
    ends = [x for x in ends if len(x)]
    reach = (
        [min(x[0] for x in ends), max(x[-1] for x in ends)]
        if ends
        else ([1.0, 10.0] if asked.log else [0.0, 1.0])
    )
    start, stop = window_ends(reach, asked)
    count = int(np.clip(asked.buckets, FEWEST, WIDEST))
    borders = edges(start, stop, count, asked.log)
    parts = {
        name: np.full((len(made), count), np.nan, np.float32) for name in ("low", "high", "below", "above")
    }
    for place, (x, lines) in enumerate(made):
        first, last = np.searchsorted(x, borders[0]), np.searchsorted(x, borders[-1], "right")
        low, high = extremes(x[first:last], lines[:, first:last], borders)
        parts["low"][place], parts["high"][place] = low[0], high[0]
        parts["below"][place], parts["above"][place] = low[1], high[2]
    about = {
        "form": "bands",
        "versions": [look.version for look in looks],
        "label": places.label,
        "unknown": places.unknown,
        "reach": reach,
        "start": start,
        "stop": stop,
        "log": asked.log,
        "buckets": count,
        "groups": [
            {"values": dict(zip(by, key, strict=True)), "rows": group, "band": band_text(len(group))}
            for key, group in groups
        ],
    }
    return about, parts


Line = tuple[np.ndarray, np.ndarray]
"""Places, (points,), and what is drawn there, (3, points) float32: the median, and the ends of the band."""


def _line(
    studies: Sequence[Kept],
    held: Sequence[tuple[int, Curves | Points | None, int]],
    rows: Sequence[int],
    trials: Sequence[Trial],
    places: Places,
    name: str,
) -> Line:
    """A group, as it is drawn.

    Where its trials are of one study, and their points lie at the same places, only what is new is computed.

    Args:
        studies: the studies.
        held: number of the study, its curve and the row there, of each row of the group.
        rows: of the group, among all trials.
        trials: all of them.
        places: the axis.
        name: of the curve.
    """
    study, points, _ = held[0]
    keys = {places.key(row) for row in rows}
    if (
        isinstance(points, Points)
        and points.grown is not None
        and len(keys) == 1
        and (key := next(iter(keys))) is not None
        and all(number == study for number, *_ in held)
    ):
        own = np.array([row for *_, row in held])
        told = [trials[row] for row in rows]
        lines = studies[study].medians(name, own).of(points, told, worst_value(name))
        return places.of(key, points.steps[: lines.shape[1]]), lines
    x, middle, below, above = _group([one[1:] for one in held], rows, trials, places, name)
    return x, drawn(middle, below, above)


def _group(
    held: Sequence[tuple[Curves | Points | None, int]],
    rows: Sequence[int],
    trials: Sequence[Trial],
    places: Places,
    name: str,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Places, the median and the ends of the band of some rows, where one of them has a point."""
    lines = []
    for (curves, own), row in zip(held, rows, strict=True):
        key = places.key(row)
        if curves is not None and key is not None:
            steps, values = curves.row(own)
            lines.append((key, steps, values, trials[row].status == "diverged"))
    if not lines:
        return np.empty(0), np.empty(0), np.empty(0), np.empty(0)
    longest = max(lines, key=lambda line: len(line[1]))
    x = places.of(longest[0], longest[1])
    same = all(
        key == longest[0] and np.array_equal(steps, longest[1][: len(steps)]) for key, steps, *_ in lines
    )
    if not same:
        x = np.unique(np.concatenate([places.of(key, steps) for key, steps, *_ in lines]))
        if len(x) > _UNION:
            x = np.linspace(x[0], x[-1], _UNION)
    matrix = np.full((len(lines), len(x)), np.nan)
    worst = worst_value(name)
    for place, (key, steps, values, diverged) in enumerate(lines):
        if not len(steps):
            continue
        if same:
            matrix[place, : len(values)] = values
        else:  # between two points a curve holds its last one, as in questions
            at = places.of(key, steps)
            index = np.searchsorted(at, x, "right") - 1
            inside = (index >= 0) & (x <= at[-1])
            matrix[place, inside] = values[index[inside]]
        if diverged:
            known = np.flatnonzero(np.isfinite(matrix[place]))
            matrix[place, (known[-1] + 1 if len(known) else 0) :] = worst
    matrix[np.isinf(matrix) & ~np.isinf(worst)] = np.nan
    middle, below, above = median_and_band(matrix)
    return x, middle, below, above
