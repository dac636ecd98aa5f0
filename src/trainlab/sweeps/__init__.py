"""Questions that one command answers by a study of its own: which learning rate, which batch size."""

from trainlab.sweeps.learning_rate import rate_experiment, read_rate_sweep, sweep_lr

__all__ = ["rate_experiment", "read_rate_sweep", "sweep_lr"]
