"""What a trial's curves lead to while it trains: a lower learning rate, or an early end."""

from trainlab.train.stopping.early_stopping import StoppingState, check_stopping, initial_stopping
from trainlab.train.stopping.plateau import PlateauState, check_plateau, initial_plateau
from trainlab.train.stopping.until import holds

__all__ = [
    "PlateauState", "StoppingState", "check_plateau", "check_stopping", "holds", "initial_plateau",
    "initial_stopping",
]  # fmt: skip
