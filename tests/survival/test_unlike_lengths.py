"""Reading takes memory by what a study holds, not by its longest trial times its number of trials."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from unlike_lengths import make_study

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process took is read from /proc")

GIB = 1 << 30

COMMANDS = {
    "show": ("show",),
    "findings": ("findings",),
    "ask": ("ask", "mean_over(train_loss, 20) < 0.3 and validation_accuracy > 80%"),
    "ask step": ("ask", "step > 100 and train_loss < 0.4"),
    "plot": ("plot", "--curve", "train_loss", "--curve", "validation_loss", "-o", "picture.png"),
    "curves": ("curves", "--curve", "train_loss", "--curve", "validation_loss", "-o", "curves.csv"),
    "tensorboard": ("tensorboard", "-o", "logdir"),
    "printed curves": ("curves", "--curve", "train_loss"),
}
CODE = (
    "import sys, resource\n"
    "limit = int(sys.argv.pop(1))\n"
    "resource.setrlimit(resource.RLIMIT_AS, (limit, limit))\n"
    "from trainlab.cli.main import main\n"
    "try:\n"
    "    main()\n"
    "finally:\n"
    "    lines = open('/proc/self/status').read().splitlines()\n"  # getrusage counts who started it, too
    "    (peak,) = (line.split()[1] for line in lines if line.startswith('VmHWM'))\n"
    "    print('peak', int(peak) >> 10, file=sys.stderr)\n"
)


def peak_of(study: Path, command: str, limit: int, place: Path) -> int:
    """Run a command on a study within a limit of addresses; the MiB it took at most."""
    name, *others = COMMANDS[command]
    process = subprocess.run(
        [sys.executable, "-c", CODE, str(limit), name, str(study), *others],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=place, check=False,
        # Each thread of linear algebra would hold addresses of its own.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert process.returncode == 0, process.stderr[-2000:]
    return int(process.stderr.split()[-1])


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 trials of 20 epochs and one of 20,000: 840,000 steps, which as a matrix are 240 million."""
    return make_study(tmp_path_factory.mktemp("unlike"), 400, 1)


@pytest.mark.parametrize(
    "command", ["show", *(pytest.param(name, marks=pytest.mark.slow) for name in [*COMMANDS][1:])]
)
def test_one_long_trial_does_not_make_the_others_dear(study: Path, command: str, tmp_path: Path) -> None:
    assert peak_of(study, command, GIB, tmp_path) < 350


@pytest.mark.endurance
def test_ten_times_that_in_a_gibibyte(tmp_path: Path) -> None:
    study = make_study(tmp_path, 4000, 10)
    peaks = {command: peak_of(study, command, GIB, tmp_path) for command in COMMANDS}
    print(peaks)
    assert max(peaks.values()) < 800
