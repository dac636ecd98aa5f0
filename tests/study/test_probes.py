"""Probes through the Python door."""

from __future__ import annotations

import numpy as np
import pyarrow.csv
import pyarrow.parquet
import pytest

import trainlab as tl
from trainlab.errors import ExperimentError, SettingError, StudyError
from trainlab.study.answers.curve_table import write_table


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return tl.run(
        "moons", "2-4-1", probe=["weights", "dead"], probe_every=10, steps=25, seeds=2, name="probed",
        root=tmp_path_factory.mktemp("runs"),
    )  # fmt: skip


def test_probes_are_curves(study):
    assert study.trial(0).settings["probe"] == "weights,dead"
    curve = study.recorded("weight_norm.hidden1")
    assert curve.steps.tolist() == [0, 10, 20]
    assert (study.curves("weight_norm.hidden1") > 0).all()
    assert study.matching_curves("dead_units") == ["dead_units.hidden1", "dead_units.output"]
    assert study.curve_names[-5:] == [
        "weight_norm.hidden1", "weight_norm.output", "weight_norm.all", *study.matching_curves("dead_units"),
    ]  # fmt: skip
    assert study.info.seconds["probe"] > 0
    assert study.trial(1).curve("weight_norm.all")[1].tolist() == study.curves("weight_norm.all")[1].tolist()


def test_a_study_with_probes_runs_again_from_its_file(study, tmp_path):
    from trainlab.experiments import Experiment
    from trainlab.study import run_experiment

    again = run_experiment(Experiment.read(study.folder / "study.yaml"), root=tmp_path)
    np.testing.assert_array_equal(again.curves("weight_norm.all"), study.curves("weight_norm.all"))


def test_curves_as_a_table(study):
    table = study.curve_table("weight_norm.all", "train_loss", trials=[1])
    assert table.column_names == ["trial", "step", "weight_norm.all", "train_loss"]
    assert table["step"].to_pylist() == list(range(25))
    assert set(table["trial"].to_pylist()) == {1}
    norms = table["weight_norm.all"].to_pylist()
    assert [step for step, norm in enumerate(norms) if norm is not None] == [0, 10, 20]
    np.testing.assert_array_equal(table["train_loss"].to_numpy(), study.curves("train_loss")[1])


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_table_as_a_file(study, tmp_path, ending):
    table = study.curve_table("weight_norm", "validation_accuracy")
    path = write_table(table, tmp_path / f"curves.{ending}")
    read = pyarrow.csv.read_csv(path) if ending == "csv" else pyarrow.parquet.read_table(path)
    assert read.column_names == table.column_names
    for name in table.column_names:
        expected = [np.nan if value is None else value for value in table[name].to_pylist()]
        found = [np.nan if value is None else value for value in read[name].to_pylist()]
        np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_files_that_cannot_be_are_refused(study, tmp_path):
    table = study.curve_table("train_loss")
    with pytest.raises(StudyError, match=r"ending in .csv or .parquet, not '.*curves.txt'"):
        write_table(table, tmp_path / "curves.txt")
    with pytest.raises(StudyError, match="no folder"):
        write_table(table, tmp_path / "nowhere" / "curves.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"probe": "gradient"}, SettingError, "not 'gradient'. Did you mean 'gradients'"),
        ({"probe": []}, SettingError, "probe of the recipe must be names joined by commas"),
        ({"probe": "cheap", "probe_every": 0}, SettingError, "probe_every of the recipe must be"),
        ({"probe_every": 10}, SettingError, "it belongs to probe"),
        ({"probe": tl.choice("cheap", "full"), "trials": 2}, ExperimentError, "probe is one value"),
        ({"pair": {"probe": ["cheap", "full"]}}, ExperimentError, "probe is one value"),
    ],
)
def test_mistakes_are_told_before_anything_is_written(tmp_path, settings, error, words):
    with pytest.raises(error, match=words):
        tl.run("moons", "2-4-1", root=tmp_path, **settings)
    assert not list(tmp_path.iterdir())
