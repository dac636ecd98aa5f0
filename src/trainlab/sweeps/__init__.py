"""Questions that a command answers by its own study: which rate, which batch size, which value is better."""

from trainlab.sweeps.batch_sweep import batch_experiment, read_batch_sweep, sweep_batch
from trainlab.sweeps.compared import Comparison
from trainlab.sweeps.comparison import compare, comparison_experiment, read_comparison
from trainlab.sweeps.next_round import next_round
from trainlab.sweeps.rate_sweep import rate_experiment, read_rate_sweep, sweep_lr

__all__ = [
    "Comparison", "batch_experiment", "compare", "comparison_experiment", "next_round", "rate_experiment",
    "read_batch_sweep", "read_comparison", "read_rate_sweep", "sweep_batch", "sweep_lr",
]  # fmt: skip
