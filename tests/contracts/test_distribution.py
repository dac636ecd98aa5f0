"""A source distribution holds what the suite needs, and a wheel what users need."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

REPOSITORY = Path(__file__).parents[2]
FAST = (
    "tests/settings",
    "tests/experiments",
    "tests/contracts/test_packaging.py",
    "tests/record/test_record.py",
)
"""Tests that are run from the source distribution; all others are collected."""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """A source distribution of this checkout, unpacked."""
    folder = tmp_path_factory.mktemp("distribution")
    [archive] = build("sdist", REPOSITORY, folder).glob("*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def build(kind: str, source: Path, folder: Path) -> Path:
    """Build a distribution with what pyproject.toml names, without a package index."""
    code = f"import hatchling.build as backend, sys; backend.build_{kind}(sys.argv[1])"
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=source, check=True, capture_output=True)
    return folder


def pytest_there(folder: Path, *arguments: str) -> str:
    """What pytest prints in an unpacked distribution."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    return done.stdout


@pytest.mark.slow
def test_everything_that_git_tracks_is_in_the_source_distribution(unpacked):
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("no git checkout")
    tracked = {name for name in listed.stdout.split("\0") if name}
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert tracked - there == set()
    assert {path for path in there if path.startswith(("runs/", ".cache/", ".venv"))} == set()


@pytest.mark.slow
def test_the_source_distribution_passes_its_suite(unpacked):
    assert " passed" in pytest_there(unpacked, *FAST)
    everything = pytest_there(unpacked, "--collect-only", "-m", "")
    assert " tests collected" in everything


@pytest.mark.slow
def test_a_wheel_made_of_the_source_distribution_is_the_same_version(unpacked, tmp_path):
    [wheel] = build("wheel", unpacked, tmp_path).glob("*.whl")
    assert wheel.name.split("-")[1] == unpacked.name.split("-")[1]
    names = set(ZipFile(wheel).namelist())
    assert {"trainlab/py.typed", "trainlab/__init__.py", "trainlab/cli/main.py"} <= names
    assert not any(name.startswith(("tests/", "bench/", "tools/")) for name in names)
