"""When memory runs out: the population continues with half as many trials stepped together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import jax

from trainlab.errors import ResourceError
from trainlab.free_memory import is_out_of_memory
from trainlab.record import Checkpoint, Chunk
from trainlab.scale.executors.executor import Leg
from trainlab.scale.plans.memory import halved
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.population.population import PopulationRun
from trainlab.scale.programs.compile import PopulationPrograms

Begin = Callable[[PopulationPlan, PopulationPrograms, Checkpoint | None], PopulationRun]
"""Begins or continues the training of a population."""


def narrowing_chunks(
    leg: Leg,
    programs: PopulationPrograms,
    begin: Begin,
    narrowed: Callable[[PopulationPlan], tuple[PopulationPlan, PopulationPrograms]],
) -> Iterator[Chunk]:
    """The chunks of a leg; where memory runs out it continues from the last one, half as wide.

    Results at another width agree to rounding only, which is why the width is part of the plan that a study
    keeps.

    Args:
        leg, programs: the population.
        begin: begins its training.
        narrowed: enters a narrower plan into the study, and compiles for it.

    Raises:
        ResourceError: not even one trial at a time fits.
    """
    plan, checkpoint = leg.plan, leg.checkpoint
    records = {trial.id: trial for trial in plan.trials}
    while True:
        run = None
        try:
            run = begin(plan, programs, checkpoint)
            for chunk in run.chunks(leg.to):
                checkpoint = chunk.checkpoint
                records |= {trial.id: trial for trial in chunk.progress}
                yield chunk
            return
        except (MemoryError, jax.errors.JaxRuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            if plan.population.width == 1:
                raise ResourceError(
                    f"there is not enough memory to train one trial of {plan.net.notation} at a time: choose "
                    "a smaller net or batch_size, or a machine with more memory."
                ) from error
        # After the handler: the error held the run, and the run what fills the memory.
        run = None
        trials = tuple(records[trial.id] for trial in plan.trials)
        plan, programs = narrowed(replace(halved(plan), trials=trials))
