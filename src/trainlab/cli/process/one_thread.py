"""Commands that only read need no threads for linear algebra.

OpenBLAS, which NumPy's wheels bring, starts a thread for each core, and these spin while they wait: a
tenth of a second of processor time in every process, and a quarter where 200 columns are made orthonormal.
With one thread the last digits of what is computed are also the same on every machine, whatever its cores.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

READING = frozenset({"list", "show", "findings", "ask", "plot", "curves", "export", "view"})
"""Commands whose matrices are small."""

VARIABLE = "OPENBLAS_NUM_THREADS"
"""Read by OpenBLAS once, when NumPy is imported; a value that the user has set is kept."""


def keep_to_one(arguments: Sequence[str]) -> None:
    """Have NumPy, not imported yet, start no threads, if the command only reads.

    Args:
        arguments: the command line, the command first.
    """
    if READING.intersection(arguments[:1]):
        os.environ.setdefault(VARIABLE, "1")
