from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from saved_weights import save_weights

from trainlab.errors import StorageError, StudyError
from trainlab.record import StudyInfo
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.weights.tensors import read_slice, read_tensors, write_block, write_tensors

KERNELS = np.arange(24, dtype=np.float32).reshape(3, 2, 4)
BIASES = np.array([0.5, np.nan, -np.inf], np.float32)


def test_a_trial_gets_its_own_slice(study: StudyWriter) -> None:
    save_weights(
        study,
        "final",
        "p0",
        [3, 0, 2],
        {"0/kernel": KERNELS, "0/bias": BIASES},
        {"net": "2-4-2", "steps": [10, 20, 30]},
    )
    reader = StudyReader(study.folder)
    for slot, trial in enumerate([3, 0, 2]):
        weights = reader.weights(trial, "final")
        assert weights.keys() == {"0/kernel", "0/bias"}
        np.testing.assert_array_equal(weights["0/kernel"], KERNELS[slot])
        np.testing.assert_array_equal(weights["0/bias"], BIASES[slot])
        assert weights["0/bias"].shape == ()
        assert weights["0/kernel"].dtype == np.float32
    with pytest.raises(StudyError, match="no final weights of trial 1"):
        reader.weights(1, "final")
    with pytest.raises(StudyError, match="no best weights of trial 0"):
        reader.weights(0, "best")
    with pytest.raises(StudyError, match="unknown kind of weights 'bests': did you mean 'best'"):
        reader.weights(0, "bests")
    with pytest.raises(StudyError, match="no trial 9"):
        reader.weights(9, "final")


def test_the_sidecar_is_strict_json(study: StudyWriter) -> None:
    about = {"net": "2-4-2", "steps": np.array([1, 2, 3]), "loss": float("nan")}
    save_weights(study, "best", "p0", np.array([3, 0, 2]).tolist(), {"0/kernel": KERNELS}, about)

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    text = (study.folder / "weights" / "best-p0.json").read_text()
    sidecar = json.loads(text, parse_constant=refuse)
    assert sidecar["trials"] == [3, 0, 2]
    assert sidecar["which"] == "best"
    assert sidecar["steps"] == [1, 2, 3]
    assert sidecar["tensors"] == {"0/kernel": [2, 4]}


def test_a_later_save_replaces(study: StudyWriter) -> None:
    save_weights(study, "best", "p0", [0, 2], {"k": np.array([1.0, 2.0])}, {})
    save_weights(study, "best", "p0", [2, 1], {"k": np.array([3.0, 4.0])}, {})
    reader = StudyReader(study.folder)
    assert reader.weights(2, "best")["k"] == 3.0
    assert reader.weights(1, "best")["k"] == 4.0
    with pytest.raises(StudyError, match="no best weights of trial 0"):
        reader.weights(0, "best")
    save_weights(study, "best", "p1", [2], {"k": np.array([5.0])}, {})
    assert reader.weights(2, "best")["k"] == 5.0
    assert reader.weights(1, "best")["k"] == 4.0


def test_transposed_and_strided_arrays_are_not_scrambled(tmp_path: Path) -> None:
    whole = np.arange(24.0).reshape(2, 3, 4)
    tensors = {
        "t": whole.transpose(2, 0, 1),
        "s": whole[:, ::2],
        "f": np.asfortranarray(whole),
        "0": np.float32(3),
    }
    write_tensors(tmp_path / "x.safetensors", tensors, {})
    read = read_tensors(tmp_path / "x.safetensors")
    assert read.keys() == tensors.keys()
    for name, tensor in tensors.items():
        np.testing.assert_array_equal(read[name], tensor, strict=True)


def test_arrays_of_a_dataset(study: StudyWriter, tmp_path: Path, info: StudyInfo) -> None:
    assert StudyReader(study.folder).arrays() is None
    arrays = {"train/x": np.arange(6, dtype=np.float32).reshape(3, 2), "train/y": np.array([0, 1, 1])}
    with StudyWriter.create(tmp_path, info, [], [], "data: dataset.safetensors\n", arrays) as writer:
        read = StudyReader(writer.folder).arrays()
    assert read is not None
    assert read.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(read[name], array, strict=True)


def test_wrong_shapes_blocks_and_kinds_are_refused_before_anything_is_written(study: StudyWriter) -> None:
    good = {"k": np.zeros(2)}
    with pytest.raises(ValueError, match=r"k has shape \(3,\), but its first axis is 2 trials"):
        save_weights(study, "final", "p0", [0, 1], {"k": np.zeros(3)}, {})
    for block in ("../x", "/etc/x", "a b/ü", ""):
        with pytest.raises(ValueError, match="cannot be"):
            save_weights(study, "final", block, [0, 1], good, {})
    with pytest.raises(ValueError, match="unknown kind of weights"):
        save_weights(study, "last", "p0", [0, 1], good, {})
    assert list((study.folder / "weights").iterdir()) == []


def test_damaged_or_foreign_files_are_study_errors(tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    path = tmp_path / "weights" / "x.safetensors"

    def slice() -> object:
        return read_slice(tmp_path, path.name, 0)

    with pytest.raises(StudyError, match=r"x\.safetensors"):
        read_tensors(path)
    with pytest.raises(FileNotFoundError, match=r"x\.safetensors"):
        slice()
    path.write_bytes(b"no tensors here")
    for read in (slice, lambda: read_tensors(path)):
        with pytest.raises(StudyError, match=r"x\.safetensors"):
            read()
    write_tensors(path, {"k": np.zeros(2)}, {})  # without the trials
    with pytest.raises(StudyError, match="weights of trial 0"):
        slice()
    write_block(path, [4], {"k": np.zeros(1)})
    with pytest.raises(StudyError, match="weights of trial 0"):
        slice()


def test_tensors_that_cannot_be_written_are_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"could not write '.*x\.safetensors'"):
        write_tensors(tmp_path / "x.safetensors", {"k": np.array(["text"])}, {})
    assert list(tmp_path.iterdir()) == []
