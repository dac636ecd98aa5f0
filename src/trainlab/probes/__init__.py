"""Measures taken inside training, as pure functions.

A probe knows nothing of recipes: it is given numbers by layer, the outputs of layers, or the function a step
minimises, and :mod:`trainlab.train.probe` is what gives them.
"""

from trainlab.probes.curves import NET, learning_layers, probe_curves, unit_layers
from trainlab.probes.noise_scale import NoiseScale, noise_scale
from trainlab.probes.norms import norms, ratios
from trainlab.probes.sharpness import MAX_PARAMETERS, top_eigenvalue
from trainlab.probes.units import activations, by_unit, dead_share, layer_outputs, mean_and_spread

__all__ = [
    "MAX_PARAMETERS",
    "NET",
    "NoiseScale",
    "activations",
    "by_unit",
    "dead_share",
    "layer_outputs",
    "learning_layers",
    "mean_and_spread",
    "noise_scale",
    "norms",
    "probe_curves",
    "ratios",
    "top_eigenvalue",
    "unit_layers",
]
