"""Columns that span a term, against a decomposition of SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import orth

from trainlab.diagnose.effects._terms import span


@pytest.mark.parametrize("shape", [(40, 5), (12, 60), (12, 12)])
def test_a_span_is_that_of_its_columns_whether_few_or_many(shape):
    random = np.random.default_rng(0)
    columns = random.normal(size=shape)
    columns[:, -1] = columns[:, 0] + columns[:, 1]  # one depends on others
    found, truth = span(columns), orth(columns)
    assert found.shape[1] == truth.shape[1]
    np.testing.assert_allclose(found.T @ found, np.eye(found.shape[1]), atol=1e-6)
    np.testing.assert_allclose(found @ found.T, truth @ truth.T, atol=1e-6)


def test_beyond_a_base_only_what_is_new_is_spanned():
    random = np.random.default_rng(1)
    base = orth(random.normal(size=(20, 4)))
    columns = np.concatenate([base @ random.normal(size=(4, 30)), random.normal(size=(20, 3))], axis=1)
    found = span(columns, base)
    assert found.shape[1] == 3
    np.testing.assert_allclose(base.T @ found, 0, atol=1e-6)
