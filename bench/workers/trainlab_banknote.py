"""The banknote batch-size study through trainlab's Python API, with the wall clock at every station.

Usage: python trainlab_banknote.py ROOT '{"batch_size": [...], "epochs": [...]}'

Prints one line of JSON: the times (of the epoch, in seconds) at which Python was up, trainlab was imported
and the study was done, and the seconds the study itself says its phases took.
"""

import json
import sys
import time

up = time.time()

import jax  # noqa: E402, F401  imported here to be counted as what it is

import trainlab as tl  # noqa: E402

_ = tl.run  # public names are imported when they are first used

import trainlab.scale.run  # noqa: E402  what a study imports once its settings are checked

imported = time.time()


def main() -> None:
    """Run the study and print the times."""
    root, pair = sys.argv[1], json.loads(sys.argv[2])
    study = tl.run("banknote", "4-6-6-1", pair=pair, learning_rate=0.01, optimizer="sgd", root=root)
    done = time.time()
    print(json.dumps({"up": up, "imported": imported, "done": done, "phases": dict(study.info.seconds)}))


if __name__ == "__main__":
    main()
