"""Searching for the best settings, from Python."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from trainlab.errors import UsageError, shown
from trainlab.folders import RUNS, expanded
from trainlab.scale.executors.where import LOCAL, Where
from trainlab.scale.observer import Observer
from trainlab.study.running.run import asked, run_experiment
from trainlab.study.running.searching.recorded import CALLABLE
from trainlab.study.study import Study

if TYPE_CHECKING:
    from trainlab.data import Dataset
    from trainlab.study.running.searching.recorded import Objective


def search(
    data: str | os.PathLike[str] | Dataset,
    net: object = None,
    *,
    budget: str,
    objective: str | Objective = "validation_loss",
    proposer: str = "model",
    eta: float = 3.0,
    hyperband: bool = False,
    leaders: int = 3,
    repeats: int = 5,
    architectures: int = 8,
    target: str | None = None,
    seed: int = 0,
    name: str | None = None,
    root: str | os.PathLike[str] = RUNS,
    on: str = LOCAL,
    devices: int | None = None,
    progress: Observer | bool | None = None,
    check: bool = True,
    **settings: object,
) -> Study:
    """Search for the best settings: rounds of proposals, and successive halving in each.

    Trials of a round start together. At rungs, shares of their length, those that do worst are stopped; the
    others go on from where they are. What is proposed next learns from all that was recorded. In the end the
    best settings are trained again with other seeds. See docs/howto/search.md.

    Args:
        data: name of a built-in dataset, path of a file, or a :class:`Dataset`.
        net: the architecture, or a space of them such as ``784-{64..512}x{1..3}-10``.
        budget: what all trials may take together: ``10min``, ``2000epochs`` or ``500000steps``.
        objective: the curve that is to become best, such as ``validation_accuracy``; or a function of a
            :class:`StudyTrial` that returns a number, the lower the better. It is asked at each rung.
        proposer: ``model`` learns from what was found; ``sobol`` and ``random`` do not; ``tpe``, ``cmaes``
            and ``gp`` are those of Optuna, which the extra ``trainlab[optuna]`` installs.
        eta: of this many trials one goes on at a rung.
        hyperband: whether rounds take turns in how early their first rung is.
        leaders: settings that are repeated with other seeds at the end.
        repeats: seeds of each of them, the first one included.
        architectures: programs that a round may compile, at most.
        target: target column of a table.
        seed: the seed of the trials, and of all draws.
        name: name of the study; an unfinished search of that name that asks for the same is resumed.
        root: folder that studies live in.
        on: where it trains, ``local`` or ``ray``; see :func:`run`.
        devices: cores, or accelerators, that it takes at most; all by default.
        progress: whether to show how far it is, as for :func:`run`.
        check: look at the data before training, and say on standard error what is odd about it.
        **settings: as for :func:`run`. A list, a range, or ``"usual"`` is searched.

    Returns:
        The study. Its findings begin with the answer: which setting is best beyond the noise of seeds, and
        what its net reaches on the test split, which is looked at once, for that net.

    Raises:
        TrainlabError: something is named that is unknown or not allowed; nothing is written then.
        Interrupted: Ctrl-C was pressed; what was made is committed, and the same call, or :func:`resume`,
            continues.

    >>> study = search("moons", "2-{4..16}-2", budget="400epochs", learning_rate="usual")  # doctest: +SKIP
    """
    from trainlab.study.running.progress import watched

    where = Where.of(on, devices)
    function = objective if callable(objective) else None
    if function is None and not isinstance(objective, str):
        raise UsageError(f"objective must be the name of a curve or a function, not {shown(objective)}.")
    about = {
        "budget": budget, "objective": CALLABLE if function else objective, "proposer": proposer, "eta": eta,
        "hyperband": hyperband, "leaders": leaders, "repeats": repeats, "architectures": architectures,
    }  # fmt: skip
    experiment, source = asked(data, net, {**settings, "target": target}, seed=seed, name=name, search=about)
    with watched(progress) as observer:
        return run_experiment(
            experiment, root=expanded(root), observer=observer, source=source, check=check,
            objective=function, where=where,
        )  # fmt: skip
