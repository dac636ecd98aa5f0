"""Gradients whose numbers are cut to a largest value (Mikolov 2012)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


def clipped(gradient: Any, clip_value: jax.Array) -> Any:
    r"""Every number cut: :math:`g_i \leftarrow \min(\max(g_i, -v), v)`; those within the limit stay."""
    import jax
    import jax.numpy as jnp

    return jax.tree.map(lambda leaf: jnp.clip(leaf, -clip_value, clip_value), gradient)


CLIP_VALUE = Regulariser(
    name="clip_value",
    settings=(
        Setting(
            name="clip_value", owner="recipe", kind="traced", type="number", default="inf", low=0.0,
            open_low=True, words=("inf",), scale="log", neutral="inf",
            usual="random-log:0.01:1",
            meaning="Every number of the gradient is clipped to between -clip_value and clip_value.",
        ),
    ),
    gradient=clipped,
    by_number=True,
)  # fmt: skip
