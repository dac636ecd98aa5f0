"""The cross-entropy of classifiers; its arithmetic is in :mod:`trainlab.train.loss`."""

from trainlab.losses.loss import Loss

CROSS_ENTROPY = Loss(name="cross_entropy", tasks=("classification",))
