"""What a net starts from: a trial of a study, or a file of weights."""

from __future__ import annotations

import re
from shutil import copytree

import numpy as np
import pytest
from safetensors.numpy import save_file

from trainlab.errors import SettingError, StudyError
from trainlab.experiments import Experiment
from trainlab.study.networks.start import (
    Trained,
    absolute_reference,
    find_trained,
    start_weights,
    with_absolute_starts,
)


@pytest.fixture
def root(stored):
    return stored.folder.parent


@pytest.mark.parametrize(
    ("reference", "trial"),
    [
        ("moons:0", 0), ("moons:1", 1), ("moons:01", 1), ("moons:best", 1), ("moons", 1),
        ("{folder}:0", 0), ("{folder}", 1), ("{folder}/:best", 1), ("{name}:0", 0),
    ],
)  # fmt: skip
def test_a_trial_gives_its_best_weights(stored, root, reference, trial):
    reference = reference.format(folder=stored.folder, name=stored.folder.name)
    weights = start_weights(reference, root)
    expected = stored.trial(trial).weights("best")
    assert weights.keys() == expected.keys() == {f"{layer}.{name}" for layer in ("hidden1", "output")
                                                 for name in ("kernel", "bias")}  # fmt: skip
    for name, array in expected.items():
        assert weights[name].tobytes() == array.tobytes()
    other = stored.trial(1 - trial).weights("best")
    assert weights["hidden1.kernel"].tobytes() != other["hidden1.kernel"].tobytes()


def test_final_weights_are_there_too(stored, root):
    trained = find_trained("moons:0", root)
    final = trained.weights("final")["hidden1.kernel"]
    np.testing.assert_array_equal(final, stored.trial(0).weights("final")["hidden1.kernel"])
    assert (final != trained.weights()["hidden1.kernel"]).all()


def test_a_folder_may_have_a_colon_in_its_name(stored, tmp_path):
    folder = copytree(stored.folder, tmp_path / "a:b")
    assert find_trained(str(folder), tmp_path) == Trained(folder, 1)
    assert find_trained(f"{folder}:0", tmp_path) == Trained(folder, 0)
    numbered = copytree(stored.folder, tmp_path / "c:7")
    assert find_trained(f"{numbered}:0", tmp_path) == Trained(numbered, 0)


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("mons:1", "unknown study 'mons': did you mean 'moons'?"),
        ("mons", "unknown study 'mons': did you mean 'moons'?"),
        ("", "unknown study ''"),
        (":1", "unknown study ''"),
        ("moons:3", "study moons has no trial 3: its trials are 0 to 2."),
        ("moons:2", "trial 2 has no best weights yet"),
        ("moons:-1", "'moons:-1' names no trial: write moons: and a trial's number or 'best', not '-1'."),
        (
            "moons:bset",
            "'moons:bset' names no trial: write moons: and a trial's number or 'best', not 'bset'.",
        ),
        ("moons:", "'moons:' names no trial"),
        ("mons:bset", "unknown study 'mons': did you mean 'moons'?"),
        ("moons:99999999999999999999", "names no trial"),
        ("moons:１", "names no trial"),
        ("nix.safetensors", "there is no file 'nix.safetensors' of weights."),
        ("a\0b.safetensors", "there is no file"),
        ("a\0b", "unknown study"),
    ],
)
def test_what_is_not_there_is_said(root, reference, sentence):
    with pytest.raises(StudyError, match=re.escape(sentence)):
        start_weights(reference, root)


def test_a_file_gives_what_is_in_it(tmp_path, monkeypatch):
    given = {"hidden1.kernel": np.ones((2, 3), np.float32), "deep.er.bias": np.zeros(3)}
    save_file({**given, "input.mean": np.zeros(2)}, tmp_path / "w.safetensors")
    monkeypatch.chdir(tmp_path)
    for reference in ("w.safetensors", str(tmp_path / "w.safetensors")):
        weights = start_weights(reference, tmp_path)
        assert weights.keys() == given.keys()
        np.testing.assert_array_equal(weights["hidden1.kernel"], given["hidden1.kernel"])
    with pytest.raises(StudyError, match="holds one set of weights: final ones are those of a trial"):
        find_trained("w.safetensors", tmp_path).weights("final")


def raw_file(header: bytes, data: bytes = b"") -> bytes:
    return len(header).to_bytes(8, "little") + header + data


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "cannot be read"),
        (b"\x80\x04\x95garbage", "cannot be read"),
        (b"\xff" * 64, "cannot be read"),
        (raw_file(b"{}"), "holds no weights"),
        (raw_file(b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', b"1234"), "not 'w'"),
        (raw_file(b'{".w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', b"1234"), "not '.w'"),
        (raw_file(b'{"w.":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', b"1234"), "not 'w.'"),
        (raw_file(b'{"a.\\n":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', b"1234"), r"not 'a.\\n'"),
        (raw_file(b'{"a.w":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}', b"\0\1\0\1"), "bool values"),
        (raw_file(b'{"a.w":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}', b"12345678"), "complex64"),
        (raw_file(b'{"a.w":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}', b"1"), "cannot be read"),
        (raw_file(b'{"a.w":{"dtype":"F32","shape":[9999999999],"data_offsets":[0,39999999996]}}', b"1234"),
         "cannot be read"),
        (raw_file(b'{"a.w":{"dtype":"F32","shape":[' + b"1," * 99 + b'1],"data_offsets":[0,4]}}', b"1234"),
         "cannot be read"),
    ],
)  # fmt: skip
def test_other_files_are_refused(tmp_path, content, words):
    path = tmp_path / "w.safetensors"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=words) as refusal:
        start_weights(str(path), tmp_path)
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_absolute_reference_is_found_from_anywhere(stored, root, tmp_path, monkeypatch):
    monkeypatch.chdir(root)
    for reference in ("moons", "moons:best", "moons:1", f"{stored.folder.name}:1"):
        assert absolute_reference(reference, root) == f"{stored.folder}:1"
    save_file({"a.b": np.zeros(1)}, root / "w.safetensors")
    absolute = absolute_reference("w.safetensors", root)
    assert absolute == str(root / "w.safetensors")
    relative = absolute_reference(f"./{stored.folder.name}:0", root)
    monkeypatch.chdir(tmp_path)
    for found in (absolute, relative):
        assert start_weights(found, tmp_path / "elsewhere")
        assert absolute_reference(found, tmp_path) == found


@pytest.mark.parametrize("place", ["set", "vary", "pair"])
def test_an_experiment_keeps_absolute_references(stored, root, place):
    one, two = f"{stored.folder}:0", f"{stored.folder}:1"
    given, kept = {
        "set": ("moons:0", one),
        "vary": (["moons:0", "moons"], [one, two]),
        "pair": (["moons:0", "moons:best"], [one, two]),
    }[place]
    fields = {place: {"start_from": given, "learning_rate": [1, 2] if place == "pair" else 1}}
    experiment = with_absolute_starts(Experiment.of(data="moons", net="2-4-2", **fields), root)
    again = Experiment.parse(experiment.to_yaml(), root)
    assert getattr(again, place)["start_from"] == kept
    assert getattr(again, place)["learning_rate"] is not None


def test_an_experiment_without_a_start_stays_as_it_is(root):
    experiment = Experiment.of(data="moons", net="2-4-2", set={"l2": 1})
    assert with_absolute_starts(experiment, root) == experiment


def test_a_start_of_the_wrong_type_is_refused(root):
    with pytest.raises(SettingError, match="start_from of the net must be text"):
        with_absolute_starts(Experiment.of(data="moons", set={"start_from": True}), root)
    with pytest.raises(StudyError, match="unknown study 'mons'"):
        with_absolute_starts(Experiment.of(data="moons", vary={"start_from": ["moons", "mons"]}), root)
