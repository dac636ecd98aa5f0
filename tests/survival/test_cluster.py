"""A study on a cluster whose workers, nodes and driver die at any instant ends as if nothing had happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from ray_nodes import RayNodes
from same_study import all_weights
from share import some

import trainlab as tl
from trainlab.store import StudyReader

ARGUMENTS = (
    *("run", "moons", "--net", "2-32-32-2", "--seeds", "4"),
    *("--set", "steps=8000", "eval_every=1000", "optimizer=adam", "dropout=0.1"),
    *("--vary", "learning_rate=log:0.001:0.1:8", "batch_size=50,100"),
)
"""Two programs of 32 trials in two blocks each, about a minute of one core."""

LOOK_SECONDS = 0.2


def trainlab(folder: Path, address: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of the command line, in a session of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "said").open("w") as said:
        return subprocess.Popen(
            [Path(sys.executable).with_name("trainlab"), *arguments], cwd=folder, text=True,
            stdout=said, stderr=said, start_new_session=True, env={**os.environ, "RAY_ADDRESS": address},
        )  # fmt: skip


def training(nodes: RayNodes) -> list[int]:
    """The processes that train at this moment, below the process that leads the nodes."""
    parents, names = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):
                status = dict(
                    line.split(":\t", 1)
                    for line in (folder / "status").read_text().splitlines()
                    if ":\t" in line
                )
                parents[int(folder.name)] = int(status["PPid"])
                names[int(folder.name)] = (folder / "cmdline").read_bytes()

    def below(process: int) -> bool:
        while process in parents:
            process = parents[process]
            if process == nodes.process:
                return True
        return False

    return [
        process for process, name in names.items() if name.startswith(b"ray::Worker.train") and below(process)
    ]


def steps_of(folder: Path) -> dict[int, int]:
    """What of a study is committed: steps, by trial."""
    return {trial.id: trial.steps for trial in StudyReader(folder).trials()}


def assert_same(one: tl.Study, other: tl.Study) -> None:
    """Refuse studies whose curves or weights differ in a bit."""
    for name in ("train_loss", "validation_loss", "validation_accuracy"):
        mine, theirs = one.recorded(name), other.recorded(name)
        assert mine.values.tobytes() == theirs.values.tobytes(), name
    for which in ("final", "best"):
        assert all_weights(one, which) == all_weights(other, which)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tl.Study:
    """The study, made on this machine in peace."""
    folder = tmp_path_factory.mktemp("whole")
    assert trainlab(folder, "", *ARGUMENTS).wait() == 0, (folder / "said").read_text()
    return tl.open(next((folder / "runs").iterdir()))


def further(study: Path, before: dict[int, int], process: subprocess.Popen[str]) -> bool:
    """Wait until more is committed than before; whether that happened before the process ended."""
    while process.poll() is None:
        if steps_of(study) != before:
            return True
        time.sleep(LOOK_SECONDS)
    return False


@contextmanager
def seen(folder: Path) -> Iterator[list[Path]]:
    """The study that is written below a folder, once it is there."""
    deadline = time.monotonic() + 120
    while not [*folder.glob("runs/*/study.sqlite")]:
        assert time.monotonic() < deadline, (folder / "said").read_text()
        time.sleep(LOOK_SECONDS)
    yield [path.parent for path in folder.glob("runs/*/study.sqlite")]


@pytest.mark.parametrize(
    "kills", [pytest.param(2, marks=pytest.mark.slow), pytest.param(some(30), marks=pytest.mark.endurance)]
)
def test_workers_and_nodes_die_at_random_instants(whole, tmp_path, kills):
    draw, made, studies = random.Random(kills), 0, 0
    with RayNodes(3) as nodes:
        while made < kills:
            studies += 1
            folder = tmp_path / str(studies)
            process = trainlab(folder, nodes.address, *ARGUMENTS, "--on", "ray")
            with seen(folder) as [study]:
                before = steps_of(study)
                while process.poll() is None and made < kills:
                    if not further(study, before, process):  # else nothing is ever made on a busy machine
                        break
                    time.sleep(draw.uniform(0.0, 3.0))
                    if not (busy := sorted(training(nodes))) or process.poll() is not None:
                        continue
                    if draw.random() < 0.25:
                        nodes.remove(draw.choice([1, 2]))
                        nodes.add()
                    else:
                        os.kill(draw.choice(busy), signal.SIGKILL)
                    made += 1
                    now = steps_of(study)
                    assert all(now[trial] >= steps for trial, steps in before.items())
                    before = now
            assert process.wait() == 0, (folder / "said").read_text()
            assert_same(tl.open(study), whole)
    assert made == kills


@pytest.mark.parametrize(
    "kills", [pytest.param(1, marks=pytest.mark.slow), pytest.param(some(10), marks=pytest.mark.endurance)]
)
def test_the_driver_dies_and_the_study_goes_on_on_the_cluster_or_without_it(whole, tmp_path, kills):
    draw = random.Random(kills)
    made = 0
    with RayNodes(2) as nodes:
        while made < kills:
            folder = tmp_path / str(made)
            process = trainlab(folder, nodes.address, *ARGUMENTS, "--on", "ray")
            with seen(folder) as [study]:
                for _ in range(3):
                    time.sleep(draw.uniform(0.0, 8.0))
                    if process.poll() is not None or made >= kills:
                        break
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                    made += 1
                    before = steps_of(study)
                    assert not gone_on(nodes)
                    place = draw.choice([["--on", "ray"], []])
                    process = trainlab(folder, nodes.address, "resume", str(study), *place)
                    assert all(steps_of(study)[trial] >= steps for trial, steps in before.items())
            assert process.wait() == 0, (folder / "said").read_text()
            assert_same(tl.open(study), whole)


def gone_on(nodes: RayNodes, seconds: float = 20.0) -> list[int]:
    """Workers that are still training some seconds after their driver died."""
    deadline = time.monotonic() + seconds
    while (left := training(nodes)) and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    return left
