"""Questions that one command answers by its own study: which learning rate, which batch size."""

from trainlab.sweeps.batch_sweep import batch_experiment, read_batch_sweep, sweep_batch
from trainlab.sweeps.rate_sweep import rate_experiment, read_rate_sweep, sweep_lr

__all__ = [
    "batch_experiment", "rate_experiment", "read_batch_sweep", "read_rate_sweep", "sweep_batch", "sweep_lr",
]  # fmt: skip
