"""Wilson's interval against SciPy's."""

from __future__ import annotations

import pytest
from scipy import stats

from trainlab.statistics.wilson import NINETY, NINETY_FIVE, wilson


@pytest.mark.parametrize(("confidence", "deviations"), [(0.9, NINETY), (0.95, NINETY_FIVE)])
@pytest.mark.parametrize(("count", "number"), [(7, 40), (0, 12), (12, 12), (300, 1000)])
def test_wilson_is_that_of_scipy(confidence, deviations, count, number):
    wanted = stats.binomtest(count, number).proportion_ci(confidence, method="wilson")
    found = wilson(count / number, number, deviations)
    assert found == pytest.approx((wanted.low, wanted.high), abs=1e-5)
