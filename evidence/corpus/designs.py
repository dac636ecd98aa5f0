"""What is trained on a small table: trials as people run them, and trials of known outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

DATA = ("plain", "few", "shuffled")
"""``few``: a quarter of train; ``shuffled``: the labels of all splits are drawn at random."""

NEUTRAL: dict[str, Any] = {
    "loss": "cross_entropy",
    "optimizer": "sgd",
    "batch_size": 32,
    "l2": 0.0,
    "bias_init": 0.0,
}
"""Settings of every trial, where it says nothing else: the defaults."""


@dataclass(frozen=True)
class Design:
    """One trial.

    Attributes:
        family: what is done.
        settings: its settings; ``epochs`` or ``steps`` give its length.
        data: which variant of the table.
        flipped_from: the step from which the gradient's sign is flipped, or None.
        spike_at: the step at which a planted spike ends.
    """

    family: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    data: str = "plain"
    flipped_from: int | None = None
    spike_at: int | None = None


@dataclass(frozen=True)
class Nets:
    """Hidden layers to choose from: of ordinary nets, of wide ones and of deep ones."""

    ordinary: Sequence[str] = ("6", "10", "16", "24", "8-8", "12-6")
    wide: Sequence[str] = ("48", "64", "96", "40-40")
    deep: Sequence[str] = ("16-16", "12-12-12", "20-20")


def designs(inputs: int, classes: int, examples: int, seed: int, nets: Nets) -> list[Design]:
    """The trials of one table; another seed gives others.

    Args:
        inputs, classes: numbers of the table.
        examples: of train.
        seed: of what is drawn: nets, rates, lengths and the seeds of trials.
        nets: what nets are drawn from.
    """
    random = np.random.default_rng([seed, 3])
    outputs = 1 if classes == 2 and random.random() < 0.5 else classes
    ordinary, wide, deep = (f"{inputs}-{hidden}-{outputs}" for hidden in (
        random.choice(list(chosen)) for chosen in (nets.ordinary, nets.wide, nets.deep)
    ))  # fmt: skip
    activation = str(random.choice(["relu", "tanh", "elu", "gelu"]))
    common = NEUTRAL | {"net": ordinary, "activation": activation}
    return [
        replace(made, settings={**common, "seed": seed + number, **made.settings})
        for number, made in enumerate(_families(random, ordinary, wide, deep, examples))
    ]


def bursts(inputs: int, classes: int, examples: int, seed: int, nets: Nets) -> list[Design]:
    """More spikes that were planted, for tables of which :func:`designs` has few."""
    random = np.random.default_rng([seed, 4])
    made = []
    kinds = (("full", 60), ("full", 150), ("full", 60), (min(64, examples // 2), 60))
    for number, (size, factor) in enumerate(kinds):
        steps = int(random.choice([100, 150, 250, 400]))
        end = int(steps * random.uniform(0.06, 0.24))
        pieces = f"{end - int(random.integers(1, 5))}:{factor}/{end}:1"
        rate = float(f"{random.choice([0.1, 0.2, 0.4]) * random.uniform(0.6, 1.6):.3g}")
        settings = NEUTRAL | {
            "net": f"{inputs}-{random.choice(list(nets.ordinary))}-{classes}", "seed": seed + 500 + number,
            "activation": str(random.choice(["relu", "tanh", "elu"])), "batch_size": size,
            "schedule": "piecewise", "pieces": pieces, "steps": steps, "learning_rate": rate,
        }  # fmt: skip
        made.append(Design("burst of the rate", settings, spike_at=end))
    return made


def _families(
    random: np.random.Generator, ordinary: str, wide: str, deep: str, examples: int
) -> Iterator[Design]:
    def one_of(*values: Any) -> Any:
        return values[random.integers(len(values))]

    def rates(*values: float) -> list[float]:
        return [float(f"{value * random.uniform(0.6, 1.6):.3g}") for value in values]

    for rate in rates(0.001, 0.01, 0.1, 1, 10):
        yield Design("as by default", {"epochs": 10, "learning_rate": rate})
    for rate in rates(0.0001, 0.001, 0.01, 0.1):
        yield Design("Adam as by default", {"epochs": 10, "optimizer": "adam", "learning_rate": rate})
    for rate in rates(0.003, 0.01, 0.03, 0.1, 0.3, 1):
        yield Design("longer", {"epochs": one_of(20, 30, 50, 80), "learning_rate": rate})
    for rate in rates(0.0003, 0.003, 0.03, 0.3):
        yield Design("Adam, longer", {"epochs": one_of(20, 40), "optimizer": "adam", "learning_rate": rate})
    most = max(2, min(10, 600 // examples))
    for rate in rates(0.0003, 0.003, 0.03, 0.3):
        yield Design(
            "batches of one",
            {"epochs": max(2, int(most * one_of(0.5, 1))), "batch_size": 1, "learning_rate": rate},
        )
    for rate in rates(0.001, 0.01, 0.1):
        yield Design("batches of four", {"epochs": 10, "batch_size": 4, "learning_rate": rate})
    for rate in rates(0.01, 0.1, 1):
        yield Design("short", {"steps": one_of(40, 60, 80, 100), "learning_rate": rate})
    for rate in rates(0.001, 0.01):
        yield Design("short, Adam", {"steps": one_of(50, 100), "optimizer": "adam", "learning_rate": rate})
    for rate in rates(0.03, 1):
        yield Design("very short", {"steps": one_of(10, 15, 20, 30), "learning_rate": rate})
    for rate in rates(0.01, 0.1, 1, 10, 100):
        yield Design(
            "full batch", {"steps": one_of(60, 100, 300), "batch_size": "full", "learning_rate": rate}
        )
    for rate in rates(0.01, 0.1):
        dead = {"epochs": one_of(10, 30), "bias_init": -float(random.integers(40, 90)), "activation": "relu"}
        yield Design("dead units", dead | {"learning_rate": rate})
    for rate in rates(0.1, 10, 1000):
        yield Design("squared error", {"epochs": one_of(10, 30), "loss": "mse", "learning_rate": rate})
    for data in ("few", "few", "shuffled"):
        adam = {"net": wide, "optimizer": "adam", "learning_rate": rates(0.01)[0]}
        adam |= {"batch_size": one_of(32, "full"), "steps": one_of(200, 400)}
        yield Design(f"{data}: memorised by Adam", adam, data)
    yield Design("shuffled", {"epochs": one_of(10, 40), "learning_rate": rates(0.03)[0]}, "shuffled")
    yield Design("shuffled", {"epochs": 10, "batch_size": 4, "learning_rate": rates(0.01)[0]}, "shuffled")
    for rate in rates(0.03, 0.3):
        yield Design("wide, long", {"net": wide, "steps": one_of(400, 800), "learning_rate": rate})
    for rate in rates(0.01, 0.1):
        yield Design(
            "momentum", {"epochs": one_of(10, 30), "momentum": one_of(0.9, 0.97), "learning_rate": rate}
        )
    flip = one_of(0, 0, 60)
    for rate in rates(0.003, 0.01, 0.03, 0.1):
        yield Design(
            "gradient flipped", {"steps": one_of(120, 200, 300), "learning_rate": rate}, flipped_from=flip
        )
    for size in (32, "full"):
        switched = {"batch_size": size, "schedule": "piecewise"}
        for optimizer, rate in (("sgd", 0.0003), ("adam", 0.00002)):
            steps = one_of(100, 200, 400)
            late = {"pieces": f"{int(steps * random.uniform(0.25, 0.6))}:1000", "optimizer": optimizer}
            late |= {"steps": steps, "learning_rate": rates(rate)[0]}
            yield Design("rate switched on late", switched | late)
        steps = one_of(100, 200, 400)
        off = {"steps": steps, "pieces": f"{int(steps * random.uniform(0.15, 0.45))}:1e-9"}
        yield Design("rate switched off", switched | off | {"learning_rate": rates(0.3)[0]})
        for factor in (30, 300):
            steps = one_of(100, 200, 400)
            end = int(steps * random.uniform(0.08, 0.22))
            burst = {"steps": steps, "pieces": f"{end - one_of(1, 2, 4)}:{factor}/{end}:1"}
            settings = switched | burst | {"learning_rate": rates(0.1)[0]}
            yield Design("burst of the rate", settings, spike_at=end)
    sigmoids = {"net": deep, "activation": "sigmoid", "optimizer": "adam"}
    for rate in rates(0.003, 0.02):
        yield Design("deep sigmoids", sigmoids | {"steps": one_of(200, 400), "learning_rate": rate})
    penalty = {"epochs": 30, "l2": float(f"{random.uniform(0.02, 0.2):.2g}")}
    yield Design("strong l2", penalty | {"learning_rate": rates(0.1)[0]})
    lowered = {"schedule": "piecewise", "pieces": f"{int(300 * random.uniform(0.3, 0.6))}:0.02"}
    hot = lowered | {"steps": 300, "batch_size": 16, "learning_rate": rates(2)[0]}
    yield Design("high rate, then lowered", hot)
