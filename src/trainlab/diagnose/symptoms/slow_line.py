"""Symptom: the loss goes down in a straight, slow line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.polynomial.legendre import legfit, legvander

from trainlab.counted import counted
from trainlab.diagnose.curves.levels import SMALLEST_LOSS, Levels
from trainlab.diagnose.curves.series import Series, of_levels
from trainlab.diagnose.curves.trend import neighbour_scatter
from trainlab.diagnose.symptoms.symptom import Judged, Symptom
from trainlab.record import Finding, Trial
from trainlab.record.wording import short_value

MIN_FALL = 0.01
"""Smallest fall over all of training, of the start: less cannot be seen in a plot, and did not learn."""

MAX_FALL = 0.25
"""Largest fall, of the start: a trial that falls by more than half has a rate that works."""

MIN_EVALUATIONS = 3
"""Evaluations that show whether a fall bends: they have no noise of batches."""

END = 3
"""Levels whose mean is the end."""

BEND = 0.08
"""Largest curvature, of the fall: the parabola through the levels then deviates from the line between its
ends by 12% of the fall. An exponential decay that does makes 38% of its fall in its second half."""

NOISE = 0.6
"""Standard errors that noise may add to that."""

ERRORS = 3.0
"""Standard errors the fall must be: fewer than 1 of 500 flat trials pass by chance."""

MISFIT, SCATTERS = 0.06, 2.0
"""Largest deviation of levels from the parabola: of the fall, beside that many times the scatter of a level
about its neighbours. A cliff between two flat parts is neither bent nor a line."""

FASTER = 10
"""The advised rate, in rates: a line means that steps could be longer, and tenfold is a safe first try."""


WITH_IT = 0.25
"""Smallest fall of the validation loss, of that of the train loss: where a net learns nothing that helps it
elsewhere, as with shuffled labels, it only memorises, and a larger rate makes it memorise faster."""


def find_slow_line(
    trials: Mapping[int, Trial], levels: Levels, measured: Series | None, validation: Series | None
) -> list[Finding]:
    r"""Trials that came down slowly, and as fast in their second half as in their first.

    While the parameters hardly move, the gradient stays what it is at the start, and the loss falls by the
    same amount with every step, :math:`\eta |g|^2`: a line whose slope is proportional to the learning rate.
    A parabola is fitted to all points by least squares; it must be a line, and fit.

    The fall printed is that from the first evaluation to the last; where a trial has too few of them, from
    the mean of the first 40th of its steps to that of the last.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        measured: what evaluations measured, looked at where a trial has three.
        validation: the validation loss of evaluations.
    """
    of_steps = of_levels(levels)
    measured = measured and measured.of_at_least(MIN_EVALUATIONS)
    if measured is not None:  # what evaluations tell is not asked of steps
        of_steps = replace(of_steps, count=np.where(measured.count > 0, 0, of_steps.count))
    seen = _lines(of_steps, levels.untrained)
    if measured is not None:
        seen = np.where(measured.count > 0, _lines(measured, measured.losses[:, 0]), seen)
    findings = []
    for row in np.flatnonzero(seen):
        trial = trials[int(levels.trials[row])]
        view = of_steps if measured is None or not measured.count[row] else measured
        values = view.values(int(row))
        fall = 1 - float(values[-1]) / max(float(values[0]), SMALLEST_LOSS)
        if (
            trial.stopped_by != "until"
            and fall >= MIN_FALL
            and not _only_memorises(validation, int(row), fall)
        ):
            findings.append(_finding(trial, view, int(row), fall))
    return findings


def _only_memorises(validation: Series | None, row: int, fall: float) -> bool:
    """Whether the validation loss did not come down with the train loss."""
    if validation is None or not validation.count[row]:
        return False
    losses = validation.values(row)
    return bool(losses[-1] > (1 - WITH_IT * fall) * losses[0])


def _lines(series: Series, start: np.ndarray) -> np.ndarray:
    """(trials,) whether the points lie on a line that falls by a little."""
    seen = np.zeros(len(start), dtype=bool)
    for rows in series.groups():
        points = int(series.count[rows[0]])
        values, untrained = series.losses[rows, :points], np.maximum(start[rows], SMALLEST_LOSS)
        place = np.linspace(-1, 1, points)
        # Legendre polynomials: level, slope and curvature are then nearly independent of each other.
        fit, shapes = legfit(place, values.T, 2), legvander(place, 2)
        with np.errstate(over="ignore"):  # losses of 1e200 lie on no line
            rest = values - (shapes @ fit).T
            scatter = np.sqrt((rest**2).sum(axis=1) / max(points - 3, 1))
        fall, bend = -2 * fit[1], np.abs(fit[2])
        fall_error, bend_error = (
            size * scatter / np.sqrt((shapes[:, n] ** 2).sum()) for size, n in ((2, 1), (1, 2))
        )
        seen[rows] = (
            (fall > ERRORS * fall_error)
            & (fall >= MIN_FALL * untrained)
            & (values[:, -END:].mean(axis=1) >= (1 - MAX_FALL) * untrained)
            & (bend <= BEND * fall + NOISE * bend_error)
            & (scatter <= np.hypot(MISFIT * fall, SCATTERS * _scatter(values)))
        )
    return seen


def _scatter(values: np.ndarray) -> np.ndarray:
    return neighbour_scatter(values) if values.shape[1] > 3 else np.zeros(len(values))


def _finding(trial: Trial, view: Series, row: int, fall: float) -> Finding:
    rate = trial.settings.get("learning_rate")
    values = view.values(row)
    first, last = float(values[0]), float(values[-1])
    of_steps = view.curve == "train_loss"
    steps = int(view.steps[row, len(values) - 1]) + of_steps
    means = ", in means of a 40th of training," if of_steps else ""
    if isinstance(rate, (int, float)) and rate > 0:
        advice = f"Raise learning_rate tenfold, to {short_value(float(rate * FASTER))}."
    else:
        advice = "Raise learning_rate tenfold."
    return Finding(
        symptom="slow line",
        trials=(trial.id,),
        sentence=f"trial {trial.id} goes down in a slow line: its {view.name}{means} fell by {fall:.0%} in "
        f"{counted(steps, 'step')}, from {first:.3g} to {last:.3g}, about as fast at the end as at "
        "the start.",
        advice=advice,
        evidence={"curve": view.curve, "fall": fall, "first": first, "loss": last, "steps": steps},
    )


def _find(judged: Judged) -> list[Finding]:
    """Without trials that memorise: those fall faster at a larger rate, and overfit sooner."""
    memorises = {finding.trials[0] for finding in judged.overfits}
    lines = find_slow_line(judged.trials, judged.levels, judged.few, judged.validation)
    return [line for line in lines if line.trials[0] not in memorises]


SLOW_LINE = Symptom(
    name="slow line",
    find=_find,
    # It is falling by definition, and how.
    silences=("never learned", "still falling", "plateau then drop", "jagged", "flat since"),
)
