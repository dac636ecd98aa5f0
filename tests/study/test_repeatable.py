"""The same study in fresh processes, on one core and on several, is the same to the last bit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from functools import partial
from typing import Any

import pytest

import trainlab as tl
from trainlab.errors import Interrupted
from trainlab.scale.population.pace import Pace

HASH_A_STUDY = """
import hashlib, os, sys
root, cores = sys.argv[1], int(sys.argv[2])
allowed = sorted(os.sched_getaffinity(0))
os.sched_setaffinity(0, allowed[:cores])
import numpy as np
import trainlab as tl

draw = np.random.default_rng(0)
wide = tl.Dataset.from_arrays(draw.normal(size=(300, 784)).astype("float32"), draw.integers(0, 10, 300))
studies = [
    tl.run("moons", "2-4-2", batch_size=[8, "full"], learning_rate=tl.log(1e-3, 1e4, 8), steps=60, root=root),
    tl.run(wide, "784-512-10", optimizer="adam", batch_size=50, steps=8, dropout=0.2, seeds=2, root=root),
    tl.run("digits", "conv3x3x4 batchnorm maxpool2 dense10", batch_size=64, steps=8, rotate=5, root=root),
]
digest = hashlib.sha256()
for study in studies:
    for curve in ("train_loss", "evaluated_train_loss", "validation_loss", "validation_accuracy"):
        digest.update(study.curves(curve).tobytes())
    for trial in study.trials:
        for which in ("best", "final"):
            for _, array in sorted(trial.weights(which).items()):
                digest.update(array.tobytes())
print(digest.hexdigest())
"""


def hashed(folder, cores: int) -> str:
    # The number of devices is part of a study's plan, so it is fixed whatever the cores.
    env = {**os.environ, "XLA_FLAGS": "--xla_force_host_platform_device_count=2"}
    command = [sys.executable, "-c", HASH_A_STUDY, str(folder), str(cores)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system does not pin processes to cores"
)
@pytest.mark.parametrize("processes", [2, pytest.param(20, marks=pytest.mark.endurance)])
def test_fresh_processes_repeat_a_study_on_one_core_and_on_two(tmp_path, processes):
    hashes = {hashed(tmp_path / str(number), 1 + number % 2) for number in range(processes)}
    assert len(hashes) == 1


GO_ON = """
import os, sys
os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
import trainlab as tl
study = tl.resume(sys.argv[1])
assert study.info.departures == (), study.info.departures
import jax
print(len(jax.local_devices()))
"""


class StopsAtOnce(tl.Observer):
    """Presses Ctrl-C when a chunk is trained."""

    def training(self, *told: Any, **named: Any) -> None:
        signal.raise_signal(signal.SIGINT)


@pytest.mark.skipif(
    not hasattr(os, "sched_setaffinity"), reason="this system does not pin processes to cores"
)
def test_a_study_goes_on_with_its_devices_on_one_core(tmp_path, monkeypatch):
    monkeypatch.setattr("trainlab.scale.executors.local.Pace", partial(Pace, steps=20))
    asked = dict(
        data="moons",
        net="2-16-2",
        optimizer="adam",
        steps=60,
        batch_size=50,
        seeds=4,
        learning_rate=[0.01, 0.1],
    )
    whole = tl.run(**asked, root=tmp_path / "whole")
    with pytest.raises(Interrupted) as stopped:
        tl.run(**asked, root=tmp_path, progress=StopsAtOnce())
    folder = stopped.value.folder
    assert [population.devices for population in tl.open(folder).reader.populations()] == [2]
    env = {
        name: value for name, value in os.environ.items() if name not in ("XLA_FLAGS", "JAX_NUM_CPU_DEVICES")
    }
    done = subprocess.run(
        [sys.executable, "-c", GO_ON, str(folder)], capture_output=True, text=True, env=env, check=False
    )
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr
    resumed = tl.open(folder)
    assert resumed.finished
    for curve in ("train_loss", "validation_loss"):
        assert resumed.curves(curve).tobytes() == whole.curves(curve).tobytes()
