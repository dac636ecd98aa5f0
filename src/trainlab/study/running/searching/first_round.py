"""The beginning of a search: what is asked is read and checked, and the first round is planned."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.counted import counted
from trainlab.errors import ExperimentError, unknown_name
from trainlab.experiments import Proposal
from trainlab.metrics import metric_of
from trainlab.record import SearchRound
from trainlab.searches.asked import check_asked, space_of, ways_to_prepare
from trainlab.searches.proposers import get_proposer
from trainlab.searches.proposers.draws import Draws
from trainlab.settings import Settings
from trainlab.study.running.prepare import Prepared, prepare_settings
from trainlab.study.running.searching.costs import Costs
from trainlab.study.running.searching.recorded import CALLABLE

if TYPE_CHECKING:
    from trainlab.experiments import Experiment
    from trainlab.scale.executors.machines import Machines
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.study.data.source import DataSource

LOOKED_AT = 16
"""Points that are read and checked before JAX is loaded; how long they train says how many are affordable."""


def prepare_search(experiment: Experiment, root: Path, source: DataSource | None = None) -> Prepared:
    """Read what a search is asked, and see that nets of its space fit the data.

    Args:
        experiment: the experiment; its ``search`` says what the search may cost.
        root: folder that studies live in.
        source: the data, if it is not what the experiment's ``data`` names.

    Raises:
        TrainlabError: something is unknown or not allowed, or the data cannot be read; or what proposes is
            not installed.
    """

    def of_space(read: Experiment) -> tuple[Proposal, list[Settings]]:
        space = space_of(read)
        looked_at = _draws(read, LOOKED_AT)
        check_asked(space, looked_at)
        return Proposal(looked_at, tuple(space.drawn), 0), ways_to_prepare(space, looked_at[0])

    assert experiment.search is not None
    get_proposer(experiment.search.proposer)
    prepared = prepare_settings(experiment, root, source, of_space)
    check_objective(prepared)
    return prepared


def check_objective(prepared: Prepared) -> None:
    """Refuse an objective that is not a curve of the study.

    Raises:
        ExperimentError: it is none.
    """
    search = prepared.experiment.search
    assert search is not None
    curves = ["train_loss", *curves_of_settings(prepared.proposal.settings)]
    if search.objective != CALLABLE and search.objective not in curves:
        raise ExperimentError(unknown_name("objective", search.objective, curves))


def curves_of_settings(trials: list[Settings]) -> list[str]:
    """The curves that trials of some settings are measured by, and that have a better end."""
    from trainlab.tasks import evaluation_curves

    curves = dict.fromkeys(curve for settings in trials for curve in evaluation_curves(settings))
    return [curve for curve in curves if metric_of(curve) is not None]


def plan_first_round(
    prepared: Prepared, root: Path, check: bool, machines: Machines
) -> tuple[StudyPlan, SearchRound]:
    """Plan a search and its first round; to be called inside of the engine.

    Args:
        prepared: what is asked.
        root: folder that studies live in.
        check: whether data and the first net are looked at.
        machines: what it trains on.

    Raises:
        TrainlabError: nets, data and settings do not go together, or there is not enough memory.
    """
    from trainlab.scale.plans.plan import plan_study
    from trainlab.study.networks.start import start_weights
    from trainlab.study.running.plan import plan

    experiment, source = prepared.experiment, prepared.source
    weights = cache(partial(start_weights, root=root))
    looked_at = plan_study(prepared.proposal.settings, source.load, weights, machines.devices)
    costs = Costs.of([trial for one in looked_at for trial in one.trials])
    coming = costs.next_round(experiment, [], spent_seconds=0.0)
    assert coming is not None
    assert coming.bracket is not None
    settings = _draws(experiment, coming.bracket.starters)
    check_asked(space_of(experiment), settings)
    notes = _notes(len(settings), coming.bracket.starters)
    proposal = replace(prepared.proposal, settings=settings, notes=notes)
    planned = plan(replace(prepared, proposal=proposal), root, check, machines)
    return planned, first_round(experiment, planned)


def first_round(experiment: Experiment, planned: StudyPlan) -> SearchRound:
    """The first round of a search whose trials are planned."""
    from trainlab.searches.halving import halve

    trials = planned.trials
    search = experiment.search
    assert search is not None
    bracket = halve(len(trials), Costs.of(trials).smallest, search.eta)
    how = "random" if search.proposer == "random" else "sobol"
    return SearchRound(0, how, 0, len(trials), tuple((one.fraction, one.kept) for one in bracket.rungs))


def _draws(experiment: Experiment, count: int) -> list[Settings]:
    """What a search begins with: settings spread evenly, or drawn independently where that is asked for."""
    assert experiment.search is not None
    how = "random" if experiment.search.proposer == "random" else "sobol"
    return Draws(how).propose(
        space_of(experiment), [], count, experiment.seed, experiment.search.architectures
    )


def _notes(found: int, wanted: int) -> tuple[str, ...]:
    if found == wanted:
        return ()
    return (f"the space holds {counted(found, 'setting')}: each is tried once.",)
