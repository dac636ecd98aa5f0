"""What a trial starts from, drawn on the host: initial weights, reused weights, traced numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from trainlab.nets import Net, draw_parameters, initial_statistics, pack
from trainlab.record import Trial
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.settings import INITIALIZERS, Settings


class Initial(NamedTuple):
    """What the programs take of one trial, or of many along a first axis.

    Attributes:
        parameters: variables that learn, as programs carry them.
        statistics: what layers keep without learning it.
        fixed: variables of the frozen layers after the cached prefix.
    """

    parameters: Any
    statistics: Any
    fixed: Any


Weights = dict[str, dict[str, np.ndarray]]
"""Layer name -> name of the variable or statistic -> array."""


def starting_weights(net: Net, settings: Settings, reused: Mapping[str, Mapping[str, np.ndarray]]) -> Weights:
    """Every variable and statistic that a trial starts from.

    Args:
        net: the trial's whole net.
        settings: the trial's settings.
        reused: what is taken from a trained net.
    """
    own = {one.name for initializer in INITIALIZERS.values() for one in initializer.settings}
    drawn = draw_parameters(
        net,
        seed=int(settings["seed"]),
        weight_init=str(settings["weight_init"]),
        bias_init=float(settings["bias_init"]),
        init_gain=float(settings["init_gain"]),
        **{name: float(settings[name]) for name in own if name in settings},
    )
    statistics = initial_statistics(net)
    return {
        layer.name: {
            **drawn.get(layer.name, {}),
            **statistics.get(layer.name, {}),
            **reused.get(layer.name, {}),
        }
        for layer in net.layers
    }


def initial_weights(plan: PopulationPlan, trial: Trial) -> Initial:
    """The weights one trial starts from, as its programs take them."""
    start, net = starting_weights(plan.net, trial.settings, plan.reused), plan.recipe.net

    def of(shapes: Mapping[str, Any]) -> Weights:
        return {layer: {name: start[layer][name] for name in names} for layer, names in shapes.items()}

    return Initial(pack(net, of(net.variables)), of(net.statistics), of(net.fixed))
