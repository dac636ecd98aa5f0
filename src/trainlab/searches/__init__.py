"""What a search thinks: how its budget is spent, which trials go on, what is tried next, what was found.

Functions of what was recorded and of seeds, without files and without JAX; what trains is elsewhere.
"""

from trainlab.searches.halving import Bracket, Rung, brackets, halve, smallest_rung, widest
from trainlab.searches.history import Tried, tried

__all__ = ["Bracket", "Rung", "Tried", "brackets", "halve", "smallest_rung", "tried", "widest"]
