"""What a study keeps: trials, curves, evaluations and findings, as frozen data.

The two halves of trainlab meet only here. The producing half (train, scale) fills these records, the reading
half (store, diagnose, plots) never needs JAX to use them: NumPy arrays and plain values only.

Steps are counted in updates. ``train_loss`` at step t is the loss of the batch that update t used, measured
before it (t = 0 is the untrained net). An evaluation at step t is made after t updates.
"""

from trainlab.metrics import EVALUATION_CURVES
from trainlab.record.chunk import Checkpoint, Chunk, Evaluations, Probes, Retired, Right
from trainlab.record.curves import Curves
from trainlab.record.finding import Finding
from trainlab.record.measured import Measured, Score, StepTime
from trainlab.record.place import Place
from trainlab.record.search_round import SearchRound
from trainlab.record.study import FORMAT_VERSION, Population, StudyInfo
from trainlab.record.trial import ENDED_WELL, OVER, Status, StoppedBy, Trial
from trainlab.specs.curves import STEP_CURVES

__all__ = [
    "ENDED_WELL", "EVALUATION_CURVES", "FORMAT_VERSION", "OVER", "STEP_CURVES",
    "Checkpoint", "Chunk", "Curves", "Evaluations", "Finding", "Measured", "Place", "Population",
    "Probes", "Retired", "Right", "Score", "SearchRound", "Status", "StepTime", "StoppedBy",
    "StudyInfo", "Trial",
]  # fmt: skip
