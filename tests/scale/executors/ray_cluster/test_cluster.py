"""Studies on clusters of Ray's nodes: the same bits on any number, nothing left behind, nothing piled up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from ray_nodes import RayNodes

import trainlab as tl
from trainlab.scale.executors.executor import Leg
from trainlab.scale.executors.ray_cluster.cluster import Cluster
from trainlab.scale.executors.ray_cluster.connect import ADDRESS
from trainlab.scale.executors.ray_cluster.executor import RayExecutor
from trainlab.scale.observer import StopRequested
from trainlab.scale.population.pace import Pace
from trainlab.store import StudyReader

MARK = "STARTED_BY_A_TEST"

CURVES = ("train_loss", "validation_loss", "validation_accuracy")

STUDY = {
    "net": ["2-4-2", "2-40-40-2"], "learning_rate": tl.log(0.01, 10, 30), "epochs": 4, "seeds": 2,
    "optimizer": "adam", "dropout": 0.1, "progress": False, "check": False,
}  # fmt: skip


def curves(study: tl.Study) -> list[bytes]:
    return [study.recorded(name).values.tobytes() for name in CURVES]


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> tl.Study:
    return tl.run("moons", root=tmp_path_factory.mktemp("here"), **STUDY)


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_study_is_the_same_on_any_number_of_nodes(here, tmp_path, monkeypatch, count):
    with RayNodes(count) as nodes:
        monkeypatch.setenv(ADDRESS, nodes.address)
        there = tl.run("moons", root=tmp_path, on="ray", **STUDY)
    assert curves(there) == curves(here)
    populations = StudyReader(there.folder).populations()
    assert len(populations) >= 2
    assert {place.kind for one in populations for place in one.places} == {here.info.versions["processor"]}
    assert there.info.versions == here.info.versions


@pytest.mark.slow
def test_a_search_is_the_same_on_a_cluster(two_nodes, tmp_path):
    asked = {"budget": "200epochs", "learning_rate": "usual", "progress": False, "check": False}
    one = tl.search("moons", "2-{4..8}-2", root=tmp_path / "here", **asked)
    other = tl.search("moons", "2-{4..8}-2", root=tmp_path / "there", on="ray", **asked)
    assert [trial.settings for trial in other.trials] == [trial.settings for trial in one.trials]
    assert curves(other) == curves(one)


@pytest.mark.slow
def test_a_slow_disk_slows_workers_down(two_nodes, laboratory, xor):
    """They make a chunk more than was taken, and then wait."""
    [plan] = laboratory.plans(xor, net="2-4-2", set={"batch_size": 8, "steps": 30_000}, seeds=2)
    asked: list[bool] = []
    taken = 0

    def train(executor: RayExecutor) -> None:
        nonlocal taken
        for event in executor.train([Leg(one) for one in executor.prepare([plan])]):
            taken += hasattr(event, "progress")
            if taken == 3 and not asked:
                time.sleep(3.0)  # the disk
                asked.append(True)

    with Cluster.opened() as cluster, pytest.raises(StopRequested):
        train(RayExecutor(cluster, lambda data: xor, stopping=lambda: bool(asked), pace=Pace(steps=10)))
    assert 3 <= taken <= 6


@pytest.mark.slow
def test_ctrl_c_leaves_no_process_and_the_study_goes_on_here(tmp_path, monkeypatch):
    """On a cluster that the command starts by itself."""
    monkeypatch.delenv(ADDRESS, raising=False)
    command = [Path(sys.executable).with_name("trainlab"), "run", "moons", "--net", "2-32-32-2"]
    settings = ["--set", "steps=20000", "--vary", "learning_rate=log:0.001:0.1:40", "--on", "ray"]
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(
            [*command, *settings], cwd=tmp_path, stdout=said, stderr=said, start_new_session=True,
            env={**os.environ, MARK: str(tmp_path)},
        )  # fmt: skip
    deadline = time.monotonic() + 180
    while not [*tmp_path.glob("runs/*/curves/*")]:
        assert process.poll() is None, (tmp_path / "said").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(60) == 130
    said = (tmp_path / "said").read_text()
    assert said.splitlines()[-1].startswith("trainlab: interrupted; continue with: trainlab resume moons-")
    assert "Traceback" not in said
    time.sleep(1.0)
    assert marked(str(tmp_path)) == []
    [folder] = (tmp_path / "runs").iterdir()
    assert sum(trial.steps for trial in StudyReader(folder).trials()) > 0
    assert tl.resume(folder, progress=False).finished


def marked(value: str) -> list[bytes]:
    """The processes that were started with our mark in their environment, or by those that were."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and f"{MARK}={value}".encode() in (folder / "environ").read_bytes():
                found.append((folder / "cmdline").read_bytes())
    return found
