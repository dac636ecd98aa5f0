import os
import subprocess
import sys
from pathlib import Path

import pytest

from trainlab.cli.process import one_thread

THREADS = """
import os, sys
sys.argv = ["trainlab", *sys.argv[1:]]
from trainlab.cli import main
assert "numpy" not in sys.modules
try:
    main.main()
except SystemExit:
    pass
import numpy as np
np.linalg.cholesky(np.eye(500))
print(len(os.listdir("/proc/self/task")), os.environ.get("OPENBLAS_NUM_THREADS"))
"""


def threads(*arguments: str, **variables: str) -> list[str]:
    unset = {name: value for name, value in os.environ.items() if name != one_thread.VARIABLE}
    command = [sys.executable, "-c", THREADS, *arguments]
    ended = subprocess.run(command, env=unset | variables, capture_output=True, text=True, check=True)
    return ended.stdout.split()[-2:]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="counts threads as Linux shows them")
def test_a_command_that_reads_starts_no_threads(tmp_path):
    assert threads("list", "--root", str(tmp_path)) == ["1", "1"]
    assert threads("list", "--root", str(tmp_path), OPENBLAS_NUM_THREADS="2")[1] == "2"


@pytest.mark.parametrize("command", ["run", "check", "time", "evaluate", "--help", "data"])
def test_other_commands_take_all_threads(command, monkeypatch):
    monkeypatch.delenv(one_thread.VARIABLE, raising=False)
    one_thread.keep_to_one([command])
    one_thread.keep_to_one([])
    assert one_thread.VARIABLE not in os.environ


def test_the_commands_that_read_are_commands():
    from trainlab.cli.main import COMMANDS

    assert COMMANDS.keys() >= one_thread.READING
