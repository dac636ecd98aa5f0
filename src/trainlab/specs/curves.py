"""Names of the curves that evaluations measure."""

EVALUATION_CURVES = ("evaluated_train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
"""Curves with a value for every evaluation, in the order the columns of an evaluation have."""
