"""Trains the families of large data with trainlab."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from evidence.corpus.families import CONTINUED, EVALUATIONS, PLACES, Family, Place, families
from evidence.corpus.file import KEPT_BITS, Corpus, cut, join_corpora, read_corpus, write_corpus

SPLITS = {"moons": (1200, 1000, 4000), "digits": (597, 400, 800), "mnist": (1500, 1000, 4000)}
"""Examples of train, of validation, which detectors see, and of test, which labels are made of: so many that
a loss on them is nearly that on all there could be."""

MOONS = 4
"""Sets of generated examples that are laid together for that."""


def train_large(path: Path, part: str) -> None:
    """Train every family of every place, a place a core, and write their curves.

    Args:
        path: the file to write.
        part: name of the part of the corpus.
    """
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder, get_context("spawn").Manager() as manager:
        free = manager.Queue()
        for core in cores:
            free.put(core)
        pool = ProcessPoolExecutor(len(cores), get_context("spawn"), initializer=_take_core, initargs=(free,))
        files = [Path(folder) / f"{number}.npz" for number in range(len(PLACES))]
        with pool:
            list(pool.map(_train_place, files, PLACES, [part] * len(PLACES)))
        write_corpus(path, join_corpora([read_corpus(file) for file in files]))


def _take_core(free: Any) -> None:
    os.sched_setaffinity(0, {free.get()})  # small nets: two programs side by side beat one on two cores


def _train_place(path: Path, place: Place, part: str) -> None:
    """Train every family of one place."""
    import trainlab as tl

    entries: list[dict[str, Any]] = []
    curves: list[dict[str, np.ndarray]] = []
    data = _datasets(place)
    for family in families(place):
        kind = family.data if family.data in data else "plain"
        validated, tested = data[kind]
        asked = {**family.settings, **family.vary, "seeds": family.seeds, "seed": place.seed}
        every = place.steps // EVALUATIONS
        with _flipped(family.flipped_from), tempfile.TemporaryDirectory() as root:
            studies = (
                tl.run(validated, root=root, steps=CONTINUED * place.steps, eval_every=every, **asked),
                tl.run(tested, root=root, steps=place.steps, eval_every=every, **asked),
                tl.run(validated, root=root, steps=place.early, eval_every=1, **asked),
            )
            for entry, rows in _trials(place, family, studies):
                entries.append({"data": place.data, "part": part, **entry})
                curves.append(rows)
        print(f"{place.data} {place.variant}: {family.name}", file=sys.stderr, flush=True)
    write_corpus(path, Corpus.of_rows(entries, curves))


def _trials(
    place: Place, family: Family, studies: tuple[Any, Any, Any]
) -> Iterator[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """What is kept of each trial: what describes it, and its curves.

    Args:
        place, family: what was trained.
        studies: as the detectors see it, and on; the same trials, which had the test split in the place of
            validation; their beginnings, evaluated after every step.
    """
    study, tested, early = studies
    train, after, validation = (
        study.recorded(name) for name in ("train_loss", "evaluated_train_loss", "validation_loss")
    )
    test = tested.recorded("validation_loss")
    begun = early.recorded("evaluated_train_loss")
    steps = place.steps
    who = [(trial.settings["seed"], float(trial.settings["learning_rate"])) for trial in study.trials]
    for row, trial in enumerate(study.trials):
        at = trial.record.diverged_at
        at = None if at is None or at >= steps else at
        seed, rate = who[row]
        tenfold = [n for n, (s, r) in enumerate(who) if s == seed and np.isclose(r, 10 * rate)]
        swept = set(family.vary) == {"learning_rate"} and tenfold
        entry = {
            "family": family.name, "classes": place.classes,
            "diverged_at": at, "settings": _short(trial.settings, steps), "spike_at": family.spike_at,
            "flipped_from": family.flipped_from,
            "tenfold": [_end(after, tenfold[0], steps), None] if swept else None,
        }  # fmt: skip
        yield (
            entry,
            {
                "train_loss": train.values[row, : steps if at is None else at + 1],
                "validation_loss": validation.values[row, validation.steps <= steps],
                "after": after.values[row],
                "test": test.values[row],
                "early": begun.values[row],
            },
        )


def _end(after: Any, row: int, steps: int) -> float | None:
    """The loss at which a trial ended, the median of three evaluations as they are kept."""
    kept = cut(after.values[row, after.steps <= steps][-3:], KEPT_BITS["after"])
    end = float(np.median(kept))
    return float(f"{end:.4g}") if np.isfinite(end) else None


def _short(settings: Any, steps: int) -> dict[str, Any]:
    """The settings that findings may speak of."""
    kept = ("net", "loss", "optimizer", "learning_rate", "batch_size", "l2", "schedule", "pieces", "seed")
    return {name: settings[name] for name in kept if name in settings} | {"steps": steps}


def _datasets(place: Place) -> dict[str, tuple[Any, Any]]:
    """Each kind of data, first with its validation split and then with test in the place of it."""
    made = {"plain": _examples(place)}
    if place.data == "moons":
        made["noisy"] = _examples(place, noise=0.5)
    made["shuffled"] = made["plain"]
    return {kind: _cut(*examples, place, kind) for kind, examples in made.items()}


def _examples(place: Place, **settings: Any) -> tuple[np.ndarray, np.ndarray]:
    """Inputs and targets of a dataset, whatever split they came in."""
    from trainlab.data.load import load_dataset

    seeds = range(place.seed, place.seed + MOONS) if place.data == "moons" else (place.seed,)
    sets = [load_dataset(place.data, data_seed=seed, **settings) for seed in seeds]
    splits = [getattr(made, split) for made in sets for split in ("train", "validation", "test")]
    return np.concatenate([s.inputs for s in splits]), np.concatenate([s.targets for s in splits])


def _cut(x: np.ndarray, y: np.ndarray, place: Place, kind: str) -> tuple[Any, Any]:
    from trainlab import Dataset

    random = np.random.default_rng([place.seed, len(kind)])
    order = random.permutation(len(y))
    x, y = x[order], y[order]
    if kind == "shuffled":
        y = random.permutation(y)
    train, validation, test = (
        (x[end - size : end], y[end - size : end])
        for size, end in zip(SPLITS[place.data], np.cumsum(SPLITS[place.data]), strict=True)
    )
    names = [str(number) for number in range(place.classes)]
    return tuple(
        Dataset.from_arrays(*train, validation=first, test=second, name=f"{place.data}-{kind}", classes=names)
        for first, second in ((validation, test), (test, validation))
    )  # type: ignore[return-value]


@contextmanager
def _flipped(since: int | None) -> Iterator[None]:
    """A planted bug: from a step on, steps go up the gradient."""
    if since is None:
        yield
        return
    import jax
    import jax.numpy as jnp

    from trainlab.train import lanes, step

    right = step.step_rate

    def flipped(recipe: Any, state: Any, hyper: Any, number: Any) -> Any:
        return jnp.where(number >= since, -1.0, 1.0) * right(recipe, state, hyper, number)

    step.step_rate = lanes.step_rate = flipped
    jax.clear_caches()
    try:
        yield
    finally:
        step.step_rate = lanes.step_rate = right
        jax.clear_caches()
