"""What a study says of a question that it was made to answer: which value is better, each at its best."""

from trainlab.comparisons.asked import Question, Range
from trainlab.comparisons.compare import Compared, compare
from trainlab.comparisons.sentences import columns, less_columns, less_rows, lines, rows, sentence

__all__ = [
    "Compared", "Question", "Range", "columns", "compare", "less_columns", "less_rows", "lines", "rows",
    "sentence",
]  # fmt: skip
