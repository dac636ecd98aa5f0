"""Names of the curves that every study records."""

STEP_CURVES = ("train_loss", "learning_rate")
"""Curves with a value for every step. The learning rate is recorded where a trial changes it; elsewhere it is
the setting."""

EVALUATION_CURVES = ("evaluated_train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
"""Curves with a value for every evaluation, in the order the columns of an evaluation have."""
