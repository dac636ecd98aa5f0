"""The trials of a batch-size sweep, laid out as a grid of sizes, learning rates and seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.errors import StudyError
from trainlab.estimate.sweep_trials import check_differ_only
from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.varied import as_number

MAY_DIFFER = {
    "batch_size", "learning_rate", "seed", "steps", "epochs", "eval_every", "probe", "probe_every",
    "probe_examples",
}  # fmt: skip
"""Settings that the trials of a sweep differ in: what is swept, and how long and how often it is measured."""


@dataclass(frozen=True, slots=True)
class BatchGrid:
    """Trials by batch size, learning rate and seed.

    Attributes:
        sizes: (sizes,) batch sizes, ascending; ``full`` is the number of training examples.
        rates: (rates,) learning rates, ascending.
        seeds: (seeds,) the seeds.
        trials: (sizes, rates, seeds) ids of the trials; -1 where there is none.
    """

    sizes: np.ndarray
    rates: np.ndarray
    seeds: tuple[int, ...]
    trials: np.ndarray


def batch_grid(info: StudyInfo, trials: Sequence[Trial]) -> BatchGrid:
    """Lay out the trials of a batch-size sweep.

    Raises:
        StudyError: they differ in something else, are not over, or have one batch size only.
    """
    if any(not trial.over for trial in trials):
        raise StudyError(f"study {info.name} is not over: a sweep is read when all of its trials are.")
    check_differ_only(info.name, trials, MAY_DIFFER, "batch_size, learning_rate and seed")
    cells: dict[tuple[float, float, int], int] = {}
    for trial in trials:
        size = as_number(info, "batch_size", trial.settings["batch_size"])
        if size is None:
            raise StudyError(f"study {info.name} does not record how many examples batch_size=full is.")
        rate, seed = float(trial.settings["learning_rate"]), int(trial.settings["seed"])
        cells[size, rate, seed] = trial.id
    sizes = sorted({size for size, _, _ in cells})
    rates = sorted({rate for _, rate, _ in cells})
    seeds = sorted({seed for _, _, seed in cells})
    if len(sizes) < 2:
        raise StudyError(
            f"study {info.name} has one batch size: a batch-size sweep needs several, such as "
            "--vary batch_size=1,4,16,64."
        )
    ids = [[[cells.get((size, rate, seed), -1) for seed in seeds] for rate in rates] for size in sizes]
    return BatchGrid(np.array(sizes), np.array(rates), tuple(seeds), np.array(ids))
