"""Regression beside MLPRegressor of scikit-learn and Keras: R2 at equal epochs, and the time of a sweep.

The data have the size of California housing, 20,640 examples of 8 numbers, and need no download: Friedman's
first function (Friedman 1991; ``sklearn.datasets.make_friedman1``) with noise of 1, of whose variance that
is 4%. With --california it is the housing data themselves, from TRAINLAB_DATA or the network. The net, 30 and
15 units, and Adam at 0.01 are those of scikit-learn's example of partial dependence on that data; its early
stopping and its penalty are off, so that all make the same number of steps.

A sweep is 32 learning rates with 3 seeds, by the clock and in processor time. trainlab trains it whole, with
no programs from before, so that compiling counts; of the other two a few fits are timed, and their mean is
taken 96 times.

Usage: python bench/regression.py [--california] [--epochs N] [--fits N]
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from typing import Any

import measure
import numpy as np

HIDDEN, RATE, BATCH, SEEDS, RATES, SCORED = (30, 15), 0.01, 200, 3, 32, 10
TITLES = {"trainlab": "trainlab", "scikit-learn": "MLPRegressor", "keras": "Keras/JAX"}

Split = tuple[np.ndarray, np.ndarray]


def main() -> None:
    """Compare R2, then time."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--california", action="store_true", help="the housing data themselves")
    parser.add_argument("--epochs", type=int, default=20, metavar="N", help="epochs of every fit (20)")
    parser.add_argument("--fits", type=int, default=2, metavar="N", help="fits of the other two a turn (2)")
    options = parser.parse_args()
    os.environ.setdefault("KERAS_BACKEND", "jax")
    os.environ["TRAINLAB_CACHE"] = tempfile.mkdtemp()
    train, test = _data(options.california)
    fits: dict[str, Callable[[list[float], int], list[float]]] = {
        name: lambda rates, seeds, fit=fit: fit(train, test, options.epochs, rates, seeds)
        for name, fit in (("trainlab", _trainlab), ("scikit-learn", _sklearn), ("keras", _keras))
    }
    scores = {name: fit([RATE], SCORED) for name, fit in fits.items()}
    swept = np.geomspace(1e-4, 1e-1, RATES).tolist()
    seconds = {}
    for name, fit in fits.items():
        begin = np.array([time.perf_counter(), time.process_time()])
        if name == "trainlab":
            fit(swept, SEEDS)
        else:
            fit([RATE], options.fits)
        taken = np.array([time.perf_counter(), time.process_time()]) - begin
        seconds[name] = taken * (1 if name == "trainlab" else RATES * SEEDS / options.fits)
    rows = [
        [TITLES[name], f"{np.mean(scores[name]):.4f}", f"{np.std(scores[name], ddof=1):.4f}",
         *(f"{one:.1f}" for one in seconds[name]),
         *(f"{one:.1f}" for one in seconds[name] / seconds["trainlab"])]
        for name in fits
    ]  # fmt: skip
    heads = [
        "",
        f"R2, mean of {SCORED} seeds",
        "deviation",
        "s",
        "processor s",
        "ratio of s",
        "of processor s",
    ]
    measure.print_table(f"{RATES} rates x {SEEDS} seeds, {options.epochs} epochs", heads, rows)
    told: dict[str, Any] = {
        "data": "california_housing" if options.california else "friedman1, 20,640 x 8",
        "epochs": options.epochs, "r2": scores,
        "seconds": {name: some.tolist() for name, some in seconds.items()}, "fits_timed": options.fits,
    }  # fmt: skip
    measure.write_results(options.results, "regression", ["trainlab", "keras"], told)


def _data(california: bool) -> tuple[Split, Split]:
    """Train and test, inputs and targets standardised on train."""
    if california:
        from trainlab.data import load_dataset

        loaded = load_dataset("california_housing")
        parts = [(part.inputs, part.targets[:, 0]) for part in (loaded.train, loaded.test)]
    else:
        from sklearn.datasets import make_friedman1

        x, y = make_friedman1(20_640, 8, noise=1.0, random_state=0)
        parts = [(x[:16_512], y[:16_512]), (x[16_512:], y[16_512:])]
    (x, y), _ = parts
    shift = x.mean(axis=0), x.std(axis=0), y.mean(), y.std()
    scaled = [((a - shift[0]) / shift[1], (b - shift[2]) / shift[3]) for a, b in parts]
    train, test = ((a.astype(np.float32), b.astype(np.float32)) for a, b in scaled)
    return train, test


def _explained(test: Split, answers: np.ndarray) -> float:
    from sklearn.metrics import r2_score

    return float(r2_score(test[1], answers.reshape(-1)))


def _trainlab(train: Split, test: Split, epochs: int, rates: list[float], seeds: int) -> list[float]:
    import trainlab as tl

    held_out = (test[0], test[1][:, None])
    dataset = tl.Dataset.from_arrays(
        train[0], train[1][:, None], validation=held_out, test=held_out, task="regression", name="numbers"
    )
    # Each seed has an order of examples of its own, as with the other two.
    own = list(range(seeds)) * len(rates)
    each = [rate for rate in rates for _ in range(seeds)]
    tried = {"pair": {"learning_rate": each, "seed": own, "order_seed": own}}
    with tempfile.TemporaryDirectory() as root:
        study = tl.run(
            dataset, "-".join(map(str, (8, *HIDDEN, 1))), optimizer="adam", **tried,
            batch_size=BATCH, epochs=epochs, eval_every=10**6, root=root, progress=False, check=False,
        )  # fmt: skip
        return [trial.record.final["validation_r2"] for trial in study.trials]


def _sklearn(train: Split, test: Split, epochs: int, rates: list[float], seeds: int) -> list[float]:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for rate in rates:
            for seed in range(seeds):
                net = MLPRegressor(
                    hidden_layer_sizes=HIDDEN, alpha=0, batch_size=BATCH, learning_rate_init=rate,
                    max_iter=epochs, tol=0, n_iter_no_change=epochs + 1, random_state=seed,
                )  # fmt: skip
                found.append(_explained(test, net.fit(*train).predict(test[0])))
    return found


def _keras(train: Split, test: Split, epochs: int, rates: list[float], seeds: int) -> list[float]:
    import keras

    found = []
    for rate in rates:
        for seed in range(seeds):
            keras.utils.set_random_seed(seed)
            layers = [keras.layers.Dense(units, "relu") for units in HIDDEN]
            net = keras.Sequential([keras.Input((train[0].shape[1],)), *layers, keras.layers.Dense(1)])
            net.compile(keras.optimizers.Adam(rate), "mse")
            net.fit(*train, batch_size=BATCH, epochs=epochs, verbose=0)
            found.append(_explained(test, net.predict(test[0], verbose=0)))
    return found


if __name__ == "__main__":
    main()
