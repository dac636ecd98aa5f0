"""In which parts a batch of images goes through a net: the constants of src/trainlab/train/batch.py.

The same studies with the whole batch at once and in parts of 16 to 256 examples, through the real engine,
eight trials each: microseconds of a step and trial, and the seconds of compiling in the first turn.

    TRAINLAB_CACHE=$(mktemp -d) python bench/parts.py [--repeats N]

Ten minutes. It checks FEWEST, PART_NUMBERS and WHOLE_NUMBERS: parts of the size that is taken shall be
about the fastest. Nets that are never taken in parts come last: their kernels learn by products of rows.
"""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import patch

import conv_steps
import measure
import numpy as np

import trainlab as tl
from trainlab.nets import read_net
from trainlab.scale.engine import configure
from trainlab.settings import resolve
from trainlab.store import StudyReader
from trainlab.train import batch as batches
from trainlab.train.recipe import Recipe

CASES = (
    (conv_steps.NOTE, 1024, 28),
    (conv_steps.NOTE, 128, 28),
    ("conv3x3x4 maxpool2 conv3x3x4 maxpool2 flatten dense10", 128, 28),
    ("conv3x3x4 conv3x3x4 avgpool4 flatten dense10", 256, 28),
    ("conv3x3x2 maxpool2 flatten dense10", 256, 8),
    ("conv3x3x2 maxpool2 flatten dense10", 2048, 8),
    ("conv3x3x8 maxpool2 flatten dense10", 128, 28),
    ("conv5x5x6/2 conv5x5x12/2 flatten dense10", 128, 28),
)
"""Nets, batch sizes, and the height and width of the images."""

SIZES = (16, 32, 64, 128, 256)
EXAMPLES, TRIALS, HELD_OUT = 4096, 8, 100


def dataset(side: int) -> tl.Dataset:
    """Images without a meaning."""
    random = np.random.default_rng(0)
    x = random.standard_normal((EXAMPLES + 2 * HELD_OUT, side, side, 1), np.float32)
    y = np.arange(len(x)) % 10
    held_out = [(x[-i * HELD_OUT :][:HELD_OUT], y[-i * HELD_OUT :][:HELD_OUT]) for i in (1, 2)]
    return tl.Dataset.from_arrays(x[:EXAMPLES], y[:EXAMPLES], validation=held_out[0], test=held_out[1])


def run(net: str, batch: int, side: int, size: int) -> tuple[float, float]:
    """Microseconds of a step and trial, on all devices together, and seconds of compiling."""
    steps = max(30, 4000 // batch)
    with tempfile.TemporaryDirectory() as root, ExitStack() as patched:
        least = 1 << 60 if size >= batch else 0
        for name, value in (("FEWEST", size), ("PART_NUMBERS", 1), ("WHOLE_NUMBERS", least)):
            patched.enter_context(patch.object(batches, name, value))
        patched.enter_context(patch.object(batches, "_takes_parts", lambda layer: True))
        study = tl.run(
            dataset(side), net, optimizer="adam", batch_size=batch, steps=steps, eval_every=steps,
            learning_rate=tl.log(1e-4, 1e-2, TRIALS), root=root, check=False,
        )  # fmt: skip
        (population,) = StudyReader(study.folder).populations()
        seconds = study.trials[0].record.seconds_per_step
        assert seconds is not None
        return seconds / min(population.width, TRIALS) * 1e6, study.info.seconds["compile"]


def taken(net: str, batch: int, side: int) -> int:
    """The size of part that the engine takes."""
    shape = (side, side, 1)
    assert read_net(net, "relu", shape).outputs == 10
    return batches.part_size(Recipe.of(resolve({"net": net}, data="arrays"), shape), batch)


def compare(net: str, batch: int, side: int, repeats: int) -> tuple[list[Any], dict[str, Any]]:
    """A row of the table, and the same as plain data."""
    sizes = [size for size in SIZES if size < batch]
    asked = {str(size): partial(run, net, batch, side, size) for size in (*sizes, batch)}
    answers = measure.interleaved(asked, repeats)
    steps = {size: median(of for of, _ in turns) for size, turns in answers.items()}
    compiling = {size: turns[0][1] for size, turns in answers.items()}
    own = taken(net, batch, side)
    shown = [f"{steps[str(size)]:.0f}" if str(size) in steps else "" for size in SIZES]
    row = [net, batch, *shown, f"{steps[str(batch)]:.0f}", own if own < batch else "whole"]
    note = {"net": net, "batch": batch, "side": side, "us": steps, "taken": own, "compile_seconds": compiling}
    return row, note


def main() -> None:
    """Measure, print, write."""
    options = measure.arguments(__doc__, repeats=3).parse_args()
    configure()
    done = [compare(*case, options.repeats) for case in CASES]
    measure.print_table(
        "us of a step and trial, by examples of a part",
        ["net", "batch", *map(str, SIZES), "whole", "taken"],
        [row for row, _ in done],
    )
    measure.write_results(options.results, "parts", ["trainlab"], {"cases": [of for _, of in done]})


if __name__ == "__main__":
    main()
