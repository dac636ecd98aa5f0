"""What a trial starts from, drawn on the host: initial weights, reused weights, traced numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from trainlab.nets import draw_parameters, initial_statistics, pack
from trainlab.record import Trial
from trainlab.scale.plan import PopulationPlan
from trainlab.train.hyper import hyper_value


class Initial(NamedTuple):
    """What the programs take of one trial, or of many along a first axis.

    Attributes:
        parameters: variables that learn, as programs carry them.
        statistics: what layers keep without learning it.
        fixed: variables of the frozen layers behind the cached prefix.
    """

    parameters: Any
    statistics: Any
    fixed: Any


def initial_weights(plan: PopulationPlan, trial: Trial) -> Initial:
    """The weights one trial starts from."""
    settings, net = trial.settings, plan.recipe.net
    drawn = draw_parameters(
        plan.net,
        seed=int(settings["seed"]),
        weight_init=str(settings["weight_init"]),
        init_scale=float(settings.get("init_scale", 0.0)),
        bias_init=float(settings["bias_init"]),
        init_gain=float(settings["init_gain"]),
    )
    statistics = initial_statistics(plan.net)

    def of(layer: str, names: Any, drawn: dict) -> dict[str, np.ndarray]:
        taken = plan.reused.get(layer, {})
        return {name: taken.get(name, drawn[layer][name]) for name in names}

    variables = {layer: of(layer, names, drawn) for layer, names in net.variables.items()}
    return Initial(
        pack(net, variables),
        {layer: of(layer, names, statistics) for layer, names in net.statistics.items()},
        {layer: of(layer, names, drawn) for layer, names in net.fixed.items()},
    )


def hyper_values(plan: PopulationPlan, trial: Trial) -> dict[str, np.ndarray]:
    """The traced settings of one trial."""
    return {name: hyper_value(name, trial, plan.class_counts) for name in plan.hyper}
