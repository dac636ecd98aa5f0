"""The devices of this machine and the mesh over them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jax
import numpy as np
import pytest

import trainlab
from trainlab.scale.engine import configure
from trainlab.scale.machine import devices, versions
from trainlab.scale.programs import program_cache


def test_configuring_again_changes_nothing():
    before = dict(jax.config.values), jax.local_devices()
    configure()
    program_cache.use_cache.__wrapped__()
    assert (dict(jax.config.values), jax.local_devices()) == before


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"TRAINLAB_CACHE": "/a", "XDG_CACHE_HOME": "/b"}, "/a/programs"),
        ({"XDG_CACHE_HOME": "/b"}, "/b/trainlab/programs"),
        ({"HOME": "/c"}, "/c/.cache/trainlab/programs"),
        ({"HOME": "/c", "XDG_CACHE_HOME": "", "TRAINLAB_CACHE": ""}, "/c/.cache/trainlab/programs"),
    ],
)
def test_the_cache_folder(monkeypatch, environment, folder):
    for name in ("TRAINLAB_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert program_cache.cache_folder() == Path(folder)


SCRIPT = """
from trainlab.scale.engine import configure
from trainlab.scale.machine import devices
configure()
import jax
print(len(jax.local_devices()), devices.cores(), jax.config.values["jax_compilation_cache_dir"])
"""


@pytest.mark.parametrize("writable", [True, False], ids=["cache", "no cache"])
def test_a_fresh_process_has_a_device_a_core_and_a_cache_if_it_can(tmp_path, monkeypatch, writable):
    place = tmp_path / "cache"
    if not writable:
        place.write_text("a file where the folder would be")
    for name in ("XLA_FLAGS", "JAX_COMPILATION_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JAX_PLATFORMS", "cpu")
    monkeypatch.setenv("TRAINLAB_CACHE", str(place))
    command = [sys.executable, "-W", "error", "-c", SCRIPT]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found, cores, folder = done.stdout.split(maxsplit=2)
    assert cores == str(devices.cores())
    assert found == str(max(2, devices.cores()))
    assert folder.strip() == (str(place / "programs") if writable else "None")


def test_trials_lie_side_by_side_over_the_devices():
    count = devices.device_count()
    values = np.arange(3 * count)
    spread = jax.device_put(values, devices.by_trial(count))
    parts = [shard.data.tolist() for shard in spread.addressable_shards]
    assert parts == values.reshape(count, 3).tolist()
    columns = jax.device_put(np.stack([values, values]), devices.by_trial(count, axis=1))
    assert {shard.data.shape for shard in columns.addressable_shards} == {(2, 3)}
    whole = jax.device_put(values, devices.everywhere(count))
    assert [shard.data.tolist() for shard in whole.addressable_shards] == [values.tolist()] * count


def test_versions_are_text():
    found = versions.versions()
    assert found["trainlab"] == trainlab.__version__
    assert found["jax"] == jax.__version__
    assert found["devices"] == str(devices.device_count())
    assert all(isinstance(value, str) and value for value in found.values())
