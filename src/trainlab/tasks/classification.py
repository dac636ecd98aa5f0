"""Which of a few classes an example belongs to."""

from trainlab.tasks.task import Task

CLASSIFICATION = Task(
    name="classification",
    meaning="targets name one of a few classes",
    numeric=False,
    loss="cross_entropy",
    metrics=("loss", "accuracy"),
    ranked_by="accuracy",
    guess="guessing",
)
