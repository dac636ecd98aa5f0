"""Resuming a study: what is refused, what is marked, and that it ends like one that never stopped."""

from __future__ import annotations

import re
import shutil
import signal
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import trainlab as tl
from trainlab import stop_requests
from trainlab.errors import ExperimentError, Interrupted, ResourceError, StudyError
from trainlab.record import STEP_CURVES, Trial
from trainlab.scale.machine import devices, versions
from trainlab.scale.machine.versions import processor
from trainlab.scale.population.pace import Pace
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.weights.tensors import KINDS
from trainlab.study.running.departures import ASSUMED_OF_OLDER
from trainlab.tasks import OF_CLASSES

ASKED = dict(
    data="moons", net="2-4-2", optimizer="adam", steps=90, eval_every=20, dropout=0.1, name="demo",
    batch_size=[50, 100], learning_rate=[0.01, 1e30, 0.1],
)  # fmt: skip


class Stops(tl.Observer):
    """Presses Ctrl-C when so many chunks are trained."""

    def __init__(self, chunks: int) -> None:
        super().__init__()
        self.left = chunks

    def training(self, trial_steps: int, of: int, trials: Sequence[Trial], seconds: float) -> None:
        self.left -= 1
        if self.left == 0:
            signal.raise_signal(signal.SIGINT)


@pytest.fixture(scope="module", autouse=True)
def short_chunks():
    """A study of 90 steps has more than one chunk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainlab.scale.executors.local.Pace", partial(Pace, steps=20))
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory, short_chunks) -> tl.Study:
    """Two populations of three trials, of which one diverges, in ten chunks."""
    return tl.run(**ASKED, root=tmp_path_factory.mktemp("whole"))


def interrupted(root: Path, chunks: int, **changes: Any) -> Path:
    """A study that was stopped after so many chunks."""
    with pytest.raises(Interrupted) as stopped:
        tl.run(**{**ASKED, **changes}, root=root, progress=Stops(chunks))
    assert f"trainlab.resume('{stopped.value.folder}')" in str(stopped.value)
    return stopped.value.folder


def assert_same(one: tl.Study, other: tl.Study) -> None:
    """Refuse any difference but that of times."""
    for name in (*STEP_CURVES, *OF_CLASSES):
        mine, theirs = one.recorded(name), other.recorded(name)
        np.testing.assert_array_equal(mine.steps, theirs.steps)
        assert mine.values.tobytes() == theirs.values.tobytes()
    assert one._reader.right_reaching(-1.0, 10**9) == other._reader.right_reaching(-1.0, 10**9) != {}
    for mine, theirs in zip(one.trials, other.trials, strict=True):
        np.testing.assert_equal(
            asdict(replace(mine.record, seconds_per_step=None)),
            asdict(replace(theirs.record, seconds_per_step=None)),
        )
        for which in KINDS:
            for name, weights in mine.weights(which).items():
                assert weights.tobytes() == theirs.weights(which)[name].tobytes()


@pytest.mark.parametrize("chunks", [1, 5, 6, 9])
def test_an_interrupted_study_ends_as_if_it_had_never_stopped(tmp_path, whole, chunks):
    folder = interrupted(tmp_path, chunks)
    reader = StudyReader(folder)
    assert not reader.finished
    assert max(trial.steps for trial in reader.trials()) > 0
    before = reader.info.seconds
    resumed = tl.resume("demo", root=tmp_path)
    assert resumed.folder == folder
    assert_same(resumed, whole)
    assert resumed.finished
    assert resumed.info.departures == ()
    assert all(resumed.info.seconds[phase] > before[phase] for phase in ("compile", "train"))
    assert list((folder / "checkpoints").iterdir()) == []
    assert len(list((folder / "curves").iterdir())) == 1


@pytest.mark.parametrize("chunks", [4, 8])
def test_the_same_run_goes_on_with_an_unfinished_study_of_its_name(tmp_path, whole, chunks):
    folder = interrupted(tmp_path, chunks)
    again = tl.run(**ASKED, root=tmp_path)
    assert again.folder == folder
    assert_same(again, whole)
    # Finished: the next one is a study of its own.
    assert tl.run(**{**ASKED, "steps": 3}, root=tmp_path).folder != folder


def test_another_experiment_of_the_name_of_an_unfinished_study_is_refused(tmp_path):
    folder = interrupted(tmp_path, 1)
    with pytest.raises(
        ExperimentError,
        match=rf"^the unfinished study '{folder}' is called demo too, and its experiment differs in set, "
        rf"seeds: finish it with 'trainlab resume {folder.name}', or choose another name\.$",
    ):
        tl.run(**{**ASKED, "steps": 91, "seeds": 2}, root=tmp_path)
    assert list(tmp_path.iterdir()) == [folder]
    assert tl.run(**{**ASKED, "steps": 3, "name": "other"}, root=tmp_path).folder != folder


def test_a_study_that_nothing_was_committed_of_begins(tmp_path, whole):
    class AtOnce(Stops):
        def compiling(self, done: int, programs: int) -> None:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted):
        tl.run(**ASKED, root=tmp_path, progress=AtOnce(0))
    assert_same(tl.resume(root=tmp_path), whole)


def test_a_finished_study_is_left_as_it_is(tmp_path, whole):
    copy = tmp_path / "copy"
    shutil.copytree(whole.folder, copy)
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert tl.resume(copy).folder == copy
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before
    with pytest.raises(StudyError, match=f"nothing to resume: every study in '{tmp_path}' is finished"):
        tl.resume(root=tmp_path)
    with pytest.raises(StudyError, match="there is no study"):
        tl.resume(root=tmp_path / "none")


def test_a_study_killed_while_its_curves_were_compacted_ends(tmp_path, whole, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("trainlab.store.writer.compact", die)
        with pytest.raises(Killed):
            tl.run(**ASKED, root=tmp_path)
    [folder] = tmp_path.iterdir()
    assert StudyReader(folder).finished
    assert len(list((folder / "curves").iterdir())) == 10
    assert_same(tl.resume(root=tmp_path), whole)
    assert len(list((folder / "curves").iterdir())) == 1


def test_ctrl_c_in_the_last_chunk_leaves_a_finished_study(tmp_path, whole):
    assert_same(tl.open(interrupted(tmp_path, 10)), whole)


class Twice(Stops):
    """Presses Ctrl-C twice."""

    def training(self, *told: Any, **named: Any) -> None:
        self.left -= 1
        if self.left == 0:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)


def test_one_wish_that_arrives_as_two_signals_loses_nothing(tmp_path):
    with pytest.raises(Interrupted) as stopped:
        tl.run(**ASKED, root=tmp_path, progress=Twice(3))
    assert max(trial.steps for trial in StudyReader(stopped.value.folder).trials()) >= 60


def test_ctrl_c_twice_stops_at_once_and_loses_one_chunk_at_most(tmp_path, whole, monkeypatch):
    monkeypatch.setattr(stop_requests, "ECHO_SECONDS", 0)
    with pytest.raises(KeyboardInterrupt) as stopped:
        tl.run(**ASKED, root=tmp_path, progress=Twice(3))
    assert not isinstance(stopped.value, Interrupted)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    [folder] = tmp_path.iterdir()
    assert max(trial.steps for trial in StudyReader(folder).trials()) >= 40
    assert_same(tl.resume(root=tmp_path), whole)


def test_a_handler_of_the_programs_own_is_left_alone(tmp_path):
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        study = tl.run(**{**ASKED, "steps": 30}, root=tmp_path, progress=Stops(1))
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]
    assert study.finished


@pytest.fixture
def changed(monkeypatch):
    """Pretends that something this machine is made of is another."""

    def change(**others: str) -> None:
        real = versions.versions()
        monkeypatch.setattr(versions, "versions", lambda: {**real, **others})

    return change


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("jax", "jax"), ("jaxlib", "jaxlib"), ("device", "device"), ("processor", "processor"),
        ("dtype", "type of numbers"), ("trainlab", "trainlab"), ("numpy", "numpy"),
        ("arithmetic", "trainlab's arithmetic"),
        ("xla_flags", "XLA_FLAGS"), ("jax_options", "JAX's options"), ("threads", "number of threads"),
    ],
)  # fmt: skip
def test_what_its_numbers_depend_on_has_changed(tmp_path, changed, name, called):
    folder = interrupted(tmp_path, 2)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    was = versions.versions()[name]
    changed(**{name: "99"})
    with pytest.raises(StudyError) as refused:
        tl.resume(root=tmp_path)
    assert f"study demo would not continue as it began, because {called} {was} is now 99" in str(
        refused.value
    )
    assert "anyway=True" in str(refused.value)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()


def test_flags_of_xla_that_no_program_sets_are_part_of_the_plan(tmp_path, monkeypatch):
    folder = interrupted(tmp_path, 2)
    monkeypatch.setenv(
        "XLA_FLAGS", "--xla_cpu_max_isa=AVX --xla_dump_to=/nowhere --xla_cpu_enable_fast_math=true"
    )
    with pytest.raises(StudyError, match="because XLA_FLAGS none is now xla_cpu_max_isa=AVX: go back to"):
        tl.resume(folder)
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_enable_fast_math=true")
    assert tl.resume(folder).info.departures == ()


def test_the_processor_is_part_of_the_plan(tmp_path, monkeypatch):
    folder = interrupted(tmp_path, 2)
    other = "vendor_id: GenuineIntel\ncpu family: 6\nmodel: 85\nflags: fpu sse4_2 avx2 avx512f"
    monkeypatch.setattr(versions, "processor", lambda: processor(other))
    with pytest.raises(
        StudyError, match=r"processor .* is now GenuineIntel 6 85, instructions [0-9a-f]{8}: go"
    ):
        tl.resume(folder)


def test_a_study_of_an_earlier_version_goes_on_where_nothing_is_set(tmp_path, monkeypatch, whole):
    folder = interrupted(tmp_path, 2)
    kept = {
        name: value
        for name, value in StudyReader(folder).info.versions.items()
        if name not in ASSUMED_OF_OLDER
    }
    monkeypatch.setattr(versions, "ARITHMETIC", "1")
    with StudyWriter.open(folder) as writer:
        writer.describe(replace(StudyReader(folder).info, versions=kept))
    monkeypatch.setenv("XLA_FLAGS", "--xla_cpu_max_isa=AVX")
    with pytest.raises(StudyError, match="XLA_FLAGS none is now xla_cpu_max_isa=AVX: go"):
        tl.resume(folder)
    monkeypatch.delenv("XLA_FLAGS")
    resumed = tl.resume(folder)
    assert resumed.info.departures == ()
    assert_same(resumed, whole)


def test_a_study_from_before_trials_lay_along_the_lanes_says_so(tmp_path):
    folder = interrupted(tmp_path, 2)
    kept = {name: value for name, value in StudyReader(folder).info.versions.items() if name != "arithmetic"}
    with StudyWriter.open(folder) as writer:
        writer.describe(replace(StudyReader(folder).info, versions=kept))
    now = versions.ARITHMETIC
    with pytest.raises(StudyError, match=f"because trainlab's arithmetic 1 is now {now}: go back to what it"):
        tl.resume(folder)


def test_more_devices_than_there_are_now(tmp_path, monkeypatch):
    folder = interrupted(tmp_path, 2)
    monkeypatch.setattr(devices, "devices_there", lambda: 1)
    with pytest.raises(StudyError, match="because number of devices 2 is now 1: go back"):
        tl.resume(folder)


def test_a_study_resumed_anyway_is_marked(tmp_path, changed, whole):
    folder = interrupted(tmp_path, 2)
    changed(jax="99", python="4")
    resumed = tl.resume(root=tmp_path, anyway=True)
    [departure] = resumed.info.departures
    was = re.escape(whole.info.versions["jax"])
    assert re.fullmatch(rf"resumed on [-0-9T:]+\+00:00 although jax {was} is now 99", departure)
    assert resumed.info.versions["jax"] == "99"
    assert tl.open(folder).info == resumed.info
    assert_same(resumed, whole)


def test_a_file_that_is_kept_may_change(tmp_path, csv):
    given = {**ASKED, "data": csv, "target": "is_fake", "batch_size": [20, 50]}
    expected = tl.run(**given, root=tmp_path / "whole")
    with pytest.raises(Interrupted) as stopped:
        tl.run(**given, root=tmp_path, progress=Stops(1))
    csv.write_text(csv.read_text() + "\n0.5,0.25,fake\n")
    with pytest.raises(
        StudyError, match=r"study demo was trained on any more: train has 97 examples, not 96"
    ):
        tl.run(**given, root=tmp_path)
    assert_same(tl.resume(stopped.value.folder), expected)


def test_a_changed_dataset_is_always_refused(tmp_path, csv, monkeypatch):
    monkeypatch.setattr("trainlab.study.data.source.MAX_KEPT", 0)
    given = {**ASKED, "data": csv, "target": "is_fake", "batch_size": [20, 50]}
    with pytest.raises(Interrupted) as stopped:
        tl.run(**given, root=tmp_path, progress=Stops(1))
    csv.write_text(csv.read_text() + "\n0.5,0.25,fake\n")
    for anyway in (False, True):
        with pytest.raises(StudyError, match=r"notes.csv is not the data that study demo was trained on"):
            tl.resume(stopped.value.folder, anyway=anyway)


def test_arrays_are_kept_and_go_on_and_others_are_refused(tmp_path, arrays):
    given = dict(net="3-4-1", optimizer="adam", steps=60, batch_size=20, name="arrays")
    other = replace(arrays, train=replace(arrays.train, inputs=arrays.train.inputs + 1))
    expected = tl.run(arrays, **given, root=tmp_path / "whole")
    for again in (lambda: tl.resume(root=tmp_path), lambda: tl.run(arrays, **given, root=tmp_path)):
        with pytest.raises(Interrupted):
            tl.run(arrays, **given, root=tmp_path, progress=Stops(1))
        with pytest.raises(StudyError, match="is not the data that study arrays was trained on"):
            tl.run(other, **given, root=tmp_path)
        assert_same(again(), expected)


def test_a_study_is_resumed_by_one_process_at_a_time(tmp_path):
    folder = interrupted(tmp_path, 1)
    with StudyWriter.open(folder), pytest.raises(StudyError, match=r"is being written by process \d+ on"):
        tl.resume(folder)


def test_what_does_not_fit_the_memory_does_not_go_on(tmp_path, monkeypatch):
    """Which trials train together is settled when a study begins, so that it cannot be split any more."""
    folder = interrupted(tmp_path, 1)
    monkeypatch.setenv("TRAINLAB_MEMORY", "20kB")
    with pytest.raises(ResourceError, match="are free for it: free some memory, or set TRAINLAB_MEMORY"):
        tl.resume(folder)
    with pytest.raises(ResourceError, match=r"^checking 2-8-2 would take about"):
        tl.check("moons", "2-8-2")


def test_a_lost_checkpoint_is_told(tmp_path):
    folder = interrupted(tmp_path, 1)
    with StudyWriter.open(folder) as writer:
        writer._connection.execute("DELETE FROM checkpoint")
    with pytest.raises(StudyError, match="has lost the checkpoint of population 0"):
        tl.resume(folder)


def test_weights_that_it_starts_from_have_changed(tmp_path):
    source = tl.run("moons", "2-4-2", steps=20, batch_size=50, name="source", root=tmp_path)
    with pytest.raises(Interrupted):
        tl.run(**{**ASKED, "start_from": "source", "name": "second"}, root=tmp_path, progress=Stops(1))
    [path] = (source.folder / "weights").glob("best-*.safetensors")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(
        StudyError, match=r"population 0, or the weights of .*source.*:0 that it starts from, is"
    ):
        tl.resume("second", root=tmp_path)


def test_a_finished_study_is_put_at_rest(tmp_path):
    study = tl.run("moons", "2-2-2", steps=2, root=tmp_path)
    writer = StudyWriter.open(study.folder)
    writer.describe(study.info)
    log = study.folder / "study.sqlite-wal"
    kept = log.read_bytes()
    writer.close()
    left = study.folder / "curves" / "part-000099.parquet"
    left.write_bytes(b"of a commit that never was")
    log.write_bytes(kept)  # as a writer leaves it that is killed
    tl.resume(study.folder)
    assert not log.exists()
    assert not left.exists()
    assert tl.open(study.folder).info == study.info
