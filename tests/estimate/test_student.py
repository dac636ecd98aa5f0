from __future__ import annotations

import pytest
from scipy import stats

from trainlab.estimate.student import NEARLY_NORMAL, t_quantile


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9, 20, 59, NEARLY_NORMAL])
@pytest.mark.parametrize("probability", [0.5, 0.9, 0.95, 0.999, 1 - 1e-5])
def test_quantiles_are_scipys(probability, freedom):
    expected = stats.t.ppf(probability, freedom)
    assert t_quantile(probability, freedom) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_many_degrees_of_freedom_are_nearly_normal():
    assert t_quantile(0.95, 10**6) == pytest.approx(stats.norm.ppf(0.95), rel=0.006)
