"""MNIST-1D (Greydanus 2020): ten digits as curves of 40 points, moved, scaled, sheared and in noise.

S. Greydanus, "Scaling down Deep Learning", 2020, https://arxiv.org/abs/2011.14439. The templates, their
transformations and the order of random draws are those of https://github.com/greydanus/mnist1d (Apache 2.0),
so that seed 0 here is the published dataset, whose seed is 42.
"""

from __future__ import annotations

import numpy as np

from trainlab.data.dataset import Dataset, Split
from trainlab.data.inputs import as_float32
from trainlab.data.splits import stratified_split

EXAMPLES, TRAIN, HELD_OUT = 5_000, 4_000, 400
"""Examples, how many of them are train, and how many of these are held out for validation."""

POINTS, PADDING, LENGTH = 12, (36, 60), 40
"""Points of a template, points that are added to it, and points of an example."""

PUBLISHED_SEED = 42

SCALE, SHEAR, MOVED, SMOOTH_NOISE, NOISE = 0.4, 0.75, 48, 0.25, 0.02
"""How far curves are scaled, sheared and moved, and the deviation of smooth and of independent noise."""

TEMPLATES = (
    (5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5),
    (5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5),
    (5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5),
    (5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5),
    (5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5),
    (5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5),
    (5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5),
    (5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5),
    (5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5),
)


def mnist1d(seed: int) -> Dataset:
    """The dataset: 3,600 examples of train, 400 of validation, 1,000 of test.

    Args:
        seed: of the examples and of the split; 0 makes the published ones.
    """
    x, y = curves(PUBLISHED_SEED + seed)
    of_train = stratified_split(y[:TRAIN], (TRAIN - HELD_OUT, HELD_OUT), seed)
    train, validation, test = (
        Split(as_float32(x[index]), y[index]) for index in (*of_train, np.arange(TRAIN, EXAMPLES))
    )
    return Dataset(
        name="mnist1d", train=train, validation=validation, test=test, classes=tuple("0123456789"),
        features=tuple(f"x{number}" for number in range(1, LENGTH + 1)),
        source=f"MNIST-1D (Greydanus 2020), made with seed {seed}",
    )  # fmt: skip


def curves(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """All examples in random order, (5000, 40) with mean 0 and deviation 1, and their digits."""
    random = np.random.RandomState(seed % 2**32)
    templates = np.array(TEMPLATES)
    templates -= templates.mean(axis=1, keepdims=True)
    templates /= templates.std(axis=1, keepdims=True)
    templates -= templates[:, :1]
    each = EXAMPLES // len(templates)
    x = np.stack([_changed(template / 6, random) for template in templates for _ in range(each)])
    y = np.repeat(np.arange(len(templates), dtype=np.int32), each)
    order = random.permutation(EXAMPLES)
    x = x[order]
    return (x - x.mean()) / x.std(), y[order]


def _changed(template: np.ndarray, random: np.random.RandomState) -> np.ndarray:
    """One example: a template padded, stretched, scaled, moved, put into noise, sheared, and thinned."""
    from scipy.ndimage import gaussian_filter1d

    low, high = PADDING
    # A number that is not exactly 0 tells the curve from the padding.
    x = np.concatenate([template + 1e-8, np.zeros(low + int(random.rand() * (high - low + 1)))])
    x = _stretched(x, POINTS + high)
    x *= 1 + SCALE * (random.rand() - 0.5)
    x = np.roll(x, random.choice(MOVED))
    smooth = gaussian_filter1d(SMOOTH_NOISE * random.randn(len(x)), 2)
    x = np.where(x != 0, x, smooth) + NOISE * random.randn(len(x))
    x -= SHEAR * (random.rand() - 0.5) * np.linspace(-0.5, 0.5, len(x))
    return _stretched(x, LENGTH)


def _stretched(x: np.ndarray, length: int) -> np.ndarray:
    return np.interp(np.linspace(0, 1, length), np.linspace(0, 1, len(x)), x)
