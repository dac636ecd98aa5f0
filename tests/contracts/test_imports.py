"""What is loaded by what: help prints at once, and a study is read without JAX."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import trainlab

SOURCE = Path(__file__).parents[2] / "src"
HEAVY = {"numpy", "jax", "jaxlib", "optax", "matplotlib", "pyarrow", "sklearn", "scipy", "safetensors"}
JAX = {"jax", "jaxlib", "optax"}
FRAMEWORKS = {"keras", "pandas", "tensorboard", "tensorflow", "torch"}


def loaded_by(statement: str) -> set[str]:
    """Top-level packages that a fresh interpreter holds after the statement."""
    script = f"import json, sys\n{statement}\nprint(json.dumps(list(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stdout.splitlines()[-1])}


def modules(room: str) -> list[str]:
    """Every module of a room, or of a module that is a room by itself."""
    top = SOURCE / "trainlab" / room
    files = sorted(top.rglob("*.py")) if top.is_dir() else [top.with_suffix(".py")]
    names = [".".join(file.relative_to(SOURCE).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names if not name.endswith("__main__")]


@pytest.mark.parametrize(
    "module",
    [
        "trainlab",
        "trainlab.cli.main",
        "trainlab.settings",
        "trainlab.optimizers",
        "trainlab.schedules",
        "trainlab.errors",
    ],
)
def test_nothing_heavy_is_loaded_at_the_door(module):
    assert loaded_by(f"import {module}") & (HEAVY | FRAMEWORKS) == set()


def test_help_is_printed_without_anything_heavy():
    statement = """
from trainlab.cli.main import main
sys.argv = ["trainlab", "--help"]
try:
    main()
except SystemExit:
    pass
"""
    assert loaded_by(statement) & (HEAVY | FRAMEWORKS) == set()


@pytest.mark.parametrize(
    "room",
    [
        "data", "diagnose", "errors", "estimate", "event_files", "files", "plots", "questions", "record",
        "searches", "settings", "statistics", "store", "sweeps",
    ],
)  # fmt: skip
def test_the_reading_half_never_loads_jax(room):
    assert loaded_by(f"import {', '.join(modules(room))}") & (JAX | FRAMEWORKS) == set()


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("until=train_loss", "until of the recipe must be"),
        ("pieces=50", "pieces of the recipe must be"),
        ("class_weights=1:x", "class_weights of the recipe must be"),
        ("optimizer=adams", "optimizer of the recipe must be"),
        ("epsilon_1=0", "epsilon_1 of the recipe must be"),
        ("net=2-4-", "net '2-4-' cannot be read"),
        ("net=2-4-3", "gives 3 outputs, but moons has 2 classes"),
        ("net=dens4 dense2", "unknown layer 'dens': did you mean 'dense'?"),
        ("net=dense4 maxpool2 dense2", "maxpool takes images"),
        ("freeze=hiden1", "freeze=hiden1 fits no layer of net '2-4-2'. Did you mean 'hidden1'?"),
        ("freeze=*", "freeze=* freezes every layer"),
        ("freeze=hidden1,,output", "freeze of the net must be names or patterns"),
        ("start_from=STUDY:0 reuse=hiden1", "reuse=hiden1 fits no layer of net '2-4-2'"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused_before_jax_is_loaded(text, mistake, small_study, tmp_path):
    text = text.replace("STUDY", str(small_study))
    statement = f"""
import contextlib, io
from trainlab.cli.main import main
net = [] if {text!r}.startswith("net=") else ["--net", "2-4-2"]
given = [{text!r}] if not net else {text!r}.split()
sys.argv = ["trainlab", "run", "moons", *net, "--set", *given, "--root", {str(tmp_path)!r}]
told = io.StringIO()
with contextlib.redirect_stderr(told):
    try:
        main()
    except SystemExit as stop:
        assert stop.code == 2
assert {mistake!r} in told.getvalue(), told.getvalue()
"""
    assert loaded_by(statement) & JAX == set()
    assert list(tmp_path.iterdir()) == []


READING = (
    ["show"],
    ["findings"],
    ["ask", "train_loss < 0.5 and validation_accuracy > 85%"],
    ["tensorboard", "-o", "logdir"],
    ["plot", "--curve", "train_loss", "-o", "losses.png"],
    ["plot", "--curve", "validation_accuracy", "--against", "learning_rate", "-o", "rates.png"],
)
"""Commands that read a stored study."""


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_stored_study_is_read_without_jax(command, small_study, tmp_path):
    statement = f"""
import os
from trainlab.cli.main import main
os.chdir({str(tmp_path)!r})
sys.argv = ["trainlab", *{command!r}, "--root", {str(small_study.parent)!r}]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""
    loaded = loaded_by(statement)
    assert loaded & (JAX | FRAMEWORKS) == set()
    assert ("pyarrow" in loaded) == ("--against" not in command), "curves of every step are in Parquet files"
    assert ("matplotlib" in loaded) == (command[0] == "plot")


def test_the_other_half_loads_no_other_framework():
    rooms = ["cli", "experiments", "nets", "scale", "searches", "study", "sweeps", "train"]
    everything = [module for room in rooms for module in modules(room)]
    assert loaded_by(f"import {', '.join(everything)}") & FRAMEWORKS == set()


def test_the_watch_itself_sees_what_is_loaded():
    assert loaded_by("import numpy") & HEAVY == {"numpy"}
    assert "trainlab.settings.table" in modules("settings")
    assert modules("errors") == ["trainlab.errors"]


def test_every_public_name_is_there():
    assert {"run", "open", "log", "lin", "Dataset"} <= set(trainlab.__all__)
    missing = [name for name in trainlab.__all__ if not hasattr(trainlab, name)]
    assert missing == []
