"""Objectives whose optimum is known, with curves like those of training: what searches are judged on.

Every trial's curve falls along a power law of its share of the length to its value; each evaluation is noisy.
The optimum is where the formulas say, so a search's regret is known exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from trainlab.experiments import Space, choice, random_lin, random_log
from trainlab.experiments.space import nets
from trainlab.searches import Tried, tried
from trainlab.searches.space import SearchSpace
from trainlab.settings import Settings, Value

LENGTH, EVERY = 270, 5
"""Steps of a trial, and between its evaluations."""

Formula = Callable[[Mapping[str, Value]], float]


@dataclass(frozen=True)
class Objective:
    """A planted objective.

    Attributes:
        name: what it is called in tables.
        space: what its settings are drawn from.
        value: the objective of settings after full training; infinite where they diverge.
        lowest: its value at the optimum.
        noise: standard deviation of one evaluation.
    """

    name: str
    space: SearchSpace
    value: Formula
    lowest: float
    noise: float = 0.0

    def noisy(self, noise: float) -> Objective:
        """The same with noise in each evaluation."""
        return replace(self, name=f"{self.name}, noise {noise:g}", noise=noise)

    def regret(self, settings: Mapping[str, Value]) -> float:
        """How far settings are above the optimum."""
        return self.value(settings) - self.lowest

    def train(
        self, settings: Settings, fraction: float = 1.0, id: int = 0, seed: int = 0, round: int = 0
    ) -> Tried:
        """A trial trained for a share of its length: the same curve for the same number and seed."""
        random = np.random.default_rng([seed, id])
        steps = np.arange(0, LENGTH + 1, EVERY)
        noise = self.noise * random.normal(size=len(steps))
        trained = max(round_half(fraction * LENGTH), 1)
        known = steps <= trained
        value = self.value(settings)
        if not math.isfinite(value):
            found = np.full(len(steps), math.nan)
            return tried(settings, steps[:1], found[:1], LENGTH, id=id, trained=1, diverged=True, round=round)
        # A slow start at low rates: curves cross, as those of training do.
        power = 0.5 + 0.5 * min(max((math.log10(float(settings["learning_rate"])) + 4) / 4, 0.0), 1.0)
        share = np.maximum(steps, EVERY) / LENGTH
        values = value + 0.3 * (share**-power - 1) * 0.3 + noise
        return tried(settings, steps[known], values[known], LENGTH, id=id, trained=trained, round=round)


def round_half(number: float) -> int:
    """Rounded; halves upwards."""
    return math.floor(number + 0.5)


def _log(settings: Mapping[str, Value], name: str) -> float:
    return math.log10(float(settings[name]))


def _space(drawn: Mapping[str, Space], **fixed: Value) -> SearchSpace:
    return SearchSpace(drawn, {"net": "4-8-1", **fixed}, "banknote")


def quadratic() -> Objective:
    """A bowl in the logarithms of rate and l2, and in momentum."""

    def value(settings: Mapping[str, Value]) -> float:
        return (
            0.1 + 0.15 * (_log(settings, "learning_rate") + 1.3) ** 2
            + 0.03 * (_log(settings, "l2") + 3.7) ** 2 + 0.5 * (float(settings["momentum"]) - 0.8) ** 2
        )  # fmt: skip

    drawn = {
        "learning_rate": random_log(1e-4, 1), "l2": random_log(1e-6, 0.1), "momentum": random_lin(0.01, 0.99),
    }  # fmt: skip
    return Objective("bowl of three", _space(drawn), value, 0.1)


def branin() -> Objective:
    """Branin's function, with three equal minima, of rate and momentum; divided by 50."""

    def value(settings: Mapping[str, Value]) -> float:
        x = -5 + 15 * (_log(settings, "learning_rate") + 4) / 4
        y = 15 * float(settings["momentum"])
        bowl = (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2
        return 0.1 + (bowl + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10) / 50

    drawn = {"learning_rate": random_log(1e-4, 1), "momentum": random_lin(1e-9, 1 - 1e-9)}
    return Objective("Branin", _space(drawn), value, 0.1 + 0.397887357729739 / 50)


BEST_RATE = {"sgd": -0.7, "adam": -2.6, "nadam": -2.3}
EXTRA = {"sgd": 0.0, "adam": 0.02, "nadam": 0.06}


def conditional() -> Objective:
    """Three optimizers with their own rates, momentum for sgd only, and rates that diverge."""

    def value(settings: Mapping[str, Value]) -> float:
        optimizer = str(settings["optimizer"])
        away = _log(settings, "learning_rate") - BEST_RATE[optimizer]
        if away > 1.2:
            return math.inf
        found = 0.1 + EXTRA[optimizer] + 0.12 * away**2
        if optimizer == "sgd":
            found += 0.4 * (float(settings["momentum"]) - 0.9) ** 2
        width = int(str(settings["net"]).split("-")[1])
        found += 0.03 * (math.log2(width) - 6) ** 2
        found += 0.02 * abs(math.log2(int(settings["batch_size"])) - 5)
        return found + 0.02 * (_log(settings, "l2") + 4) ** 2

    drawn = {
        "net": nets("4-{8..256}-1"), "optimizer": choice(*BEST_RATE), "learning_rate": random_log(1e-5, 1),
        "momentum": random_lin(0.01, 0.99), "batch_size": choice(8, 16, 32, 64, 128),
        "l2": random_log(1e-6, 0.1),
    }  # fmt: skip
    return Objective("three optimizers", SearchSpace(drawn, {}, "banknote"), value, 0.1)


def interacting() -> Objective:
    """The rate acts by itself, l2 and momentum only together, label smoothing and batch size not at all.

    In the logarithm of the objective: 0.8 a + 0.5 b c, where each of them is uniform between -1 and 1.
    """

    def value(settings: Mapping[str, Value]) -> float:
        rate = _log(settings, "learning_rate") / 2 + 1
        l2, momentum = (_log(settings, "l2") + 3.5) / 2.5, 2 * float(settings["momentum"]) - 1
        return math.exp(0.8 * rate + 0.5 * l2 * momentum)

    drawn = {
        "learning_rate": random_log(1e-4, 1), "l2": random_log(1e-6, 0.1),
        "momentum": random_lin(1e-6, 1 - 1e-6), "label_smoothing": random_lin(0, 0.5),
        "batch_size": choice(8, 16, 32, 64),
    }  # fmt: skip
    return Objective("interacting", _space(drawn), value, math.exp(-1.3))


def pointless() -> Objective:
    """Nothing matters: every setting is worth the same, and trials differ by noise."""
    return Objective("pointless", interacting().space, lambda settings: 1.0, 1.0, 0.1)


def objectives() -> list[Objective]:
    """Those that proposers are compared on."""
    return [
        quadratic(), branin(), conditional(),
        quadratic().noisy(0.05), branin().noisy(0.1), conditional().noisy(0.03),
    ]  # fmt: skip
