"""Generators of examples: figures in the plane, and classes that take more than one input to tell apart."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evidence.corpus.tables import Examples

MANY = 1100
"""Examples that generators make."""


def rings(count: int, noise: float) -> Callable[[int], Examples]:
    """Points around a centre, a class for each ring."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        ring, angle = random.integers(0, count, MANY), random.uniform(0, 2 * np.pi, MANY)
        radius = 1 + ring + noise * random.standard_normal(MANY)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), ring

    return make


def parity(bits: int, others: int) -> Callable[[int], Examples]:
    """Whether an even number of the first inputs is positive, among inputs that say nothing."""

    def make(seed: int) -> Examples:
        x = np.random.default_rng(seed).standard_normal((MANY, bits + others))
        return x, (x[:, :bits] > 0).sum(axis=1) % 2

    return make


def waves(noise: float) -> Callable[[int], Examples]:
    """Above or below a sine."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        x = random.uniform(-3, 3, (MANY, 2))
        return x, (x[:, 1] > 1.5 * np.sin(2 * x[:, 0]) + noise * random.standard_normal(MANY)).astype(int)

    return make


def hypercube(dimensions: int, classes: int, noise: float) -> Callable[[int], Examples]:
    """Every class a Gaussian with a shape of its own, overlapping in many dimensions."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        y = random.integers(0, classes, MANY)
        shapes = random.standard_normal((classes, dimensions, dimensions)) / np.sqrt(dimensions)
        middles = noise * random.standard_normal((classes, dimensions))
        return middles[y] + np.einsum("nij,nj->ni", shapes[y], random.standard_normal((MANY, dimensions))), y

    return make


def quadrants(dimensions: int) -> Callable[[int], Examples]:
    """The signs of the first two inputs, two by two, seen through a random rotation."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        x = random.standard_normal((MANY, dimensions))
        rotation = np.linalg.qr(random.standard_normal((dimensions, dimensions)))[0]
        return x @ rotation, 2 * (x[:, 0] > 0) + (x[:, 1] > 0)

    return make


def stripes(count: int, noise: float) -> Callable[[int], Examples]:
    """Slanted stripes of two colours, with noise on where they end."""

    def make(seed: int) -> Examples:
        random = np.random.default_rng(seed)
        x = random.uniform(0, 1, (MANY, 2))
        return x, np.floor(count * x.mean(axis=1) + noise * random.standard_normal(MANY)).astype(int) % 2

    return make
