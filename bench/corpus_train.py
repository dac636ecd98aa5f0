"""Trains the corpus of labelled curves: see ``findings_corpus.py``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from corpus_families import CONTINUED, EVALUATIONS, PLACES, Family, Place, families
from corpus_file import KEPT_BITS, write_corpus

TRAIN, HELD = 1500, 400
"""Examples of train and of each held-out split, at most."""


def train_corpus(path: Path, places: Sequence[Place] = PLACES) -> None:
    """Train every family of some places, and write their curves and settings to a compressed NPZ."""
    import trainlab as tl

    entries: list[dict[str, Any]] = []
    curves: dict[str, list[np.ndarray]] = {name: [] for name in KEPT_BITS}
    with tempfile.TemporaryDirectory() as root:
        for place in places:
            data = _datasets(place)
            for family in families(place):
                kind = family.data if family.data in data else "plain"
                asked = {**family.settings, **family.vary}
                asked |= {"steps": CONTINUED * place.steps, "eval_every": place.steps // EVALUATIONS}
                with _flipped(family.flipped_from):
                    study, swapped = (
                        tl.run(dataset, seeds=family.seeds, seed=place.seed, root=root, **asked)
                        for dataset in data[kind]
                    )
                    asked |= {"steps": place.early, "eval_every": 1}
                    early = tl.run(data[kind][0], seeds=family.seeds, seed=place.seed, root=root, **asked)
                for entry, rows in _trials(place, family, (study, swapped, early), len(entries)):
                    entries.append(entry)
                    for name, row in rows.items():
                        curves[name].append(row)
                print(f"{place.data} ({place.part}): {family.name}, {len(entries)} curves", file=sys.stderr)
    write_corpus(path, entries, curves)


def _trials(
    place: Place, family: Family, studies: tuple[Any, Any, Any], before: int
) -> Iterator[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """What is kept of each trial: what describes it, and its curves.

    Args:
        place, family: what was trained.
        studies: as the detectors see it; the same trials, which had the test split in the place of
            validation; their beginnings, evaluated after every step.
        before: curves that the corpus has already.
    """
    study, swapped, early = studies
    train, after, validation = (
        study.recorded(name) for name in ("train_loss", "evaluated_train_loss", "validation_loss")
    )
    test = swapped.recorded("validation_loss")
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
            "data": place.data, "part": place.part, "family": family.name, "classes": place.classes,
            "diverged_at": at, "settings": _short(trial.settings, steps), "spike_at": family.spike_at,
            "flipped_from": family.flipped_from, "tenfold": before + tenfold[0] if swept else None,
        }  # fmt: skip
        yield (
            entry,
            {
                "train_loss": train.values[row, : steps if at is None else at + 1],
                "validation_loss": validation.values[row, validation.steps <= steps],
                "after": after.values[row],
                "test": test.values[row, test.steps <= steps],
                "early": begun.values[row],
            },
        )


def _short(settings: Any, steps: int) -> dict[str, Any]:
    """The settings that findings may speak of."""
    kept = ("net", "loss", "optimizer", "learning_rate", "batch_size", "l2", "schedule", "pieces", "seed")
    return {name: settings[name] for name in kept if name in settings} | {"steps": steps}


def _datasets(place: Place) -> dict[str, tuple[Any, Any]]:
    """Each kind of data with the held-out splits as they are, and swapped."""
    from trainlab.data.load import load_dataset

    made = {"plain": load_dataset(place.data, data_seed=place.seed)}
    if place.data == "moons":
        made["noisy"] = load_dataset("moons", noise=0.5, data_seed=place.seed)
    made["shuffled"] = made["plain"]
    return {kind: _cut(dataset, place, kind) for kind, dataset in made.items()}


def _cut(dataset: Any, place: Place, kind: str) -> tuple[Any, Any]:
    from trainlab import Dataset

    random = np.random.default_rng([place.seed, len(kind)])
    x = np.concatenate([getattr(dataset, split).inputs for split in ("train", "validation", "test")])
    y = np.concatenate([getattr(dataset, split).targets for split in ("train", "validation", "test")])
    order = random.permutation(len(y))
    x, y = x[order], y[order]
    if kind == "shuffled":
        y = random.permutation(y)
    held = min(HELD, len(y) // 5)
    parts = [slice(0, held), slice(held, 2 * held), slice(2 * held, 2 * held + TRAIN)]
    a, b, train = ((x[part], y[part]) for part in parts)
    names = [str(number) for number in range(place.classes)]
    return tuple(
        Dataset.from_arrays(*train, validation=first, test=second, name=f"{place.data}-{kind}", classes=names)
        for first, second in ((a, b), (b, a))
    )  # type: ignore[return-value]


@contextmanager
def _flipped(since: int | None) -> Iterator[None]:
    """A planted bug: from a step on, steps go up the gradient."""
    if since is None:
        yield
        return
    import jax
    import jax.numpy as jnp

    from trainlab.train import step

    right = step._rate
    step._rate = lambda recipe, state, hyper, number: (
        jnp.where(number >= since, -1.0, 1.0) * right(recipe, state, hyper, number)
    )
    jax.clear_caches()
    try:
        yield
    finally:
        step._rate = right
        jax.clear_caches()
