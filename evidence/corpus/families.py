"""What the corpus of labelled curves is trained on where data are large: families of trials of known outcome.

Every family is trained on moons, digits and MNIST in three variants: nets, rates, splits and seeds differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

CONTINUED = 4
"""Trials are trained this many times longer than the detectors see: what came after says who still fell."""

EVALUATIONS = 60
"""Evaluations within the part of a curve that the detectors see. Their distance is odd, so that an
oscillation from step to step shows."""


EARLY = 0.3
"""The share of what the detectors see that is trained once more with an evaluation after every step: a spike
may be over between two evaluations."""


@dataclass(frozen=True)
class Place:
    """Where families are trained on one dataset.

    Attributes:
        data: name of the dataset.
        variant: 0 to 2: which variant of the families is trained.
        inputs, classes: numbers of an example and classes.
        hidden: hidden layers of the ordinary net.
        activation: of the hidden layers.
        steps: steps that the detectors see; a multiple of ``EVALUATIONS``.
        batch: examples of an ordinary batch.
        rate: a good learning rate of plain SGD.
        few: share of train that can be memorised.
        seed: the first seed.
    """

    data: str
    variant: int
    inputs: int
    classes: int
    hidden: str
    activation: str
    steps: int
    batch: int
    rate: float
    few: float
    seed: int

    @property
    def net(self) -> str:
        """The ordinary net."""
        return f"{self.inputs}-{self.hidden}-{self.classes}"

    @property
    def early(self) -> int:
        """Steps of the early part."""
        return round(EARLY * self.steps)

    @property
    def linear(self) -> str:
        """A net without hidden layers."""
        return f"{self.inputs}-{self.classes}"


PLACES = (
    Place("moons", 0, 2, 2, "18", "relu", 660, 75, 0.4, 0.038, 8000),
    Place("digits", 0, 64, 10, "26", "elu", 300, 68, 0.28, 0.165, 8010),
    Place("mnist", 0, 784, 10, "17", "relu", 420, 85, 0.19, 0.08, 8020),
    Place("moons", 1, 2, 2, "12-10", "gelu", 420, 95, 0.45, 0.047, 9000),
    Place("digits", 1, 64, 10, "20-16", "relu", 660, 78, 0.22, 0.125, 9010),
    Place("mnist", 1, 784, 10, "22", "elu", 300, 72, 0.16, 0.068, 9020),
    Place("moons", 2, 2, 2, "15", "tanh", 300, 105, 0.38, 0.042, 10000),
    Place("digits", 2, 64, 10, "30", "tanh", 540, 88, 0.27, 0.145, 10010),
    Place("mnist", 2, 784, 10, "16-12", "gelu", 660, 66, 0.17, 0.078, 10020),
)


@dataclass(frozen=True)
class Family:
    """Trials of one kind: one study.

    Attributes:
        name: what is done to them.
        settings: what they share.
        vary: settings -> values, all combinations.
        seeds: repetitions.
        data: ``plain``; ``noisy``: moons that overlap; ``shuffled``: the labels of all splits are drawn
            at random.
        flipped_from: the step from which the gradient's sign is flipped, or None.
        spike_at: the step at which a planted spike ends.
    """

    name: str
    settings: dict[str, Any]
    vary: dict[str, list[Any]] = field(default_factory=dict)
    seeds: int = 1
    data: str = "plain"
    flipped_from: int | None = None
    spike_at: int | None = None


def families(place: Place) -> Iterator[Family]:
    """Every family of one place."""
    steps, rate, batch = place.steps, place.rate, place.batch
    every = steps // EVALUATIONS
    # No rate is used twice.
    shift = (1.12, 0.94, 1.26)[place.variant]
    ordinary = {"net": place.net, "activation": place.activation, "batch_size": batch}
    full = {**ordinary, "batch_size": "full"}

    def rates(*factors: float) -> list[float]:
        return [float(f"{rate * factor * shift:.3g}") for factor in factors]

    yield Family("sgd rates", ordinary, {"learning_rate": rates(*np.geomspace(1e-4, 1e4, 17))})
    yield Family("sgd rates, full batch", full, {"learning_rate": rates(*np.geomspace(1e-4, 1e4, 17))})
    adam = {**ordinary, "optimizer": "adam"}
    yield Family("adam rates", adam, {"learning_rate": [shift * r for r in np.geomspace(1e-6, 10, 15)]})
    wild = {**ordinary, "loss": "mse", "activation": "relu"}
    yield Family("squared error at wild rates", wild, {"learning_rate": rates(1, 30, 100, 1000)}, seeds=2)
    wide = (54, 66, 46)[place.variant]
    small = {"net": f"{place.inputs}-{wide}-{place.classes}", "optimizer": "adam", "batch_size": "full",
             "train_fraction": place.few}  # fmt: skip
    rates_of_adam = {"learning_rate": [0.01 * shift, 0.03 * shift]}
    yield Family("few examples memorised", small, rates_of_adam, seeds=4, data="noisy")
    yield Family(
        "shuffled labels memorised", small, {"learning_rate": [0.01 * shift]}, seeds=3, data="shuffled"
    )
    linear = {**ordinary, "net": place.linear}
    linear_rates = {"learning_rate": rates(0.02, 0.1)}
    yield Family("shuffled labels, linear net", linear, linear_rates, seeds=3, data="shuffled")
    bias = (-95.0, -72.0, -68.0)[place.variant]
    dead = {**ordinary, "activation": "relu", "bias_init": bias}
    yield Family("dead units", dead, {"learning_rate": rates(0.1, 1)}, seeds=2)
    yield Family(
        "gradient flipped", ordinary, {"learning_rate": rates(1e-2, 3e-2, 0.1)}, seeds=2, flipped_from=0
    )
    late = steps // 3
    yield Family(
        "gradient flipped later", full, {"learning_rate": rates(0.02, 0.05)}, seeds=2, flipped_from=late
    )
    idle = [
        f"{int(steps * share)}:1000"
        for share in ((0.29, 0.54), (0.36, 0.6), (0.26, 0.46, 0.64))[place.variant]
    ]
    waiting = {**ordinary, "schedule": "piecewise"}
    yield Family("rate switched on late", waiting, {"pieces": idle, "learning_rate": rates(1e-3)}, seeds=2)
    deep = {"net": f"{place.inputs}-16-16-{place.classes}", "activation": "sigmoid", "batch_size": batch,
            "optimizer": "adam"}  # fmt: skip
    yield Family("deep sigmoids", deep, {"learning_rate": [0.003 * shift, 0.01 * shift]}, seeds=2)
    lowered = [
        f"{int(steps * share)}:0.02" for share in ((0.41, 0.64), (0.37, 0.59), (0.46, 0.67))[place.variant]
    ]
    hot = {**waiting, "batch_size": 16}
    yield Family("high rate, then lowered", hot, {"pieces": lowered, "learning_rate": rates(4, 12)})
    end = every * (8, 12, 6)[place.variant]
    spiked = {**waiting, "batch_size": "full"}
    bursts = [f"{end - every}:{factor}/{end}:1" for factor in (30, 300)]
    settings = {"pieces": bursts, "learning_rate": rates(0.1, 0.5)}
    yield Family("burst of the rate", spiked, settings, seeds=2, spike_at=end)
    frozen = [
        f"{int(steps * share)}:1e-9" for share in ((0.16, 0.41), (0.24, 0.37), (0.21, 0.43))[place.variant]
    ]
    yield Family("rate switched off", waiting, {"pieces": frozen, "learning_rate": rates(1, 3)}, seeds=2)
    yield Family("rate switched off, full batch", spiked, {"pieces": frozen, "learning_rate": rates(2)}, 2)
    single = {**ordinary, "batch_size": 1}
    yield Family("batches of one", single, {"learning_rate": rates(0.003, 0.03, 0.1)}, seeds=2)
    pairs = {**ordinary, "batch_size": 2}
    yield Family("batches of two", pairs, {"learning_rate": rates(0.01, 0.1)}, seeds=2)
    regular = {**full, "l2": (0.13, 0.17, 0.19)[place.variant]}
    yield Family("strong l2", regular, {"learning_rate": rates(0.3, 1)}, seeds=2)
