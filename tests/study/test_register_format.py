"""A user's kind of file, from a file of its own, is read wherever trainlab's own are."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest

import trainlab as tl
from trainlab.data.formats.formats import FORMATS
from trainlab.errors import DataError, SettingError

FILE = '''
"""Lists of numbers with their class, as JSON."""

import json

import numpy as np

import trainlab as tl
from trainlab.data.formats.examples import Contents, Examples


def read(path, reading):
    rows = json.loads(path.read_text())
    inputs = np.array([row["x"] for row in rows], np.float32)
    targets = [row[reading.target or "y"] for row in rows]
    return Contents(splits={"train": Examples(inputs=inputs, targets=targets)})


tl.register(
    tl.FileFormat(
        name="json", title="JSON", endings=(".json", ".rows"), read=read, options=frozenset(["target"])
    )
)
'''


@pytest.fixture
def rows(load_file, tmp_path):
    """A file of the format, which a module registers."""
    load_file("json_rows", FILE)
    draw = np.random.default_rng(0).normal(size=(60, 3))
    listed = [{"x": list(x), "y": int(x[0] > 0), "z": int(x[1] > 0)} for x in draw.round(3)]
    file = tmp_path / "table.json"
    file.write_text(json.dumps(listed))
    return file


def test_it_is_a_dataset_in_python_and_at_the_command_line(rows, capsys, monkeypatch):
    from trainlab.cli.main import main
    from trainlab.data import load_dataset

    dataset = load_dataset(rows)
    assert dataset.input_shape == (3,)
    assert len(dataset.train) + len(dataset.validation) + len(dataset.test) == 60
    other = load_dataset(rows, target="z")
    assert not np.array_equal(other.train.targets, dataset.train.targets)
    monkeypatch.setattr(sys, "argv", ["trainlab", "data", "show", str(rows)])
    with pytest.raises(SystemExit) as stop:
        main()
    assert not stop.value.code
    assert "inputs: 3 (features)" in capsys.readouterr().out


def test_a_study_of_it_is_trained(rows, tmp_path):
    study = tl.run(str(rows), "3-4-2", steps=20, root=tmp_path)
    assert len(study.trials[0].curve("train_loss")[1]) == 20


def test_messages_list_it(rows, tmp_path):
    from trainlab.data import load_dataset

    strange = tmp_path / "file.strange"
    strange.write_text("x")
    with pytest.raises(DataError, match=r"must end in \.csv, .*, \.npz, \.json, \.rows\."):
        load_dataset(strange)
    with pytest.raises(DataError, match="a CSV, Parquet, TFRecord, NPZ or JSON file or of a folder"):
        load_dataset("nonesuch")
    with pytest.raises(
        DataError, match=r"separator=.* belongs to CSV files \(\.csv, .*\), but .* is not one"
    ):
        load_dataset(rows, separator=";")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "csv"}, "trainlab has a file format 'csv'"),
        ({"endings": ("json",)}, "endings of a file format are written like .json, not 'json'"),
        ({"endings": (".npz",)}, "files that end in .npz belong to the file format 'npz'"),
    ],
    ids=str,
)
def test_one_at_odds_with_others_is_refused(changes, message):
    given = {"name": "mine", "title": "Mine", "endings": (".mine",), "read": lambda path, reading: None}
    with pytest.raises(SettingError, match=message):
        tl.register(tl.FileFormat(**{**given, **changes}))
    assert "mine" not in FORMATS
