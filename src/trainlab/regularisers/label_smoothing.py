"""Targets that are less sure than the labels."""

from __future__ import annotations

from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import Setting

LABEL_SMOOTHING = Regulariser(
    name="label_smoothing",
    settings=(
        Setting(
            name="label_smoothing", owner="recipe", kind="traced", type="number", default=0.0, low=0.0,
            high=1.0, open_high=True, scale="linear", neutral=0.0,
            usual="random-lin:0:0.2",
            meaning="Fraction of each training target that is spread evenly over all classes.",
        ),
    ),
    acts="the formula of each loss (train/loss.py)",
)  # fmt: skip
