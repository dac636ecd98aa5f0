"""Trains the designs of small tables, and keeps what detectors see apart from what labels are made of."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from evidence.corpus.designs import Design, Nets, designs
from evidence.corpus.facts import rise_from_valley
from evidence.corpus.families import CONTINUED, EARLY, EVALUATIONS
from evidence.corpus.file import Corpus, join_corpora, read_corpus, write_corpus
from evidence.corpus.loop import Examples, Run, Trained, train_runs
from evidence.corpus.tables import Table

Maker = Callable[[int, int, int, int, Nets], list[Design]]
"""Inputs, classes, examples of train, a seed and nets -> designs."""

SAMPLES = 20
"""Samples of the size of validation, drawn from test with replacement, on which a trial is looked at, too."""

MOST_EVALUATIONS = 100
"""Evaluations of a study by default: one an epoch, at most so many."""


def train_tables(
    path: Path, tables: Sequence[Table], part: str, first_seed: int, nets: Nets, make: Maker = designs
) -> None:
    """Train the designs of every table, one after the other, and write their curves.

    Args:
        path: the file to write; those beside it of single tables are trained no second time.
        tables: the tables.
        part: name of the part of the corpus.
        first_seed: the tables' seeds begin here, a thousand apart.
        nets: what nets are drawn from.
        make: what gives the designs of a table.
    """
    files = []
    for number, table in enumerate(tables):
        files.append(path.with_name(f"{path.stem}.{number}.npz"))
        if not files[-1].exists():
            begin = time.perf_counter()
            corpus = _train_table(table, part, first_seed + 1000 * number, nets, make)
            write_corpus(files[-1], corpus)
            took = time.perf_counter() - begin
            print(
                f"{table.name} ({part}): {len(corpus.entries)} trials, {took:.0f} s",
                file=sys.stderr,
                flush=True,
            )
    write_corpus(path, join_corpora([read_corpus(file) for file in files]))
    for file in files:
        file.unlink()


def _train_table(table: Table, part: str, seed: int, nets: Nets, make: Maker) -> Corpus:
    splits = table.splits(seed)
    classes = 1 + int(max(y.max() for _, y in splits))
    made = make(splits[0][0].shape[1], classes, table.train, seed, nets)
    entries: list[dict[str, Any]] = []
    curves: list[dict[str, np.ndarray]] = []
    for kind in dict.fromkeys(design.data for design in made):
        given = _variant(splits, kind, seed)
        some = [design for design in made if design.data == kind]
        for entry, rows in _train(some, given, classes):
            entries.append({"data": table.name, "part": part, **entry})
            curves.append(rows)
    return Corpus.of_rows(entries, curves)


def _variant(splits: Sequence[Examples], kind: str, seed: int) -> dict[str, Examples]:
    """The splits of one variant of a table."""
    train, validation, test = splits
    if kind == "few":
        few = max(16, len(train[1]) // 4)
        train = (train[0][:few], train[1][:few])
    if kind == "shuffled":
        random = np.random.default_rng([seed, 4])
        train, validation, test = ((x, random.permutation(y)) for x, y in (train, validation, test))
    return {"train": train, "validation": validation, "test": test}


def _train(
    some: Sequence[Design], splits: Mapping[str, Examples], classes: int
) -> Iterator[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """What describes each trial, and its curves."""
    examples = len(splits["train"][1])
    size = len(splits["validation"][1])
    random = np.random.default_rng(0)
    samples = {
        f"sample {n}": ("test", random.integers(0, len(splits["test"][1]), size)) for n in range(SAMPLES)
    }
    planned = [_Plan(design, examples) for design in some]
    runs = []
    for plan in planned:
        hidden = {step: {"train"} for step in (*plan.grid, *range(plan.early))}
        for step in plan.grid[: EVALUATIONS + 1]:
            hidden[step] = hidden[step] | {"test"}
        for step in plan.evaluated:
            hidden[step] = hidden.get(step, set()) | {"train", "validation"}
        ends = dict.fromkeys(plan.grid[EVALUATIONS - 2 : EVALUATIONS + 1], ("train", "test"))
        runs += [
            Run(plan.settings, plan.rates, 0, {step: sorted(names) for step, names in hidden.items()}),
            Run(plan.settings, 10 * plan.rates[: plan.length], 0, ends),
            Run(plan.settings, plan.rates[: plan.length], 1, {}),
        ]
    trained = train_runs(runs, splits, samples)
    for number, plan in enumerate(planned):
        seen, tenfold, reordered = trained[3 * number : 3 * number + 3]
        visible = plan.grid[: EVALUATIONS + 1]
        losses = seen.train_loss[: plan.length]
        at = _diverged_at(losses, seen, plan.length)
        evaluated = [step for step in plan.evaluated if at is None or step <= at]
        validated = [seen.seen["validation"][step] for step in evaluated]
        entry = {
            "family": plan.design.family, "classes": classes,
            "train_counts": np.bincount(splits["train"][1], minlength=classes).tolist(),
            "validation": len(splits["validation"][1]), "steps_per_epoch": plan.epoch,
            "parameters": plan.parameters, "diverged_at": at,
            "best_step": evaluated[_best(validated)],
            "settings": _kept(plan), "evaluated": evaluated,
            "spike_at": plan.design.spike_at, "flipped_from": plan.design.flipped_from,
            "tenfold": [_number(float(np.median(_losses(tenfold, name, visible[-3:]))))
                        for name in ("train", "test")],
            "sampled": _quantiles([rise_from_valley(_losses(seen, name, visible)) for name in samples]),
            "jumps": _jumps(reordered.train_loss, losses),
        }  # fmt: skip
        yield (
            entry,
            {
                "train_loss": losses[: None if at is None else at + 1],
                "validation_loss": np.array([loss for loss, _ in validated], np.float32),
                "validation_accuracy": np.array([accuracy for _, accuracy in validated], np.float32),
                "evaluated_train_loss": np.array(
                    [seen.seen["train"][step][0] for step in evaluated], np.float32
                ),
                "train_accuracy": np.array([seen.seen["train"][step][1] for step in evaluated], np.float32),
                "after": _losses(seen, "train", plan.grid),
                "test": _losses(seen, "test", visible),
                "early": _losses(seen, "train", range(plan.early)),
            },
        )


class _Plan:
    """When a design is looked at, and its rates.

    Attributes:
        length: steps that detectors see.
        grid: the steps, far beyond that, at which labels are made.
        evaluated: the steps at which a study evaluates it by default.
        early: so many first steps are looked at after every one.
    """

    def __init__(self, design: Design, examples: int) -> None:
        size = design.settings["batch_size"]
        size = size if size == "full" else min(size, examples)
        self.design, self.settings = design, {**design.settings, "batch_size": size}
        self.epoch = 1 if size == "full" else -(-examples // size)
        self.length = length = design.settings.get("steps") or design.settings["epochs"] * self.epoch
        self.grid = (
            np.round(np.linspace(0, CONTINUED * length, CONTINUED * EVALUATIONS + 1)).astype(int).tolist()
        )
        every = max(self.epoch, -(-length // MOST_EVALUATIONS))
        self.evaluated = sorted({*range(0, length + 1, every), length})
        self.early = max(3, round(EARLY * length))
        sizes = [int(size) for size in design.settings["net"].split("-")]
        self.parameters = sum((a + 1) * b for a, b in pairwise(sizes))
        self.rates = np.full(CONTINUED * length, design.settings["learning_rate"])
        for piece in filter(None, str(design.settings.get("pieces", "")).split("/")):
            start, factor = piece.split(":")
            self.rates[int(start) :] = design.settings["learning_rate"] * float(factor)
        if design.flipped_from is not None:
            self.rates[design.flipped_from :] *= -1  # a planted bug: steps go up the gradient


def _kept(plan: _Plan) -> dict[str, Any]:
    """The settings that findings may speak of, complete."""
    names = ("net", "activation", "loss", "optimizer", "learning_rate", "momentum", "batch_size", "l2",
             "schedule", "pieces", "seed")  # fmt: skip
    return {name: plan.settings[name] for name in names if name in plan.settings} | {"steps": plan.length}


def _losses(seen: Trained, name: str, steps: Sequence[int]) -> np.ndarray:
    return np.array([seen.seen[name][step][0] for step in steps], np.float32)


def _best(validated: Sequence[tuple[float, float]]) -> int:
    """Which evaluation is the winner's: the most accurate one, and of those the one with the lowest loss."""
    return max(range(len(validated)), key=lambda number: (validated[number][1], -validated[number][0]))


def _diverged_at(losses: np.ndarray, seen: Trained, length: int) -> int | None:
    """The first step whose loss is not finite; the length where only the evaluation after it shows it."""
    bad = np.flatnonzero(~np.isfinite(losses))
    if bad.size:
        return int(bad[0])
    return None if np.isfinite(seen.seen["train"][length][0]) else length


def _jumps(losses: np.ndarray, seen: np.ndarray) -> float | None:
    """The mean jump from step to step, in the median quarter: a spike spoils one.

    None where the trial went elsewhere than the one that is seen, as unstable ones do.
    """
    ends = [float(np.mean(curve[-max(4, len(losses) // 4) :])) for curve in (losses, seen)]
    if len(losses) < 5 or not 0.5 * ends[1] <= ends[0] <= 2 * ends[1]:
        return None
    each = np.abs(np.diff(losses.astype(float)))
    return _number(float(np.median([quarter.mean() for quarter in np.array_split(each, 4)])))


def _quantiles(values: Sequence[float]) -> list[float | None]:
    """The 10%, 50% and 90% points."""
    return [_number(float(point)) for point in np.quantile(values, [0.1, 0.5, 0.9])]


def _number(value: float) -> float | None:
    return float(f"{value:.4g}") if np.isfinite(value) else None
