"""The trials of a learning-rate sweep, laid out as a grid of rates and seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.errors import StudyError
from trainlab.estimate.sweep_trials import check_differ_only
from trainlab.record import Trial
from trainlab.record.wording import short_value

RANGE_TEST = "range_test"
"""The schedule of the trials that are range tests."""

MIN_RATES = 3
"""With fewer rates there is no best one between the others."""

MAY_DIFFER = {"learning_rate", "seed"}
"""Settings that the trials of a sweep differ in."""


@dataclass(frozen=True, slots=True)
class RateGrid:
    """Trials by rate and seed.

    Attributes:
        rates: (rates,) learning rates, ascending.
        seeds: (seeds,) the seeds.
        trials: (rates, seeds) the trials, in rows.
        range_tests: trials that are range tests, by seed; may be empty.
    """

    rates: np.ndarray
    seeds: tuple[int, ...]
    trials: tuple[tuple[Trial, ...], ...]
    range_tests: tuple[Trial, ...]


def rate_grid(name: str, trials: Sequence[Trial]) -> RateGrid:
    """Lay out the trials of a sweep.

    Args:
        name: the study's name, for messages.
        trials: its trials.

    Raises:
        StudyError: the trials are not those of a sweep: they differ in more than the rate and the seed, a
            rate lacks a seed, there are too few rates, or some are not over.
    """
    tests = [trial for trial in trials if trial.settings.get("schedule") == RANGE_TEST]
    swept = [trial for trial in trials if trial.settings.get("schedule") != RANGE_TEST]
    if any(not trial.over for trial in trials):
        raise StudyError(f"study {name} is not over: a sweep is read when all of its trials are.")
    check_differ_only(name, swept, MAY_DIFFER, "learning_rate and seed")
    cells: dict[float, dict[int, Trial]] = {}
    for trial in swept:
        cells.setdefault(float(trial.settings["learning_rate"]), {})[int(trial.settings["seed"])] = trial
    rates = sorted(rate for rate in cells if rate > 0)
    if len(rates) < MIN_RATES:
        raise StudyError(
            f"study {name} has {len(rates)} learning rates above 0: a sweep needs {MIN_RATES} at least, "
            "such as --vary learning_rate=log:0.001:10:16."
        )
    seeds = sorted({seed for rate in rates for seed in cells[rate]})
    for rate in rates:
        missing = [seed for seed in seeds if seed not in cells[rate]]
        if missing:
            raise StudyError(
                f"study {name} has no trial of learning_rate {short_value(rate)} with seed {missing[0]}: a "
                "sweep trains every rate with the same seeds."
            )
    rows = tuple(tuple(cells[rate][seed] for seed in seeds) for rate in rates)
    by_seed = tuple(sorted(tests, key=lambda trial: int(trial.settings["seed"])))
    return RateGrid(np.array(rates), tuple(seeds), rows, by_seed)
