"""What a search thinks: how its budget is spent, which trials go on, what is tried next, what was found.

Functions of what was recorded and of seeds, without files and without JAX; what trains is elsewhere.
"""

from trainlab.searches.halving import Bracket, Rung, brackets, halve, smallest_rung, widest
from trainlab.searches.history import Tried, tried
from trainlab.searches.ranking import Standing, rank_at

__all__ = [
    "Bracket", "Rung", "Standing", "Tried",
    "brackets", "halve", "rank_at", "smallest_rung", "tried", "widest",
]  # fmt: skip
