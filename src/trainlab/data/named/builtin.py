"""The datasets trainlab knows by name, with what can be said of them without loading them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from trainlab.data.dataset import Dataset
from trainlab.data.named.generated import diabetes, digits, moons, sine
from trainlab.data.named.mnist1d import mnist1d
from trainlab.data.named.stored import banknote, california_housing, fashion_mnist, mnist


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A dataset with a name of its own.

    Attributes:
        name: what a user writes.
        meaning: what it is, in a few words.
        input_shape: shape of one example.
        classes: number of classes; 0 where targets are numbers.
        sizes: examples of train, validation and test.
        load: makes or reads it, given the noise and the seed.
        origin: where it comes from when it is not looked for on disk; "" for a stored dataset.
        task: what is learned from it.
        targets: number of numeric targets.
    """

    name: str
    meaning: str
    input_shape: tuple[int, ...]
    classes: int
    sizes: tuple[int, int, int]
    load: Callable[[float, int], Dataset]
    origin: str = ""
    task: str = "classification"
    targets: int = 0

    @property
    def answers(self) -> int:
        """How many classes there are, or how many numeric targets."""
        return self.targets or self.classes


DATASETS: dict[str, BuiltIn] = {
    known.name: known
    for known in (
        BuiltIn(
            "moons", "two interleaved half circles", (2,), 2, (900, 100, 1000), moons,
            origin="made by scikit-learn",
        ),
        BuiltIn(
            "digits", "small handwritten digits", (8, 8, 1), 10, (1437, 180, 180),
            lambda noise, seed: digits(seed), origin="ships with scikit-learn",
        ),
        BuiltIn(
            "banknote", "genuine and forged banknotes", (4,), 2, (1098, 137, 137),
            lambda noise, seed: banknote(seed),
        ),
        BuiltIn(
            "mnist", "handwritten digits", (28, 28, 1), 10, (55_000, 5_000, 10_000),
            lambda noise, seed: mnist(seed),
        ),
        BuiltIn(
            "fashion_mnist", "pictures of clothes", (28, 28, 1), 10, (55_000, 5_000, 10_000),
            lambda noise, seed: fashion_mnist(seed),
        ),
        BuiltIn(
            "mnist1d", "digits as curves of 40 points", (40,), 10, (3600, 400, 1000),
            lambda noise, seed: mnist1d(seed), origin="made here",
        ),
        BuiltIn(
            "sine", "one period of a noisy sine", (1,), 0, (200, 200, 1000), sine,
            origin="made here", task="regression", targets=1,
        ),
        BuiltIn(
            "diabetes", "progression of a disease", (10,), 0, (354, 44, 44),
            lambda noise, seed: diabetes(seed), origin="ships with scikit-learn", task="regression",
            targets=1,
        ),
        BuiltIn(
            "california_housing", "prices of houses by district", (8,), 0, (16_512, 2064, 2064),
            lambda noise, seed: california_housing(seed), task="regression", targets=1,
        ),
    )
}  # fmt: skip
"""Every built-in dataset by name."""


def dataset_names() -> list[str]:
    """The names of the built-in datasets."""
    return list(DATASETS)


def datasets() -> list[BuiltIn]:
    """The built-in datasets, with what is known of them without loading them.

    >>> [(known.name, known.sizes) for known in datasets()][0]
    ('moons', (900, 100, 1000))
    """
    return list(DATASETS.values())
