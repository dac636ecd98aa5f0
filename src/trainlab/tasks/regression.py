"""One number, or several, for an example."""

from trainlab.tasks.task import Task

REGRESSION = Task(
    name="regression",
    meaning="targets are numbers that have a distance from one another",
    numeric=True,
    loss="mse",
    metrics=("loss", "rmse", "mae", "r2"),
    ranked_by="rmse",
    guess="the mean of the targets",
    without=(
        ("label_smoothing", "spreads a target over classes"),
        ("class_weights", "weighs classes"),
    ),
)
