import os
import subprocess
import sys

import numpy as np
import pytest

from trainlab.data import load_dataset
from trainlab.errors import DataError, SettingError, TrainlabError


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("a,is_fake\n" + "\n".join(f"{row},{row % 2}" for row in range(100)))
    return path


def test_a_path_as_text_or_path(table):
    assert (
        load_dataset(table, target="is_fake").fingerprint
        == load_dataset(str(table), target="is_fake").fingerprint
    )


def test_an_ending_in_capitals(table):
    other = table.rename(table.with_suffix(".CSV"))
    assert load_dataset(other, target="is_fake").features == ("a",)


def test_the_seed_moves_the_split(table):
    fingerprints = {load_dataset(table, target="is_fake", data_seed=seed).fingerprint for seed in (0, 1)}
    assert len(fingerprints) == 2


def test_every_kind_of_file(tmp_path, table, tfrecord_bytes, example_bytes):
    import pyarrow as pa
    from pyarrow import parquet

    columns = {"a": np.arange(100.0), "label": np.arange(100) % 2}
    parquet.write_table(pa.table(columns), tmp_path / "f.parquet")
    np.savez(tmp_path / "f.npz", x=columns["a"][:, np.newaxis], y=columns["label"])
    records = [example_bytes({"a": [float(row)], "label": [row % 2]}) for row in range(100)]
    for ending in ("tfrecord", "tfrecords"):
        (tmp_path / f"f.{ending}").write_bytes(tfrecord_bytes(records))
    wanted = load_dataset(table, target="is_fake")
    for ending in ("parquet", "npz", "tfrecord", "tfrecords"):
        assert load_dataset(tmp_path / f"f.{ending}").fingerprint == wanted.fingerprint


def test_a_fraction_of_train_is_taken_before_standardising(table):
    whole = load_dataset(table, target="is_fake")
    part = load_dataset(table, target="is_fake", train_fraction=0.25, standardize=True)
    assert len(part.train) == 20
    assert np.bincount(part.train.targets).tolist() == [10, 10]
    assert part.train.inputs.mean() == pytest.approx(0, abs=1e-6)
    assert part.train.inputs.std() == pytest.approx(1, rel=1e-6)
    assert len(part.test) == len(whole.test)
    slope = np.diff(part.test.inputs[:, 0]) / np.diff(whole.test.inputs[:, 0])
    assert slope == pytest.approx(slope[0], rel=1e-4)


def test_noise_belongs_to_moons():
    assert load_dataset("moons", noise=0.0).fingerprint != load_dataset("moons").fingerprint


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "monos",
            "unknown dataset 'monos': did you mean 'moons'. Allowed: moons, digits, .* The path of a CSV",
        ),
        ("", "unknown dataset ''"),
        ("a\0b", "unknown dataset"),
        ("nothing.csv", "there is no file or folder 'nothing.csv'"),
        ("no/where", "there is no file or folder 'no/where'"),
        ("~nobody-here/x", "there is no file or folder"),
        (__file__, "must end in .csv, .tsv, .txt, .data, .parquet, .tfrecord, .tfrecords, .npz"),
        (os.path.dirname(__file__), "is not a folder of IDX files"),
    ],
)
def test_what_is_no_dataset(name, words):
    with pytest.raises(DataError, match=words):
        load_dataset(name)


def test_a_target_where_there_are_no_columns_is_refused(tmp_path):
    with pytest.raises(DataError, match="moons is built in and knows its own target: leave out target='x'"):
        load_dataset("moons", target="x")
    np.savez(tmp_path / "f.npz", x=np.ones((10, 1)), y=np.arange(10) % 2)
    with pytest.raises(DataError, match="belongs to files that name their columns"):
        load_dataset(tmp_path / "f.npz", target="x")


@pytest.mark.parametrize(
    "settings",
    [
        {"noise": -1},
        {"train_fraction": 0},
        {"train_fraction": 1.5},
        {"data_seed": -1},
        {"standardize": "perhaps"},
    ],
)
def test_settings_out_of_range_are_refused(settings):
    with pytest.raises(SettingError, match=next(iter(settings))):
        load_dataset("moons", **settings)


def test_a_pipe_or_an_unreadable_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "f.csv")
    with pytest.raises(DataError, match="cannot be read: it is a pipe, not a file"):
        load_dataset(tmp_path / "f.csv")


def test_importing_the_room_imports_numpy_only():
    code = "import sys, numpy; before = {*sys.modules}; import trainlab.data; print(*{*sys.modules} - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    packages = {module.split(".")[0] for module in done.stdout.split()}
    assert packages - {*sys.stdlib_module_names} <= {"trainlab", "numpy"}


def test_every_error_is_one_of_trainlabs(table):
    table.write_text("a,is_fake\n1,2\n")
    with pytest.raises(TrainlabError) as caught:
        load_dataset(table, target="is_fake")
    assert caught.value.exit_code == 2
