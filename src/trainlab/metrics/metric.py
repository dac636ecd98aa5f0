"""What a metric is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from trainlab.specs.room import Room

Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Metric:
    """One number that says how good a net is on a split.

    The names of curves, what ``--metric`` and ``early_stopping`` allow, which of two trials is better, how
    values are written, axes of figures and what the tests go through are made from its specification.

    Attributes:
        name: what a user writes, ``rmse``.
        title: what people call it, in a sentence: ``RMSE``, ``balanced accuracy``.
        tasks: names of the tasks it belongs to.
        better: which values are better.
        unit: ``share``, of numbers from 0 to 1 that are written as percentages; ``target``, of numbers in the
            unit of the target; or nothing.
        scale: how an axis of it is best spaced.
        chance: what a net reaches that knows nothing but the training targets, where that is one number
            whatever the data: R2 of their mean is 0.
        chance_text: the same in words.
        classes: how many classes it takes; None where any number will do.
        measure: the number, from the outputs of the net and the targets; JAX is imported inside it. Outputs
            are (examples, outputs), of classifiers logits; targets are (examples,) class numbers, or
            (examples, targets), standardised, with the deviation of each in the unit of the file as a third
            argument. None for what evaluations sum up by themselves: the loss and the accuracy.
    """

    name: str
    title: str
    tasks: tuple[str, ...]
    better: Better
    unit: Literal["share", "target", ""] = ""
    scale: Literal["linear", "log"] = "linear"
    chance: float | None = None
    chance_text: str = ""
    classes: int | None = None
    measure: Callable[..., Any] | None = None

    @property
    def train_curve(self) -> str:
        """The curve of its values on train."""
        return f"{'evaluated_' if self.name == 'loss' else ''}train_{self.name}"

    @property
    def validation_curve(self) -> str:
        """The curve of its values on validation."""
        return f"validation_{self.name}"

    @property
    def sign(self) -> int:
        """1 where higher is better, -1 where lower is."""
        return 1 if self.better == "higher" else -1

    @staticmethod
    def room() -> Room[Metric]:
        """Where it is listed."""
        from trainlab.metrics import METRICS

        return METRICS
