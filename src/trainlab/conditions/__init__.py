"""Conditions over curves and settings: from text to a tree and back. Standard library only."""

from trainlab.conditions.parse import FUNCTIONS, parse
from trainlab.conditions.tree import write

__all__ = ["FUNCTIONS", "parse", "write"]
