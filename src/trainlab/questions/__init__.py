"""Questions to a stored study: when does a condition hold? NumPy only."""

from trainlab.conditions import FUNCTIONS, parse, write
from trainlab.questions.answers import Answer, Answers, GroupAnswer
from trainlab.questions.asking import ask
from trainlab.questions.median import Median

__all__ = ["FUNCTIONS", "Answer", "Answers", "GroupAnswer", "Median", "ask", "parse", "write"]
