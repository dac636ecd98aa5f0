"""What a study keeps of its data comes back as it was; what was changed in it is refused in one sentence."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from dataclasses import replace
from shutil import copytree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trainlab as tl
from trainlab.data import Dataset, prepared
from trainlab.errors import StudyError, TrainlabError
from trainlab.store.folder.names import ARRAYS, PREPARED
from trainlab.study.data import dataset as study_data
from trainlab.study.data._kept_data import from_arrays, to_arrays
from trainlab.study.data.data_record import DataRecord, from_tensors, to_tensors


def made(seed: int, offset: float = 0.0) -> Dataset:
    x = np.random.default_rng(0).normal(size=(30, 2)) + offset
    return Dataset.from_arrays(x, ["a", "b", "ü"] * 10, features=["p", "q"], name="f", seed=seed)


def test_datasets_of_several_seeds_come_back():
    given_ = {seed: made(seed, offset) for seed, offset in ((3, 0.0), (0, 0.0))}
    back = from_arrays(to_arrays(given_), "f", "here", "file")
    assert [*back] == [3, 0]
    for seed, dataset in back.items():
        assert dataset.fingerprint == given_[seed].fingerprint
        assert (dataset.classes, dataset.features, dataset.source) == (("a", "b", "ü"), ("p", "q"), "here")


def test_numbers_of_64_bits_are_kept_as_they_are():
    stamps = made(0, 1.7e9)
    assert stamps.train.inputs.dtype == np.float64
    assert from_arrays(to_arrays({0: stamps}), "f", "", "file")[0].fingerprint == stamps.fingerprint


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("train.inputs", np.zeros((3, 2), np.int32), "the inputs of train are not finite numbers"),
        ("train.inputs", np.full((24, 2), np.nan, np.float32), "the inputs of train are not finite numbers"),
        ("test.targets", np.zeros(2, np.int32), "the targets of test are not class numbers of its examples"),
        ("test.targets", np.full(3, 3, np.int32), "the targets of test are none of its 3 classes"),
        ("test.inputs", np.zeros((3, 1), np.float32), "the inputs of its splits are of several shapes"),
        ("features", np.frombuffer(b'["p"]', np.uint8), "its features are not as many as its inputs"),
        ("classes", np.frombuffer(b'[1, "p"]', np.uint8), "it lists something else"),
        ("seeds", np.frombuffer(b"[]", np.uint8), "it holds no dataset"),
    ],
)
def test_arrays_that_are_no_dataset_are_refused(name, value, words):
    with pytest.raises(StudyError, match=f"'file' is not the data of a study: .*{words}"):
        from_arrays({**to_arrays({0: made(0)}), name: value}, "f", "", "file")


def test_what_is_written_down_comes_back():
    raw = made(0)
    settings_ = (("data_seed", 0), ("standardize", True), ("train_fraction", 0.5), ("x", "all"))
    done = prepared(raw, standardize=True, train_fraction=0.5)
    plain = DataRecord.of((("data_seed", 1),), made(1))
    one, other = from_tensors(to_tensors([DataRecord.of(settings_, done), plain]), "file")
    assert (one.settings, one.classes, one.features) == (settings_, raw.classes, raw.features)
    assert (one.input_shape, one.examples["train"]) == ((2,), len(done.train))
    np.testing.assert_array_equal(one.standardization, done.standardization)
    assert one.difference(done) is None
    assert other.standardization is None
    assert other.difference(made(1)) is None
    assert other.difference(made(2)) == "the inputs of train are not the same"
    damaged = replace(other, fingerprints={"train inB@ts": "0"})
    assert damaged.difference(made(1)) == "there are no 'train inB@ts'"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept")
    rows = [
        f"{a},{b},{'fake' if a > b else 'real'}" for a, b in np.random.default_rng(1).normal(size=(40, 2))
    ]
    (folder / "notes.csv").write_text("\n".join(["a,b,y", *rows]))
    return tl.run(folder / "notes.csv", "2-2", standardize=True, steps=4, batch_size=8, root=folder).folder


@settings(max_examples=60)
@given(st.data())
def test_changed_files_are_read_or_refused(kept, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("changed") / kept.name
    copytree(kept, folder)
    file = folder / data.draw(st.sampled_from([ARRAYS, PREPARED]))
    content = bytearray(file.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    file.write_bytes(
        content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    )
    study_data._source.cache_clear()
    trial = tl.open(folder).trial(0)
    for use in (trial.network, trial.evaluate, lambda: trial.predict([[0.0, 1.0]])):
        with contextlib.suppress(TrainlabError):
            use()
    study_data._source.cache_clear()


def test_opening_a_study_loads_no_readers_of_data():
    script = (
        "import sys, trainlab.study.study; print([name for name in sys.modules if 'trainlab.data' in name])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
