"""How long a stored study keeps a person waiting: whole fresh processes on 1,000 trials of 2,000 steps.

``trainlab show``, ``trainlab findings``, ``trainlab ask`` (a loss, a running mean, two curves of different
steps) and
``trainlab plot`` (the curves, and a final value against a setting), on 200 learning rates with 5 seeds each
and on 1,000 learning rates with one seed, which is as many lines in a picture. The aim is a second for each.
The studies are trained first, by themselves: a 2-4-2 net on half-moons.

Beside the wall seconds stand the processor seconds of the process, which tell more on a busy machine.

Usage: python bench/reading.py [--repeats N] [--root FOLDER]
On a machine that others keep busy: chrt -r 10 python bench/reading.py
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

import measure

STUDY = (
    "import sys, trainlab as tl\n"
    "rates = tl.log(1e-3, 10, int(sys.argv[2]))\n"
    "tl.run('moons', '2-4-2', learning_rate=rates, seeds=int(sys.argv[3]), batch_size=100, steps=2000,\n"
    "       root=sys.argv[1], name=sys.argv[4])"
)
"""Trains a study: its root, its number of rates, its seeds and its name."""

STUDIES = {"200 rates x 5 seeds": (200, 5, "seeds"), "1,000 rates": (1000, 1, "rates")}

QUESTIONS = (
    "train_loss < 0.5",
    "mean_over(train_loss, 20) < 1.1 * last(mean_over(train_loss, 20))",
    "train_loss < 0.3 and validation_accuracy > 85%",
)


def commands(study: list[str], picture: Path) -> dict[str, list[str]]:
    """What is asked of a study, by what the table calls it."""
    accuracies = ["--curve", "validation_accuracy", "--against", "learning_rate"]
    return {
        "show": ["show", *study],
        "findings": ["findings", *study],
        **{f'ask "{question}"': ["ask", *study, question] for question in QUESTIONS},
        "plot --curve train_loss": ["plot", *study, "--curve", "train_loss", "-o", str(picture)],
        "plot --against learning_rate": ["plot", *study, *accuracies, "-o", str(picture)],
    }


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=5)
    parser.add_argument(
        "--root", type=Path, help="folder in which the studies are, or are left for next time"
    )
    options = parser.parse_args()
    env = measure.environment()
    with tempfile.TemporaryDirectory() as temporary:
        root = options.root or Path(temporary)
        asked = {}
        for title, (rates, seeds, name) in STUDIES.items():
            if not list(root.glob(f"{name}-*")):
                made = [sys.executable, "-c", STUDY, root, rates, seeds, name]
                measure.timed_process([str(part) for part in made], env)
            study = [name, "--root", str(root)]
            for what, arguments in commands(study, Path(temporary) / "picture.png").items():
                asked[f"{title}: {what}"] = [measure.trainlab_command(), *arguments]
        measures = {
            name: partial(measure.wall_and_processor, command, env) for name, command in asked.items()
        }
        measure.interleaved(measures, 1)  # compiles modules and fills the system's file cache
        taken = measure.interleaved(measures, options.repeats)
    found = measure.report_processes("Reading 1,000 trials of 2,000 steps", taken)
    measure.write_results(options.results, "reading", ["trainlab"], {"seconds": found})


if __name__ == "__main__":
    main()
