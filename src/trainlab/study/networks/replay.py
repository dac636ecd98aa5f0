"""What a trial started from and what it saw at every step, so that it can be repeated in another program."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np

from trainlab.data import Dataset
from trainlab.errors import StudyError
from trainlab.nets.late import load_jax
from trainlab.record import Trial
from trainlab.settings import Settings


def trial_weights(settings: Settings, input_shape: tuple[int, ...], root: Path) -> dict[str, np.ndarray]:
    """The weights a trial starts from; see :meth:`StudyTrial.initial_weights`.

    Args:
        settings: the trial's settings.
        input_shape: shape of one example.
        root: the folder in which a study that ``start_from`` names is looked for.
    """
    load_jax()
    from trainlab.scale.plans.plan import reused_weights
    from trainlab.scale.population.initial import starting_weights
    from trainlab.study.networks.start import start_weights
    from trainlab.train.recipe import Recipe

    net = Recipe.of(settings, input_shape).net
    reused = reused_weights(net, settings, partial(start_weights, root=root))
    return {
        f"{layer}.{name}": array
        for layer, arrays in starting_weights(net, settings, reused).items()
        for name, array in arrays.items()
    }


def trial_batches(trial: Trial, dataset: Dataset, first: int, last: int | None) -> list[np.ndarray]:
    """The rows of train that steps see; see :meth:`Study.batches`."""
    last = trial.length if last is None else last
    if not 0 <= first <= last <= trial.length:
        raise StudyError(
            f"batches of trial {trial.id} are those of steps 0 to {trial.length}, not {first} to {last}."
        )
    size, examples = trial.settings["batch_size"], len(dataset.train)
    if size == "full":
        return [np.arange(examples)] * (last - first)
    from trainlab.train.order import BatchOrder

    order = BatchOrder(
        examples,
        int(size),
        shuffle=bool(trial.settings["shuffle"]),
        order_seed=int(trial.settings["order_seed"]),
    )
    indices, counts = order.batches(first, last - first)
    return [rows[:count].astype(np.int64) for rows, count in zip(indices, counts, strict=True)]
