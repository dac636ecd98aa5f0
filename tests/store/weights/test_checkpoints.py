"""What a commit holds besides curves: the weights of trials that are over, and where training goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from trainlab.errors import StorageError, StudyError
from trainlab.record import Checkpoint, Chunk, Retired, StudyInfo
from trainlab.store import StudyReader, StudyWriter

MakeChunk = Callable[..., Chunk]


def checkpoint_at(step: int, trials: tuple[int, ...] = (0, 2)) -> Checkpoint:
    tensors = {
        "state.w": np.full((len(trials), 3), step, np.float32),
        "best.step": np.arange(len(trials), dtype=np.int32),
    }
    return Checkpoint(0, step, trials, {"evaluated_at": [step, -1], "timings": [[8, 0.25]]}, tensors)


def retired_at(chunk: Chunk) -> Retired:
    trials = tuple(replace(trial, status="done", best_step=trial.steps - 1) for trial in chunk.progress)
    kernels = np.array([[trial.id] for trial in trials], np.float32)
    return Retired("population-000-000002", trials, {"k": kernels}, {"k": -kernels}, {"net": "2-4-2"})


def assert_same(one: Checkpoint, other: Checkpoint) -> None:
    assert (one.population, one.step, one.trials, one.host) == (
        other.population, other.step, other.trials, other.host,
    )  # fmt: skip
    assert one.tensors.keys() == other.tensors.keys()
    for name, tensor in one.tensors.items():
        np.testing.assert_array_equal(tensor, other.tensors[name], strict=True)


def files(study: StudyWriter) -> list[str]:
    found = (path for path in study.folder.rglob("*") if path.is_file() and path.parent != study.folder)
    return sorted(path.relative_to(study.folder).as_posix() for path in found)


def test_training_goes_on_from_the_last_commit(study: StudyWriter, make_chunk: MakeChunk) -> None:
    assert study.checkpoints() == []
    for step in (1, 2):
        chunk = make_chunk([0, 2], step - 1, [[1.0], [2.0]])
        study.commit(replace(chunk, checkpoint=checkpoint_at(step)), {"compile": 0.5, "train": step})
        [found] = study.checkpoints()
        assert_same(found, checkpoint_at(step))
        assert StudyReader(study.folder).info.seconds == {"compile": 0.5, "train": step}
    assert files(study) == [
        "checkpoints/checkpoint-000002.safetensors",
        "curves/part-000001.parquet", "curves/part-000002.parquet",
    ]  # fmt: skip
    study.close()
    with StudyWriter.open(study.folder) as again:
        assert_same(again.checkpoints()[0], checkpoint_at(2))
        again.commit(replace(make_chunk([0, 2], 2, [[1.0], [2.0]]), checkpoint=checkpoint_at(3)))
        assert "checkpoints/checkpoint-000003.safetensors" in files(again)


def test_the_last_chunk_of_a_population_saves_its_weights_and_needs_no_checkpoint(
    study: StudyWriter, make_chunk: MakeChunk
) -> None:
    study.commit(replace(make_chunk([0, 2], 0, [[1.0], [2.0]]), checkpoint=checkpoint_at(1)))
    other = Checkpoint(1, 1, (1,), {}, {"state.w": np.zeros((1, 2))})
    study.commit(replace(make_chunk([1], 0, [[1.0]]), checkpoint=other))
    chunk = make_chunk([0, 2], 1, [[1.0], [2.0]])
    study.commit(replace(chunk, retired=retired_at(chunk)))
    assert [checkpoint.population for checkpoint in study.checkpoints()] == [1]
    assert len(list((study.folder / "checkpoints").iterdir())) == 1
    reader = StudyReader(study.folder)
    assert (reader.weights(2, "final")["k"], reader.weights(2, "best")["k"]) == (2, -2)
    sidecar = (study.folder / "weights" / "best-population-000-000002.json").read_text()
    assert '"net": "2-4-2", "steps": [1, 1], "which": "best", "trials": [0, 2]' in sidecar


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_a_commit_is_all_or_nothing_wherever_it_fails(
    study: StudyWriter, make_chunk: MakeChunk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    study.commit(replace(make_chunk([0, 2], 0, [[1.0], [2.0]]), checkpoint=checkpoint_at(1)))
    chunk = make_chunk([0, 2], 1, [[3.0], [4.0]])
    chunk = replace(chunk, retired=retired_at(chunk), checkpoint=checkpoint_at(2))
    original, calls, failing = getattr(os, name), 0, 0

    def fail(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(28, "No space left on device")
        return original(*arguments)

    monkeypatch.setattr(os, name, fail)
    reader = StudyReader(study.folder)
    while True:
        calls, failing = 0, failing + 1
        try:
            study.commit(chunk)
        except StorageError:
            assert reader.curves("train_loss", [0, 2]).values.tolist() == [[1.0], [2.0]]
            assert_same(study.checkpoints()[0], checkpoint_at(1))
            with pytest.raises(StudyError, match="holds no final weights of trial 0"):
                reader.weights(0, "final")
        else:
            break
    # The part, two files of weights with their sidecars, the checkpoint; each fsynced with its folder.
    assert failing == (12 if name == "fsync" else 6) + 1
    assert_same(study.checkpoints()[0], checkpoint_at(2))
    assert reader.weights(0, "final")["k"] == 0


def test_what_a_crash_left_is_deleted_and_what_is_a_users_is_not(
    study: StudyWriter, make_chunk: MakeChunk, info: StudyInfo
) -> None:
    chunk = make_chunk([0, 2], 0, [[1.0], [2.0]])
    study.commit(replace(chunk, retired=retired_at(chunk), checkpoint=checkpoint_at(1)))
    study.close()
    before = files(study)
    left = [
        "weights/final-population-000-000009.safetensors", "weights/final-population-000-000009.json",
        "weights/best-population-000-000002.json.77.tmp",
        "weights/best-population-000-000002.safetensors.7.tmp",
        "checkpoints/checkpoint-000007.safetensors", "checkpoints/checkpoint-000008.safetensors.77.tmp",
    ]  # fmt: skip
    own = ["weights/mine.json", "checkpoints/notes.txt", "weights/mine.safetensors"]
    for name in left + own:
        (study.folder / name).write_text("x")
    (study.folder / "study.yaml.77.tmp").write_text("data: mo")
    with StudyWriter.open(study.folder) as writer:
        assert files(writer) == sorted(before + own)
        assert not (study.folder / "study.yaml.77.tmp").exists()
        writer.commit(make_chunk([0, 2], 1, [[1.0], [2.0]]))
        assert "curves/part-000009.parquet" in files(writer)


def test_a_lost_or_damaged_checkpoint_is_named(study: StudyWriter, make_chunk: MakeChunk) -> None:
    study.commit(replace(make_chunk([0, 2], 0, [[1.0], [2.0]]), checkpoint=checkpoint_at(1)))
    [path] = (study.folder / "checkpoints").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StudyError, match=r"checkpoint-000001.safetensors' cannot be read"):
        study.checkpoints()
    path.unlink()
    with pytest.raises(StudyError, match=r"checkpoint-000001.safetensors' cannot be read"):
        study.checkpoints()


def test_tensors_of_other_trials_are_refused(study: StudyWriter, make_chunk: MakeChunk) -> None:
    wrong = replace(checkpoint_at(1), trials=(0,))
    with pytest.raises(ValueError, match=r"state.w has shape \(2, 3\), but its first axis is 1 trials"):
        study.commit(replace(make_chunk([0, 2], 0, [[1.0], [2.0]]), checkpoint=wrong))
    assert StudyReader(study.folder).trials()[0].steps == 0


def test_a_study_tells_why_its_numbers_may_differ(study: StudyWriter, info: StudyInfo) -> None:
    told = replace(info, departures=("resumed with jax 0.11 instead of 0.10",))
    study.describe(told)
    reader = StudyReader(study.folder)
    assert reader.info == told
    assert not reader.finished
