"""Columns that span a term, against a decomposition of SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import orth

from trainlab.diagnose.effects._spread import Scatter, expected_noise
from trainlab.diagnose.effects._terms import Model, Term, span


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


def test_a_value_of_its_own_in_every_unit_spans_all_but_the_mean():
    random = np.random.default_rng(2)
    weights, values = random.integers(1, 6, 30).astype(float), np.eye(30)[random.permutation(30)]
    model = Model(random.normal(size=30), weights, np.zeros(30, int), {(0,): values})
    truth = orth((values - weights @ values / weights.sum()) * np.sqrt(weights)[:, None], rcond=1e-9)
    np.testing.assert_allclose(model.all @ model.all.T, truth @ truth.T, atol=1e-12)
    assert (model.all.shape, model.free) == ((30, 29), 0)
    joined = np.concatenate([values, values[:, :1]], axis=1)  # a column twice: nothing new, and decomposed
    np.testing.assert_allclose(
        Model(model.results, weights, np.zeros(30, int), {(0,): joined}).all.shape, (30, 29)
    )


@pytest.mark.parametrize("freedom", [7, 19])
def test_noise_beside_a_term_by_the_traces_of_its_projection(freedom):
    random = np.random.default_rng(3)
    basis, variances = orth(random.normal(size=(20, freedom))), random.uniform(0.1, 2, 20)
    term = Term(1.0, freedom, basis, 1.0, freedom, freedom)
    found = expected_noise(term, Scatter(1.0, 50.0, variances, 1.0, 0.0))
    product = basis @ basis.T @ np.diag(variances)
    expected, square = np.trace(product), np.trace(product @ product)
    np.testing.assert_allclose((found.expected, found.freedom), (expected, expected**2 / square), rtol=1e-10)
