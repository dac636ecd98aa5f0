"""Names of the curves of steps, which every study records."""

STEP_CURVES = ("train_loss", "learning_rate")
"""Curves with a value for every step. The learning rate is recorded where a trial changes it; elsewhere it is
the setting."""
