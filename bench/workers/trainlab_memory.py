"""Trains one study on made-up examples; prints the most bytes the process held."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from pathlib import Path

import numpy as np

import trainlab as tl


def main() -> None:
    """Answer the one question on the command line."""
    asked = json.loads(sys.argv[1])
    draw = np.random.default_rng(0)
    shape = (asked["examples"], *asked["shape"])
    data = tl.Dataset.from_arrays(draw.normal(size=shape).astype(np.float32), draw.integers(0, 10, shape[0]))
    with tempfile.TemporaryDirectory() as root:
        rates = np.geomspace(1e-6, 1e-5, asked["trials"]).tolist()
        tl.run(data, asked["net"], learning_rate=rates, root=Path(root), **asked["settings"])
    print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))


if __name__ == "__main__":
    main()
