"""What to try: search spaces, and the experiment that names them. Proposes trials, never trains."""

from trainlab.experiments.experiment import Experiment
from trainlab.experiments.propose import Proposal, propose
from trainlab.experiments.space import Space, choice, lin, listed, log, random_lin, random_log, read_space

__all__ = [
    "Experiment", "Proposal", "Space", "choice", "lin", "listed", "log", "propose", "random_lin",
    "random_log", "read_space",
]  # fmt: skip
