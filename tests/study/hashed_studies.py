"""Studies with all that JAX decides about, hashed; run as a program, it prints what came of it as JSON.

Arguments: the folder for the studies, and JAX options as JSON that a host program sets before trainlab.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np


def hashed(root: Path) -> str:
    """The hash of every curve, weight, prediction and evaluation of some studies."""
    import trainlab as tl

    draw = np.random.default_rng(0)
    table = tl.Dataset.from_arrays(draw.normal(size=(90, 40)).astype("float32"), draw.integers(0, 3, 90))
    first = tl.run(
        table, "40-30-3", optimizer="adam", dropout=0.2, batch_size=32, steps=9, eval_every=4,
        probe="sharpness", learning_rate=[0.1, 1e30], name="first", root=root,
    )  # fmt: skip
    images = tl.run(
        "digits", "maxpool2 conv3x3x2 batchnorm dense10", batch_size=64, steps=3, rotate=5, root=root
    )
    digest = hashlib.sha256()
    for study in (first, images):
        for curve in study.curve_names:
            digest.update(study.curves(curve).tobytes())
        for trial in study.trials:
            for which in ("best", "final"):
                for _, array in sorted(trial.weights(which).items()):
                    digest.update(array.tobytes())
    digest.update(first.trial(0).predict(table.test.inputs).tobytes())
    digest.update(json.dumps(images.trial(0).evaluate("test")).encode())
    return digest.hexdigest()


def main() -> None:
    """Do as the arguments say."""
    root, told = Path(sys.argv[1]), json.loads(sys.argv[2])
    if told:
        import jax

        for name, value in told.items():
            jax.config.update(name, value)
    from trainlab.errors import TrainlabError

    try:
        print(json.dumps({"hash": hashed(root)}))
    except TrainlabError as error:
        print(json.dumps({"refused": str(error), "left": os.listdir(root)}))


if __name__ == "__main__":
    main()
