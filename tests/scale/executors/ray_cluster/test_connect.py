"""Joining a cluster, and what is said where that cannot be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from trainlab.errors import ResourceError, UsageError
from trainlab.scale.executors.ray_cluster import connect
from trainlab.scale.executors.ray_cluster.connect import ADDRESS, connected

WITHOUT = """
import sys
sys.modules["ray"] = None  # as if it were not installed
from trainlab.cli.entry import console
console()
"""


@pytest.mark.parametrize("command", [["workers"], ["run", "moons", "--net", "2-4-2", "--on", "ray"]])
def test_without_the_extra_one_sentence_says_what_to_install(command, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "trainlab: training on a cluster needs Ray, which is not installed: pip install 'trainlab[ray]'.\n"
    )
    assert [*tmp_path.iterdir()] == []


def test_a_client_outside_of_the_cluster_is_refused(monkeypatch):
    monkeypatch.setenv(ADDRESS, "ray://10.0.0.1:10001")
    with (
        pytest.raises(UsageError, match="run trainlab on a node of it, with RAY_ADDRESS=HOST:6379"),
        connected(),
    ):
        pass


def test_a_cluster_that_cannot_be_reached_is_one_sentence(monkeypatch):
    def refuse(ray: object, address: str) -> None:
        raise ConnectionError("nobody answers\n at all.")

    monkeypatch.setattr(connect, "_join", refuse)
    monkeypatch.setenv(ADDRESS, "10.0.0.1:6379")
    with pytest.raises(ResourceError) as refused, connected():
        pass
    assert str(refused.value) == (
        "the Ray cluster at 10.0.0.1:6379, which RAY_ADDRESS names, cannot be reached: nobody answers at all."
    )
