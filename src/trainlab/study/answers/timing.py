"""Measuring what the steps of a stored study take."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from trainlab.errors import StudyError
from trainlab.record import StepTime
from trainlab.store import StudyReader
from trainlab.store.measured import update_measured, with_step_times


def time_study(
    reader: StudyReader,
    *,
    rounds: int | None = None,
    compiling: Callable[[int, int], None] = lambda done, of: None,
    measured: Callable[[int, int], None] = lambda done, of: None,
    stopping: Callable[[], bool] = lambda: False,
) -> dict[int, StepTime]:
    """Measure every program of a study by itself and keep what was measured; see :meth:`Study.time`.

    Args:
        reader: the study.
        rounds: how often each is measured.
        compiling, measured: called with the number of compiled programs, and of rounds that are over.
        stopping: called to ask whether to stop.

    Returns:
        Number of the population -> what was measured.

    Raises:
        DataError: the data is not there any more.
        StudyError: the data is not what the study was trained on, another process writes the study, or it was
            asked to stop; nothing is kept then.
    """
    from trainlab.scale.engine import engine

    with engine():
        times = _times(reader, rounds, compiling, measured, stopping)
    if times is None:
        raise StudyError(f"the times of study {reader.info.name} were not measured to the end: none is kept.")
    update_measured(reader.folder, with_step_times(times))
    return times


def _times(
    reader: StudyReader,
    rounds: int | None,
    compiling: Callable[[int, int], None],
    measured: Callable[[int, int], None],
    stopping: Callable[[], bool],
) -> dict[int, StepTime] | None:
    from trainlab.scale.plans.continued import continued_plans
    from trainlab.scale.plans.plan import plan_study
    from trainlab.scale.timing import ROUNDS, time_programs
    from trainlab.study.data.dataset import checked_load, stored_source
    from trainlab.study.networks.start import start_weights
    from trainlab.study.networks.usable import usable_trial

    info = reader.info
    trials = [usable_trial(trial, info.data, info.name) for trial in reader.trials()]
    settings = [trial.settings for trial in trials]
    load = checked_load(reader, stored_source(reader), settings)
    weights = cache(partial(start_weights, root=reader.folder.parent))
    planned = plan_study(settings, load, weights)
    plans = continued_plans(planned, trials, reader.populations(), reader.info.name)
    return time_programs(
        plans, load, rounds=ROUNDS if rounds is None else rounds, compiling=compiling,
        measured=measured, stopping=stopping,
    )  # fmt: skip
