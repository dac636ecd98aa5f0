"""What to try: search spaces, and the experiment that names them. Proposes trials, never trains."""

from trainlab.search.experiment import Experiment
from trainlab.search.propose import propose
from trainlab.search.space import Space, choice, lin, log, random_lin, random_log, read_space

__all__ = [
    "Experiment", "Space", "choice", "lin", "log", "propose", "random_lin", "random_log", "read_space",
]  # fmt: skip
