"""How many points a budget pays for."""

from __future__ import annotations

from trainlab.counted import counted
from trainlab.errors import ExperimentError
from trainlab.experiments import Experiment
from trainlab.experiments.budget import Budget
from trainlab.settings import SETTINGS


def points_of_budget(budget: str, experiment: Experiment) -> int:
    """The points that each value gets, where all trials together may train for a budget.

    Args:
        budget: such as ``2000epochs`` or ``500000steps``.
        experiment: the comparison.

    Raises:
        ExperimentError: it cannot be read, is counted otherwise than trials are, or pays for no point at
            all.
    """
    asked = experiment.asked()
    try:
        found = Budget.read(budget)
    except ExperimentError:
        found = None
    if found is None or found.unit == "seconds" or asked is None:
        raise ExperimentError(
            f"--budget is epochs or steps of all trials, such as 2000epochs, not '{budget}'."
        )
    unit = found.unit
    shared = experiment.shared()
    counted_in = "steps" if "steps" in shared else "epochs"
    if unit != counted_in or asked.setting in ("steps", "epochs"):
        raise ExperimentError(
            f"--budget {budget} is in {unit}, but these trials are {counted_in} long: give it in "
            f"{counted_in}."
        )
    length = shared.get(unit, SETTINGS[unit].default)
    assert isinstance(length, int)
    total = int(found.amount)
    each = len(asked.values) * experiment.seeds * length
    if total < each:
        raise ExperimentError(
            f"--budget {budget} does not pay for one point: {counted(len(asked.values), 'value')} x "
            f"{counted(experiment.seeds, 'seed')} x {length:,} {unit} are {each:,} {unit}."
        )
    return total // each
