"""How often the checks of data accuse honest data: scikit-learn's tables and generators, many seeds.

Each dataset is checked as it is and standardised, on the split of each seed.

Usage: python bench/false_accusations.py [--seeds N]
"""

from __future__ import annotations

from collections.abc import Callable

import measure
import numpy as np
from sklearn import datasets

from trainlab.checks.class_balance import check_class_balance
from trainlab.checks.empty_rows import check_empty_rows
from trainlab.checks.label_noise import check_label_noise
from trainlab.checks.leaks import check_leaks
from trainlab.checks.near_duplicates import check_near_duplicates
from trainlab.checks.placeholders import check_placeholders
from trainlab.checks.row_numbers import check_row_numbers
from trainlab.data import Dataset
from trainlab.data.standardize import standardized

Table = tuple[np.ndarray, np.ndarray]

CHECKS = {
    "row numbers": check_row_numbers,
    "answers in the inputs": check_leaks,
    "near duplicates": check_near_duplicates,
    "labels agree": check_label_noise,
    "class balance": check_class_balance,
    "placeholder values": check_placeholders,
    "empty rows": check_empty_rows,
}


def _rest(load: Callable[..., Table], number: int) -> Callable[[int], Table]:
    def table(seed: int) -> Table:
        x, y = load(return_X_y=True)
        return x, (y == number).astype(int)

    return table


def _diabetes(seed: int) -> Table:
    x, y = datasets.load_diabetes(return_X_y=True)
    return x, (y > np.median(y)).astype(int)


def _gaussians(apart: float) -> Callable[[int], Table]:
    def table(seed: int) -> Table:
        draw = np.random.default_rng(seed)
        y = draw.integers(0, 2, 600)
        return draw.normal(size=(600, 5)) + y[:, None] * apart / np.sqrt(5), y

    return table


def _flags(seed: int) -> Table:
    """Eight flags and three measures, which tell a noisy class together."""
    draw = np.random.default_rng(seed)
    x = np.column_stack([draw.integers(0, 2, (600, 8)), draw.normal(size=(600, 3))])
    return x, (x @ draw.normal(size=11) + draw.logistic(size=600) > 0).astype(int)


def _classes(x: np.ndarray, draw: np.random.Generator) -> Table:
    """A class that all columns tell together, with noise."""
    size = (x - x.mean(axis=0)) / np.maximum(x.std(axis=0), 1e-9)
    return x, (size @ draw.normal(size=x.shape[1]) + draw.logistic(size=len(x)) > 0).astype(int)


def _counts(seed: int) -> Table:
    """Counts of which most are 0, some of them large."""
    draw = np.random.default_rng(seed)
    means = np.geomspace(0.1, 500, 8)
    return _classes(draw.poisson(means, (600, 8)) * (draw.random((600, 8)) < 0.4), draw)


def _tails(seed: int) -> Table:
    """Counts of long tails, and amounts that are 0 for many."""
    draw = np.random.default_rng(seed)
    many = np.column_stack([draw.zipf(power, 600) for power in (1.5, 2, 3)])
    amounts = np.round(np.exp(draw.normal(5, 2, (600, 3))), 2) * (draw.random((600, 3)) < 0.5)
    return _classes(np.column_stack([np.minimum(many, 10**6), amounts]), draw)


def _words(seed: int) -> Table:
    """Words of short texts: most texts hold few of them, some none."""
    draw = np.random.default_rng(seed)
    return _classes(draw.poisson(draw.gamma(0.5, size=(600, 1)) * draw.gamma(0.3, size=30)), draw)


def _choices(seed: int) -> Table:
    """Choices as one-hot columns, the first of each left out, and answers from 1 to 5."""
    draw = np.random.default_rng(seed)
    drawn = [np.eye(number)[draw.choice(number, 600, p=draw.dirichlet(np.ones(number)))][:, 1:]
             for number in (2, 4, 12)]  # fmt: skip
    return _classes(np.column_stack([*drawn, draw.integers(1, 6, (600, 3))]), draw)


def _sensors(seed: int) -> Table:
    """Sensors that saturate at an end of their range, one of them often."""
    draw = np.random.default_rng(seed)
    read = draw.normal([0, 20, 500], [1, 8, 300], (600, 3))
    return _classes(np.clip(np.round(read, 1), [-1.5, 0, 0], [1.0, 100, 1023]), draw)


def _steps(seed: int) -> Table:
    """Sizes in steps: powers of 2 and of 10, prices, doses."""
    draw = np.random.default_rng(seed)
    sizes = [2.0 ** np.arange(9), 10.0 ** np.arange(-5, 3), np.array([1, 2, 5, 10, 20, 50, 100, 200]),
             np.array([0, 5, 10, 25, 50, 100, 250])]  # fmt: skip
    return _classes(np.column_stack([draw.choice(size, 600) for size in sizes]), draw)


def _pixels(seed: int) -> Table:
    """Digits of 8 x 8 pixels, a column each, some of them nearly always 0."""
    x, y = datasets.load_digits(return_X_y=True)
    chosen = np.random.default_rng(seed).choice(len(x), 400, replace=False)
    return x[chosen], y[chosen]


HONEST: dict[str, Callable[[int], Table]] = {
    "iris": lambda seed: datasets.load_iris(return_X_y=True),
    "iris, setosa or not": _rest(datasets.load_iris, 0),
    "iris, virginica or not": _rest(datasets.load_iris, 2),
    "wine": lambda seed: datasets.load_wine(return_X_y=True),
    "wine, class 0 or not": _rest(datasets.load_wine, 0),
    "breast cancer": lambda seed: datasets.load_breast_cancer(return_X_y=True),
    "digits": lambda seed: datasets.load_digits(return_X_y=True),
    "diabetes, above the median or not": _diabetes,
    "moons, noise 0.1": lambda seed: datasets.make_moons(600, noise=0.1, random_state=seed),
    "moons, noise 0.4": lambda seed: datasets.make_moons(600, noise=0.4, random_state=seed),
    "circles": lambda seed: datasets.make_circles(600, noise=0.1, factor=0.5, random_state=seed),
    "Gaussian quantiles": lambda seed: datasets.make_gaussian_quantiles(
        n_samples=600, n_features=4, n_classes=3, random_state=seed
    ),
    "classification": lambda seed: datasets.make_classification(600, 20, random_state=seed),
    "classification, four classes": lambda seed: datasets.make_classification(
        600, 20, n_informative=6, n_classes=4, random_state=seed
    ),
    "classification, classes close": lambda seed: datasets.make_classification(
        600, 20, class_sep=0.5, random_state=seed
    ),
    "classification, one column tells": lambda seed: datasets.make_classification(
        600, 10, n_informative=1, n_redundant=0, n_clusters_per_class=1, class_sep=2, random_state=seed
    ),
    "two blobs": lambda seed: datasets.make_blobs(300, 2 + seed % 7, centers=2, random_state=seed),
    "three blobs": lambda seed: datasets.make_blobs(300, 2 + seed % 7, centers=3, random_state=seed),
    "Hastie": lambda seed: datasets.make_hastie_10_2(600, random_state=seed),
    "Gaussians 2 deviations apart": _gaussians(2),
    "Gaussians 1 deviation apart": _gaussians(1),
    "Gaussians half a deviation apart": _gaussians(0.5),
    "flags and measures": _flags,
    "counts, many of 0": _counts,
    "long tails": _tails,
    "words": _words,
    "choices": _choices,
    "saturated sensors": _sensors,
    "sizes in steps": _steps,
    "pixels": _pixels,
}


def accused(make: Callable[[int], Table], seeds: int) -> dict[str, float]:
    """Share of datasets that each check warns of or fails."""
    counts = dict.fromkeys(CHECKS, 0)
    for seed in range(seeds):
        x, y = make(seed)
        dataset = Dataset.from_arrays(x, y, seed=seed)
        for given in (dataset, standardized(dataset)):
            for name, check in CHECKS.items():
                counts[name] += check(given).verdict in ("warn", "fail")
    return {name: count / (2 * seeds) for name, count in counts.items()}


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=1)
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    found = {}
    print("| data | " + " | ".join(CHECKS) + " |\n" + "| --- " * (len(CHECKS) + 1) + "|")
    for name, make in HONEST.items():
        found[name] = accused(make, options.seeds)
        print(
            f"| {name} | " + " | ".join(f"{share:.0%}" for share in found[name].values()) + " |", flush=True
        )
    everything = {name: float(np.mean([row[name] for row in found.values()])) for name in CHECKS}
    print("| all | " + " | ".join(f"{share:.1%}" for share in everything.values()) + " |")
    measure.write_results(
        options.results, "false_accusations", ["trainlab", "scikit-learn"], {"accused": found}
    )


if __name__ == "__main__":
    main()
