"""Processes of the command line by the dozen: what takes a second to import is imported once, then forked.

Reads a line of JSON a request and answers with one: ``{"start": [...], "folder": ...}`` with the number of a
new process that runs ``trainlab`` with these arguments, its output in files ``out`` and ``err`` there;
``{"wait": pid}`` with its exit code, negative where a signal killed it, as ``subprocess`` has it.

JAX is imported and not initialised: a fork of its threads would not run.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from functools import partial
from typing import Any

import jax
import optax  # noqa: F401
import pyarrow.parquet  # noqa: F401
import safetensors.numpy  # noqa: F401
import sklearn.datasets  # noqa: F401

import trainlab.cli.entry
import trainlab.cli.main
import trainlab.cli.process.signals
import trainlab.cli.reports.study
import trainlab.experiments
import trainlab.scale.executors.local
import trainlab.scale.plans.plan
import trainlab.scale.run
import trainlab.study
import trainlab.study.running.progress
from trainlab.scale.engine import configure
from trainlab.scale.population.pace import Pace

CHUNK_STEPS = 40
"""Steps of a chunk, so that a study of a second has dozens."""

TOGETHER = 2
"""Trials that a device steps together, so that few of them make several blocks."""

PROGRESS = "chunks"
"""File to which a process adds a byte for every chunk that it has trained and handed to be committed."""


class Counting(trainlab.study.running.progress.RunProgress):
    """Also tells those outside how many chunks there were."""

    def training(self, *told: Any, **named: Any) -> None:
        with open(PROGRESS, "ab") as file:
            file.write(b".")
        super().training(*told, **named)


def start(arguments: list[str], folder: str) -> int:
    """Fork a process that runs the command line; its number."""
    pid = os.fork()
    if pid:
        return pid
    try:
        os.setsid()
        os.chdir(folder)
        for name, descriptor in (("out", 1), ("err", 2)):
            file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(file, descriptor)
            os.close(file)
        sys.argv = ["trainlab", *arguments]
        trainlab.cli.process.signals.signals.watch()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, trainlab.cli.process.signals.SIGNALS)
        trainlab.cli.entry.console()
    except SystemExit as end:
        sys.stdout.flush()
        sys.stderr.flush()
        # What the parent made is not torn down here.
        os._exit(int(end.code or 0))
    finally:
        os._exit(99)


def main() -> None:
    """Answer requests until there are no more."""
    jax.config.update("jax_num_cpu_devices", 2)
    configure()
    trainlab.scale.executors.local.Pace = partial(Pace, steps=CHUNK_STEPS)  # type: ignore[assignment]
    trainlab.scale.plans.plan.trials_together = lambda net, batch, state: TOGETHER
    trainlab.study.running.progress.RunProgress = Counting  # type: ignore[misc]
    # A new process begins where it listens: what comes before waits for it.
    signal.pthread_sigmask(signal.SIG_BLOCK, trainlab.cli.process.signals.SIGNALS)
    for line in sys.stdin:
        request = json.loads(line)
        if "start" in request:
            answer = start(request["start"], request["folder"])
        else:
            _, status = os.waitpid(request["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
