"""Measures taken inside training, one a file.

A file holds a probe's specification and what it measures of a trial; a row here is all that lists it. The
mathematics are pure functions in files of their own (``norms``, ``units``, ``gradient_noise``,
``top_eigenvalue``), which load JAX; ``probing`` is what a trial's probes need. The program that shows a trial
to its probes is :mod:`trainlab.train.probe`.
"""

from trainlab.probes.activations import ACTIVATIONS
from trainlab.probes.dead import DEAD
from trainlab.probes.gradients import GRADIENTS
from trainlab.probes.noise_scale import NOISE_SCALE
from trainlab.probes.probe import Probe
from trainlab.probes.sharpness import SHARPNESS
from trainlab.probes.updates import UPDATES
from trainlab.probes.weights import WEIGHTS
from trainlab.specs.room import Room

__all__ = ["PROBES", "Probe"]

PROBES = Room(
    "probe",
    (
        GRADIENTS,
        WEIGHTS,
        UPDATES,
        DEAD,
        ACTIVATIONS,
        NOISE_SCALE,
        SHARPNESS,
    ),
)
"""Every probe by name, in the order they are computed and listed."""
