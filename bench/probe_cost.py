"""What probes cost: the seconds of one probe of a population against the seconds of one of its steps.

Four nets, from tiny to 784-100-10, four trials each; every probe by itself, then the two tiers. Both times
are of the whole population, compilation apart, and taken in the same run.

Usage: python bench/probe_cost.py [--repeats N]
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import measure
import numpy as np

import trainlab as tl

PROBES = (
    "gradients",
    "weights",
    "updates",
    "dead",
    "activations",
    "noise_scale",
    "sharpness",
    "cheap",
    "full",
)

STEPS = 30

EVERY = 3


def images(height: int, width: int, classes: int) -> tl.Dataset:
    """2,000 examples of noise: what is in them does not matter to the time."""
    draw = np.random.default_rng(0)
    x, y = draw.random((2000, height, width, 1)).astype(np.float32), draw.integers(0, classes, 2000)
    few = (x[:100], y[:100])
    return tl.Dataset.from_arrays(x, y, validation=few, test=few, name=f"{height} x {width}")


NETS = {
    "2-8-8-1": (lambda: "moons", "2-8-8-1"),
    "64-32-32-10": (lambda: "digits", "64-32-32-10"),
    "conv3x3x8 on 12 x 12": (lambda: images(12, 12, 10), "conv3x3x8:relu maxpool2 flatten dense10"),
    "784-100-10": (lambda: images(28, 28, 10), "784-100-10"),
}


def cost(root: Path, data: object, net: str, probe: str) -> tuple[float, float, float]:
    """Seconds of a probe, of a step and of compiling both; of the whole population."""
    study = tl.run(
        data,
        net,
        probe=probe,
        probe_every=EVERY,
        steps=STEPS,
        seeds=4,
        eval_every=STEPS,
        root=root,
        check=False,
    )  # type: ignore[arg-type]
    step = study.trials[0].record.seconds_per_step
    assert step is not None
    return study.info.seconds["probe"] / (STEPS // EVERY), step, study.info.seconds["compile"]


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=1)
    options = parser.parse_args()
    rows, noted = [], {}
    for title, (data, net) in NETS.items():
        noted[title] = {}
        for probe in PROBES:
            with tempfile.TemporaryDirectory() as folder:
                turns = [cost(Path(folder), data(), net, probe) for _ in range(options.repeats)]
            probed, step, compiled = (float(np.median(values)) for values in zip(*turns, strict=True))
            noted[title][probe] = {"probe": probed, "step": step, "steps": probed / step, "compile": compiled}
            rows.append([title, probe, f"{probed * 1e3:.2f}", f"{probed / step:.1f}", f"{compiled:.1f}"])
            print(rows[-1], flush=True)
    measure.print_table(
        "One probe of four trials", ["net", "probe", "ms", "in steps", "compiled in s"], rows
    )  # fmt: skip
    measure.write_results(options.results, "probe_cost", ["trainlab"], {"batch_size": 32, "nets": noted})


if __name__ == "__main__":
    main()
