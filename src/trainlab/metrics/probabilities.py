"""How good the probabilities of a classifier are, whatever its loss is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.metrics.metric import Metric

if TYPE_CHECKING:
    import jax


def log_loss(logits: jax.Array, targets: jax.Array) -> jax.Array:
    """The mean of -log of the probability of the right class: the cross-entropy, as ``log_loss`` has it."""
    import jax
    import jax.numpy as jnp

    if logits.shape[-1] == 1:
        z = logits[:, 0]
        return (jnp.maximum(z, 0) - targets * z + jnp.log1p(jnp.exp(-jnp.abs(z)))).mean()
    log = jax.nn.log_softmax(logits)
    return -jnp.take_along_axis(log, targets[:, None], axis=-1).mean()


LOG_LOSS = Metric(
    name="log_loss",
    title="log loss",
    tasks=("classification",),
    better="lower",
    scale="log",
    chance_text="the entropy of the shares of the classes",
    measure=log_loss,
)


def roc_auc(logits: jax.Array, targets: jax.Array) -> jax.Array:
    """The area under the ROC curve of class 1: how often its logit is above that of an example of class 0.

    It is the statistic of Mann and Whitney divided by the number of pairs; equal logits count half. Not a
    number where a class does not occur. As scikit-learn's ``roc_auc_score`` has it (Fawcett 2006).
    """
    import jax.numpy as jnp

    scores = logits[:, 0] if logits.shape[-1] == 1 else logits[:, 1] - logits[:, 0]
    in_order = jnp.sort(scores)
    below = jnp.searchsorted(in_order, scores, side="left")
    upto = jnp.searchsorted(in_order, scores, side="right")
    # Ranks divided by the number of examples: sums of whole ranks would be rounded in 32 bits.
    ranks = (below + upto + 1) / (2 * len(scores))
    ones = (targets == 1).sum()
    zeros = len(scores) - ones
    mean_rank = jnp.where(targets == 1, ranks, 0).sum() / ones
    return (mean_rank * len(scores) - (ones + 1) / 2) / zeros


ROC_AUC = Metric(
    name="roc_auc",
    title="ROC AUC",
    tasks=("classification",),
    better="higher",
    chance=0.5,
    chance_text="0.5",
    classes=2,
    measure=roc_auc,
)
