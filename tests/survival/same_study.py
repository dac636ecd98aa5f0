"""Comparing studies to the last bit, and looking for what does not belong into a folder."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from pyarrow.parquet import read_table

import trainlab as tl
from trainlab.record import STEP_CURVES
from trainlab.store.weights.tensors import KINDS, read_tensors
from trainlab.tasks import OF_CLASSES


def assert_same(one: tl.Study, other: tl.Study) -> None:
    """Refuse any difference of two finished studies but that of times."""
    assert one.finished
    assert other.finished
    for name in (*STEP_CURVES, *OF_CLASSES):
        mine, theirs = one.recorded(name), other.recorded(name)
        np.testing.assert_array_equal(mine.steps, theirs.steps)
        assert mine.values.tobytes() == theirs.values.tobytes(), name
    assert one._reader.right_reaching(-1.0, 10**9) == other._reader.right_reaching(-1.0, 10**9) != {}
    for mine, theirs in zip(one.trials, other.trials, strict=True):
        np.testing.assert_equal(
            asdict(replace(mine.record, seconds_per_step=None)),
            asdict(replace(theirs.record, seconds_per_step=None)),
        )
    for which in KINDS:
        assert all_weights(one, which) == all_weights(other, which)


def all_weights(study: tl.Study, which: str) -> dict[tuple[int, str], bytes]:
    """The weights of every trial, by id and name, as bytes."""
    found = {}
    for path in (study.folder / "weights").glob(f"{which}-*.safetensors"):
        trials = json.loads(path.with_suffix(".json").read_text())["trials"]
        for name, weights in read_tensors(path).items():
            for slot, trial in enumerate(trials):
                assert (trial, name) not in found, f"the {which} weights of trial {trial} are kept twice"
                found[trial, name] = weights[slot].tobytes()
    assert {trial for trial, _ in found} == {trial.id for trial in study.trials}
    return found


def assert_whole(study: tl.Study) -> None:
    """Refuse a finished study with a step too many or too few, or with a file that is no part of it."""
    assert study.finished
    [curves] = (study.folder / "curves").iterdir()
    table = read_table(curves)
    rows = list(zip(table["trial"].to_pylist(), table["step"].to_pylist(), strict=True))
    expected = [(trial.id, step) for trial in study.trials for step in range(trial.record.recorded_steps)]
    assert rows == expected
    assert list((study.folder / "checkpoints").iterdir()) == []
    weights = {path.suffix: set() for path in (study.folder / "weights").iterdir()}
    for path in (study.folder / "weights").iterdir():
        weights[path.suffix].add(path.stem)
    assert weights.keys() == {".json", ".safetensors"}
    assert weights[".json"] == weights[".safetensors"]
    assert_at_rest(study.folder)


def assert_at_rest(folder: Path) -> None:
    """Refuse what a process leaves that ended badly: temporary files, SQLite's log."""
    names = {path.name for path in folder.iterdir()}
    files = {"lock", "prepared.safetensors", "study.sqlite", "study.yaml"}
    assert names == files | {"checkpoints", "curves", "weights"}
    assert not [path for path in folder.rglob("*") if path.name.endswith(".tmp")]
