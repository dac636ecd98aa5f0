from __future__ import annotations

import pytest

from trainlab.optimizers.leafwise import leafwise


def test_each_result_of_the_rule_is_a_tree_of_the_gradients_structure():
    gradients = [{"kernel": 1, "bias": 2}, (3,)]
    statistics = [{"kernel": 10, "bias": 20}, (30,)]
    sums, products, firsts = leafwise(lambda g, m: (g + m, g * m, g), gradients, statistics)
    assert sums == [{"kernel": 11, "bias": 22}, (33,)]
    assert products == [{"kernel": 10, "bias": 40}, (90,)]
    assert firsts == gradients


def test_statistics_of_another_net_are_refused():
    with pytest.raises(ValueError, match="key"):
        leafwise(lambda g, m: (g + m,), {"kernel": 1}, {"weights": 1})
