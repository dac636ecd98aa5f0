"""Numbers estimated from the curves of a study, each with an interval over seeds."""

from trainlab.estimate.batch_sweep import BatchSweep, estimate_batch_sweep
from trainlab.estimate.interval import Estimate
from trainlab.estimate.range_test import RangeTest
from trainlab.estimate.rate_sweep import RateSweep, estimate_rate_sweep

__all__ = [
    "BatchSweep", "Estimate", "RangeTest", "RateSweep", "estimate_batch_sweep", "estimate_rate_sweep",
]  # fmt: skip
