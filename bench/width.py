"""How many trials a device should step together: the measurement behind src/trainlab/scale/plans/width.py.

For nets from tiny to large, with SGD and Adam, the time of a step per trial against the number of trials
stepped together on each device, through the real engine: the rule's answer is replaced by each of 1, 2, 4,
... in turn. Beside the times stands what the rule chooses and how much longer that takes than the best. At
the end the rule's two constants are tried over a grid, and those that lose least are named.

Usage: python bench/width.py [--repeats N] [--widest N] [--net NET ...]

About ten minutes. It checks CACHE_BYTES and MAX_TOGETHER, which shorter trials chose.
"""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from statistics import median
from typing import Any
from unittest.mock import patch

import measure
import numpy as np

import trainlab as tl
from trainlab.scale.engine import configure
from trainlab.scale.machine.devices import device_count
from trainlab.scale.plans import plan, width
from trainlab.store import StudyReader

NETS = (
    ("2-4-2", 100), ("4-6-6-1", 32), ("64-32-10", 32),
    ("784-32-10", 100), ("784-128-10", 100), ("784-512-10", 50),
)  # fmt: skip
"""Nets from tiny to large, and their batch sizes."""

OPTIMIZERS = ("sgd", "adam")
EXAMPLES, HELD_OUT = 10_000, 100
BLOCKS_SECONDS = 0.3
"""About how long one study trains."""

CACHES = tuple(1 << power for power in range(15, 26))
MOST = (1, 2, 4, 8, 16, 32, 64)
"""The constants that are tried: bytes of cache, and trials together at most."""


@dataclass
class Case:
    """One net and recipe.

    Attributes:
        net, batch, optimizer: what a step does.
        asked: what the engine asked the rule, once it has.
        seconds: trials together on a device -> seconds of a step per trial and device, median over turns.
    """

    net: str
    batch: int
    optimizer: str
    asked: tuple[Any, ...] = ()
    seconds: dict[int, float] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The case in words."""
        return f"{self.net}, batch {self.batch}, {self.optimizer}"

    def chosen(self) -> int:
        """What the rule chooses."""
        return width.trials_together(*self.asked)

    def loss(self) -> float:
        """How many times longer the rule's choice takes than the best width that was measured."""
        measured = [together for together in self.seconds if together <= self.chosen()]
        return self.seconds[max(measured)] / min(self.seconds.values())


def steps_of(case: Case, trials: int) -> int:
    """Steps that take about ``BLOCKS_SECONDS``: 30 us, and the matrix products at 30 GFLOP/s a device."""
    units = [int(part) for part in case.net.split("-")]
    products = sum(6 * case.batch * before * after for before, after in pairwise(units))
    seconds = 30e-6 + trials / device_count() * products / 30e9
    return min(4096, max(40, round(BLOCKS_SECONDS / seconds)))


def dataset(net: str) -> tl.Dataset:
    """Examples without a meaning that fit a net."""
    inputs, *_, outputs = (int(part) for part in net.split("-"))
    random = np.random.default_rng(0)
    x = random.standard_normal((EXAMPLES + 2 * HELD_OUT, inputs), np.float32)
    y = np.arange(len(x)) % max(2, outputs)
    held_out = [(x[-i * HELD_OUT :][:HELD_OUT], y[-i * HELD_OUT :][:HELD_OUT]) for i in (1, 2)]
    return tl.Dataset.from_arrays(x[:EXAMPLES], y[:EXAMPLES], validation=held_out[0], test=held_out[1])


def seconds_together(case: Case, data: tl.Dataset, together: int) -> float:
    """Seconds a step takes per trial of one device when it steps ``together`` trials at a time."""
    trials = together * device_count()
    steps = steps_of(case, trials)

    def forced(*asked: Any) -> int:
        case.asked = asked
        return together

    with tempfile.TemporaryDirectory() as root, patch.object(plan, "trials_together", forced):
        study = tl.run(
            data, case.net, optimizer=case.optimizer, batch_size=case.batch, steps=steps, eval_every=steps,
            eval_examples=HELD_OUT, learning_rate=1e-4, seeds=trials, root=root,
        )  # fmt: skip
        (population,) = StudyReader(study.folder).populations()
        if population.width != trials:
            raise SystemExit(f"trainlab steps {population.width} trials together where {trials} were forced.")
        seconds = study.trials[0].record.seconds_per_step
    assert seconds is not None
    return seconds / together


def best_constants(cases: list[Case]) -> list[dict[str, Any]]:
    """Every pair of constants with what the rule loses under it: geometric mean and worst; the best first."""
    tried = []
    for cache in CACHES:
        for most in MOST:
            with patch.object(width, "CACHE_BYTES", cache), patch.object(width, "MAX_TOGETHER", most):
                losses = [case.loss() for case in cases]
            mean = math.exp(sum(map(math.log, losses)) / len(losses))
            tried.append({"CACHE_BYTES": cache, "MAX_TOGETHER": most, "mean": mean, "worst": max(losses)})
    return sorted(tried, key=lambda pair: (round(pair["mean"], 3), pair["worst"]))


def case_row(case: Case, widths: list[int]) -> list[str]:
    """A case's row of the table: microseconds at each width, the best marked."""
    best = min(case.seconds.values())
    times = [f"{1e6 * case.seconds[w]:.1f}{'*' if case.seconds[w] == best else ' '}" for w in widths]
    return [case.title, *times, str(case.chosen()), f"{case.loss():.2f}"]


def note(case: Case, taken: Mapping[str, list[float]]) -> dict[str, Any]:
    """A case as JSON."""
    turns = {together: measure.summary(taken[f"{case.title} x{together}"]) for together in case.seconds}
    net, batch, state = case.asked[:3]
    return {
        "case": case.title, "bytes_of_one_trial": width.working_set(net, batch, state), "seconds": turns,
        "chosen": case.chosen(), "times_the_best": case.loss(),
    }  # fmt: skip


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=3)
    parser.add_argument("--widest", type=int, default=64, metavar="N", help="most trials together (64)")
    parser.add_argument("--net", action="append", metavar="NET", help="measure only these nets of the list")
    options = parser.parse_args()
    programs = tempfile.TemporaryDirectory()  # the user's own cache of programs is left alone
    os.environ["TRAINLAB_CACHE"] = programs.name
    configure()
    widths = [w for w in MOST if w <= options.widest]
    cases = [
        Case(net, batch, optimizer)
        for net, batch in NETS if options.net is None or net in options.net
        for optimizer in OPTIMIZERS
    ]  # fmt: skip
    data = {case.net: dataset(case.net) for case in cases}
    measures = {
        f"{case.title} x{together}": partial(seconds_together, case, data[case.net], together)
        for case in cases
        for together in widths
    }
    taken = measure.interleaved(measures, options.repeats)
    programs.cleanup()
    for case in cases:
        case.seconds = {together: median(taken[f"{case.title} x{together}"]) for together in widths}
    measure.print_table(
        f"Microseconds of a step, per trial of one of {device_count()} devices, by trials together there",
        ["", *(f"{w} " for w in widths), "rule", "x best"],
        [case_row(case, widths) for case in cases],
    )
    tried = best_constants(cases)
    measure.print_table(
        f"The rule's constants that lose least (now {width.CACHE_BYTES} and {width.MAX_TOGETHER})",
        ["CACHE_BYTES", "MAX_TOGETHER", "mean x best", "worst x best"],
        [[p["CACHE_BYTES"], p["MAX_TOGETHER"], f"{p['mean']:.3f}", f"{p['worst']:.2f}"] for p in tried[:8]],
    )
    results = {"devices": device_count(), "cases": [note(case, taken) for case in cases], "constants": tried}
    measure.write_results(options.results, "width", ["trainlab"], results)


if __name__ == "__main__":
    main()
