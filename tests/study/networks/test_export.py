"""Networks leave a study as files, and come back with the same predictions; other files are refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

import trainlab as tl
from trainlab.errors import DataError, NetError, StorageError, StudyError
from trainlab.study.networks.start import start_weights

LEAKY = {"net": "2-4-2", "activation": "leaky_relu"}
X = np.random.default_rng(0).normal(size=(7, 2)).astype(np.float32)


@pytest.fixture
def best(stored, tmp_path) -> Path:
    """The exported best trial, which standardises its inputs and has a leaky activation."""
    return stored.best().export(tmp_path / "best")


def described(weights: Path) -> dict:
    return json.loads(weights.with_suffix(".json").read_text())


def change(weights: Path, **fields: Any) -> None:
    """Write other fields into the JSON file; None leaves one out."""
    content = {**described(weights), **fields}
    weights.with_suffix(".json").write_text(
        json.dumps({name: value for name, value in content.items() if value is not None})
    )


def change_tensors(weights: Path, **tensors: np.ndarray | None) -> None:
    """Write other tensors, and the hash that belongs to them."""
    content = {**load_file(weights), **{name.replace("__", "."): array for name, array in tensors.items()}}
    save_file({name: array for name, array in content.items() if array is not None}, weights)
    change(weights, sha256=sha256(weights.read_bytes()).hexdigest())


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("which", ["best", "final"])
def test_predictions_are_the_same_bit_by_bit(stored, tmp_path, number, which):
    trial = stored.trial(number)
    file = trial.export(tmp_path / "net", which)
    assert file == tmp_path / "net.safetensors"
    assert file.stat().st_mode == file.with_suffix(".json").stat().st_mode
    network = tl.load_network(file)
    expected = trial.predict(X, which)
    assert network.predict(X).tobytes() == expected.tobytes()
    assert network.predict(X.tolist()).tobytes() == expected.tobytes()
    assert trial.predict(X, "final" if which == "best" else "best").tobytes() != expected.tobytes()
    for name, array in trial.weights(which).items():
        assert network.weights[name].tobytes() == array.tobytes()


def test_a_network_knows_what_it_is(best):
    network = tl.load_network(best)
    assert (network.net, network.classes, network.features) == ("2-4-2", ("upper", "lower"), ("x1", "x2"))
    assert (network.input_shape, network.numbers) == ((2,), 22)
    assert repr(network) == "<Network 2-4-2: 2 classes, 22 numbers>"
    record = network.record
    assert record.scores == {"validation_accuracy": 0.9, "validation_loss": 0.5}
    assert record.origin == {"study": "moons", "data": "moons", "trial": 1, "weights": "best", "step": 10}
    assert record.settings["leaky_slope"] == 0.1 + 0.2


def test_predictions_standardise_as_the_study_did(stored, best):
    from trainlab.data import load_dataset

    train = load_dataset("moons").train.inputs.astype(float)
    weights = {name: array.astype(float) for name, array in stored.trial(1).weights().items()}
    x = (X - train.mean(axis=0)) / train.std(axis=0)
    hidden = x @ weights["hidden1.kernel"] + weights["hidden1.bias"]
    logits = np.where(hidden > 0, hidden, 0.3 * hidden) @ weights["output.kernel"] + weights["output.bias"]
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected = powers / powers.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(tl.load_network(best).predict(X), expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("path", ["best", "best.json", "best.safetensors", "./best"])
def test_any_of_its_names_loads_it(best, monkeypatch, path):
    monkeypatch.chdir(best.parent)
    assert tl.load_network(path).net == "2-4-2"
    assert tl.load_network(best.parent / path).net == "2-4-2"


def test_files_are_moved_and_used_in_a_fresh_process(best, tmp_path, stored):
    folder = tmp_path / "else where"
    folder.mkdir()
    for file in (best, best.with_suffix(".json")):
        file.rename(folder / file.name)
    script = """
import sys, trainlab as tl, numpy as np
x = np.random.default_rng(0).normal(size=(7, 2)).astype(np.float32)
sys.stdout.write(tl.load_network(sys.argv[1]).predict(x).tobytes().hex())
"""
    command = [sys.executable, "-c", script, folder / "best"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == stored.best().predict(X).tobytes().hex()


def test_a_net_starts_from_an_exported_one(best, stored):
    weights = start_weights(str(best), best.parent)
    expected = stored.best().weights()
    assert weights.keys() == expected.keys(), "what standardises the inputs is no layer"
    assert all(weights[name].tobytes() == array.tobytes() for name, array in expected.items())


def test_the_json_is_strict(stored, tmp_path):
    stored.trial(0).export(tmp_path / "net", "final")

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    content = json.loads((tmp_path / "net.json").read_text(), parse_constant=refuse)
    assert content["scores"] == {"validation_accuracy": 0.5, "validation_loss": None}
    assert np.isnan(tl.load_network(tmp_path / "net").record.scores["validation_loss"])


def test_files_that_are_there_are_replaced_only_by_force(stored, tmp_path):
    trial, path = stored.trial(0), tmp_path / "net"
    trial.export(path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(StudyError, match=r"net\.safetensors' is already there"):
        trial.export(path, "final")
    (tmp_path / "net.safetensors").unlink()
    with pytest.raises(StudyError, match=r"net\.json' is already there"):
        trial.export(path, "final")
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"net.json": before["net.json"]}
    trial.export(path, "final", force=True)
    assert tl.load_network(path).predict(X).tobytes() == trial.predict(X, "final").tobytes()
    assert {file.name for file in tmp_path.iterdir()} == {"net.json", "net.safetensors"}


@pytest.mark.parametrize("path", ["", ".", "a/..", "/", ".json", "x/.safetensors"])
def test_a_path_that_names_no_file_is_refused(stored, tmp_path, monkeypatch, path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError, match="names no file"):
        stored.trial(0).export(path)
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_leaves_nothing(stored, tmp_path, monkeypatch):
    with pytest.raises(StudyError, match="there is no folder"):
        stored.trial(0).export(tmp_path / "no" / "net")
    with pytest.raises(StudyError, match="trial 2 has no best weights yet"):
        stored.trial(2).export(tmp_path / "net")
    with pytest.raises(StudyError, match="weights must be best or final"):
        stored.trial(0).export(tmp_path / "net", "worst")
    monkeypatch.setattr("trainlab.files.disk.write", _full_disk)
    with pytest.raises(StorageError, match="No space left"):
        stored.trial(0).export(tmp_path / "net")
    assert list(tmp_path.iterdir()) == []


def _full_disk(*_: object, **__: Any) -> None:
    raise OSError(28, "No space left on device")


def test_inputs_that_do_not_fit_are_refused(best):
    network = tl.load_network(best)
    with pytest.raises(DataError, match=r"takes 2 numbers an example: inputs must be \(examples, 2\), not"):
        network.predict(np.zeros((4, 3)))
    with pytest.raises(DataError, match="inputs must be numbers"):
        network.predict([["a", "b"]])
    assert network.predict(X[:0]).shape == (0, 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"format": "other"}, "does not describe an exported network"),
        ({"format": None}, "does not describe an exported network"),
        ({"version": 3}, r"written by a newer trainlab \(format 3"),
        ({"version": "1"}, "'version'"),
        ({"version": 0}, "'version'"),
        ({"extra": 1}, "'extra': Extra inputs are not permitted"),
        ({"classes": None}, "'classes': Field required"),
        ({"classes": ["a"]}, "'classes' are fewer than two"),
        ({"classes": ["a", "b", "c"]}, "3 classes"),
        ({"classes": "ab"}, "'classes'"),
        ({"classes": ["a", 1]}, r"'classes\.1'"),
        ({"classes": ["a", "b" * 100_001]}, r"'classes\.1'"),
        ({"features": ["a"]}, "1 features"),
        ({"input_shape": []}, "'input_shape'"),
        ({"input_shape": [3]}, "3"),
        ({"input_shape": [2, 0]}, "'input_shape"),
        ({"input_shape": [2.0]}, "'input_shape"),
        ({"input_shape": [10**9]}, "'input_shape"),
        ({"standardized": 1}, "'standardized'"),
        ({"standardized": False}, r"weights hold 'input\.deviation'|weights hold 'input\.mean'"),
        ({"settings": {}}, "settings lack net"),
        ({"settings": {"net": "2-4-2"}}, "settings lack activation"),
        ({"settings": LEAKY}, "settings lack leaky_slope"),
        ({"settings": {"net": "2-4-2", "activation": "relo"}}, "activation of the net must be"),
        ({"settings": {"net": 2, "activation": "relu"}}, "net '2' cannot be read"),
        ({"settings": {"net": "2-x-2", "activation": "relu"}}, "cannot be read"),
        ({"settings": {"net": "2-5-2", "activation": "relu"}}, r"float32 of \(2, 5\)"),
        ({"settings": {"net": "2-1000000-1000000-2", "activation": "relu"}}, "is not a usable network"),
        ({"settings": {"net": "2-4-4-2", "activation": "relu"}}, "weights lack hidden2"),
        ({"settings": {"net": "2-2", "activation": "relu"}}, "hidden1"),
        ({"settings": {"net": ["2-4-2"], "activation": "relu"}}, "'settings.net"),
        ({"settings": {**LEAKY, "leaky_slope": "0.3"}}, "leaky_slope cannot"),
        ({"settings": {**LEAKY, "leaky_slope": -1}}, "leaky_slope of the net"),
        ({"scores": {"loss": "low"}}, "'scores.loss'"),
        ({"sha256": "0" * 64}, "does not hold the weights that"),
        ({"sha256": "x"}, "'sha256'"),
    ],
)  # fmt: skip
def test_a_description_that_is_wrong_is_refused(best, fields, words):
    change(best, **fields)
    with pytest.raises(NetError, match=words) as refusal:
        tl.load_network(best)
    assert "best" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 600


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", "{", '{"format": NaN}', "[" * 100_000, '{"format": "trainlab network", "version": 1e999}',
     '{"format": "trainlab network", "version": ' + "9" * 5000 + "}", "\ud800"],
)  # fmt: skip
def test_what_is_no_json_of_ours_is_refused(best, text):
    best.with_suffix(".json").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(NetError, match=r"best\.json'") as refusal:
        tl.load_network(best)
    assert "\n" not in str(refusal.value)


def test_a_large_description_is_not_read(best, monkeypatch):
    monkeypatch.setattr("trainlab.study.networks.load.MAX_BYTES", 100)
    with pytest.raises(NetError, match="larger than 100 bytes"):
        tl.load_network(best)


@pytest.mark.parametrize(
    ("tensors", "words"),
    [
        ({"hidden1__bias": None}, r"weights lack hidden1\.bias"),
        ({"hidden3__bias": np.zeros(4, np.float32)}, r"weights hold 'hidden3\.bias'"),
        ({"hidden1__bias": np.zeros(5, np.float32)}, r"hidden1\.bias is float32 of shape \(5,\)"),
        ({"hidden1__bias": np.zeros((4, 1), np.float32)}, r"of shape \(4, 1\)"),
        ({"hidden1__bias": np.zeros(4)}, r"hidden1\.bias is float64"),
        ({"input__mean": None}, r"input\.mean must be 2 numbers"),
        ({"input__mean": np.zeros(3)}, r"input\.mean must be 2 numbers"),
        ({"input__deviation": np.zeros(2, np.float32)}, r"input\.deviation must be 2 numbers of 64 bits"),
        ({"input__deviation": np.zeros(2)}, r"input\.deviation must be above 0"),
        ({"input__mean": np.full(2, np.nan)}, r"input\.mean holds numbers that are not finite"),
    ],
)
def test_weights_that_are_not_the_nets_are_refused(best, tensors, words):
    change_tensors(best, **tensors)
    with pytest.raises(NetError, match=words):
        tl.load_network(best)


def test_a_damaged_or_missing_file_is_said(best):
    content = best.read_bytes()
    best.write_bytes(content[:-1])
    with pytest.raises(NetError, match="does not hold the weights that"):
        tl.load_network(best)
    change(best, sha256=sha256(content[:-1]).hexdigest())
    with pytest.raises(StudyError, match="cannot be read"):
        tl.load_network(best)
    best.unlink()
    with pytest.raises(NetError, match=r"there is no file '.*best\.safetensors'"):
        tl.load_network(best)
    with pytest.raises(
        NetError, match=re.escape("an exported network is two files, nix.safetensors and nix.json")
    ):
        tl.load_network(best.parent / "nix")


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.floats(), st.text(max_size=5)) | st.lists(
    st.text(max_size=3), max_size=3
)


@pytest.fixture(scope="module")
def shared_best(stored, tmp_path_factory) -> Path:
    return stored.best().export(tmp_path_factory.mktemp("shared") / "best")


@given(st.data())
@settings(max_examples=60)
def test_whatever_is_written_into_the_description_is_refused_or_harmless(shared_best, data):
    original = shared_best.with_suffix(".json").read_text()
    content = json.loads(original)
    field = data.draw(st.sampled_from([*content, "other"]))
    if data.draw(st.booleans()) and isinstance(content.get(field), dict):
        key = data.draw(st.sampled_from([*content[field], "new"]))
        content[field][key] = data.draw(VALUES)
    else:
        content[field] = data.draw(VALUES)
    try:
        shared_best.with_suffix(".json").write_text(json.dumps(content))
        with suppress(NetError):
            assert tl.load_network(shared_best).net == "2-4-2"
    finally:
        shared_best.with_suffix(".json").write_text(original)


def test_a_net_is_described_exported_and_loaded_without_jax(study, tmp_path):
    code = f"""
import sys
import trainlab as tl
trial = tl.open({str(study.folder)!r}).best()
trial.export({str(tmp_path / "best")!r})
network = tl.load_network({str(tmp_path / "best")!r})
assert network.weights.keys() == trial.weights().keys() == {{one.name for one in trial.layers()}}
assert "jax" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
