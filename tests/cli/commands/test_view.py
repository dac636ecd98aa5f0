from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

TRAIN = [
    "run",
    "moons",
    "--net",
    "2-4-2",
    "--set",
    "steps=20",
    "batch_size=100",
    "--name",
    "beside",
    "--view",
]


def begun(arguments: list[str], tmp_path) -> subprocess.Popen[str]:
    # webbrowser starts what BROWSER names: a command that notes the address.
    env = os.environ | {"BROWSER": f"sh -c 'echo \"$0\" > {tmp_path}/opened' %s"}
    command = [sys.executable, "-m", "trainlab", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=tmp_path
    )


@pytest.mark.slow
def test_run_opens_the_page_which_stays_until_ctrl_c(tmp_path):
    with begun(TRAIN, tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = process.stderr.readline().strip().removeprefix("the page is at ")
        assert "#next=" in address
        while line := process.stderr.readline():
            if line.startswith("the page stays at"):
                break
        with urllib.request.urlopen(
            address.partition("#")[0].replace("?", "?frame=1&"), timeout=10
        ) as answer:
            assert b"<main" in answer.read()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait(20) == 130
        assert said.splitlines() == ["trainlab: the page is closed."]
        assert (tmp_path / "opened").read_text().strip() == address
        for _ in range(50):
            try:
                urllib.request.urlopen(address, timeout=5)
            except OSError:
                break
            time.sleep(0.1)
        else:
            raise AssertionError("the page is still served")


def test_an_unknown_study_is_a_sentence(tmp_path):
    with begun(["view", "nothing", "--no-open"], tmp_path) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert (
        said == "trainlab: there is no study in 'runs' yet: make one with 'trainlab run moons --net 2-4-2'.\n"
    )


def test_another_address_than_the_loopback_is_warned_of(tmp_path):
    with begun(["view", "--no-open", "--host", "0.0.0.0"], tmp_path) as process:
        assert process.stderr is not None
        assert "everyone who reaches this machine there" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
