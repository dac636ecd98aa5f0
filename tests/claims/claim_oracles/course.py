"""The points of a loss that a sentence speaks of: evaluations, or means of the losses of steps."""

from __future__ import annotations

from claim_oracles.said import Said
from claim_oracles.slow import LEVELS, borders, levels

NAME = r"(?P<curve>evaluated train loss|validation loss|train loss)"
"""A loss as sentences name it; that of steps is told in means."""


class Course:
    """The points of one loss of one trial.

    Attributes:
        curve: the curve.
        of_steps: whether its points are the means of the 40 equal parts of training.
        steps: the step of each evaluation, or the last of each part.
        values: the losses.
        time: where each lies in training, from 0 to 1.
        length: steps from the first to the last.
    """

    def __init__(self, said: Said, name: str) -> None:
        self.curve = name.replace(" ", "_")
        self.of_steps = self.curve == "train_loss"
        if self.of_steps:
            losses = said.stored.losses(said.trial.id)
            self.values = levels(losses)
            self.steps = [end - 1 for end in borders(len(losses))[1:]]
            self.time = [(part + 0.5) / LEVELS for part in range(LEVELS)]
            self.length = len(losses)
        else:
            points = said.stored.evaluated(self.curve, said.trial.id)
            self.values = [value for _, value in points]
            self.steps = [step for step, _ in points]
            self.length = max(self.steps[-1], 1)
            self.time = [step / self.length for step in self.steps]


def named_course(said: Said, means: str) -> Course:
    """The points of the loss that a sentence names; those of steps must be told as means.

    Args:
        said: the sentence, with the parts ``curve`` and ``means``.
        means: of what they are means, as in ``a 40th``.
    """
    found = Course(said, said.words["curve"] or "")
    told = f", in means of {means} of training," if found.of_steps else None
    said.holds(said.words["means"] == told, "means are told as such, and evaluations are not")
    if not found.of_steps:
        said.holds(len(found.values) >= 2, "there are enough evaluations")
    return found
