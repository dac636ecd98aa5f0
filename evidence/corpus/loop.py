"""A training loop in NumPy: many dense nets at once, looked at as often as one likes.

The arithmetic is trainlab's (a test compares their curves), and so are initial weights and orders of
examples, which trainlab draws in NumPy as well. What trainlab has not, and labels need, is the loss on
several splits after any step of one and the same run, without compiling a program for each net and table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evidence.corpus.many_nets import ManyNets

Examples = tuple[np.ndarray, np.ndarray]

BETA_1, BETA_2, EPSILON = np.float32(0.9), np.float32(0.999), np.float32(1e-7)
"""Adam's, as by default."""


@dataclass(frozen=True)
class Run:
    """One net to train.

    Attributes:
        settings: net, activation, loss, optimizer, momentum, batch_size, l2, bias_init, seed.
        rates: (steps,) the learning rate of every step.
        order_seed: of the order of examples.
        looks: step -> names of the splits to look at after so many steps.
    """

    settings: Mapping[str, Any]
    rates: np.ndarray
    order_seed: int
    looks: Mapping[int, Sequence[str]]


@dataclass
class Trained:
    """What was seen of a run.

    Attributes:
        train_loss: (steps,) loss of the batch of every step, before it.
        seen: split -> step -> mean loss and accuracy.
    """

    train_loss: np.ndarray
    seen: dict[str, dict[int, tuple[float, float]]]


def train_runs(
    runs: Sequence[Run], splits: Mapping[str, Examples], parts: Mapping[str, tuple[str, Any]] | None = None
) -> list[Trained]:
    """Train nets; those that agree in what shapes a step are trained together.

    Args:
        runs: the nets.
        splits: what to train on, called ``train``, and what else to look at.
        parts: parts of splits that are looked at whenever their split is: name -> split and examples.
    """
    done: dict[int, Trained] = {}
    kinds: dict[tuple, list[int]] = {}
    names = ("net", "activation", "loss", "optimizer", "batch_size")
    for number, run in enumerate(runs):
        kind = (*(run.settings[name] for name in names), bool(run.settings.get("l2")), run.order_seed)
        kinds.setdefault(kind, []).append(number)
    for numbers in kinds.values():
        numbers.sort(key=lambda number: -len(runs[number].rates))
        with np.errstate(all="ignore"):
            trained = _together([runs[number] for number in numbers], splits, parts or {})
        done |= dict(zip(numbers, trained, strict=True))
    return [done[number] for number in range(len(runs))]


def _together(
    runs: Sequence[Run], splits: Mapping[str, Examples], parts: Mapping[str, tuple[str, Any]]
) -> list[Trained]:
    """Train nets of one kind, the longest first."""
    from trainlab.train.order import BatchOrder

    nets, settings = ManyNets([run.settings for run in runs]), runs[0].settings
    x, y = splits["train"][0].astype(np.float32), splits["train"][1]
    size = len(y) if settings["batch_size"] == "full" else int(settings["batch_size"])
    longest = len(runs[0].rates)
    if settings["batch_size"] == "full":
        indices, counts = np.tile(np.arange(len(y)), (1, 1)), np.full(1, len(y))
    else:
        order = BatchOrder(len(y), size, shuffle=True, order_seed=runs[0].order_seed)
        indices, counts = order.batches(0, longest)
    variables = [*nets.kernels, *nets.biases]
    state = [[np.zeros_like(variable) for variable in variables] for _ in range(2)]
    momentum, l2 = (
        np.array([run.settings.get(name) or 0.0 for run in runs], np.float32)[:, None, None]
        for name in ("momentum", "l2")
    )
    penalised = bool(l2.any())
    rates = np.zeros((longest, len(runs), 1, 1), np.float32)
    for number, run in enumerate(runs):
        rates[: len(run.rates), number, 0, 0] = run.rates
    lengths = np.array([len(run.rates) for run in runs])
    train_loss = np.full((longest, len(runs)), np.nan, np.float32)
    trained = [Trained(train_loss[:length, number], {}) for number, length in enumerate(lengths)]
    for step in range(longest + 1):
        _look(runs, nets, splits, parts, step, trained)
        if step == longest:
            break
        some = slice(0, int((lengths > step).sum()))
        batch = indices[step % len(indices)][: counts[step % len(counts)]]
        logits, into, before = nets.logits(x[batch], some)
        losses, slope = nets.losses(logits, y[batch])
        train_loss[step, some] = losses.mean(axis=1)
        slopes = nets.gradients(slope / np.float32(len(batch)), into, before, some)
        if penalised:
            squares = sum((kernel[some] ** 2).sum(axis=(1, 2)) for kernel in nets.kernels)
            train_loss[step, some] += 0.5 * l2[some, 0, 0] * squares
            for number in range(len(nets.kernels)):
                slopes[number] += l2[some] * nets.kernels[number][some]
        rate = rates[step, some]
        if settings["optimizer"] == "adam":
            rate = rate * np.sqrt(1 - BETA_2 ** np.float32(step + 1)) / (1 - BETA_1 ** np.float32(step + 1))
        for variable, slope_of, mean, square in zip(variables, slopes, *state, strict=True):
            if settings["optimizer"] == "adam":
                mean[some] += (slope_of - mean[some]) * (1 - BETA_1)
                square[some] += (slope_of * slope_of - square[some]) * (1 - BETA_2)
                variable[some] -= rate * mean[some] / (np.sqrt(square[some]) + EPSILON)
            else:
                mean[some] = momentum[some] * mean[some] - rate * slope_of
                variable[some] += mean[some]
    return trained


def _look(
    runs: Sequence[Run], nets: ManyNets, splits: Mapping[str, Examples], parts: Mapping[str, tuple[str, Any]],
    step: int, trained: Sequence[Trained],
) -> None:  # fmt: skip
    """Note the losses and accuracies that are due after so many steps."""
    for name in dict.fromkeys(name for run in runs for name in run.looks.get(step, ())):
        some = [number for number, run in enumerate(runs) if name in run.looks.get(step, ())]
        x, y = splits[name]
        logits = nets.logits(x.astype(np.float32), some)[0]
        losses = nets.losses(logits, y)[0]
        right = (logits[..., 0] > 0 if nets.outputs == 1 else logits.argmax(axis=-1)) == y
        whole = {name: slice(None)} | {
            part: examples for part, (split, examples) in parts.items() if split == name
        }
        for part, examples in whole.items():
            means = losses[:, examples].mean(axis=1), right[:, examples].mean(axis=1)
            for number, loss, accuracy in zip(some, *means, strict=True):
                trained[number].seen.setdefault(part, {})[step] = (float(loss), float(accuracy))
