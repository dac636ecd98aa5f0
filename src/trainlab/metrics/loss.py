"""The loss that is minimised, without penalties."""

from trainlab.metrics.metric import Metric

LOSS = Metric(
    name="loss",
    title="loss",
    tasks=("classification", "regression"),
    better="lower",
    scale="log",
    chance_text="that of the shares of the classes, or of the mean of the targets",
)
