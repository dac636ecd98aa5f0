"""``trainlab tensorboard``: what it says, and that the real TensorBoard shows what it writes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import trainlab as tl

SERVER = """
import sys, threading
from tensorboard import program
board = program.TensorBoard()
board.configure(argv=["tensorboard", "--logdir", sys.argv[1], "--port", "0"])
print(board.launch(), flush=True)
threading.Event().wait()
"""


def test_it_says_what_was_written_and_how_to_look_at_it(trainlab, trained, tmp_path):
    logdir = tmp_path / "log dir"
    answer = trainlab("tensorboard", "demo", "-o", logdir, "--root", trained.root)
    written, look = answer.out.splitlines()
    points = sum(
        len(tl.open(trained.folder).recorded(name).recorded) for name in tl.open(trained.folder).curve_names
    )
    assert written.startswith(f"{logdir / trained.folder.name}: 12 trials, ")
    assert int(written.split(", ")[1].split(" ")[0].replace(",", "")) >= points
    assert look == f"look at it with: tensorboard --logdir '{logdir}'"
    assert (answer.code, answer.err) == (0, "")


def test_longer_curves_are_kept_whole(trainlab, runs):
    trainlab("run", "moons", "--net", "2-4-2", "--set", "steps=1200", "batch_size=100", "--root", runs)
    answer = trainlab("tensorboard", "-o", "logdir", "--root", runs)
    assert answer.out.endswith("tensorboard --logdir logdir --samples_per_plugin scalars=1201\n")
    followed = trainlab("tensorboard", "-o", "logdir", "--follow", "--root", runs)
    assert followed.code == 0
    assert sorted(followed.out.splitlines()) == sorted(answer.out.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tensorboard"], "--output"),
        (["tensorboard", "nothing", "-o", "logdir"], "unknown study 'nothing'"),
        (["tensorboard", "demo", "-o", "."], "choose another folder for event files"),
    ],
)
def test_mistakes_are_one_sentence(trainlab, trained, monkeypatch, arguments, said):
    monkeypatch.chdir(trained.root)
    assert said in trainlab(*arguments, *(["--root", trained.root] if len(arguments) > 1 else [])).mistake


@pytest.mark.slow
def test_ctrl_c_ends_it_cleanly(tmp_path):
    program = [sys.executable, "-m", "trainlab"]
    recipe = ["run", "moons", "--net", "2-4-2", "--set", "steps=10000000", "batch_size=100"]
    training = subprocess.Popen(
        [*program, *recipe], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not list(tmp_path.glob("runs/*/curves/*.parquet")):
            assert training.poll() is None
            time.sleep(0.1)
        arguments = ["tensorboard", "-o", "logdir", "--follow"]
        following = subprocess.Popen(
            [*program, *arguments], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert following.stdout.readline().startswith("look at it with")
        assert "1 trial" in following.stdout.readline()
        assert "1 trial" in following.stdout.readline()  # what came later
        following.send_signal(signal.SIGINT)
        _, err = following.communicate(timeout=30)
        assert err == "trainlab: no longer following; 'logdir' holds what was committed until now.\n"
        assert following.returncode == 128 + signal.SIGINT
    finally:
        training.send_signal(signal.SIGINT)
        training.wait()
    [study] = (tmp_path / "runs").iterdir()
    losses = tl.open(study).recorded("train_loss")
    from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

    [file] = (tmp_path / "logdir" / study.name / "0").iterdir()
    steps = [
        event.step for event in EventFileLoader(str(file)).Load()
        for value in event.summary.value if value.tag == "train_loss"
    ]  # fmt: skip
    assert steps == list(range(len(steps)))
    assert 0 < len(steps) <= len(losses.recorded)


@pytest.fixture
def board(trained, tmp_path, trainlab):
    """The address of the real TensorBoard, once it has read a study's event files."""
    trainlab("tensorboard", "demo", "-o", tmp_path / "logdir", "--root", trained.root)
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, tmp_path / "logdir"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = process.stdout.readline().strip()
        assert address, "TensorBoard did not start"
        while len(ask(address, "data/plugin/scalars/tags")) < 12:
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.communicate()


def ask(address: str, what: str, **sent):
    body = json.dumps(sent).encode() if sent else None
    request = urllib.request.Request(address + what, body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.mark.slow
def test_the_real_tensorboard_shows_curves_settings_and_findings(board: str, trained):
    study = tl.open(trained.folder)
    name = f"{Path(trained.folder).name}/3"
    points = ask(board, f"data/plugin/scalars/scalars?run={name}&tag=train_loss")
    assert [step for _, step, _ in points] == list(range(60))
    assert [value for _, _, value in points] == study.recorded("train_loss", [3]).values[0].tolist()

    table = ask(board, "data/plugin/hparams/experiment", experimentName="")
    types = {info["name"]: info["type"] for info in table["hparamInfos"] if info["differs"]}
    assert types == {"learning_rate": "DATA_TYPE_FLOAT64", "seed": "DATA_TYPE_FLOAT64"}
    known = ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING", "STATUS_UNKNOWN"]
    groups = ask(
        board, "data/plugin/hparams/session_groups", experimentName="", allowedStatuses=known, colParams=[],
        startIndex=0, sliceSize=100,
    )["sessionGroups"]  # fmt: skip
    rows = {group["name"].rpartition("/")[2]: group for group in groups}
    assert sorted(map(int, rows)) == list(range(12))
    for trial in study.trials:
        row = rows[str(trial.id)]
        assert row["hparams"]["learning_rate"] == trial.settings["learning_rate"]
        assert row["hparams"]["optimizer"] == "sgd"
        ended = "STATUS_FAILURE" if trial.record.status == "diverged" else "STATUS_SUCCESS"
        assert row["sessions"][0]["status"] == ended
        shown = {metric["name"]["tag"]: metric.get("value") for metric in row["metricValues"]}
        best = trial.record.best["validation_accuracy"]
        assert shown["best/validation_accuracy"] == pytest.approx(best, rel=1e-6)

    texts = ask(board, f"data/plugin/text/text?run={Path(trained.folder).name}&tag=findings")
    said = [finding.symptom for finding in study.findings()]
    assert said
    assert all(f"<strong>{symptom}</strong>" in texts[0]["text"] for symptom in said)
