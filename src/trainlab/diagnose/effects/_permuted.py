"""Whether an effect exceeds the scatter of draws, without assuming a distribution: permutations and signs."""

from __future__ import annotations

import math

import numpy as np

from trainlab.diagnose.effects._terms import DEPENDENT, Key, Model, span

UNLIKELY = 0.05
"""Chances above this are not looked at again."""

MAX_UNITS = 300
"""With more draws the F distribution is right by the central limit theorem."""

SEED = 0
"""The same trials always get the same verdict."""

MAX_PERMUTATIONS = 1999
"""Enough to distinguish a p-value of 0.001 from one of 0.0025."""


def permuted_chance(model: Model, key: Key, tests: int, own: bool) -> float:
    """The chance that noise gives as much as a term, whatever its distribution is.

    A setting drawn at random says nothing about a draw if it does not act: then its values are exchangeable
    and can be permuted among the draws, whatever the results' distribution is and whatever the other settings
    do. Where a setting was not drawn, and for pairs, noise is taken to be symmetric: the signs of the other
    terms' residuals are drawn at random (the wild bootstrap, Wu 1986; Liu 1988), which holds where noise
    differs from unit to unit. The statistic is that of the F test.

    Args:
        model: results of draws.
        key: a term.
        tests: settings and pairs that are judged together: the more of them, the finer the p-value must be
            known.
        own: whether the term is a setting that was drawn: its values are permuted.
    """
    number = min(math.ceil(2 * max(tests, 5) / UNLIKELY), MAX_PERMUTATIONS)
    random = np.random.default_rng(SEED)
    base = model.spanned(model.others(key))
    basis = span(model.columns[key], base)
    rest = model.results - base @ (base.T @ model.results)
    if own:
        orders = np.argsort(random.random((number, len(rest))), axis=1)
        explained = _explained_when_permuted(model, key, base, rest, orders)
        as_much = explained >= float(((basis.T @ rest) ** 2).sum()) * (1 - DEPENDENT)
    else:
        pull = np.sqrt(np.maximum(1 - (base**2).sum(axis=1), 0.1))
        signs = 1 - 2.0 * random.integers(0, 2, (len(rest), number))
        as_much = _ratio(model, base, basis, signs * (rest / pull)[:, None]) >= _ratio(
            model, base, basis, rest[:, None]
        ) * (1 - DEPENDENT)
    return (1 + int(as_much.sum())) / (1 + number)


def _ratio(model: Model, base: np.ndarray, basis: np.ndarray, results: np.ndarray) -> np.ndarray:
    """(columns,) what a term explains, over what all terms leave over."""
    results = results - base @ (base.T @ results)
    left = (results**2).sum(axis=0) - ((model.all.T @ results) ** 2).sum(axis=0)
    return ((basis.T @ results) ** 2).sum(axis=0) / np.maximum(left, 1e-300)


def _explained_when_permuted(
    model: Model, key: Key, base: np.ndarray, rest: np.ndarray, orders: np.ndarray
) -> np.ndarray:
    """(permutations,) what a term explains once its values are permuted."""
    roots = np.sqrt(model.weights)
    permuted = (model.columns[key] / roots[:, None])[orders]  # (permutations, draws, columns)
    permuted = permuted - np.einsum("u,pud->pd", model.weights / model.weights.sum(), permuted)[:, None]
    permuted = permuted * roots[:, None]
    permuted = permuted - base @ (base.T @ permuted)
    inner = np.einsum("pud,pue->pde", permuted, permuted)
    outer = np.einsum("pud,u->pd", permuted, rest)
    solved = np.einsum("pde,pe->pd", np.linalg.pinv(inner, rcond=1e-9, hermitian=True), outer)
    return np.einsum("pd,pd->p", solved, outer)
