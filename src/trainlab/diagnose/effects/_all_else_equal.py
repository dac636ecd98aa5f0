"""Whether values of one setting differ by more than seeds do, all else equal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.diagnose.effects import ALPHA, MATTERS
from trainlab.diagnose.effects._design import number_rows
from trainlab.diagnose.effects.cells import Cells
from trainlab.diagnose.effects.factors import Factor
from trainlab.statistics.tail import f_tail


def differs(cells: Cells, factors: Sequence[Factor], number: int, idle_seeds: bool) -> bool:
    """Whether cells that differ in one setting alone differ much, and by more than seeds do (an F test).

    A smooth function of the ranks of a number cannot follow results that jump between neighbouring values.
    Cells that agree in everything else show such jumps without any model; draws at random have no such cells.

    Args:
        cells: the results.
        factors: all settings.
        number: which of them is asked about.
        idle_seeds: seeds have no effect, so that any difference is one of settings.
    """
    squares, freedom = cells.residual
    if not freedom and not idle_seeds:
        return False
    rest = [factor.values for other, factor in enumerate(factors) if other != number]
    groups = number_rows(np.stack(rest, axis=1)) if rest else np.zeros(len(cells.counts), dtype=int)
    weights = cells.counts.astype(float)
    middle = np.bincount(groups, weights * cells.means) / np.bincount(groups, weights)
    between = len(groups) - len(np.unique(groups))
    if not between:
        return False
    apart = float(weights @ (cells.means - middle[groups]) ** 2)
    if apart < MATTERS * cells.total:
        return False
    return not squares > 0 or f_tail(apart / between / (squares / freedom), between, freedom) <= ALPHA
