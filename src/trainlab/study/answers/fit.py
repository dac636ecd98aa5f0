"""What a net of numbers predicts, as pictures: against the truth, and over its only input while it trains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trainlab.errors import PlotError
from trainlab.record.groups.naming import name_study
from trainlab.record.wording import describe_settings, in_unit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trainlab.data import Dataset, Split
    from trainlab.study.trial import StudyTrial

PANELS = 6
"""Steps that are shown where none are named: 0, and others evenly spaced in the logarithm."""


def predicted_figure(trial: StudyTrial, split: str, which: str) -> Figure:
    """See :meth:`StudyTrial.plot_predicted`."""
    from trainlab.plots.compute.predicted import predicted_plot
    from trainlab.plots.draw.predicted import draw_predicted

    dataset = _numeric(trial)
    part = dataset.split(split)
    answers = trial.predict(_raw(dataset, part.inputs), which)
    true = dataset.in_units(part.targets)
    title = f"{_title(trial)}, {which} weights on {split}"
    return draw_predicted(predicted_plot(title, dataset.target_names, true, answers, split))


def fit_figure(trial: StudyTrial, steps: Sequence[int] | None) -> Figure:
    """See :meth:`StudyTrial.plot_fit`."""
    from trainlab.plots.compute.fit import fit_places, fit_plot
    from trainlab.plots.draw.fit import draw_fit
    from trainlab.study.networks.along import weights_along
    from trainlab.study.networks.network import predict

    dataset = _numeric(trial)
    if dataset.input_shape != (1,) or len(dataset.target_names) != 1:
        raise PlotError(
            f"a fit is drawn of one input and one target: {dataset.name} has "
            f"{'x'.join(map(str, dataset.input_shape))} and {len(dataset.target_names)}. "
            "Predicted against true numbers are drawn of any (trainlab plot --predicted test)."
        )
    train, validation = (_points(dataset, part) for part in (dataset.train, dataset.validation))
    places = fit_places(train[:, 0])
    along = weights_along(trial, steps or spread_steps(trial.record.recorded_steps))
    answers = {}
    for step, weights in along.items():
        settings, prepared = trial.usable.settings, trial.prepared
        inputs = prepared.standardization if settings["standardize"] else None

        def answer(x: np.ndarray) -> np.ndarray:
            return predict(settings, weights, x[:, None], (1,), inputs, prepared.target_standardization)[:, 0]  # noqa: B023

        error = float(np.sqrt(((answer(validation[:, 0]) - validation[:, 1]) ** 2).mean()))
        answers[f"step {step:,}: validation RMSE {in_unit(error)}"] = answer(places)
    names = (dataset.features[0] if dataset.features else "x", dataset.target_names[0])
    return draw_fit(fit_plot(_title(trial), names, train, validation, places, answers))


def spread_steps(made: int) -> list[int]:
    """Steps to look at: 0, the last one, and others between them, evenly spaced in the logarithm.

    >>> spread_steps(1000), spread_steps(2)
    ([0, 10, 32, 100, 316, 1000], [0, 1, 2])
    """
    first = max(made / 100, 1)
    spread = np.geomspace(first, max(made, 1), PANELS - 1).round().astype(int).tolist()
    return sorted({0, *(step for step in spread if step <= made)})


def _numeric(trial: StudyTrial) -> Dataset:
    dataset = trial.dataset()
    if not dataset.target_names:
        raise PlotError(f"trial {trial.id} predicts classes, and this is a picture of predicted numbers.")
    return dataset


def _raw(dataset: Dataset, inputs: np.ndarray) -> np.ndarray:
    """Inputs as they are in the file."""
    if dataset.standardization is None:
        return inputs
    mean, deviation = dataset.standardization
    return inputs * deviation + mean


def _points(dataset: Dataset, part: Split) -> np.ndarray:
    return np.concatenate([_raw(dataset, part.inputs), dataset.in_units(part.targets)], axis=1)


def _title(trial: StudyTrial) -> str:
    said = describe_settings(trial.record, trial.info.varied)
    return f"{name_study(trial.info, [trial.record])}: trial {trial.id}{f', {said}' if said else ''}"
