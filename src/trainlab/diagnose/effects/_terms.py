"""What the terms of a linear model explain: settings, pairs of them, and all that one takes part in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

Key = tuple[int, ...]
"""The factors of a term: one of a main effect, two of a pair."""

DEPENDENT = 1e-9
"""Columns of which other columns leave less than this part, squared, explain nothing of their own."""

CLEARLY_INDEPENDENT = 1e-4
"""Columns of which those before leave more than this part, squared, are independent, rounding or not."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a term explains beyond others.

    Attributes:
        squares: its sum of squares.
        freedom: its degrees of freedom.
        basis: (units, freedom) orthonormal columns that span it, of results times the root of their weights.
        fitted: the sum of squares of its fitted effect in all results; that beyond others in a balanced
            design, more where its values go together with those of others.
        amplified: how many times the variance of noise is in that, on average.
        evenness: degrees of freedom of the chi-square that noise in it scatters like.
    """

    squares: float
    freedom: int
    basis: np.ndarray
    fitted: float
    amplified: float
    evenness: float


class Model:
    """Results of units as a sum of terms, each a set of columns, by weighted least squares.

    Args:
        results: (units,) numbers.
        weights: (units,) their weights.
        groups: (units,) results are compared within these groups only: each has a mean of its own.
        columns: the columns of every term.
    """

    def __init__(
        self, results: np.ndarray, weights: np.ndarray, groups: np.ndarray, columns: Mapping[Key, np.ndarray]
    ) -> None:
        self.weights, self.groups = weights, groups
        self.results = self.centred(results[:, None])[:, 0]
        self.columns = {key: self.centred(column) for key, column in columns.items()}
        whole = _all_but_mean(weights, groups, columns)
        self.all = span(self._joined(self.columns)) if whole is None else whole
        """(units, freedom) orthonormal columns that span all terms."""
        self.free = len(results) - len(np.unique(groups)) - self.all.shape[1]
        """Degrees of freedom that no term takes."""
        self.explained = float(((self.all.T @ self.results) ** 2).sum())
        self.residual = max(float(self.results @ self.results) - self.explained, 0.0)
        """Sum of squares that no term explains."""

    def centred(self, columns: np.ndarray) -> np.ndarray:
        """Columns about their weighted means by group, times the root of the weights."""
        total = np.bincount(self.groups, self.weights)
        if len(total) == 1:
            sums = (self.weights @ columns)[None]
        else:
            sums = np.zeros((len(total), columns.shape[1]))
            np.add.at(sums, self.groups, self.weights[:, None] * columns)
        means = sums / np.maximum(total, 1e-300)[:, None]
        return (columns - means[self.groups]) * np.sqrt(self.weights)[:, None]

    def term(self, key: Key) -> Term:
        """What a term explains beyond all terms that do not contain it (type II)."""
        base = self.spanned(self.others(key))
        term = self._beyond({key}, base)
        if len(key) > 1 or not base.shape[1] or not term.squares > 0:
            return term
        beyond = self.columns[key] - base @ (base.T @ self.columns[key])
        effect = self.columns[key] @ (np.linalg.pinv(beyond, rcond=DEPENDENT) @ term.basis)
        fitted = float(((effect @ (term.basis.T @ self.results)) ** 2).sum())
        amplified = float((effect**2).sum())
        evenness = amplified**2 / float(((effect.T @ effect) ** 2).sum())
        return replace(term, fitted=fitted, amplified=amplified, evenness=evenness)

    def whole(self, factor: int) -> Term:
        """What all terms that a factor takes part in explain beyond the others."""
        own = {key for key in self.columns if factor in key}
        return self._beyond(own, self.spanned(set(self.columns) - own))

    def others(self, key: Key) -> set[Key]:
        """The terms that a term is adjusted for: those that do not hold all of its factors."""
        return {other for other in self.columns if not set(key) <= set(other)}

    def without(self, keys: set[Key]) -> np.ndarray:
        """(units,) results less their mean, and less what some terms explain beside all of the others."""
        kept = [key for key in self.columns if key not in keys]
        order = [*keys, *kept]
        if not order:
            return self.results / np.sqrt(self.weights)
        joined = np.concatenate([self.columns[key] for key in order], axis=1)
        numbers = np.linalg.lstsq(joined, self.results, rcond=DEPENDENT)[0]
        first = sum(self.columns[key].shape[1] for key in keys)
        return (self.results - joined[:, :first] @ numbers[:first]) / np.sqrt(self.weights)

    def spanned(self, keys: set[Key]) -> np.ndarray:
        """Orthonormal columns that span some terms."""
        return span(self._joined({key: self.columns[key] for key in self.columns if key in keys}))

    def _beyond(self, own: set[Key], base: np.ndarray) -> Term:
        if len(own) == len(self.columns):
            basis = self.all
        else:
            basis = span(self._joined({key: self.columns[key] for key in self.columns if key in own}), base)
        squares = float(((basis.T @ self.results) ** 2).sum())
        freedom = basis.shape[1]
        return Term(squares, freedom, basis, squares, freedom, freedom)

    def _joined(self, columns: Mapping[Key, np.ndarray]) -> np.ndarray:
        return np.concatenate([np.zeros((len(self.weights), 0)), *columns.values()], axis=1)


def _all_but_mean(
    weights: np.ndarray, groups: np.ndarray, columns: Mapping[Key, np.ndarray]
) -> np.ndarray | None:
    """Columns that span all terms, where a setting has a value of its own in every unit; else None.

    They span everything but the mean: a reflection that turns the mean onto the first axis has them as its
    other columns. A study of thousands of learning rates need not decompose a matrix of as many columns.
    """
    if len(columns) != 1 or groups.any():
        return None
    [of_value] = columns.values()
    units = len(weights)
    if units < 2 or of_value.shape[1] < units or (np.count_nonzero(of_value, axis=1) != 1).any():
        return None
    if np.count_nonzero(of_value, axis=0).max() > 1:
        return None
    mean = np.sqrt(weights / weights.sum())
    mirror = mean.copy()
    mirror[0] += 1.0  # away from the axis, so that nothing cancels
    mirror /= np.linalg.norm(mirror)
    turned = -2 * mirror[:, None] * mirror[None, 1:]
    turned[np.arange(1, units), np.arange(units - 1)] += 1.0
    return turned


def span(columns: np.ndarray, base: np.ndarray | None = None) -> np.ndarray:
    """Orthonormal columns that span what some columns add to a base of orthonormal ones."""
    sizes = np.linalg.norm(columns, axis=0)
    columns = columns[:, sizes > 0] / sizes[sizes > 0]
    if base is None or not base.shape[1]:
        return _orthonormal(columns)
    for _ in range(2):  # once more, for what rounding left
        columns = _orthonormal(columns - base @ (base.T @ columns))
    return columns


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    """Orthonormal columns that span others."""
    rows, count = columns.shape
    if count > rows:  # as with many values of many settings and few trials: their products would be many more
        vectors, values, _ = np.linalg.svd(columns, full_matrices=False)
        return vectors[:, values**2 > DEPENDENT * count]
    return columns @ _whitened(columns.T @ columns)


def _whitened(products: np.ndarray) -> np.ndarray:
    """What columns of these products have to be multiplied with to become orthonormal.

    By the products, since decomposing thousands of rows takes longer; by Cholesky's triangles if no column
    depends on others, and by eigenvectors if one does.
    """
    try:
        triangle = np.linalg.cholesky(products)
        if np.diagonal(triangle).min(initial=1.0) ** 2 > CLEARLY_INDEPENDENT:
            return np.linalg.inv(triangle).T
    except np.linalg.LinAlgError:
        pass
    values, vectors = np.linalg.eigh(products)
    kept = values > DEPENDENT * max(len(products), 1)
    return vectors[:, kept] / np.sqrt(values[kept])


def product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(units, a b) all products of a column of one factor and one of another."""
    return (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)
