"""How far the best trial of a study is below what is shown of it, and whether the estimate says so.

Many small studies are trained, each on a table of scikit-learn's generators with few validation examples and
a test split of thousands, and on the same tables with shuffled labels. Of each the accuracy of the best trial
on the validation split (shown), what ``study.expected()`` says, and its accuracy on the test split (truth)
are compared. The same is done for nets that are drawn, not trained. Then it is counted how often settings are
told apart that are equal.

Usage: python bench/best_of_many.py [--studies N] [--drawn N] [--leads N]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from statistics import NormalDist

import numpy as np

from trainlab.diagnose.best._paired import compare
from trainlab.diagnose.best._resampled import accuracy_on_others
from trainlab.diagnose.best.scores import scores
from trainlab.record import Trial
from trainlab.statistics.wilson import wilson

VALIDATION = (26, 60, 150)
"""Sizes of the validation split."""

TEST = 4000

ROW = "{:52} {:>7} {:>8} {:>9} {:>8} {:>7}"


def table(name: str, size: int, seed: int, shuffled: bool) -> dict[str, np.ndarray]:
    """A table of one of scikit-learn's generators, split."""
    from sklearn import datasets

    total = 2 * size + size + TEST
    make = {
        "classification": lambda: datasets.make_classification(
            total, 10, n_informative=4, n_classes=3, class_sep=0.8, flip_y=0.1, random_state=seed
        ),
        "circles": lambda: datasets.make_circles(total, noise=0.25, factor=0.6, random_state=seed),
        "quantiles": lambda: datasets.make_gaussian_quantiles(
            n_samples=total, n_features=4, n_classes=2, random_state=seed
        ),
    }
    inputs, targets = make[name]()
    order = np.random.default_rng(seed).permutation(total)
    inputs, targets = inputs[order].astype(np.float32), targets[order]
    if shuffled:
        targets = np.random.default_rng(seed + 1).permutation(targets)
    ends = [0, 2 * size, 3 * size, total]
    parts = zip(("train", "validation", "test"), ends[:-1], ends[1:], strict=True)
    return {
        f"{short}_{part}": array[first:last]
        for part, first, last in parts for short, array in (("x", inputs), ("y", targets))
    }  # fmt: skip


def trained(name: str, size: int, seed: int, shuffled: bool) -> tuple[float, float, float, float, float]:
    """Shown, expected, low, high and the truth, of a study of 48 trials really trained."""
    import trainlab as tl

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "table.npz"
        arrays = table(name, size, seed, shuffled)
        np.savez(file, **arrays)  # type: ignore[arg-type]
        shape = f"{arrays['x_train'].shape[1]}-8-{int(arrays['y_train'].max()) + 1}"
        study = tl.run(
            str(file), shape, learning_rate=tl.log(0.03, 3, 16), seeds=3, epochs=20, batch_size=16,
            root=place, name="study", check=False,
        )  # fmt: skip
        expected = study.expected()
        assert expected is not None
        assert expected.expected is not None
        true = study.best().evaluate("test")["accuracy"]
        return expected.shown, expected.expected, expected.low, expected.high, true


def drawn(
    random: np.random.Generator, size: int, trials: int, evaluations: int, spread: float, base: float
) -> tuple[float, float, float, float, float]:
    """The same of nets that are drawn: easy and hard examples, what a trial is good at, and chance."""
    nets = trials * evaluations
    skill = base + spread * np.repeat(random.standard_normal(trials), evaluations)
    easy = random.standard_normal(size)
    habit = np.repeat(random.standard_normal((trials, size)), evaluations, axis=0)
    right = skill[:, None] + 0.4**0.5 * easy + 0.3**0.5 * habit
    right = right + 0.3**0.5 * random.standard_normal((nets, size)) > 0
    shares = right.mean(axis=1)
    true = NormalDist().cdf(float(skill[random.choice(np.flatnonzero(shares == shares.max()))]))
    found = accuracy_on_others([right])
    assert found is not None
    middle = (found.cautious + found.extrapolated) / 2
    ends = wilson(found.cautious, size)[0], wilson(found.extrapolated, size)[1]
    return float(shares.max()), middle, *ends, true


def report(title: str, rows: list[tuple[float, float, float, float, float]]) -> None:
    """A line: how far shown and expected are from the truth, in points, and how often it is covered."""
    shown, expected, low, high, true = np.array(rows).T
    print(ROW.format(
        title, f"{100 * true.mean():.1f}%", f"{100 * (shown - true).mean():+.1f}",
        f"{100 * (expected - true).mean():+.1f}", f"{np.mean((low <= true) & (true <= high)):.0%}", len(rows),
    ), flush=True)  # fmt: skip


def told_apart(random: np.random.Generator, seeds: int, settings: int, size: int, ahead: float) -> bool:
    """Whether the lead of the first of some settings is clear; one is ahead by so much skill."""
    easy, of_seed = random.standard_normal(size), random.standard_normal(seeds)
    trials, correct = [], {}
    for setting in range(settings):
        for seed in range(seeds):
            skill = 1 + ahead * (setting == 0) + 0.1 * (of_seed[seed] + random.standard_normal())
            right = skill + 0.6**0.5 * easy + 0.4**0.5 * random.standard_normal(size) > 0
            values = {"validation_accuracy": float(right.mean()), "validation_loss": 1 - float(right.mean())}
            given = {"learning_rate": float(setting), "seed": seed}
            correct[len(trials)] = right
            trials.append(Trial(len(trials), given, 0, 9, 1, 1, "done", 9, final=values, best=values))
    first, second, *_ = scores(trials)
    found = compare(first, second, size, correct)
    return found is not None and found.low > 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--studies", type=int, default=30, help="Trained studies of each kind and size.")
    parser.add_argument("--drawn", type=int, default=400, help="Drawn studies of each kind.")
    parser.add_argument("--leads", type=int, default=400, help="Studies of two equal settings, of each size.")
    options = parser.parse_args()
    random = np.random.default_rng(0)
    print(ROW.format("best of", "truth", "shown", "expected", "covered", "studies"))
    kinds = (
        (21, 96, 11, 0, 0), (21, 12, 11, 0.2, 0.8), (60, 96, 11, 0.2, 0.8), (60, 96, 11, 0.6, 0.8),
        (60, 3, 11, 0.1, 1.5), (150, 24, 11, 0.1, 1.5), (150, 48, 11, 0.5, 1.5), (1000, 48, 11, 0.3, 1.5),
    )  # fmt: skip
    for size, trials, evaluations, spread, base in kinds if options.drawn else ():
        rows = [drawn(random, size, trials, evaluations, spread, base) for _ in range(options.drawn)]
        report(f"{trials} drawn, spread {spread:g}, on {size} examples", rows)
    every: list[tuple[float, float, float, float, float]] = []
    for shuffled in (False, True):
        for name in ("classification", "circles", "quantiles"):
            for size in VALIDATION if options.studies else ():
                rows = [trained(name, size, seed, shuffled) for seed in range(options.studies)]
                every += rows
                report(f"48 trained on {name}{', shuffled' * shuffled}, {size} examples", rows)
    if every:
        report("all that were trained", every)
    print("\nclear leads of two settings: equal, the first better by 0.3 and by 0.6 in 1,000 examples")
    for seeds in (2, 3, 5, 10) if options.leads else ():
        for settings in (2, 5, 20):
            told = [
                np.mean([told_apart(random, seeds, settings, size, ahead) for _ in range(options.leads)])
                for size, ahead in ((1000, 0.0), (1000, 0.3), (1000, 0.6))
            ]
            print(
                f"{seeds} seeds, {settings} settings: " + ", ".join(f"{share:.1%}" for share in told),
                flush=True,
            )


if __name__ == "__main__":
    main()
