"""What the trials of a comparison reached: for each value a table of its points and seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.comparisons.judged import Judged
from trainlab.errors import StudyError
from trainlab.record import Curves, Trial
from trainlab.record.groups.merit import tie_of, usual_curve, value_of
from trainlab.record.groups.seeds import group_seeds
from trainlab.settings import Value, format_value


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """The points that were tried for one value.

    Attributes:
        value: the value.
        trials: for each point its trials, a seed each, all points in the order of the same seeds.
        scores: (points, seeds) what they reached at their best evaluation, the higher the better: of losses
            the negative.
        ties: (points, seeds) decides between equal scores: the lower the better.
        sound: (points,) whether no seed of it diverged.
    """

    value: Value
    trials: tuple[tuple[Trial, ...], ...]
    scores: np.ndarray
    ties: np.ndarray
    sound: np.ndarray


def points_of(
    trials: Sequence[Trial],
    setting: str,
    values: Sequence[Value],
    judged: Judged,
    recorded: Curves | None = None,
) -> list[Points]:
    """The points of every value.

    Args:
        trials: the trials of the study.
        setting: the setting that is asked about.
        values: its values.
        judged: what they are judged by.
        recorded: that curve, where it is not the one that trials are ranked by, at whose best their
            evaluations are
            kept: then its own best counts.

    Raises:
        StudyError: trials are missing, are not over or were not evaluated, so that nothing can be said yet.
    """
    training = [trial for trial in trials if not trial.over]
    if training:
        raise StudyError(
            f"{len(training):,} of {len(trials):,} trials still train: values are compared when all of them "
            "are over."
        )
    found = [_points(trials, setting, value, judged) for value in values]
    if judged.curve != usual_curve(trials):
        if recorded is None:
            raise ValueError("the curve is missing that values are judged by")
        found = [one for table in found if (one := after_share(table, recorded, 1.0, judged)) is not None]
    shapes = {points.scores.shape for points in found}
    if len(found) < len(values) or len(shapes) > 1 or any(0 in shape for shape in shapes):
        raise StudyError(f"the values of {setting} do not have the same number of points and seeds.")
    lowest = min(points.scores[np.isfinite(points.scores)].min(initial=math.inf) for points in found)
    if lowest == math.inf:
        raise StudyError(f"no trial has a value of {judged.curve}: nothing can be compared.")
    for points in found:  # a trial that diverged before its first evaluation reached no more than any other
        points.scores[~np.isfinite(points.scores)] = lowest
    return found


def _points(trials: Sequence[Trial], setting: str, value: Value, judged: Judged) -> Points:
    groups = group_seeds(trial for trial in trials if trial.settings.get(setting) == value)
    groups = [tuple(sorted(group, key=lambda trial: int(trial.settings.get("seed", 0)))) for group in groups]
    seeds = [tuple(trial.settings.get("seed") for trial in group) for group in groups]
    if len(set(seeds)) != 1:
        raise StudyError(
            f"{setting}={format_value(value)} has no points that were all trained with the same seeds: it "
            "cannot be compared."
        )
    curve = judged.curve
    reached = np.array([[value_of(trial, curve, "best") for trial in group] for group in groups])
    ties = np.array([[tie_of(trial, curve, "best") for trial in group] for group in groups])
    sound = np.array([all(trial.status != "diverged" for trial in group) for group in groups])
    return Points(value, tuple(groups), judged.scores(reached), ties, sound)


def after_share(points: Points, recorded: Curves, share: float, judged: Judged) -> Points | None:
    """The same, where every trial had made only a share of the steps of its length.

    None where a trial had not been evaluated yet since its first step.

    Args:
        points: the points.
        recorded: the curve they are judged by.
        share: of the length.
        judged: what they are judged by.
    """
    rows = recorded.rows
    scores = np.full(points.scores.shape, -math.inf)
    sound = np.ones(len(points.trials), bool)
    for point, group in enumerate(points.trials):
        for seed, trial in enumerate(group):
            steps, values = recorded.row(rows[trial.id])
            known = steps <= math.ceil(share * trial.length)
            if not steps[known].any() and trial.diverged_at is None:
                return None
            early = judged.scores(values[known])
            scores[point, seed] = early[np.isfinite(early)].max(initial=-math.inf)
            if trial.diverged_at is not None and trial.diverged_at <= share * trial.length:
                sound[point] = False
    scores[~np.isfinite(scores)] = scores[np.isfinite(scores)].min(initial=0.0)
    return Points(points.value, points.trials, scores, np.zeros_like(scores), sound)


def correct_rows(
    points: Points, chosen: Sequence[int], correct: Mapping[int, np.ndarray]
) -> np.ndarray | None:
    """(seeds, examples) what the chosen point of each seed got right; None where that is not kept of all.

    Args:
        points: the points of a value.
        chosen: for each seed the number of a point.
        correct: trial -> (examples,) what it got right at its best evaluation.
    """
    rows = [correct.get(points.trials[point][seed].id) for seed, point in enumerate(chosen)]
    known = [row for row in rows if row is not None]
    if len(known) < len(rows) or len({len(row) for row in known}) != 1 or len(known[0]) < 2:
        return None
    return np.array(known, np.float64)
