"""Where the trials along the vector lanes win: the constants of src/trainlab/nets/lanes.py.

The same studies with the trials along the lanes and in the general form, through the real engine, which takes
one or the other by the largest net that is allowed on the lanes: time of training a step and trial, and
seconds of compiling in the first turn, less where an earlier case compiled the program. Nets from 22 to 1,004
weights with 16 trials on each device, and 4-6-6-1 with 8 to 64.

    TRAINLAB_CACHE=$(mktemp -d) python bench/lanes.py [--repeats N]

Two minutes. It checks MAX_NUMBERS and LANES.
"""

from __future__ import annotations

import tempfile
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import patch

import measure
import numpy as np

import trainlab as tl
from trainlab.nets import lanes, read_net
from trainlab.scale.engine import configure
from trainlab.scale.machine.devices import device_count

NETS = (
    "2-4-2",
    "4-6-6-1",
    "8-12-8-2",
    "4-16-16-1",
    "10-20-10",
    "64-6-10",
    "16-24-10",
    "20-40-4",
)
"""From 22 to 1,004 weights: larger nets are not packed, and take the general form whatever is allowed."""

CASES = [*((net, 16) for net in NETS), *(("4-6-6-1", trials) for trials in (8, 32, 64))]
"""Nets, and trials on each device."""

BATCH, STEPS, EXAMPLES, HELD_OUT = 32, 4000, 2000, 100
FORMS = ("lanes", "general")


def dataset(net: str) -> tl.Dataset:
    """Examples without a meaning that fit a net."""
    inputs, *_, outputs = (int(part) for part in net.split("-"))
    random = np.random.default_rng(0)
    x = random.standard_normal((EXAMPLES + 2 * HELD_OUT, inputs), np.float32)
    y = np.arange(len(x)) % max(2, outputs)
    held_out = [(x[-i * HELD_OUT :][:HELD_OUT], y[-i * HELD_OUT :][:HELD_OUT]) for i in (1, 2)]
    return tl.Dataset.from_arrays(x[:EXAMPLES], y[:EXAMPLES], validation=held_out[0], test=held_out[1])


def run(net: str, trials: int, form: str) -> tuple[float, float]:
    """Microseconds of a step and trial, on all devices together, and seconds of compiling."""
    count = trials * device_count()
    with (
        tempfile.TemporaryDirectory() as root,
        patch.object(lanes, "MAX_NUMBERS", 1 << 20 if form == "lanes" else 0),
    ):
        study = tl.run(
            dataset(net), net, optimizer="sgd", batch_size=BATCH, steps=STEPS, eval_every=STEPS,
            learning_rate=tl.log(1e-4, 1e-2, count), root=root, check=False,
        )  # fmt: skip
        return study.info.seconds["train"] / STEPS / count * 1e6, study.info.seconds["compile"]


def compare(net: str, trials: int, repeats: int) -> tuple[list[Any], dict[str, Any]]:
    """A row of the table, and the same as plain data."""
    taken = measure.interleaved({form: partial(run, net, trials, form) for form in FORMS}, repeats)
    steps = {form: median(seconds for seconds, _ in answers) for form, answers in taken.items()}
    compiling = {form: answers[0][1] for form, answers in taken.items()}
    weights = read_net(net, "relu").parameters
    row = [
        net, weights, trials, *(f"{steps[form]:.2f}" for form in FORMS),
        f"{steps['general'] / steps['lanes']:.1f}", *(f"{compiling[form]:.1f}" for form in FORMS),
    ]  # fmt: skip
    return row, {"net": net, "weights": weights, "trials": trials, "us": steps, "compile_seconds": compiling}


def main() -> None:
    """Measure, print, write."""
    options = measure.arguments(__doc__, repeats=3).parse_args()
    configure()
    done = [compare(net, trials, options.repeats) for net, trials in CASES]
    measure.print_table(
        "us of a step and trial, and seconds of compiling",
        ["net", "weights", "trials", "lanes", "general", "times", "compile: lanes", "general"],
        [row for row, _ in done],
    )
    measure.write_results(options.results, "lanes", ["trainlab"], {"cases": [of for _, of in done]})


if __name__ == "__main__":
    main()
