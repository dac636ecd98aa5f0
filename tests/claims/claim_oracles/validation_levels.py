"""The levels of a validation loss, for findings that name it because batches are noisy."""

from __future__ import annotations

import math

from claim_oracles.said import Said
from claim_oracles.slow import LEVELS, borders, levels, mean


def named_levels(said: Said, curve: str) -> tuple[list[float], float]:
    """The levels of the curve a sentence names, and the loss it began at."""
    losses = said.stored.losses(said.trial.id)
    if curve == "train loss":
        return levels(losses), losses[0]
    evaluations = said.stored.evaluated("validation_loss", said.trial.id)
    return validation_levels(evaluations, borders(len(losses))), evaluations[0][1]


def validation_levels(evaluations: list[tuple[int, float]], at: list[int]) -> list[float]:
    """The geometric mean of the evaluations made within each part of training.

    One at step n is of the n steps before; a part without any lies between its neighbours.
    """
    ends = [*at[1:-1], math.inf]
    inside: list[list[float]] = [[] for _ in range(LEVELS)]
    for step, loss in evaluations:
        if step > 0:
            part = next(part for part in range(LEVELS) if step - 1 < ends[part])
            inside[part].append(math.log(loss))
    steps, logs = [step for step, _ in evaluations], [math.log(loss) for _, loss in evaluations]
    found = []
    for part in range(LEVELS):
        if inside[part]:
            found.append(math.exp(mean(inside[part])))
            continue
        centre = (at[part] + at[part + 1]) / 2
        found.append(math.exp(_between(centre, steps, logs)))
    return found


def _between(at: float, steps: list[int], values: list[float]) -> float:
    if at <= steps[0]:
        return values[0]
    for place in range(1, len(steps)):
        if at <= steps[place]:
            share = (at - steps[place - 1]) / (steps[place] - steps[place - 1])
            return values[place - 1] + share * (values[place] - values[place - 1])
    return values[-1]
