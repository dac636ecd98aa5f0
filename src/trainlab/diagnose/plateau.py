"""Symptom: the loss stood still for long, and then came down after all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import BLOCKS, Levels, median_of_three
from trainlab.diagnose.trend import level_scatter
from trainlab.record import Finding, Trial

LONG = 0.16
"""Share of training a plateau must last."""

STILL = 0.04
"""Changes of the loss smaller than this share of its level are no change."""

SCATTERS = 2.5
"""Standard deviations that levels of a plateau may scatter beyond that."""

DROP = 0.22
"""Smallest fall after it, of the plateau's level."""


def find_plateau(trials: Mapping[int, Trial], levels: Levels) -> list[Finding]:
    """Trials that stood still over a stretch of training which a real drop followed."""
    log = median_of_three(levels.log)
    scatter = level_scatter(levels)
    allowed = np.log1p(STILL) + SCATTERS * scatter
    needed = -np.log1p(-DROP) + 2 * SCATTERS * scatter
    lowest_after = np.minimum.accumulate(log[:, ::-1], axis=1)[:, ::-1]
    rows = np.arange(len(log))
    length, begin = np.zeros(len(log), int), np.zeros(len(log), int)
    for first in range(BLOCKS - round(LONG * BLOCKS)):
        away = np.abs(log[:, first:] - log[:, first : first + 1]) > allowed[:, None]
        last = np.where(away.any(axis=1), first + np.argmax(away, axis=1) - 1, BLOCKS - 1)
        drift = log[rows, last] - log[:, first]
        drops = log[:, first] - lowest_after[rows, last] > needed + np.abs(drift)
        longer = drops & (last - first + 1 > length)
        length, begin = np.where(longer, last - first + 1, length), np.where(longer, first, begin)
    seen = levels.long_enough & (length >= LONG * BLOCKS)
    return [
        _finding(trials[int(levels.trials[row])], levels, int(row), int(begin[row]), int(length[row]))
        for row in np.flatnonzero(seen)
    ]


def _finding(trial: Trial, levels: Levels, row: int, begin: int, length: int) -> Finding:
    values = levels.values[row]
    since, until = int(levels.steps[row, begin]), int(levels.steps[row, begin + length])
    plateau = float(np.median(values[begin : begin + length]))
    after = float(values[begin + length - 1 :].min())
    return Finding(
        symptom="plateau then drop",
        trials=(trial.id,),
        sentence=f"trial {trial.id} stood on a plateau: its train loss stayed at {plateau:.3g} from step "
        f"{since:,} to {until:,} and then dropped to {after:.3g}.",
        advice="Do not stop a trial like it early; if the plateau is at the start, another weight_init or a "
        "larger learning_rate may shorten it.",
        evidence={"step": since, "until": until, "plateau": plateau, "loss": after},
    )
