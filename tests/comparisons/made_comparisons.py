"""Comparisons made by hand: trials whose results are drawn from surfaces that are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.comparisons import Compared, Question, Range, compare
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.settings import resolve

RATES = Range(1e-4, 1.0, log=True)


@dataclass(frozen=True)
class Surface:
    """How the results of a value depend on where in the range its rate lies.

    Attributes:
        top: the best mean there is.
        best: where it is, 0 to 1.
        steep: how much is lost for the square of the distance from there.
        noise: standard deviation over seeds.
        diverges: trials diverge beyond this place.
    """

    top: float = 0.9
    best: float = 0.5
    steep: float = 1.0
    noise: float = 0.01
    diverges: float = 2.0

    def means(self, places: np.ndarray) -> np.ndarray:
        """(points,) the mean results at some places."""
        return self.top - self.steep * (places - self.best) ** 2


def make_comparison(
    surfaces: Sequence[Surface], places: np.ndarray, seeds: int, random: np.random.Generator, *,
    task: str = "classification", shares: Callable[[float], float] = lambda share: min(1.0, 4 * share),
    values: Sequence[str] = ("sgd", "adam", "nadam"), most: float = 1e9, every: int = 10, **facts: object,
) -> Compared:  # fmt: skip
    """A comparison of optimizers; each value has its own surface, and all have the same places."""
    trials, curves, curve = [], [], "validation_accuracy" if task == "classification" else "validation_rmse"
    told = {"task": "regression"} if task == "regression" else {}
    for value, surface in zip(values, surfaces, strict=False):
        shared = resolve(
            {"net": "2-4-2", "optimizer": value, "learning_rate": 0.1, "seed": 0, **told}, "moons"
        )
        for place, mean in zip(places, surface.means(places), strict=True):
            rate = float(RATES.low * (RATES.high / RATES.low) ** place)  # type: ignore[operator]
            for seed in range(seeds):
                reached = min(float(mean + surface.noise * random.normal()), most)
                diverged = bool(place > surface.diverges)
                settings = {**shared, "learning_rate": rate, "seed": seed}
                trials.append(
                    Trial(
                        id=len(trials), settings=settings, population=0, length=400,
                        steps_per_epoch=10, parameters=22, status="diverged" if diverged else "done",
                        steps=400, diverged_at=30 if diverged else None, final={curve: reached}, best={curve:
                        reached},
                    )
                )  # fmt: skip
                curves.append([reached * shares(step / 400) for step in range(0, 401, every)])
    info = StudyInfo(
        name="made", created="2026-01-01T00:00:00", data="moons", varied=("optimizer", "learning_rate"),
        dataset={"classes": 2, "train": 900, **facts}, versions={},
    )  # fmt: skip
    recorded = Curves(curve, np.arange(len(trials)), np.arange(0, 401, every), np.array(curves))
    used = tuple(values[: len(surfaces)])
    question = Question("optimizer", used, tuple({"learning_rate": RATES} for _ in used))
    return compare(info, trials, question, lambda name: recorded)
