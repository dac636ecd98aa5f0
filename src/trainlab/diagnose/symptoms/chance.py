"""The loss of guessing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from trainlab.record import Trial
from trainlab.settings import Value
from trainlab.tasks import task_of


@dataclass(frozen=True)
class Classes:
    """What a net that cannot distinguish examples can still know.

    Attributes:
        shares: of each class among the training examples; all equal where only their number is known.
        counted: whether the shares were counted.
    """

    shares: tuple[float, ...]
    counted: bool

    @classmethod
    def of(cls, dataset: Mapping[str, Value]) -> Classes | None:
        """From the facts of a dataset (``StudyInfo.dataset``): studies of older formats know the number only.

        >>> Classes.of({"classes": 2, "class_counts": "30:10"}).shares
        (0.75, 0.25)
        """
        if task_of(dataset).numeric:
            return Numbers.of(dataset)
        number, counts = dataset.get("classes"), str(dataset.get("class_counts", ""))
        each = [int(count) for count in counts.split(":") if count.isdecimal()]
        if len(each) > 1 and sum(each):
            return cls(tuple(count / sum(each) for count in each), counted=True)
        return cls((1 / number,) * number, counted=False) if isinstance(number, int) and number > 1 else None

    @property
    def words(self) -> str:
        """How the guess is made, in words."""
        number = len(self.shares)
        if self.counted and max(self.shares) - min(self.shares) > 0.01:
            return f"guessing by the shares of the {number} classes"
        return f"guessing among {number} classes"

    def loss_of_guessing(self, trial: Trial, measured: bool) -> float | None:
        """The smallest loss of a net whose output is the same for every example: the shares of the classes.

        Cross-entropy: the entropy of the shares, log C nats where C classes are equally large. Squared error:
        the mean over classes of p (1 - p), which is also that of a single sigmoid. With ``class_weights`` a
        net that cannot tell examples apart says the shares of the weighted classes; ``balanced`` makes them
        equal.

        Args:
            trial: whose settings say which loss.
            measured: whether the loss is that of evaluations, without penalties, weights and smoothing.

        Returns:
            None for a loss with a penalty on top or weighted by hand.
        """
        settings, number = trial.settings, len(self.shares)
        weights = settings.get("class_weights", "none")
        penalised = settings.get("l1") or settings.get("l2")
        if weights not in ("none", "balanced") or (penalised and not measured):
            return None
        says = (
            self.shares if weights == "none" else tuple(1 / number if share else 0 for share in self.shares)
        )
        true = self.shares if measured else says
        if smoothing := float(settings.get("label_smoothing") or 0) if not measured else 0.0:
            true = says = tuple((1 - smoothing) * share + smoothing / number for share in says)
        if settings.get("loss", "cross_entropy") == "cross_entropy":
            return -sum(p * math.log(q) for p, q in zip(true, says, strict=True) if p)
        return sum(p - 2 * p * q + q * q for p, q in zip(true, says, strict=True)) / number


@dataclass(frozen=True, slots=True)
class Numbers(Classes):
    """Numeric targets of the training examples, of which a net that knows nothing says the mean.

    Attributes:
        variance: the mean square of their distances from their mean, in the unit of the loss.
        distance: the mean of these distances.
    """

    variance: float
    distance: float

    @classmethod
    def of(cls, dataset: Mapping[str, Value]) -> Classes | None:
        """From the facts of a dataset."""
        variance, distance = dataset.get("variance"), dataset.get("mean_distance")
        if not isinstance(variance, float) or not isinstance(distance, float):
            return None
        return cls((1.0,), False, variance, distance)

    @property
    def words(self) -> str:
        """How the guess is made, in words."""
        return "always answering the mean of the targets"

    def loss_of_guessing(self, trial: Trial, measured: bool) -> float | None:
        """The loss of always answering the mean; None for a loss with a penalty on top, and for huber.

        Args:
            trial: whose settings say which loss.
            measured: whether the loss is that of evaluations, without penalties.
        """
        settings = trial.settings
        if (settings.get("l1") or settings.get("l2")) and not measured:
            return None
        return {"mse": self.variance, "mae": self.distance}.get(str(settings.get("loss")))


def largest_loss(trial: Trial, classes: Classes | None) -> float | None:
    """The largest value of a bounded loss, None for others.

    A squared error of probabilities is at most 1 with one output and 2/C with C of them; beyond it only a
    penalty brings it.
    """
    settings = trial.settings
    if task_of(settings).numeric:
        return None
    if settings.get("loss") != "mse" or classes is None or settings.get("l1") or settings.get("l2"):
        return None
    return 1.0 if len(classes.shares) == 2 else 2 / len(classes.shares)
