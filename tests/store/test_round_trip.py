"""What was committed is what is read: any chunks, before and after compaction and reopening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from trainlab.record import STEP_CURVES, Chunk, Curves, Evaluations, StudyInfo, Trial
from trainlab.store import StudyReader, StudyWriter
from trainlab.store.curves import parts
from trainlab.tasks import OF_CLASSES

TRIALS = 6


@dataclass
class History:
    """Chunks of a study, and what they amount to, kept the slow and obvious way."""

    chunks: list[Chunk] = field(default_factory=list)
    values: dict[str, dict[tuple[int, int], float]] = field(default_factory=dict)
    trials: dict[int, Trial] = field(default_factory=dict)

    def curve(self, name: str, trials: list[int]) -> tuple[list[int], np.ndarray]:
        cells = self.values.get(name, {})
        if name == "learning_rate":  # where it was not recorded it is the setting, as long as the train loss
            known = {trial for trial, _ in cells}
            cells = cells | {
                (trial, step): np.float32(self.trials[trial].settings["learning_rate"])
                for trial, step in self.values.get("train_loss", {}) if trial not in known
            }  # fmt: skip
        steps = sorted({step for trial, step in cells if trial in trials})
        values = [[cells.get((trial, step), np.nan) for step in steps] for trial in trials]
        return steps, np.array(values).reshape(len(trials), len(steps))


@st.composite
def histories(draw: st.DrawFn, make_chunk: Callable[..., Chunk]) -> History:
    """Two populations, of which the second changes its learning rate and records a probe besides.

    Trials end or diverge within a chunk.
    """
    history = History()
    floats = st.floats(width=32)
    for population in (0, 1):
        names = (*STEP_CURVES, "gradient_norm") if population else ("train_loss",)
        alive = [id for id in range(TRIALS) if id % 2 == population]
        first_step = 0
        for _ in range(draw(st.integers(0, 3))):
            trials = draw(st.permutations(alive))
            steps = draw(st.integers(1, 5))
            recorded = [draw(st.just(steps) | st.integers(0, steps)) for _ in trials]
            curves = {
                name: draw(hnp.arrays(np.float32, (len(trials), steps), elements=floats)) for name in names
            }
            evaluated = [trial for trial in trials if draw(st.booleans())]
            evaluations = Evaluations(
                np.array(evaluated, np.int64),
                np.full(len(evaluated), first_step + steps),
                draw(hnp.arrays(np.float64, (len(evaluated), len(OF_CLASSES)))),
            )
            chunk = make_chunk(trials, first_step, curves[names[0]], recorded, evaluations=evaluations)
            history.chunks.append(replace(chunk, step_curves=curves))
            for name in names:
                cells = history.values.setdefault(name, {})
                for row, trial in enumerate(trials):
                    for column in range(recorded[row]):
                        cells[trial, first_step + column] = curves[name][row, column]
            for column, name in enumerate(OF_CLASSES):
                cells = history.values.setdefault(name, {})
                for row, trial in enumerate(evaluated):
                    cells[trial, first_step + steps] = evaluations.values[row, column]
            history.trials |= {trial.id: trial for trial in chunk.progress}
            alive = [trial for trial, count in zip(trials, recorded, strict=True) if count == steps]
            first_step += steps
    return history


def check(read: Curves, name: str, trials: list[int], history: History) -> None:
    steps, values = history.curve(name, trials)
    assert read.name == name
    assert read.trials.tolist() == trials
    assert read.steps.tolist() == steps
    np.testing.assert_array_equal(read.values, values)
    assert read.values.dtype == (np.float64 if name in OF_CLASSES else np.float32)


@settings(max_examples=15)
@given(data=st.data())
def test_chunks_are_read_as_they_were_committed(
    data: st.DataObject,
    create_study: Callable[..., StudyWriter],
    make_chunk: Callable[..., Chunk],
    info: StudyInfo,
) -> None:
    history = data.draw(histories(make_chunk))
    asked = data.draw(st.lists(st.integers(0, TRIALS - 1), max_size=TRIALS, unique=True))
    with TemporaryDirectory() as root, pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "GROUP_ROWS", data.draw(st.integers(1, 30)))
        with create_study(Path(root), trials=TRIALS) as writer:
            reader = StudyReader(writer.folder)

            def check_everything() -> None:
                known = [name for name in (*STEP_CURVES, *OF_CLASSES, "gradient_norm")
                         if name != "gradient_norm" or history.values.get(name)]  # fmt: skip
                for name in known:
                    check(reader.curves(name), name, list(range(TRIALS)), history)
                    check(reader.curves(name, asked), name, asked, history)
                assert {trial.id: trial for trial in reader.trials()} == {
                    **{trial.id: trial for trial in untouched},
                    **{id: replace(trial, together=together[id]) for id, trial in history.trials.items()},
                }

            untouched = reader.trials()
            together = {trial.id: trial.together for trial in untouched}  # which their populations say
            for chunk in history.chunks:
                writer.commit(chunk)
            check_everything()
            writer.finish(info)
            check_everything()
        check_everything()
