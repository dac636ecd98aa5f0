"""Commands that read a study end as they should while the machine is busy: whole answers, exit code 0."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from share import some

import trainlab as tl

READING = {
    "show": ["show"],
    "findings": ["findings", "--json"],
    "ask": ["ask", "train_loss < 0.6", "--json"],
    "curves": ["curves", "--curve", "train_loss"],
    "plot": ["plot", "--curve", "train_loss", "-o", "{picture}"],
    "layers": ["layers"],
    "tensorboard": ["tensorboard", "-o", "{picture}"],
}
AT_ONCE = 8
"""Processes side by side: more than there are cores, so that every one of them is held up somewhere."""


@pytest.mark.parametrize("command", READING)
@pytest.mark.parametrize(
    "processes",
    [pytest.param(12, marks=pytest.mark.slow), pytest.param(some(500), marks=pytest.mark.endurance)],
)
def test_no_reading_command_aborts_on_a_busy_machine(tmp_path, command, processes):
    rates = tl.log(1e-3, 1, 8)
    tl.run("moons", "2-4-2", learning_rate=rates, seeds=4, steps=100, batch_size=100, root=tmp_path / "runs")

    def end(number: int) -> int:
        arguments = [word.format(picture=f"{number}.png") for word in READING[command]]
        return subprocess.run(
            [sys.executable, "-m", "trainlab", *arguments],
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            check=False,
        ).returncode

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert Counter(pool.map(end, range(processes))) == {0: processes}
