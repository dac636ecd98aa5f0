"""A trial's weights after some of its steps: it is trained again in memory, up to each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from trainlab.errors import StudyError
from trainlab.settings import Settings

if TYPE_CHECKING:
    from trainlab.record import Chunk
    from trainlab.study.trial import StudyTrial

Weights = dict[str, np.ndarray]


def weights_along(trial: StudyTrial, steps: Sequence[int]) -> dict[int, Weights]:
    """A trial's weights after some steps, by the number of these; a study keeps only its best and final ones.

    One program trains it up to all of them at once. The last bits may differ from the study's, whose program
    may be wider.

    Args:
        trial: the trial.
        steps: 0 is before training.

    Raises:
        StudyError: it made fewer steps, or its learning rate depends on how long it trains.
    """
    wanted = sorted(set(steps))
    made = trial.record.recorded_steps
    if not wanted or wanted[0] < 0 or wanted[-1] > made:
        raise StudyError(f"steps of trial {trial.id} are 0 to {made}, not {', '.join(map(str, steps))}.")
    found = {0: trial.initial_weights()} if wanted[0] == 0 else {}
    if lengths := [step for step in wanted if step]:
        found |= _trained(trial, lengths)
    return found


def _trained(trial: StudyTrial, lengths: Sequence[int]) -> dict[int, Weights]:
    from trainlab.record import StudyInfo
    from trainlab.scale.engine import engine
    from trainlab.scale.observer import Observer
    from trainlab.scale.sink import Memory

    dataset, memory = trial.dataset(), Memory()
    settings: list[Settings] = [
        {
            **{name: value for name, value in trial.usable.settings.items() if name != "epochs"},
            "steps": length,
        }
        for length in lengths
    ]
    with engine():
        from trainlab.scale.plans.plan import plan_study
        from trainlab.scale.plans.study_plan import StudyPlan
        from trainlab.scale.programs.program_cache import use_cache
        from trainlab.scale.run import train_study
        from trainlab.study.networks.start import start_weights

        use_cache()
        root = trial.folder.parent
        plans = plan_study(settings, lambda _: dataset, lambda reference: start_weights(reference, root))
        info = StudyInfo("again", "2000-01-01T00:00:00", dataset.name, {}, ("steps",), {})
        train_study(StudyPlan(info, plans, lambda _: dataset), memory, Observer())
    _check_rates(trial, memory.chunks)
    return {length: memory.weights["final"][number] for number, length in enumerate(lengths)}


def _check_rates(trial: StudyTrial, chunks: Sequence[Chunk]) -> None:
    """Refuse a trial whose schedule is another where it trains for fewer steps."""
    _, rates = trial.curve("learning_rate")
    for chunk in chunks:
        for row, count in enumerate(chunk.recorded.tolist()):
            changing = chunk.step_curves.get("learning_rate")
            here = trial.settings["learning_rate"] if changing is None else changing[row, :count]
            there = rates[chunk.first_step : chunk.first_step + count]
            if not np.allclose(here, there, rtol=1e-4):
                raise StudyError(
                    f"trial {trial.id} cannot be trained again up to one of its steps: its schedule "
                    f"'{trial.settings['schedule']}' depends on how long it trains."
                )
