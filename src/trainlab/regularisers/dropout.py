"""Dropout, of hidden layers and of inputs."""

from __future__ import annotations

from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import Setting


def _dropout(name: str, usual: str, meaning: str) -> Regulariser:
    return Regulariser(
        name=name,
        settings=(
            Setting(
                name=name, owner="recipe", kind="traced", type="number", default=0.0, low=0.0, high=1.0,
                open_high=True, scale="linear", neutral=0.0, usual=usual, meaning=meaning,
            ),
        ),
        acts="a layer of the net (nets/layers/dropout.py)",
    )  # fmt: skip


DROPOUT = _dropout(
    "dropout",
    "random-lin:0:0.5",
    "Fraction of a hidden layer's outputs set to zero at each step; the rest is scaled up.",
)
INPUT_DROPOUT = _dropout(
    "input_dropout",
    "random-lin:0:0.3",
    "Fraction of the inputs set to zero at each step; the rest is scaled up.",
)
