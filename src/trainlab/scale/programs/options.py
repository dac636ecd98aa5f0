"""With which options of XLA a program is compiled: small ones quickly, as they have little to gain.

Steps of images with small kernels are compiled so that no kernel is split between threads.

They depend on static settings and on how the trials lie, never on how many trials there are.
``bench/compile_options.py`` holds what they cost and gain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trainlab.nets import Net
from trainlab.nets.barrier import ONE_THREAD
from trainlab.nets.lanes import fits
from trainlab.nets.packing import is_packed
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.train.batch import kernels_stay_whole
from trainlab.train.jax_options import COMPILER_OPTIONS
from trainlab.train.lanes import fits_recipe

LEVEL = "xla_backend_optimization_level"

PLAIN_KERNELS = {"xla_cpu_use_fusion_emitters": False}
"""Has XLA write fused kernels the older way: half the work of compiling, and the same bits. Kernels that run
along many examples or trials are slower."""

MAX_EXAMPLES = 64
"""Examples of a step up to which plain kernels take no longer."""


def is_small(net: Net) -> bool:
    """Whether a net's programs are small: it has few numbers, and no images flow through it."""
    return is_packed(net) and all(
        len(shape) == 1 for layer in net.layers for shape in (layer.input_shape, layer.output_shape)
    )


def compiler_options(name: str, plan: PopulationPlan) -> list[Mapping[str, Any]]:
    """Options to compile a program with; the later ones are for an XLA that does not know the first.

    Args:
        name: of the program, as in :class:`trainlab.scale.programs.compile.PopulationPrograms`.
        plan: its population.
    """
    options, net = dict(COMPILER_OPTIONS), plan.recipe.net
    if name == "advance" and kernels_stay_whole(plan.recipe, plan.batch or int(plan.class_counts.sum())):
        return [{**options, **ONE_THREAD}, options]
    if not is_small(net):
        return [options]
    # Beyond it compiling takes longer, steps do not get shorter, and at times loops are left without vectors.
    options[LEVEL] = min(1, options[LEVEL])
    on_one = plan.population.width // plan.population.devices
    if (name == "advance" and fits_recipe(plan.recipe, on_one)) or (name == "evaluate" and fits(net, on_one)):
        return [{**options, **ONE_THREAD}, options]
    if name == "advance" and (plan.batch is None or plan.batch > MAX_EXAMPLES):
        return [options]
    return [{**options, **PLAIN_KERNELS}, options]
