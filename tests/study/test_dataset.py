"""Where a study's data comes from, when it runs and when its nets are used."""

from __future__ import annotations

from pathlib import Path

import pytest

import trainlab as tl
from trainlab.errors import DataError, StudyError
from trainlab.store import StudyReader
from trainlab.store.names import ARRAYS
from trainlab.study import dataset
from trainlab.study.dataset import Given, Named, data_path, data_source


@pytest.fixture
def fresh():
    """Forget the datasets that were loaded, as a new process would."""
    dataset._source.cache_clear()
    yield dataset._source.cache_clear
    dataset._source.cache_clear()


def test_names_stay_names_and_paths_become_absolute(csv, tmp_path, monkeypatch):
    monkeypatch.chdir(csv.parent)
    assert data_path("moons") == "moons"
    assert data_path("notes.csv") == str(csv)
    assert data_path("nots.csv") == "nots.csv"
    (csv.parent / "moons").mkdir()
    assert data_path("moons", beside=csv.parent) == "moons"
    monkeypatch.chdir(tmp_path)
    assert data_path("notes.csv") == "notes.csv"
    monkeypatch.setenv("HOME", str(csv.parent))
    assert data_path("~/notes.csv") == str(csv)


def test_a_relative_path_is_looked_for_beside_the_experiment_first(csv, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert data_path("notes.csv", beside=csv.parent) == str(csv)
    assert data_path("data/notes.csv", beside=csv.parent) == str(csv)  # and then where the person is
    (tmp_path / "notes.csv").touch()
    assert data_path("notes.csv", beside=Path("data")) == str(csv)


def test_arrays_named_like_a_dataset_are_not_taken_for_it(arrays, arrays_study):
    assert arrays.name == arrays_study.info.data == "moons"
    assert "noise" not in arrays_study.trial(0).settings
    assert arrays_study.info.dataset["fingerprint"] == arrays.fingerprint


def test_kept_data_comes_back_as_it_was(arrays, arrays_study):
    source = data_source(str(arrays_study.folder / ARRAYS), None)
    assert isinstance(source, Given)
    back = source.load(())
    assert back.fingerprint == arrays.fingerprint
    assert (back.name, back.classes, back.features) == (arrays.name, arrays.classes, arrays.features)
    assert back.source == arrays.source
    with pytest.raises(DataError, match="knows its own targets: leave out target='y'"):
        data_source(str(arrays_study.folder / ARRAYS), "y")


def test_a_study_that_keeps_no_data_says_so(study, tmp_path):
    with pytest.raises(StudyError, match="keeps no data of its own"):
        data_source(str(study.folder / ARRAYS), None)
    with pytest.raises(StudyError, match=str(tmp_path)):
        data_source(str(tmp_path / ARRAYS), None)


def test_other_data_is_named():
    source = data_source("digits", None)
    assert isinstance(source, Named)
    assert (source.name, source.written) == ("digits", "digits")


def test_data_that_changed_or_is_gone_is_noticed(csv, tmp_path, fresh):
    recipe = {"target": "is_fake", "batch_size": 16, "steps": 20, "root": tmp_path / "runs"}
    study = tl.run(csv, "2-3-2", **recipe)
    assert study.trial(0).evaluate("train")["examples"] == 96
    lines = csv.read_text().splitlines()
    fresh()
    csv.write_text("\n".join([*lines[:-1], "9,8,fake"]))
    with pytest.raises(
        StudyError, match="not the data that study notes was trained on any more: its fingerprint is"
    ):
        study.trial(0).evaluate("train")
    fresh()
    csv.unlink()
    with pytest.raises(DataError, match=r"there is no file or folder .*notes\.csv"):
        study.trial(0).evaluate("train")
    assert study.curves("train_loss").shape == (1, 20), "its curves need no data"


def test_damaged_data_of_a_study_is_refused(arrays, arrays_study, tmp_path, fresh):
    from shutil import copytree

    from safetensors.numpy import save_file

    copy = copytree(arrays_study.folder, tmp_path / "copy-20260101-000000")
    save_file({"train.inputs": arrays.train.inputs}, copy / ARRAYS)
    with pytest.raises(StudyError, match="is not the data of a study"):
        tl.open(copy).trial(0).evaluate()
    (copy / ARRAYS).write_bytes(b"\0" * 100)
    with pytest.raises(StudyError, match="cannot be read"):
        tl.open(copy).trial(0).evaluate()
    assert StudyReader(copy).trials()
