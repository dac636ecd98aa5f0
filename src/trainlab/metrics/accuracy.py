"""How many examples are right: of all, and on average of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.metrics.metric import Metric

if TYPE_CHECKING:
    import jax

ACCURACY = Metric(
    name="accuracy",
    title="accuracy",
    tasks=("classification",),
    better="higher",
    unit="share",
    chance_text="the share of the largest class",
)


def balanced_accuracy(logits: jax.Array, targets: jax.Array) -> jax.Array:
    """The mean over the classes that occur of the share of their examples that are right.

    As scikit-learn's ``balanced_accuracy_score`` has it (Brodersen et al. 2010).
    """
    import jax.numpy as jnp

    classes = max(2, logits.shape[-1])
    answers = jnp.argmax(logits, axis=-1) if logits.shape[-1] > 1 else (logits[:, 0] > 0)
    # Counted class by class: what a class has of the right ones, and of all.
    of_class = targets[:, None] == jnp.arange(classes)
    right = (of_class & (answers == targets)[:, None]).sum(axis=0)
    there = of_class.sum(axis=0)
    shares = jnp.where(there > 0, right / jnp.maximum(there, 1), 0)
    return shares.sum() / (there > 0).sum()


BALANCED_ACCURACY = Metric(
    name="balanced_accuracy",
    title="balanced accuracy",
    tasks=("classification",),
    better="higher",
    unit="share",
    chance_text="one divided by the number of classes",
    measure=balanced_accuracy,
)
