"""Ctrl-C, SIGTERM and SIGHUP at any instant: exit codes, one line, a study at rest that goes on."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import time

import pytest
from same_study import assert_at_rest, assert_same, assert_whole

import trainlab as tl
from trainlab.cli.process.signals import signals
from trainlab.stop_requests import ECHO_SECONDS
from trainlab.store import list_studies

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}

BEFORE = "trainlab: interrupted before anything was written.\n"
GO_ON = r"trainlab: (?:interrupted|stopped at once); continue with: trainlab resume (demo-\d{8}-\d{6})\n"
FINISHED = r"trainlab: interrupted; the study 'runs/demo-\d{8}-\d{6}' is finished\.\n"
IN_THE_END = (
    "trainlab: interrupted; what was committed is kept: see 'trainlab show', and 'trainlab resume'.\n"
)


@pytest.mark.parametrize("instants", [20, pytest.param(100, marks=pytest.mark.endurance)])
@pytest.mark.usefixtures("compiled_once")
def test_stopped_at_any_instant_it_is_at_rest_and_goes_on(zygote, whole, tmp_path, instants):
    draw = random.Random(instants)
    resumed = 0
    for number in range(instants):
        process = zygote.start(tmp_path / str(number))
        kind = {1: signal.SIGTERM, 3: signal.SIGHUP}.get(number % 4, signal.SIGINT)
        second = whole.seconds * (number + draw.random()) / instants
        process.signal_at(second, kind)
        if number % 4 == 2:
            later = ECHO_SECONDS if number % 8 == 2 else 0  # a second wish, or an echo of the first
            process.signal_at(second + later + draw.random() / 20, kind)
        code = process.wait()
        if code == 0:  # it had ended before
            assert_same(tl.open(process.studies[0]), whole.study)
            continue
        assert code == CODES[kind], (second, whole.seconds, process.err, process.out)
        studies = list_studies(process.folder / "runs")
        assert process.studies == studies
        # Behind the line that tells of the data and of compiling, where training had ended.
        said = process.err.splitlines(keepends=True)[-1]
        assert "Traceback" not in process.err
        if not studies:
            assert said in (BEFORE, IN_THE_END)
            continue
        [folder] = studies
        assert_at_rest(folder)
        match = re.fullmatch(GO_ON, said)
        if match or (said == IN_THE_END and not tl.open(folder).finished):
            assert match is None or match[1] == folder.name
            if resumed < 6 or instants > 20:
                resumed += 1
                again = tl.resume(folder)
                assert_same(again, whole.study)
                assert_whole(again)
        else:
            assert re.fullmatch(FINISHED, said) or said == IN_THE_END
            assert_same(tl.open(folder), whole.study)
    assert resumed > 2


def test_what_is_being_compiled_is_not_waited_for(zygote, tmp_path):
    # A net so deep that it takes a long time to compile, and a seed of its own, so that no cache knows it.
    deep = "-".join(["2", *["9"] * 24, "2"])
    seed = time.time_ns() % 2**32
    arguments = (
        "run",
        "moons",
        "--net",
        deep,
        "--set",
        f"order_seed={seed}",
        "batch_size=7",
        "--name",
        "demo",
    )
    process = zygote.start(tmp_path, arguments)
    while not list_studies(tmp_path / "runs"):
        time.sleep(0.01)
    sent = time.perf_counter()
    process.signal_at(0, signal.SIGTERM)
    assert process.wait() == 143
    assert time.perf_counter() - sent < 5
    assert re.fullmatch(GO_ON, process.err.splitlines(keepends=True)[-1])
    assert process.chunks == 0
    assert_at_rest(process.studies[0])


@pytest.mark.parametrize("second", [0.1, 0.5, 1.2])
def test_while_python_imports_nothing_is_written(tmp_path, second):
    command = [sys.executable, "-m", "trainlab", "run", "moons", "--net", "2-4-2", "--set", "steps=1000000"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(second)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    if said.endswith("KeyboardInterrupt\n"):  # Python answers by itself before it runs our first line
        assert process.returncode in (1, -signal.SIGINT)
        return
    assert process.returncode == 130
    if list(tmp_path.rglob("*.sqlite")):  # a fast machine
        assert "continue with: trainlab resume moons-" in said
    else:
        assert said in (BEFORE, IN_THE_END)


def test_a_job_in_the_background_keeps_ignoring_ctrl_c(tmp_path):
    script = """
import signal
from trainlab.cli.process.signals import signals
signal.signal(signal.SIGINT, signal.SIG_IGN)
signals.watch()
signal.raise_signal(signal.SIGINT)
print(1)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "1\n")


def test_what_writes_studies_may_be_imported_just_then():
    """A module lies in ``sys.modules`` before it has been run: it can have written nothing."""
    script = """
import signal, sys, time, types
from trainlab.cli.process.signals import signals
sys.modules["trainlab.store.writer"] = types.ModuleType("trainlab.store.writer")
signals.watch()
signal.raise_signal(signal.SIGTERM)
time.sleep(5)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (143, BEFORE)


def test_nobody_listens_inside_of_another_program():
    assert not signals.watching
    assert signals.number is None


WISHES = """
import signal, sys, time
from trainlab.cli.process.signals import Answer, signals
from trainlab.stop_requests import ECHO_SECONDS
signals.watch()
signals.answer = Answer.NOTE
kinds = [getattr(signal, name) for name in sys.argv[1:]]
for number, kind in enumerate(kinds):
    if number == 2:
        time.sleep(3 * ECHO_SECONDS)  # the first may have been heard late
    signal.raise_signal(kind)
    time.sleep(0.01)
    print(number, flush=True)
time.sleep(5)
"""


@pytest.mark.parametrize(
    ("kinds", "code"),
    [
        (["SIGTERM"] * 3, 143),  # timeout -s TERM: the program, then its group; and a second wish
        (["SIGHUP", "SIGHUP", "SIGHUP"], 129),  # a terminal that is closed
        (["SIGTERM", "SIGHUP", "SIGINT"], 143),  # systemd at the end of a session
    ],
    ids=["timeout", "terminal", "session"],
)
def test_a_wish_that_arrives_as_two_signals_is_one(kinds, code):
    command = [sys.executable, "-c", WISHES, *kinds]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith("0\n1\n")
    assert "Traceback" not in done.stderr
