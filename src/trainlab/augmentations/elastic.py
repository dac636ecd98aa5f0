"""Elastic deformation: pixels are displaced at random, neighbours by about the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.augmentations.augmentation import Augmentation, magnitude
from trainlab.specs.setting import By, Setting

if TYPE_CHECKING:
    import jax


def _field(
    shape: tuple[int, int, int], key: jax.Array, elastic: jax.Array, elastic_smoothness: jax.Array
) -> tuple[jax.Array, jax.Array]:
    from trainlab.augmentations.displacements import displacements

    return displacements(elastic, elastic_smoothness, shape, key)


ELASTIC = Augmentation(
    name="elastic",
    settings=(
        magnitude("elastic", "Deviation of an elastic distortion's shifts, in pixels (Simard et al. 2003)."),
        Setting(
            name="elastic_smoothness", owner="recipe", kind="traced", type="number",
            default=By("elastic", {"*": 4.0}), low=0.0, open_low=True, scale="log",
            meaning="Standard deviation of the Gaussian that smooths elastic's shifts, in pixels.",
        ),
    ),
    field=_field,
    stream=1,
)  # fmt: skip
