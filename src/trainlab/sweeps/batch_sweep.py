"""The batch-size sweep: for every batch size the learning rate tuned again, and the steps to a target."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from trainlab.data.reading import split_said
from trainlab.errors import ExperimentError, QuestionError
from trainlab.estimate import estimate_batch_sweep
from trainlab.estimate.target import automatic_target
from trainlab.experiments import Experiment
from trainlab.experiments.space import read_space
from trainlab.folders import RUNS, expanded
from trainlab.scale.observer import Observer
from trainlab.settings import SETTINGS, read_settings
from trainlab.study import Study, run_experiment
from trainlab.study.data.dataset import given_data
from trainlab.study.running.progress import watched
from trainlab.sweeps.rates import default_range, read_rates
from trainlab.sweeps.refuse import refuse_decided
from trainlab.sweeps.results import BatchSweep
from trainlab.sweeps.stopping import as_until

if TYPE_CHECKING:
    from trainlab.data import Dataset

LARGEST = 256
"""Largest batch size tried by default; the others are the powers of two below it."""

SEEDS = 5
"""Seeds of every rate."""

RATES = 13
"""Rates of the default grid: three a decade."""

INSIDE = 10.0
"""The default grid leaves out the outermost decades of a learning-rate sweep's, so as to be finer."""

STEPS, EXAMPLES = 100, 5_000
"""The default budget: with batches of B examples a trial makes ``STEPS + EXAMPLES / B`` steps. The trade that
is measured has the same form (steps and examples that no batch size can do without), so that such a budget is
as generous to every batch size."""

EVALUATIONS = 100
"""Evaluations of a trial: steps to a target are known to within a hundredth of its length."""

PROBES = 20
"""Probes of the noise scale of a trial with the largest batches, at most."""

EVAL_EXAMPLES = 1_000
"""Training examples an evaluation measures."""

VALIDATION_EXAMPLES = 2_000
"""Validation examples it measures where the sweep chooses the target itself: a loss that is chosen and
reached on the same examples. A target that is named is measured on all of them."""

DECIDED = {
    "batch_size": "it is what is swept: give --batch-sizes",
    "learning_rate": "it is tuned again for every batch size: give --rates",
    "steps": "give --steps and --examples",
    "epochs": "give --steps and --examples",
    "seed": "give --seed",
    "until": "give --target",
}
"""Settings that the sweep decides itself, and what to do instead."""


def sweep_batch(
    data: str | os.PathLike[str] | Dataset,
    net: object = None,
    *,
    batch_sizes: object = None,
    rates: object = None,
    target: str | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    steps: int = STEPS,
    examples: int = EXAMPLES,
    noise_scale: bool = True,
    target_column: str | None = None,
    name: str | None = None,
    root: str | os.PathLike[str] = RUNS,
    progress: Observer | bool | None = None,
    **settings: object,
) -> BatchSweep:
    """Find out up to which batch size larger batches save steps.

    For every batch size a grid of learning rates is trained with a few seeds, one population each; what
    counts are the steps to a target at the best rate. All of it is an ordinary study.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, such as ``4-6-6-1``.
        batch_sizes: batch sizes, as a list or ``"1,4,16"``; the powers of two up to 256 by default.
        rates: learning rates, as ``tl.log(1e-3, 1, 13)`` or a list; 13 over four decades by default.
        target: the condition whose first step is counted, such as ``"validation_accuracy >= 0.95"``; by
            default a validation loss that every batch size reached.
        seeds: seeds of every rate.
        seed: the first seed.
        steps, examples: the budget: a trial with batches of B examples makes ``steps + examples / B`` steps.
        noise_scale: whether the gradient noise scale is probed, at the largest batch size.
        target_column: target column of a table.
        name: name of the study; the data's and ``sweep-batch`` by default.
        root: folder that studies live in.
        progress: whether to show how far it is, as for :func:`trainlab.run`.
        **settings: settings all trials share, such as ``optimizer="adam"``; also how a file is to be read,
            see docs/data.md.

    Returns:
        The steps at every batch size, the critical batch size, and the trials they come from.

    Raises:
        TrainlabError: something is named that is unknown or not allowed; nothing is written then.

    >>> sweep = sweep_batch("moons", "2-8-2", target="validation_loss <= 0.3")  # doctest: +SKIP
    >>> sweep.critical  # doctest: +SKIP
    Estimate(value=21.5, low=14.9, high=30.2)
    """
    said, _ = split_said({**settings, "target": target_column})
    named, source = given_data(data, said)
    experiment = batch_experiment(
        named, net, settings, batch_sizes=batch_sizes,
        rates=rates, target=target, seeds=seeds, seed=seed, steps=steps, examples=examples,
        noise_scale=noise_scale, target_column=target_column, name=name,
    )  # fmt: skip
    with watched(progress) as observer:
        study = run_experiment(experiment, root=expanded(root), observer=observer, source=source)
    return read_batch_sweep(study, target)


def batch_experiment(
    data: str,
    net: object,
    settings: Mapping[str, object],
    *,
    batch_sizes: object = None,
    rates: object = None,
    target: str | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    steps: int = STEPS,
    examples: int = EXAMPLES,
    noise_scale: bool = True,
    target_column: str | None = None,
    name: str | None = None,
) -> Experiment:
    """The experiment of a batch-size sweep; the arguments are those of :func:`sweep_batch`.

    Raises:
        ExperimentError: a setting is given that the sweep decides itself, or an argument cannot be read.
        QuestionError: the target cannot be read.
        SettingError: a setting's name or value is not allowed.
    """
    said, settings = split_said({**settings, "target": target_column})
    refuse_decided("sweep-batch", settings, DECIDED)
    given = read_settings(settings)
    sizes = _sizes(batch_sizes)
    lengths = [_length(size, steps, examples) for size in sizes]
    pair = {
        "batch_size": sizes,
        "steps": lengths,
        "eval_every": [max(1, length // EVALUATIONS) for length in lengths],
        # At other sizes than the largest only the untrained net is probed.
        "probe_every": [*lengths[:-1], max(1, lengths[-1] // PROBES)],
    }
    pair = {setting: values for setting, values in pair.items() if setting not in given}
    shared: dict[str, object] = {"eval_examples": EVAL_EXAMPLES, **given}
    if noise_scale:
        shared.setdefault("probe", "noise_scale")
    elif "probe" not in given:
        pair.pop("probe_every", None)
    low, high = default_range(given)
    default = f"log:{low * INSIDE!r}:{high / INSIDE!r}:{RATES}"
    until = None if target is None else _until(target)
    if until is not None:
        shared["until"] = until
    if target is None:
        shared.setdefault("validation_examples", VALIDATION_EXAMPLES)
    fields = {
        "data": data, "net": net, **said, "set": shared, "pair": pair,
        "vary": {"learning_rate": read_rates(default if rates is None else rates, given, RATES)},
        "seeds": seeds, "seed": seed, "name": name or f"{PurePath(data).stem}-sweep-batch",
    }  # fmt: skip
    return Experiment.of(**{field: value for field, value in fields.items() if value is not None})


def _until(target: str) -> str | None:
    try:
        return as_until(target)
    except QuestionError as error:
        if target.isidentifier():  # what elsewhere is called target
            raise QuestionError(f"{error} A table's target column is target_column here.") from None
        raise


def _sizes(batch_sizes: object) -> list:
    if batch_sizes is None:
        return [2**power for power in range(LARGEST.bit_length())]
    space = read_space("batch_size", batch_sizes)
    if space.is_random:
        raise ExperimentError(f"batch sizes {space} are drawn at random: list them, such as 1,4,16,64.")
    sizes = space.grid(SETTINGS["batch_size"])
    if len(sizes) < 2:
        raise ExperimentError(f"a batch-size sweep needs several batch sizes, not only {sizes[0]}.")
    return sorted(sizes, key=lambda size: (isinstance(size, str), size))  # full is the largest


def _length(size: int | str, steps: int, examples: int) -> int:
    """Steps of a trial; a step on the whole train split is one on many examples."""
    return steps + (0 if isinstance(size, str) else -(-examples // size))


def read_batch_sweep(study: Study, target: str | None = None) -> BatchSweep:
    """Read the batch-size sweep that a stored study is: any that varied the batch size and the learning rate.

    Args:
        study: the study.
        target: the condition whose first step is counted; by default the one its trials stopped at, or else a
            validation loss that every batch size reached.

    Raises:
        StudyError: its trials differ in something else, or are not over.
        QuestionError: the target cannot be read, or is about something the study does not hold.
    """
    records = [trial.record for trial in study.trials]
    automatic = False
    if target is None:
        stops = {record.settings.get("until") for record in records}
        target = str(stops.pop()) if len(stops) == 1 and None not in stops else None
    if target is None:
        automatic = True
        target = automatic_target(records, study.recorded("validation_loss"))
    steps = study.ask(target).steps if target is not None else np.full(len(records), np.inf)
    probed = any("noise_scale" in str(record.settings.get("probe")).split(",") for record in records)
    noise = ("gradient_variance", "gradient_square")
    numbers = estimate_batch_sweep(
        study.info, records, steps, target or "none", automatic=automatic,
        noise=(study.recorded(noise[0]), study.recorded(noise[1])) if probed else None, folder=study.folder,
    )  # fmt: skip
    return BatchSweep.of(numbers)
