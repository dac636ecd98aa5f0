"""Programs of small nets under options of XLA: what compiling takes, and what steps and evaluations do.

    python bench/compile_options.py [--repeats N]

For each case the programs are compiled, without any cache, with the options that they are compiled with
(`src/trainlab/scale/programs/options.py`), at XLA's level 3, and with plain kernels and without; then runs of
steps and evaluations take turns, and the least of all turns counts. All seconds are of the processor, so that
other work on the machine counts little. It checks LEVEL, PLAIN_KERNELS and MAX_EXAMPLES. Two minutes.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace
from typing import Any
from unittest.mock import patch

os.environ["JAX_ENABLE_COMPILATION_CACHE"] = "0"

import jax
import measure
import numpy as np

import trainlab as tl
from trainlab.experiments import Experiment, propose
from trainlab.nets.barrier import ONE_THREAD
from trainlab.scale import timing
from trainlab.scale.engine import engine
from trainlab.scale.plans.plan import PopulationPlan, plan_study
from trainlab.scale.programs import compile
from trainlab.scale.programs.options import LEVEL, PLAIN_KERNELS
from trainlab.train.jax_options import COMPILER_OPTIONS
from trainlab.train.lanes import fits_recipe

CASES: tuple[tuple[str, int | str, str, int], ...] = (
    ("4-6-6-1", 1, "sgd", 1), ("4-6-6-1", 8, "sgd", 1), ("4-6-6-1", 32, "sgd", 1), ("4-6-6-1", 32, "adam", 1),
    ("4-6-6-1", 64, "sgd", 1), ("4-6-6-1", 128, "sgd", 1), ("4-6-6-1", "full", "sgd", 1),
    ("64-12-10", 32, "sgd", 1), ("4-6-6-1", 32, "sgd", 4), ("4-6-6-1", 32, "sgd", 64),
    ("4-6-6-3", 32, "adam", 64),
)  # fmt: skip
"""Net, batch size, optimizer, trials stepped together on one device."""

OPTIONS: dict[str, dict[str, Any]] = {
    "level 3": {}, "level 1": {LEVEL: 1}, "plain": dict(PLAIN_KERNELS),
    "level 1, plain": {LEVEL: 1, **PLAIN_KERNELS},
}  # fmt: skip
STEPS, EXAMPLES, HELD_OUT = 1000, 960, 200


def planned(net: str, batch: int | str, optimizer: str, trials: int) -> tuple[PopulationPlan, tl.Dataset]:
    """A population whose trials are stepped together on one device."""
    inputs, *_, outputs = (int(part) for part in net.split("-"))
    random = np.random.default_rng(0)
    x = random.standard_normal((EXAMPLES + 2 * HELD_OUT, inputs), np.float32)
    y = np.arange(len(x)) % max(2, outputs)
    held_out = [(x[-i * HELD_OUT :][:HELD_OUT], y[-i * HELD_OUT :][:HELD_OUT]) for i in (1, 2)]
    data = tl.Dataset.from_arrays(x[:EXAMPLES], y[:EXAMPLES], validation=held_out[0], test=held_out[1])
    settings = {"batch_size": batch, "optimizer": optimizer, "steps": STEPS, "eval_every": STEPS}
    rates = [0.001 * (1 + number) for number in range(trials)]
    asked = Experiment.of(data="made up", net=net, set=settings, vary={"learning_rate": rates})
    [plan] = plan_study(propose(asked).settings, lambda of: data)
    return replace(plan, population=replace(plan.population, width=trials, devices=1)), data


class Timed(timing._Timed):
    """As ``trainlab time`` measures, but of all trials of a program."""

    def __init__(self, plan: PopulationPlan, programs: Any, data: Any) -> None:
        super().__init__(plan, programs, data)
        self._block = timing.new_block(plan, range(len(plan.trials)), programs.start)
        self._start = jax.device_get((self._block.state, self._block.best))
        self._steps = min(STEPS, programs.capacity)
        self.taken()

    def taken(self) -> tuple[float, float]:
        """Processor seconds of a run of steps and of an evaluation."""
        begin = time.process_time()
        self._run(self._steps)
        between = time.process_time()
        self._evaluate()
        return between - begin, time.process_time() - between


def compare(case: tuple[str, int | str, str, int], repeats: int) -> list[list[Any]]:
    """A row for each set of options."""
    plan, data = planned(*case)
    lanes = fits_recipe(plan.recipe, case[3])
    timed, seconds = {}, {}
    for name, options in OPTIONS.items():
        chosen = {**COMPILER_OPTIONS, **options, **(ONE_THREAD if lanes else {})}
        with patch.object(compile, "compiler_options", lambda name, plan, chosen=chosen: [chosen]):
            jax.clear_caches()
            compiler, begin = compile.Compiler(), time.process_time()
            compiled = compiler.compile_all([plan], lambda of: data, lambda done, of: None)
            seconds[name] = time.process_time() - begin
            compiler.close()
        assert compiled is not None
        timed[name] = Timed(plan, compiled[0], timing.OnDevices(lambda of: data)(plan))
    taken = {name: one.taken() for name, one in timed.items()}
    for _ in range(repeats):
        for name, one in timed.items():
            run, evaluation = one.taken()
            taken[name] = min(taken[name][0], run), min(taken[name][1], evaluation)
    title = f"{case[0]}, batch {case[1]}, {case[2]}, {case[3]} trials{', lanes' if lanes else ''}"
    return [
        [title, name, f"{seconds[name]:.2f}", f"{taken[name][0] / timed[name]._steps * 1e6:.2f}",
         f"{taken[name][1] * 1e6:.0f}"]
        for name in OPTIONS
    ]  # fmt: skip


def main() -> None:
    """Measure, print, write."""
    options = measure.arguments(__doc__, repeats=9).parse_args()
    with engine():
        rows = [row for case in CASES for row in compare(case, options.repeats)]
    columns = ["program", "options", "compiling, s", "a step, us", "an evaluation, us"]
    measure.print_table("Small programs under options of XLA", columns, rows)
    measure.write_results(
        options.results, "compile_options", ["trainlab"], {"columns": columns, "rows": rows}
    )


if __name__ == "__main__":
    main()
