"""Trains one study on made-up examples, with checkpoints in its commits or without; prints what it took."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from answer import examples, units_of

import trainlab as tl
from trainlab.scale.population.population import PopulationRun


def main() -> None:
    """Answer the one question on the command line."""
    asked = json.loads(sys.argv[1])
    taken: list[float] = []
    checkpoint = PopulationRun._checkpoint

    def weighed(run: PopulationRun) -> object:
        if not asked["checkpoints"]:
            taken.append(0.0)
            return None
        made = checkpoint(run)
        taken.append(sum(tensor.nbytes for tensor in made.tensors.values()) / 1e6)
        return made

    PopulationRun._checkpoint = weighed  # type: ignore[method-assign]
    data = tl.Dataset.from_arrays(*examples(units_of(asked["net"])[0], asked["classes"], asked["examples"]))
    rates = np.geomspace(1e-5, 1e-3, asked["trials"]).tolist()
    disk = Path("runs")  # a temporary folder may be memory
    disk.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=disk) as root:
        used = time.process_time()
        study = tl.run(data, asked["net"], learning_rate=rates, root=Path(root), **asked["settings"])
        used = time.process_time() - used
        told = {"train": study.info.seconds["train"], "processor": used}
    print(json.dumps({**told, "chunks": len(taken) + 1, "megabytes": max(taken, default=0.0)}))


if __name__ == "__main__":
    main()
