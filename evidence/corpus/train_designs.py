"""Trains designs on one table, and keeps what detectors see apart from what labels are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from evidence.corpus.designs import Design
from evidence.corpus.facts import rise_from_valley
from evidence.corpus.families import EVALUATIONS
from evidence.corpus.loop import Examples, Run, Trained, train_runs
from evidence.corpus.plan import Plan

SAMPLES = 20
"""Samples of the size of validation, drawn from test with replacement, on which a trial is looked at, too."""


def train_designs(
    some: Sequence[Design], splits: Mapping[str, Examples], classes: int
) -> Iterator[tuple[dict[str, Any], dict[str, np.ndarray]]]:
    """What describes each trial, and its curves."""
    examples = len(splits["train"][1])
    numeric = splits["train"][1].dtype.kind == "f"
    size = len(splits["validation"][1])
    random = np.random.default_rng(0)
    samples = {
        f"sample {n}": ("test", random.integers(0, len(splits["test"][1]), size)) for n in range(SAMPLES)
    }
    planned = [Plan(design, examples) for design in some]
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
            **_targets(splits["train"][1], classes),
            "validation": len(splits["validation"][1]), "steps_per_epoch": plan.epoch,
            "parameters": plan.parameters, "diverged_at": at,
            "best_step": evaluated[_best(validated, numeric)],
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


def _kept(plan: Plan) -> dict[str, Any]:
    """The settings that findings may speak of, complete."""
    names = ("task", "net", "activation", "loss", "optimizer", "learning_rate", "momentum", "batch_size",
             "l2", "schedule", "pieces", "seed")  # fmt: skip
    return {name: plan.settings[name] for name in names if name in plan.settings} | {"steps": plan.length}


def _losses(seen: Trained, name: str, steps: Sequence[int]) -> np.ndarray:
    return np.array([seen.seen[name][step][0] for step in steps], np.float32)


def _targets(train: np.ndarray, classes: int) -> dict[str, Any]:
    """What is known of the targets of train: how many there are of each class; or how numbers scatter."""
    if train.dtype.kind != "f":
        return {"train_counts": np.bincount(train, minlength=classes).tolist()}
    distances = np.abs(train - train.mean())
    return {"variance": float(np.mean(distances**2)), "mean_distance": float(np.mean(distances))}


def _best(validated: Sequence[tuple[float, float]], numeric: bool) -> int:
    """Which evaluation is the best: the most accurate one, and of those the one with the lowest loss."""
    if numeric:
        return min(range(len(validated)), key=lambda number: validated[number][0])
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
