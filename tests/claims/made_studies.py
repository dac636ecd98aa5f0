"""Studies that nobody trained: any design, any curves, ended in any way."""

from __future__ import annotations

import dataclasses
import itertools
import math
import zlib
from collections.abc import Mapping

import numpy as np
from claim_oracles.stored import Stored
from hypothesis import strategies as st
from made_curves import CHARACTERS, made_curve

from trainlab.record import Curves, StudyInfo, Trial
from trainlab.settings import Value, resolve
from trainlab.tasks import OF_CLASSES

VALUES: dict[str, tuple[Value, ...]] = {
    "learning_rate": (0.0001, 0.001, 0.01, 0.1, 1.0, 3.98107, 10.0),
    "l2": (0.0, 1e-6, 0.0001, 0.01, 0.1),
    "momentum": (0.0, 0.5, 0.9, 1.0),
    "batch_size": (1, 2, 8, 32, 100, "full"),
    "optimizer": ("sgd", "adam", "rmsprop", "adagrad"),
    "weight_init": ("he_normal", "glorot_uniform", "orthogonal"),
    "dropout": (0.0, 0.2, 0.5, 0.9),
    "activation": ("relu", "tanh", "sigmoid"),
    "init_gain": (0.01, 1.0, 3.0, 24.0, 1e9),
    "bias_init": (-0.5, 0.0, 0.25),
    "net": ("2-4-2", "2-10-2", "2-4-4-2"),
    "standardize": (False, True),
    "warmup": (0, 12, 22, 24),
    "data_seed": (0, 1, 2),
    "eval_every": (3, 7),
}
"""Values that studies vary: numbers and words, with ends that cannot be passed and ends that can."""

DRAWN = {"learning_rate": (-5, 1), "l2": (-7, -1), "init_gain": (-2, 2), "weight_decay": (-6, -1)}
"""Ranges, in powers of ten, that random draws come from."""


@st.composite
def designs(draw: st.DrawFn) -> tuple[list[dict[str, Value]], tuple[str, ...]]:
    """The settings of every trial that differ, and their names."""
    kind = draw(st.sampled_from(["grid", "grid", "holes", "pairs", "random", "single", "beside"]))
    if kind == "single":
        return [{}], ()
    if kind == "random":
        return _drawn(draw, 24)
    if (
        kind == "beside"
    ):  # draws, or settings that change together, and another setting with all of its values
        rows, names = _drawn(draw, 12) if draw(st.booleans()) else _paired(draw)
        other = draw(st.sampled_from([name for name in sorted(VALUES) if name not in names]))
        taken = draw(st.lists(st.sampled_from(VALUES[other]), min_size=2, max_size=3, unique=True))
        return [row | {other: value} for row in rows for value in taken], (*names, other)
    names = tuple(draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=1, max_size=3, unique=True)))
    taken = [
        draw(
            st.lists(
                st.sampled_from(VALUES[name]), min_size=2, max_size=4 if len(names) < 3 else 2, unique=True
            )
        )
        for name in names
    ]
    rows = list(zip(*taken, strict=False) if kind == "pairs" else itertools.product(*taken))
    if kind == "holes" and len(rows) > 3:
        keep = draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
        rows = [row for row, kept in zip(rows, keep, strict=True) if kept] or rows[:1]
    return [dict(zip(names, row, strict=True)) for row in rows], names


def _drawn(draw: st.DrawFn, most: int) -> tuple[list[dict[str, Value]], tuple[str, ...]]:
    """Numbers drawn at random."""
    names = tuple(draw(st.lists(st.sampled_from(sorted(DRAWN)), min_size=1, max_size=3, unique=True)))
    points = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count = draw(st.integers(3, most))
    return [{name: float(10 ** points.uniform(*DRAWN[name])) for name in names} for _ in range(count)], names


def _paired(draw: st.DrawFn) -> tuple[list[dict[str, Value]], tuple[str, ...]]:
    """Two settings that change together; one of them may come back to a value it had."""
    names = tuple(draw(st.lists(st.sampled_from(sorted(VALUES)), min_size=2, max_size=2, unique=True)))
    count = min(*(len(VALUES[name]) for name in names), draw(st.integers(2, 4)))
    unique = draw(st.booleans())
    taken = [
        draw(st.lists(st.sampled_from(VALUES[name]), min_size=count, max_size=count, unique=unique or not at))
        for at, name in enumerate(names)
    ]
    return [dict(zip(names, row, strict=True)) for row in zip(*taken, strict=True)], names


@st.composite
def studies(draw: st.DrawFn) -> Stored:
    """A study as it may lie in a folder."""
    rows, names = draw(designs())
    seeds = draw(st.sampled_from([1, 1, 2, 3, 5]))
    if len(rows) * seeds > 48:
        seeds = 1
    unbalanced = draw(st.booleans()) and draw(st.booleans())
    common = draw(_common())
    lengths = draw(st.sampled_from([(), (), (), ("steps",), ("epochs",)])) if "steps" not in common else ()
    own = seeds if draw(st.integers(0, 7)) == 0 else 0  # seeds of their own, which no two share
    given = [row | {"seed": at * own + seed} for at, row in enumerate(rows) for seed in range(seeds)]
    per_epoch = draw(st.sampled_from([1, 7, 10]))
    if lengths:
        [unit] = lengths
        some = draw(st.lists(st.integers(1, 40), min_size=2, max_size=3, unique=True))
        given = [row | {unit: number * (8 if unit == "steps" else 1)} for row in given for number in some][
            :48
        ]
    else:
        common["steps"] = draw(st.sampled_from([1, 2, 3, 12, 39, 40, 41, 60, 100, 200, 317]))
    if unbalanced and len(given) > 2:
        given = given[: -(len(given) // 3) or None]
        if draw(st.booleans()):  # any of them are missing, not the last
            kept = np.random.default_rng(draw(st.integers(0, 99))).random(len(given)) < 0.8
            given = [row for row, there in zip(given, kept, strict=True) if there] or given[:1]
    if draw(st.integers(0, 9)) == 0:  # the same trial twice, or often
        again = draw(st.sampled_from([1, 1, 2, 5, 9]))
        given += [given[at % min(len(given), 3)] for at in range(0, again * again, again)]
    varied = [*names, *(name for name in lengths)]
    dead = [name for name in [*varied, "seed"] if draw(st.integers(0, 3)) == 0]
    world = _World(draw)
    trials, curves = [], []
    for id, row in enumerate(given):
        settings = resolve({"net": "2-4-2", **common, **row}, "moons")
        length = int(settings["steps"]) if "steps" in settings else int(settings["epochs"]) * per_epoch
        acting = {
            name: value for name, value in row.items()
            if name not in (*dead, "steps", "epochs") and name in settings
        }  # fmt: skip
        trial = Trial(id, settings, population=0, length=length, steps_per_epoch=per_epoch, parameters=22)
        ended, of_trial = world.trained(trial, acting)
        trials.append(ended)
        curves.append(of_trial)
    info = StudyInfo(
        "made", "2026-01-01T00:00:00", "moons",
        {
            "inputs": "2", "classes": world.classes, "train": 900, "validation": world.examples, "test": 100,
            **world.counts,
        },
        tuple(name for name in varied if len({trial.settings.get(name) for trial in trials}) > 1), {},
    )  # fmt: skip
    return Stored(info, trials, _joined(trials, curves), world.right(trials, curves))


@st.composite
def _common(draw: st.DrawFn) -> dict[str, Value]:
    """Settings that all trials share."""
    common: dict[str, Value] = {}
    watched = draw(
        st.sampled_from(["none", "none", "none", "train_loss", "validation_loss", "validation_accuracy"])
    )
    if watched != "none":
        common["early_stopping"] = watched
        common["patience"] = draw(st.sampled_from([1, 5, 10]))
        common["min_delta"] = draw(st.sampled_from([0.0, 0.001]))
    elif draw(st.integers(0, 7)) == 0:
        common["until"] = "train_loss<0.3"
    common |= draw(
        st.sampled_from([{}, {}, {"loss": "mse"}, {"l2": 0.01}, {"clip_norm": 1.0}, {"warmup": 5}])
    )
    return common


class _World:
    """What training gives, from a few numbers drawn for the whole study."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.seed = draw(st.integers(0, 2**32 - 1))
        self.classes = draw(st.sampled_from([2, 3, 10]))
        uneven = ":".join(["891", *["9"] * (self.classes - 1)])
        self.counts = draw(st.sampled_from([{}, {"class_counts": uneven}, {"class_counts": ""}]))
        self.examples = draw(st.sampled_from([10, 21, 100, 5000]))
        characters = draw(st.lists(st.sampled_from(CHARACTERS), min_size=1, max_size=4))
        self.characters = characters
        self.noise = draw(st.sampled_from([0.0, 0.0, 0.003, 0.05, 0.3, 1.0]))
        self.every = draw(st.sampled_from([1, 3, 10, 40]))
        self.spread = draw(st.sampled_from([0.0, 0.02, 0.2]))
        self.turns = draw(st.booleans())
        self.keeps_right = draw(st.booleans())
        self.decides = draw(st.integers(0, 4))
        """Settings, of those that act, that alone decide how good a trial becomes; 0: its noise does."""
        self.endings = draw(
            st.sampled_from([("done",), ("done",), ("done",), ("done", "stopped"), ("done", "diverged"),
                             ("done", "running", "planned", "diverged", "stopped"), ("diverged",)])
        )  # fmt: skip

    def trained(
        self, trial: Trial, acting: Mapping[str, Value]
    ) -> tuple[Trial, dict[str, list[tuple[int, float]]]]:
        """The trial as it ended, and its curves as steps and values."""
        draw = np.random.default_rng([self.seed, zlib.crc32(repr(sorted(acting.items())).encode())])
        # Longer than any trial, so that a shorter one is the beginning of a longer one.
        whole = made_curve(str(draw.choice(self.characters)), 400, draw, self.noise)
        stretched = bool(draw.random() < 0.5) and "steps" in trial.settings
        losses = whole[: trial.length]
        if not stretched:
            losses = made_curve(str(draw.choice(self.characters)), trial.length, draw, self.noise)
        status = str(draw.choice(self.endings))
        end, diverged_at, stopped_by = trial.length, None, None
        if status == "stopped":
            stopped_by = "until" if "until" in trial.settings else "early_stopping"
            if stopped_by == "early_stopping" and trial.settings.get("early_stopping", "none") == "none":
                status, stopped_by = "done", None
            else:
                end = int(draw.integers(1, trial.length + 1))
        elif status == "running":
            end = int(draw.integers(0, trial.length + 1))
        elif status == "planned":
            end = 0
        elif status == "diverged":
            diverged_at = int(draw.integers(0, trial.length + 1))
            end = diverged_at
        train = [(step, float(losses[step])) for step in range(min(end, trial.length))]
        if diverged_at is not None and diverged_at < trial.length:
            train.append((diverged_at, float(draw.choice([math.nan, math.inf]))))
        deciding = [name for name in acting if name != "seed"][: self.decides]
        skill = self._skill([acting[name] for name in deciding]) if deciding else float(draw.uniform())
        curves = {"train_loss": train} | self._evaluated(losses, end, trial.length, draw, skill)
        if status == "planned":
            curves = {name: [] for name in ("train_loss", *OF_CLASSES)}
        if diverged_at == trial.length:
            curves["validation_loss"][-1] = (trial.length, math.nan)
        return self._ended(trial, curves, status, end, diverged_at, stopped_by), curves

    def right(
        self, trials: list[Trial], curves: list[dict[str, list[tuple[int, float]]]]
    ) -> dict[tuple[int, int], np.ndarray]:
        """Which examples each evaluation got right: the easier ones, as the trial sees them."""
        if self.examples > 100 or not self.keeps_right:
            return {}
        found = {}
        easy = np.random.default_rng(self.seed).normal(size=self.examples)
        for trial, of_trial in zip(trials, curves, strict=True):
            draw = np.random.default_rng([self.seed, trial.id])
            for step, accuracy in of_trial["validation_accuracy"]:
                order = np.argsort(easy + draw.normal(size=self.examples))
                bits = np.zeros(self.examples, dtype=bool)
                bits[order[: round(accuracy * self.examples)]] = True
                found[trial.id, step] = bits
        return found

    def _skill(self, values: list[Value]) -> float:
        """How good trials of some values are: along numbers, or as each combination has it."""
        if self.seed % 2 and all(isinstance(value, float) and value > 0 for value in values):
            return float(np.clip(0.5 + 0.1 * sum(math.log10(float(value)) for value in values), 0, 1))
        return float(np.random.default_rng([self.seed, zlib.crc32(repr(values).encode())]).uniform())

    def _evaluated(
        self, losses: np.ndarray, end: int, length: int, draw: np.random.Generator, skill: float
    ) -> dict[str, list[tuple[int, float]]]:
        steps = np.unique([*range(0, end + 1, self.every), end])
        gap = abs(draw.normal(0, self.spread))
        sums = np.concatenate([[0.0], np.cumsum(losses, dtype=float)])
        ends, begins = np.minimum(steps + 1, len(losses)), np.clip(steps - 10, 0, len(losses) - 1)
        loss = (sums[ends] - sums[begins]) / (ends - begins)
        turn = steps / max(length, 1) * gap * 5 if self.turns else 0.0
        held_out = loss * (1 + gap) + turn + np.abs(draw.normal(0, self.spread * 0.1, len(steps)))
        right = (skill if self.decides > 2 else skill / (1 + held_out)) + draw.normal(
            0, self.spread, len(steps)
        )
        found = (
            loss,
            np.round(self.examples / (1 + np.minimum(loss, 1e6))) / self.examples,
            held_out,
            np.clip(np.round(self.examples * right), 0, self.examples) / self.examples,
        )
        return {
            name: list(zip(steps.tolist(), values.tolist(), strict=True))
            for name, values in zip(OF_CLASSES, found, strict=True)
        }

    def _ended(
        self, trial: Trial, curves: Mapping[str, list[tuple[int, float]]], status: str, end: int,
        diverged_at: int | None, stopped_by: str | None,
    ) -> Trial:  # fmt: skip
        columns = [[value for _, value in curves[name]] for name in OF_CLASSES]
        steps = [step for step, _ in curves["validation_loss"]]
        rows = zip(steps, *columns, strict=True)
        named = [dict(zip(("step", *OF_CLASSES), row, strict=True)) for row in rows]
        watched = str(trial.settings.get("early_stopping", "none"))
        best = _winner(named, watched)
        return dataclasses.replace(
            trial, status=status, steps=end, diverged_at=diverged_at, stopped_by=stopped_by,
            best_step=None if best is None else int(best["step"]),
            final={name: named[-1][name] for name in OF_CLASSES} if named else {},
            best={name: best[name] for name in OF_CLASSES} if best else {},
        )  # type: ignore[arg-type]  # fmt: skip


def _winner(rows: list[dict[str, float]], watched: str) -> dict[str, float] | None:
    """The evaluation whose weights a trial keeps as its best."""
    rows = [row for row in rows if all(math.isfinite(value) for value in row.values())]
    if not rows:
        return None
    if watched in ("train_loss", "validation_loss"):
        return min(rows, key=lambda row: row["evaluated_train_loss" if watched == "train_loss" else watched])
    return max(rows, key=lambda row: (row["validation_accuracy"], -row["validation_loss"]))


def _joined(trials: list[Trial], curves: list[dict[str, list[tuple[int, float]]]]) -> dict[str, Curves]:
    ids = np.array([trial.id for trial in trials], np.int64)
    found = {}
    for name in ("train_loss", *OF_CLASSES):
        steps = sorted({step for of_trial in curves for step, _ in of_trial[name]})
        place = {step: column for column, step in enumerate(steps)}
        values = np.full(
            (len(trials), len(steps)), np.nan, np.float32 if name == "train_loss" else np.float64
        )
        for row, of_trial in enumerate(curves):
            for step, value in of_trial[name]:
                values[row, place[step]] = value
        found[name] = Curves(name, ids, np.array(steps, np.int64), values)
    rates = np.array([[trial.settings["learning_rate"]] * len(found["train_loss"].steps) for trial in trials])
    found["learning_rate"] = Curves("learning_rate", ids, found["train_loss"].steps, rates.astype(np.float32))
    return found
