from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.estimate.stability import half_explode, no_seed_explodes, seed_edges

PLACES = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])


def columns(*seeds: str) -> np.ndarray:
    """Seeds written as their trials: . for stable, x for exploded."""
    return np.array([[letter == "x" for letter in seed] for seed in seeds]).T


def test_up_to_which_rate_no_seed_explodes():
    assert no_seed_explodes(PLACES, columns("....x", "..xxx")) == -1
    assert no_seed_explodes(PLACES, columns(".....", ".....")) == np.inf
    assert np.isnan(no_seed_explodes(PLACES, columns("xxxxx")))


def test_the_edge_of_a_seed_lies_between_its_rates():
    assert seed_edges(PLACES, columns("...xx", ".....", "xxxxx")).tolist() == [0.5, np.inf, -2]


def test_an_odd_one_out_does_not_move_it():
    assert seed_edges(PLACES, columns("..xxx", ".x..x", "..xx.")).tolist() == [-0.5, 1.5, -0.5]


@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_no_other_edge_has_fewer_on_the_wrong_side(flags):
    flags = np.array(flags)
    [edge] = seed_edges(PLACES, flags[:, None])
    chosen = 5 if np.isinf(edge) else int((edge > PLACES).sum())

    def wrong(stable: int) -> int:
        return int(flags[:stable].sum() + (~flags[stable:]).sum())

    assert wrong(chosen) == min(map(wrong, range(6)))


def test_half_of_the_seeds_is_the_median():
    assert half_explode(np.array([3.0, 1.0, 2.0])) == 2
    assert half_explode(np.array([1.0, 2.0])) == 1.5
    assert half_explode(np.array([1.0, np.inf])) == np.inf
    assert half_explode(np.array([1.0, 2.0, np.inf])) == 2


@pytest.mark.parametrize("flags", list(product([False, True], repeat=3)))
def test_one_seed_agrees_with_itself(flags):
    alone = np.array(flags)[:, None]
    edges = seed_edges(PLACES[:3], alone)
    assert half_explode(edges) == edges[0]
