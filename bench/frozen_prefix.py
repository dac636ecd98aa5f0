"""What it saves to compute frozen layers once: the same study with and without the cache, in turns.

Two studies: a 784-500-300-10 net whose two hidden layers come from a trained net and are frozen, and the
158-parameter net whose first layer, a pooling, has nothing to learn.

Usage: python bench/frozen_prefix.py [--repeats N]

Needs the MNIST data: TRAINLAB_DATA, or a network once.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import measure

import trainlab as tl

DENSE = "784-500-300-10"
TINY = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"


def seconds(root: Path, net: str, settings: dict[str, Any], cached: bool) -> float:
    """Seconds a study spends training: running the prefix, steps, evaluations and commits."""
    study = tl.run("mnist", net, **settings, cache_prefix=cached, root=root)
    return study.info.seconds["train"]


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        trained = tl.run("mnist", DENSE, learning_rate=0.1, epochs=1, root=root, name="trained")
        transfer = {
            "start_from": f"{trained.folder}:0", "reuse": "hidden*", "freeze": "hidden*", "epochs": 3,
            "learning_rate": tl.log(0.003, 0.3, 4), "batch_size": 50,
        }  # fmt: skip
        tiny = {"optimizer": "nadam", "batch_size": 1024, "epochs": 1, "seeds": 4}
        cases = {
            f"{DENSE}, hidden layers frozen": (DENSE, transfer),
            "158 parameters, first pooling": (TINY, tiny),
        }
        measures = {
            f"{title}, {'cached' if cached else 'every step'}": partial(seconds, root, net, settings, cached)
            for title, (net, settings) in cases.items()
            for cached in (True, False)
        }
        measure.interleaved(measures, 1)  # compiles everything
        taken = measure.interleaved(measures, options.repeats)
    rows, noted = [], {}
    for title in cases:
        cached, every = taken[f"{title}, cached"], taken[f"{title}, every step"]
        noted[title] = {
            "cached": measure.summary(cached), "every_step": measure.summary(every),
            "ratio": measure.ratio(every, cached),
        }  # fmt: skip
        rows.append([
            title, f"{noted[title]['cached']['median']:.1f}", f"{noted[title]['every_step']['median']:.1f}",
            f"{noted[title]['ratio']:.1f}",
        ])  # fmt: skip
    measure.print_table(
        "Seconds spent training, with the frozen prefix computed once and at every step",
        ["", "once", "every step", "ratio"],
        rows,
    )
    measure.write_results(options.results, "frozen_prefix", ["trainlab"], {"studies": noted})


if __name__ == "__main__":
    main()
