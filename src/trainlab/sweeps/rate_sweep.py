"""The learning-rate sweep: many rates, a few seeds, a short budget, one population."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from trainlab.data.reading import split_said
from trainlab.errors import ExperimentError
from trainlab.estimate import estimate_rate_sweep
from trainlab.estimate.rate_grid import RANGE_TEST
from trainlab.estimate.rate_reading import GOALS, check_goal, goals_of
from trainlab.experiments import Experiment
from trainlab.folders import RUNS, expanded
from trainlab.scale.observer import Observer
from trainlab.settings import read_settings, resolve
from trainlab.study import Study, run_experiment
from trainlab.study.data.dataset import given_data
from trainlab.study.running.progress import watched
from trainlab.sweeps.rates import read_rates
from trainlab.sweeps.refuse import refuse_decided
from trainlab.sweeps.results import RateSweep
from trainlab.tasks import task_of

if TYPE_CHECKING:
    from trainlab.data import Dataset

RATES = 64
"""Rates of the default range."""

SEEDS = 5
"""Seeds of every rate: the fewest whose median survives two that go wrong."""

STEPS = 200
"""Steps of a trial: twice those of fastai's range test. Long enough for the fastest rates to come down, short
enough that 320 trials of a small net take seconds."""

EVAL_EXAMPLES = 1_000
"""Training examples, and validation examples, that the evaluation at the end measures: what a sweep reads is
the loss of every step."""

ANY_NET = "2-2"
"""A placeholder for the net where the settings of a schedule are looked up."""

DECIDED = {
    "learning_rate": "it is what is swept: give --rates",
    "steps": "give --steps",
    "epochs": "every trial makes the same steps: give --steps",
    "seed": "give --seed",
    "until": "every trial makes the same steps: for steps to a target see 'trainlab sweep-batch'",
    "early_stopping": "every trial makes the same steps",
}
"""Settings that the sweep decides itself, and what to do instead."""


def sweep_lr(
    data: str | os.PathLike[str] | Dataset,
    net: object = None,
    *,
    rates: object = None,
    seeds: int = SEEDS,
    seed: int = 0,
    steps: int = STEPS,
    best_for: str = GOALS[0],
    target: str | None = None,
    name: str | None = None,
    root: str | os.PathLike[str] = RUNS,
    progress: Observer | bool | None = None,
    **settings: object,
) -> RateSweep:
    """Find the learning rate to use, and the one above which training explodes.

    64 rates, evenly spaced in the logarithm, are trained with 5 seeds each for 200 steps, as one population;
    beside them 5 range tests, the usual learning-rate finder. All of it is an ordinary study.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, such as ``4-6-6-1``.
        rates: the rates to try, as ``tl.log(1e-3, 1, 32)``, ``"log:1e-3:1:32"`` or a list; six decades that
            depend on the optimizer by default.
        seeds: seeds of every rate.
        seed: the first seed.
        steps: steps of every trial.
        best_for: what the rate is recommended for: ``train_loss``, ``validation_loss``, or
            what trials are ranked by: ``validation_accuracy``, of numbers ``validation_rmse``. All three are
            read; ``sweep.readings`` holds them.
        target: target column of a table.
        name: name of the study; the data's and ``sweep-lr`` by default.
        root: folder that studies live in.
        progress: whether to show how far it is, as for :func:`trainlab.run`.
        **settings: settings all trials share, such as ``optimizer="adam"``; also how a file is to be read,
            see docs/data.md.

    Returns:
        The recommended rate, the fastest, the stability edge, and the losses they come from.

    Raises:
        TrainlabError: something is named that is unknown or not allowed; nothing is written then.

    >>> sweep = sweep_lr("moons", "2-4-2", batch_size=100)  # doctest: +SKIP
    >>> sweep.recommended  # doctest: +SKIP
    Estimate(value=0.92, low=0.74, high=1.31)
    """
    check_goal(best_for)
    said, _ = split_said({**settings, "target": target})
    named, source = given_data(data, said)
    experiment = rate_experiment(
        named, net, settings, rates=rates, seeds=seeds,
        seed=seed, steps=steps, target=target, name=name,
    )  # fmt: skip
    with watched(progress) as observer:
        study = run_experiment(experiment, root=expanded(root), observer=observer, source=source)
    return read_rate_sweep(study, best_for)


def rate_experiment(
    data: str,
    net: object,
    settings: Mapping[str, object],
    *,
    rates: object = None,
    seeds: int = SEEDS,
    seed: int = 0,
    steps: int = STEPS,
    target: str | None = None,
    name: str | None = None,
) -> Experiment:
    """The experiment of a learning-rate sweep; the arguments are those of :func:`sweep_lr`.

    Raises:
        ExperimentError: a setting is given that the sweep decides itself, or the rates cannot be read.
        SettingError: a setting's name or value is not allowed.
    """
    said, settings = split_said({**settings, "target": target})
    refuse_decided("sweep-lr", settings, DECIDED)
    given = read_settings(settings)
    schedule = given.pop("schedule", "constant")
    if schedule == RANGE_TEST:
        raise ExperimentError(
            f"schedule={RANGE_TEST} is what sweep-lr compares with: name another schedule, or none."
        )
    swept = read_rates(rates, given, RATES)
    peak = swept[-1] / swept[0]
    pair: dict[str, list] = {
        "learning_rate": [*swept, swept[0]],
        "schedule": [schedule] * len(swept) + [RANGE_TEST],
    }
    # What shapes the schedule of the swept trials is not for the range tests.
    usual = resolve({"net": ANY_NET, **given, "schedule": schedule}, data)
    for setting, value in {"peak_factor": peak, "decay_steps": "auto", "warmup": 0}.items():
        given.pop(setting, None)
        if usual.get(setting, value) != value:
            pair[setting] = [usual[setting]] * len(swept) + [value]
    shared = {
        "steps": steps, "eval_every": steps, "eval_examples": EVAL_EXAMPLES,
        "validation_examples": EVAL_EXAMPLES, **given,
    }  # fmt: skip
    if "peak_factor" not in pair:
        shared["peak_factor"] = peak
    fields = {
        "data": data, "net": net, **said, "set": shared, "pair": pair, "seeds": seeds, "seed": seed,
        "name": name or f"{PurePath(data).stem}-sweep-lr",
    }  # fmt: skip
    return Experiment.of(**{field: value for field, value in fields.items() if value is not None})


def read_rate_sweep(study: Study, best_for: str = GOALS[0]) -> RateSweep:
    """Read the learning-rate sweep that a stored study is: any that varied ``learning_rate`` and the seed.

    Args:
        study: the study.
        best_for: what the rate is recommended for, see :func:`sweep_lr`.

    Raises:
        StudyError: its trials differ in something else, are not over, or were not evaluated before and after
            training, which validation needs.
        ExperimentError: a rate cannot be recommended for this.
    """
    records = [trial.record for trial in study.trials]
    goals = goals_of(task_of(records[0].settings if records else {}))
    numbers = estimate_rate_sweep(
        study.info, records, study.recorded("train_loss"), study.recorded("learning_rate"), study.folder,
        best_for=best_for, validation=[study.recorded(goal) for goal in goals[1:]],
    )  # fmt: skip
    return RateSweep.of(numbers)
