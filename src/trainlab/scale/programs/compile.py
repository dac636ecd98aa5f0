"""Compiling the programs of a study: as few as possible, all at once, from the cache where they are known."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any, TypeVar

import jax
import numpy as np
from jax.sharding import NamedSharding, PartitionSpec

from trainlab.data import Dataset
from trainlab.nets import packed_shapes
from trainlab.nets.activations import own_numbers
from trainlab.nets.barrier import ONE_THREAD
from trainlab.nets.lanes import fits
from trainlab.scale.machine.devices import AXIS, by_trial, cores, everywhere, mesh
from trainlab.scale.plans.plan import PopulationPlan, evaluation_steps, hyper_values, probe_steps
from trainlab.scale.programs.program_cache import with_whole_cache
from trainlab.train import programs
from trainlab.train.evaluate import Evaluated, Measuring, evaluate
from trainlab.train.inputs import Batches, RunInputs, TrialInputs
from trainlab.train.jax_options import COMPILER_OPTIONS, keep_own_options
from trainlab.train.lanes import fits_recipe
from trainlab.train.probe import probe
from trainlab.train.recipe import TRAIN_LOSS
from trainlab.train.state import Best, TrainState

T = TypeVar("T")

MAX_INDICES = 1 << 18
"""Numbers in the batch plan of one run: 1 MiB. It is written again for every run."""

MAX_STEPS = 4096
"""Steps of one run, at most; runs end at evaluations anyway."""

MIN_STEPS = 2
"""Steps one run has room for, at least. XLA compiles a loop of at most one step into other arithmetic, and
the last bits of losses would depend on how often a trial is evaluated or probed."""

STOP_SECONDS = 0.05
"""How often is asked, while programs are compiled, whether to stop."""

Compiled = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class PopulationPrograms:
    """The compiled programs of one population.

    Attributes:
        advance, evaluate, start: see :mod:`trainlab.train.programs` and :mod:`trainlab.train.evaluate`.
        probe: see :mod:`trainlab.train.probe`; None where nothing is probed.
        capacity: most steps one call of ``advance`` takes.
        seconds: time it took to make them, those shared with other populations counted at the first.
    """

    advance: Compiled
    evaluate: Compiled
    start: Compiled
    probe: Compiled | None
    capacity: int
    seconds: float


def run_capacity(plan: PopulationPlan) -> int:
    """Most steps one call of ``advance`` takes: the longest run between its stops, as a power of two."""
    stops = sorted(
        {step for trial in plan.trials for step in (*evaluation_steps(trial), *probe_steps(trial))}
    )
    longest = min(MAX_STEPS, max(after - before for before, after in pairwise(stops)))
    if plan.batch is not None:
        longest = min(longest, MAX_INDICES // plan.batch)
    return max(MIN_STEPS, 1 << (longest - 1).bit_length())


class Compiler:
    """Compiles each distinct program once, several at a time."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(cores(), "compile", keep_own_options)
        self._programs: dict[Hashable, Future[tuple[Compiled, float]]] = {}

    def compile_all(
        self,
        plans: Sequence[PopulationPlan],
        dataset_of: Callable[..., Dataset],
        done: Callable[[int, int], None],
        stopping: Callable[[], bool] = lambda: False,
    ) -> list[PopulationPrograms] | None:
        """The programs of all populations, or None if it was asked to stop before they were ready.

        Args:
            plans: the populations.
            dataset_of: the dataset for a plan's data settings (only shapes are used).
            done: called after each population: how many programs that take steps are ready, of how many.
            stopping: asked all the time: whether to stop waiting. What is being compiled then cannot be
                stopped, and continues in its thread.
        """
        wanted = [self._request(plan, dataset_of(plan.data)) for plan in plans]
        distinct = sum(new for _, (new, *_), _ in wanted)
        ready, number = [], 0
        for futures, counted, capacity in wanted:
            while wait(futures, timeout=STOP_SECONDS).not_done and not stopping():
                pass
            if stopping():
                return None
            compiled = [future.result() for future in futures]
            seconds = sum(took for (_, took), count in zip(compiled, counted, strict=True) if count)
            advance, evaluate, start, *probe = (program for program, _ in compiled)
            ready.append(
                PopulationPrograms(advance, evaluate, start, probe[0] if probe else None, capacity, seconds)
            )
            number += counted[0]
            done(number, distinct)
        return ready

    def close(self) -> None:
        """Stop waiting for programs that are no longer needed."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _request(self, plan: PopulationPlan, dataset: Dataset) -> tuple[list[Future], list[bool], int]:
        shapes = _Shapes(plan, dataset)
        capacity = run_capacity(plan)
        recipe, layout = plan.recipe, (plan.population.width, plan.population.devices)
        # What a recipe is made of decides about the state; the loss matters to steps and evaluations only.
        started = (replace(recipe, loss=""), plan.hyper, layout)
        measuring = Measuring.of(recipe)
        stepping = (started, recipe.loss, capacity, plan.batch, shapes.ragged, shapes.train[0].shape)
        # The step takes longest to compile, so it is asked for first.
        requests = [
            (("advance", stepping), partial(_compile_advance, plan, shapes, capacity)),
            (
                (
                    "evaluate",
                    measuring,
                    _evaluation_hyper(plan),
                    plan.eval_examples,
                    layout,
                    shapes.measured[1].shape,
                ),
                partial(_compile_evaluate, plan, shapes),
            ),
            (("start", started), partial(_compile_start, plan, shapes)),
        ]
        if plan.probing is not None:
            probing = (("probe", stepping, plan.probing), partial(_compile_probe, plan, shapes, capacity))
            requests.append(probing)
        futures, counted = [], []
        for key, build in requests:
            counted.append(key not in self._programs)
            if key not in self._programs:
                self._programs[key] = self._pool.submit(_timed, build)
            futures.append(self._programs[key])
        return futures, counted, capacity


def _timed(build: Callable[[], Compiled]) -> tuple[Compiled, float]:
    begin = time.perf_counter()
    return with_whole_cache(build), time.perf_counter() - begin


class _Shapes:
    """Shapes and placements of what the programs take."""

    def __init__(self, plan: PopulationPlan, dataset: Dataset) -> None:
        self.width, self.devices = plan.population.width, plan.population.devices
        trial = by_trial(self.devices)
        net = plan.recipe.net
        self.parameters, self.statistics, self.fixed = jax.tree.map(
            lambda shape: self._array((self.width, *shape), trial),
            (packed_shapes(net), net.statistics, net.fixed),
            is_leaf=lambda shape: isinstance(shape, tuple) and all(isinstance(size, int) for size in shape),
        )
        values = hyper_values(plan, plan.trials[0])
        self.hyper = {
            name: self._array((self.width, *value.shape), trial, value.dtype)
            for name, value in values.items()
        }
        examples = len(dataset.train)
        self.train = self._examples(examples, plan)
        self.measured = self._examples(plan.eval_examples + len(dataset.validation), plan)
        self.ragged = plan.batch is not None and examples % plan.batch != 0
        self.step = self._array((), everywhere(self.devices), np.int32)

    def _array(self, shape: tuple[int, ...], sharding: NamedSharding, dtype: Any = np.float32) -> Any:
        return jax.ShapeDtypeStruct(shape, dtype, sharding=sharding)

    def _examples(self, examples: int, plan: PopulationPlan) -> tuple[Any, Any]:
        place = everywhere(self.devices)
        inputs = self._array((examples, plan.recipe.net.inputs), place)
        return inputs, self._array((examples,), place, np.int32)

    def of_trials(self, dtype: Any) -> Any:
        return self._array((self.width,), by_trial(self.devices), dtype)

    def batches(self, plan: PopulationPlan, capacity: int) -> Batches | None:
        if plan.batch is None:
            return None
        place = everywhere(self.devices)
        counts = self._array((capacity,), place, np.int32) if self.ragged else None
        return Batches(self._array((capacity, plan.batch), place, np.int32), counts)

    def states(self, plan: PopulationPlan) -> tuple[TrainState, Best]:
        place = by_trial(self.devices)
        states = jax.eval_shape(
            partial(programs.start, plan.recipe), self.parameters, self.statistics, self.hyper
        )
        return jax.tree.map(lambda leaf: self._array(leaf.shape, place, leaf.dtype), states)


def keeps_best(plan: PopulationPlan) -> bool:
    """Whether steps, and not evaluations, decide whose weights are the best."""
    return plan.recipe.watching.stopping == TRAIN_LOSS


def evaluation_hyper(plan: PopulationPlan, hyper: dict[str, T]) -> dict[str, T]:
    """The traced settings an evaluation looks at: few, so that populations can share its program."""
    names = _evaluation_hyper(plan)
    return {name: value for name, value in hyper.items() if name in names}


def _evaluation_hyper(plan: PopulationPlan) -> tuple[str, ...]:
    watching = plan.recipe.watching.evaluations
    wanted = {*own_numbers()}
    if watching.stopping:
        wanted |= {"patience", "min_delta"}
    if watching.plateau:
        wanted |= {"learning_rate", "min_rate", *(name for name in plan.hyper if name.startswith("plateau_"))}
    if watching.until:
        wanted.add("until")
    return tuple(name for name in plan.hyper if name in wanted)


_TRIAL = PartitionSpec(AXIS)
_WHOLE = PartitionSpec()


def _over_devices(function: Callable, devices: int, in_specs: Any, out_specs: Any) -> Callable:
    # check_vma is off: loop counters are the same on all devices while the carry is not.
    return jax.shard_map(
        function, mesh=mesh(devices), in_specs=in_specs, out_specs=out_specs, check_vma=False
    )


def _compile(
    program: Callable, arguments: tuple[Any, ...], donated: tuple[int, ...] = (), one_thread: bool = False
) -> Compiled:
    lowered = jax.jit(program, donate_argnums=donated).lower(*arguments)
    if one_thread:
        try:
            return lowered.compile(compiler_options={**COMPILER_OPTIONS, **ONE_THREAD})
        except jax.errors.JaxRuntimeError:
            pass  # another XLA knows other options: the program is slower, and the same
    return lowered.compile(compiler_options=dict(COMPILER_OPTIONS))


def _compile_start(plan: PopulationPlan, shapes: _Shapes) -> Compiled:
    program = _over_devices(
        partial(programs.start, plan.recipe), shapes.devices, (_TRIAL, _TRIAL, _TRIAL), _TRIAL
    )
    return _compile(program, (shapes.parameters, shapes.statistics, shapes.hyper))


def _compile_advance(plan: PopulationPlan, shapes: _Shapes, capacity: int) -> Compiled:
    state, best = shapes.states(plan)
    program = _over_devices(
        partial(programs.advance, plan.recipe, capacity),
        shapes.devices,
        (_TRIAL, _TRIAL, _TRIAL, _WHOLE),
        (_TRIAL, _TRIAL, PartitionSpec(None, AXIS)),
    )
    of_trials = TrialInputs(shapes.fixed, shapes.hyper, shapes.of_trials(np.int32))
    run = RunInputs(*shapes.train, shapes.batches(plan, capacity), shapes.step, shapes.step)
    arguments = (state, best if keeps_best(plan) else None, of_trials, run)
    one_thread = fits_recipe(plan.recipe, shapes.width // shapes.devices)
    return _compile(program, arguments, (0, 1), one_thread)


def _compile_probe(plan: PopulationPlan, shapes: _Shapes, capacity: int) -> Compiled:
    assert plan.probing is not None
    state, _ = shapes.states(plan)
    program = _over_devices(
        partial(probe, plan.recipe, plan.probing),
        shapes.devices,
        (*[_TRIAL] * 3, *[_WHOLE] * 4),
        _TRIAL,
    )
    arguments = (
        state, shapes.fixed, shapes.hyper, *shapes.train, shapes.batches(plan, capacity), shapes.step,
    )  # fmt: skip
    return _compile(program, arguments)


def _compile_evaluate(plan: PopulationPlan, shapes: _Shapes) -> Compiled:
    state, best = shapes.states(plan)
    program = _over_devices(
        partial(evaluate, Measuring.of(plan.recipe), plan.eval_examples),
        shapes.devices,
        (*[_TRIAL] * 7, *[_WHOLE] * 2),
        _TRIAL,
    )
    flags = shapes.of_trials(np.bool_)
    evaluated = Evaluated.of(plan.recipe, state)
    arguments = (
        evaluated, best, shapes.fixed, evaluation_hyper(plan, shapes.hyper), flags, flags,
        shapes.of_trials(np.int32), *shapes.measured,
    )  # fmt: skip
    return _compile(program, arguments, (1,), fits(plan.recipe.net, shapes.width // shapes.devices))
