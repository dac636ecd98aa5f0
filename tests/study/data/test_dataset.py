"""Where a study's data comes from, when it runs and when its nets are used."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
import yaml

import trainlab as tl
from trainlab.data import load_dataset
from trainlab.data.reading import Reading
from trainlab.errors import DataError, StudyError
from trainlab.store import StudyReader
from trainlab.store.folder.names import ARRAYS, DATABASE, PREPARED
from trainlab.study.data import dataset, source
from trainlab.study.data.dataset import data_source
from trainlab.study.data.source import Given, Named, data_path


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
    found = data_source(str(arrays_study.folder / ARRAYS), None)
    assert isinstance(found, Given)
    back = found.load(())
    assert back.fingerprint == arrays.fingerprint
    assert (back.name, back.classes, back.features) == (arrays.name, arrays.classes, arrays.features)
    assert back.source == arrays.source
    with pytest.raises(DataError, match="knows its own targets and splits: leave out target='y'"):
        data_source(str(arrays_study.folder / ARRAYS), Reading(target="y"))


def test_kept_data_comes_back_where_nobody_knows_its_source(arrays, arrays_study, tmp_path):
    copy = copytree(arrays_study.folder, tmp_path / "copy-20260101-000000")
    with closing(sqlite3.connect(copy / DATABASE)) as connection, connection:
        connection.execute("UPDATE study SET dataset = json_remove(dataset, '$.source')")
    back = data_source(str(copy / ARRAYS), None).load(())
    assert back.fingerprint == arrays.fingerprint
    assert back.source == "kept by a study"


def test_a_study_that_keeps_no_data_says_so(study, tmp_path):
    with pytest.raises(StudyError, match="does not keep its data"):
        data_source(str(study.folder / ARRAYS), None)
    with pytest.raises(StudyError, match=str(tmp_path)):
        data_source(str(tmp_path / ARRAYS), None)


def test_other_data_is_named():
    found = data_source("digits", None)
    assert isinstance(found, Named)
    assert (found.name, found.written) == ("digits", {"data": "digits"})


RECIPE = {"target": "is_fake", "batch_size": 16, "steps": 20}


def test_a_study_of_a_file_needs_nothing_but_itself(csv, tmp_path, fresh):
    study = tl.run(csv, "2-3-2", **RECIPE, standardize=True, train_fraction=0.5, root=tmp_path / "runs")
    trial, x = study.trial(0), np.random.default_rng(0).normal(size=(7, 2))
    network = trial.network()
    before = [trial.evaluate(split) for split in ("train", "validation", "test")], trial.predict(x)
    weights = trial.export(tmp_path / "net")
    exported = (tmp_path / "net.json").read_text()
    csv.write_text("a,b,is_fake\n" + "1,2,yes\n3,4,no\n" * 60)
    for change in (lambda: None, csv.unlink):
        change()
        fresh()
        trial = tl.open(study.folder).trial(0)
        assert [trial.evaluate(split) for split in ("train", "validation", "test")] == before[0]
        np.testing.assert_array_equal(trial.predict(x), before[1])
        assert trial.network().classes == network.classes == ("fake", "real")
        assert trial.network().features == ("a", "b")
        assert trial.export(tmp_path / "net", force=True) == weights
        assert (tmp_path / "net.json").read_text() == exported


def test_every_split_of_a_file_is_kept(csv, tmp_path, fresh):
    study = tl.run(csv, "2-3-2", **RECIPE, data_seed=[0, 1, 7], root=tmp_path / "runs")
    before = [trial.dataset().fingerprint for trial in study.trials]
    assert len(set(before)) == 3
    csv.unlink()
    fresh()
    assert [trial.dataset().fingerprint for trial in tl.open(study.folder).trials] == before


CHANGES = {
    "the inputs of train are not the same": lambda rows: ["9,8,real", *rows[1:]],
    "its classes are now 'fake', 'true', not 'fake', 'real'":
        lambda rows: [row.replace("real", "true") for row in rows],
    "train has 97 examples, not 96": lambda rows: [*rows, "9,8,fake"],
}  # fmt: skip


@pytest.mark.parametrize("said", CHANGES)
def test_where_data_is_needed_and_changed_it_is_said_in_what(csv, tmp_path, fresh, monkeypatch, said):
    monkeypatch.setattr(source, "MAX_KEPT", 0)
    study = tl.run(csv, "2-3-2", **RECIPE, standardize=[False, True], root=tmp_path / "runs")
    assert not (study.folder / ARRAYS).exists()
    trial, x = study.trial(1), np.random.default_rng(0).normal(size=(7, 2))
    probabilities = trial.predict(x)
    header, *rows = csv.read_text().splitlines()
    if "inputs" in said:  # of an example that is in train
        first = study.trial(0).dataset().train.inputs[0]
        place = next(place for place, row in enumerate(rows) if np.float32(row.split(",")[0]) == first[0])
        rows = [*rows[:place], f"9,8,{rows[place].split(',')[2]}", *rows[place + 1 :]]
    else:
        rows = CHANGES[said](rows)
    csv.write_text("\n".join([header, *rows]))
    fresh()
    with pytest.raises(StudyError, match=f"not the data that study notes was trained on any more: {said}"):
        trial.evaluate("train")
    np.testing.assert_array_equal(trial.predict(x), probabilities)
    assert trial.network().classes == ("fake", "real")
    fresh()
    csv.unlink()
    with pytest.raises(DataError, match=r"there is no file or folder .*notes\.csv"):
        trial.evaluate("train")
    np.testing.assert_array_equal(trial.predict(x), probabilities)
    assert study.curves("train_loss").shape == (2, 20), "its curves need no data"


def test_data_outside_of_the_first_trial_s_part_is_compared_too(csv, tmp_path, fresh, monkeypatch):
    monkeypatch.setattr(source, "MAX_KEPT", 0)
    fractions = {"train_fraction": [0.25, 1.0], "standardize": True}
    study = tl.run(csv, "2-3-2", **RECIPE, **fractions, root=tmp_path / "runs")
    small, whole = (trial.dataset().train for trial in study.trials)
    x = np.random.default_rng(0).normal(size=(7, 2))
    before = study.trial(1).predict(x)
    raw = load_dataset(csv, target="is_fake")
    part = load_dataset(csv, target="is_fake", train_fraction=0.25).train.inputs[:, 0]
    outside = next(value for value in raw.train.inputs[:, 0] if value not in part)
    header, *rows = csv.read_text().splitlines()
    place = next(place for place, row in enumerate(rows) if np.float32(row.split(",")[0]) == outside)
    rows[place] = f"500,-700,{rows[place].split(',')[2]}"
    csv.write_text("\n".join([header, *rows]))
    fresh()
    assert len(small) < len(whole)
    with pytest.raises(StudyError, match="the inputs of train are not the same"):
        study.trial(1).evaluate("test")
    np.testing.assert_array_equal(study.trial(1).predict(x), before)


def test_a_study_of_an_older_trainlab_compares_what_it_knows(csv, tmp_path, fresh, monkeypatch):
    monkeypatch.setattr(source, "MAX_KEPT", 0)
    fractions = {"train_fraction": [0.25, 1.0], "standardize": True}
    study = tl.run(csv, "2-3-2", **RECIPE, **fractions, root=tmp_path / "runs")
    x = np.random.default_rng(0).normal(size=(7, 2))
    before = [trial.predict(x) for trial in study.trials]
    (study.folder / PREPARED).unlink()
    for trial, wanted in zip(study.trials, before, strict=True):
        np.testing.assert_array_equal(trial.predict(x), wanted)
    lines = csv.read_text().splitlines()
    csv.write_text("\n".join([*lines, "500,-700,fake"]))
    fresh()
    for trial in study.trials:
        with pytest.raises(StudyError, match="its fingerprint is"):
            trial.predict(x)


def test_damaged_notes_on_the_data_are_refused(csv, tmp_path, fresh):
    study = tl.run(csv, "2-3-2", **RECIPE, standardize=True, root=tmp_path / "runs")
    good = (study.folder / PREPARED).read_bytes()
    (study.folder / PREPARED).write_bytes(
        good.replace(b'"is_fake"', b'"is_real"').replace(b'"fake"', b'"fak\xff"')
    )
    with pytest.raises(StudyError, match="does not describe the data of a study"):
        study.trial(0).network()
    (study.folder / PREPARED).write_bytes(good[:100])
    with pytest.raises(StudyError, match="cannot be read"):
        study.trial(0).network()


def test_files_of_other_splits(csv, tmp_path, fresh, monkeypatch):
    monkeypatch.chdir(csv.parent)
    header, *rows = csv.read_text().splitlines()
    for name, part in (("train", rows[:80]), ("valid", rows[80:100]), ("test", rows[100:])):
        (csv.parent / f"{name}.csv").write_text("\n".join([header, *part]))
    files = {"validation": "valid.csv", "test": "test.csv"}
    study = tl.run("train.csv", "2-3-2", **RECIPE, **files, root=tmp_path / "runs")
    assert [study.info.dataset[split] for split in ("train", "validation", "test")] == [80, 20, 20]
    monkeypatch.chdir(tmp_path)
    again = tl.run(**_written(study), root=tmp_path / "runs2")
    assert again.info.dataset["fingerprint"] == study.info.dataset["fingerprint"]


def _written(study: tl.Study) -> dict:
    written = yaml.safe_load((study.folder / "study.yaml").read_text())
    settings = written.pop("set")
    return {**written, **settings}


def test_damaged_data_of_a_study_is_refused(arrays, arrays_study, tmp_path, fresh):
    from safetensors.numpy import save_file

    copy = copytree(arrays_study.folder, tmp_path / "copy-20260101-000000")
    save_file({"train.inputs": arrays.train.inputs}, copy / ARRAYS)
    with pytest.raises(StudyError, match="is not the data of a study"):
        tl.open(copy).trial(0).evaluate()
    (copy / ARRAYS).write_bytes(b"\0" * 100)
    with pytest.raises(StudyError, match="cannot be read"):
        tl.open(copy).trial(0).evaluate()
    assert StudyReader(copy).trials()
