"""What a trial's curves lead to while it trains: a lower learning rate, or an early end."""

from trainlab.train.stopping.early_stopping import StoppingState, check_stopping, initial_stopping
from trainlab.train.stopping.plateau import PlateauState, check_plateau, initial_plateau
from trainlab.train.stopping.until import Condition, holds, read_until

__all__ = [
    "Condition", "PlateauState", "StoppingState", "check_plateau", "check_stopping", "holds",
    "initial_plateau", "initial_stopping", "read_until",
]  # fmt: skip
