"""Settings that end a trial before its length is reached."""

from __future__ import annotations

from trainlab.metrics import METRICS
from trainlab.specs.setting import ANY, By, Setting, Value

WATCHED = ("train_loss", *(metric.validation_curve for metric in METRICS.values()))
"""Curves that early stopping can watch, if evaluations measure them."""


def _when_watching(value: Value, otherwise: By | None = None) -> By:
    return By("early_stopping", {ANY: value}, otherwise, unless="none")


def _read_until(text: str) -> object:
    from trainlab.conditions.until import read_until

    return read_until(text)


STOPPING = (
    Setting(
        name="early_stopping", owner="recipe", kind="static", type="choice", default="none",
        choices=("none", *WATCHED), neutral="none",
        meaning="The curve that ends a trial when it stops improving; its best check picks the weights.",
    ),
    Setting(
        name="patience", owner="recipe", kind="traced", type="integer", default=_when_watching(10), low=1,
        scale="log", meaning="Checks without improvement after which a trial stops.",
    ),
    Setting(
        name="min_delta", owner="recipe", kind="traced", type="number", default=_when_watching(0.0), low=0.0,
        scale="log", meaning="Smallest change of the watched curve that counts as improvement.",
    ),
    Setting(
        name="check_every", owner="recipe", kind="traced", type="integer",
        default=_when_watching("epoch", By("schedule", {"performance": "epoch"})), low=1, words=("epoch",),
        scale="log", meaning="Steps between checks for early stopping and schedule=performance.",
    ),
    Setting(
        name="until", owner="recipe", kind="traced", type="text", reader=_read_until,
        meaning="Condition that ends a trial once it holds, such as train_loss<0.3.",
    ),
    Setting(
        name="metric", owner="recipe", kind="static", type="names",
        choices=tuple(name for name, metric in METRICS.items() if metric.measure is not None),
        meaning="What evaluations measure besides what they always do; it does not change training.",
    ),
)  # fmt: skip
