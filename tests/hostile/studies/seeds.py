"""Studies to change: one that is finished, one that stands still, and one whose writer was killed."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

import trainlab as tl
from trainlab.errors import Interrupted
from trainlab.record import Trial
from trainlab.scale.population.pace import Pace

FINISHED, STANDING, KILLED = "finished", "standing", "killed"
NAMES = (FINISHED, STANDING, KILLED)

STEPS = 40


class _Interrupting(tl.Observer):
    """Copies the study that is being written, once it has some commits, and then presses Ctrl-C."""

    def __init__(self, root: Path, copy: Path) -> None:
        super().__init__()
        self.root, self.copy, self.chunks = root, copy, 0

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        self.chunks += 1
        if self.chunks == 3:
            [folder] = self.root.iterdir()
            _copy_between_commits(folder, self.copy)
            signal.raise_signal(signal.SIGINT)


def _copy_between_commits(folder: Path, copy: Path) -> None:
    """Copy a study that another thread commits to: files may go while they are copied, so try again."""
    for _ in range(100):
        try:
            shutil.copytree(folder, copy)
        except shutil.Error:
            shutil.rmtree(copy)
        else:
            return
    raise AssertionError("the study kept changing")


def make_studies(place: Path) -> dict[str, Path]:
    """Their folders, by name: small, with curves of all kinds, weights and data."""
    points = [[number / 40, (number * 7 % 40) / 40] for number in range(40)]
    data = tl.Dataset.from_arrays(points, [number % 2 for number in range(40)])
    asked = {
        "net": "2-3-2", "steps": STEPS, "batch_size": 8, "learning_rate": [0.1, 1e30, 1.0], "eval_every": 10,
        "probe": "gradients", "probe_every": 10, "standardize": True, "check": False, "name": "seed",
    }  # fmt: skip
    root, copy = place / STANDING, place / KILLED / "seed-20250101-000000"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainlab.scale.executors.local.Pace", partial(Pace, steps=10))
        study = tl.run(data, **asked, root=place / FINISHED)
        with pytest.raises(Interrupted) as stopped:
            tl.run(data, **asked, root=root, progress=_Interrupting(root, copy))
    return {FINISHED: study.folder, STANDING: stopped.value.folder, KILLED: copy}
