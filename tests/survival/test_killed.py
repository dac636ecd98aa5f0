"""A study that is killed at any instant goes on where it was, and ends as if nothing had happened."""

from __future__ import annotations

import random
import signal

import pytest
from same_study import assert_same, assert_whole

import trainlab as tl
from trainlab.store import StudyReader, list_studies


def committed_chunks(folder):
    """Chunks that a study had committed when it was killed: each left a part of its own, until compaction."""
    reader = StudyReader(folder)
    return None if reader.finished else len(list_parts(reader))


def list_parts(reader):
    from trainlab.store.curves import parts

    return reader._ask(parts.read_parts)


@pytest.mark.parametrize("instants", [20, pytest.param(100, marks=pytest.mark.endurance)])
@pytest.mark.usefixtures("compiled_once")
def test_killed_at_any_instant_it_ends_the_same(zygote, whole, tmp_path, instants):
    draw = random.Random(instants)
    assert_whole(whole.study)
    assert {trial.record.status for trial in whole.study.trials} == {"done", "diverged", "stopped"}
    # Trials left their population while others trained on.
    assert len(list((whole.study.folder / "weights").glob("best-*.safetensors"))) > 2
    begun = 0
    for number in range(instants):
        process = zygote.start(tmp_path / str(number))
        # One instant of each slice of the study's time, so that all of it is met.
        second = whole.seconds * (number + draw.random()) / instants
        process.signal_at(second, signal.SIGKILL)
        assert process.wait() in (-signal.SIGKILL, 0)
        if not list_studies(process.folder / "runs"):
            continue  # nothing had been written yet
        begun += 1
        [folder] = list_studies(process.folder / "runs")
        committed = committed_chunks(folder)
        assert committed is None or 0 <= process.chunks - committed <= 1
        resumed = tl.resume(folder)
        assert_same(resumed, whole.study)
        assert_whole(resumed)
    assert begun > instants // 4
