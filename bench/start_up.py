"""How long trainlab keeps a person waiting before it does anything: whole fresh processes.

``import trainlab``, ``trainlab --help`` (aim: 0.3 s), ``trainlab show`` on a stored study of 1,000 trials
(aim: 0.7 s) and ``trainlab findings`` on the same. The study is trained first, by itself: 1,000 learning
rates of a 2-4-2 net on half-moons, 200 steps each.

Usage: python bench/start_up.py [--repeats N]
"""

from __future__ import annotations

import sys
import tempfile
from functools import partial

import measure

STUDY = (
    "import sys, trainlab as tl\n"
    "rates = tl.log(1e-3, 10, 1000)\n"
    "study = tl.run('moons', '2-4-2', learning_rate=rates, batch_size=100, steps=200, root=sys.argv[1])\n"
    "print(study.folder)"
)
"""Trains the study that is shown."""


def main() -> None:
    """Measure, print, write."""
    parser = measure.arguments(__doc__, repeats=10)
    options = parser.parse_args()
    env = measure.environment()
    trainlab = measure.trainlab_command()
    with tempfile.TemporaryDirectory() as root:
        folder = measure.timed_process([sys.executable, "-c", STUDY, root], env)[1].split()[-1]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import trainlab": [sys.executable, "-c", "import trainlab"],
            "trainlab --help": [trainlab, "--help"],
            "trainlab show (1,000 trials)": [trainlab, "show", folder],
            "trainlab findings (1,000 trials)": [trainlab, "findings", folder],
        }
        measures = {name: partial(measure.timed_process, command, env) for name, command in commands.items()}
        measure.interleaved(measures, 1)  # compiles modules and fills the system's file cache
        taken = measure.interleaved(measures, options.repeats)
    seconds = {name: measure.summary([took for took, _ in turns]) for name, turns in taken.items()}
    measure.print_table(
        f"Start-up, seconds of a whole process ({options.repeats} turns)",
        ["", "median", "min", "max"],
        [[name, *(f"{took[key]:.3f}" for key in ("median", "min", "max"))] for name, took in seconds.items()],
    )
    measure.write_results(options.results, "start_up", ["trainlab"], {"seconds": seconds})


if __name__ == "__main__":
    main()
