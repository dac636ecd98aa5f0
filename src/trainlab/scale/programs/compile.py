"""Compiling the programs of a study: as few as possible, all at once, from the cache where they are known."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import jax
from jax.sharding import PartitionSpec

from trainlab.data import Dataset
from trainlab.scale.machine.devices import AXIS, cores, mesh
from trainlab.scale.plans.plan import PopulationPlan
from trainlab.scale.programs.arguments import Arguments, evaluation_hyper
from trainlab.scale.programs.kept import kept_or_compiled
from trainlab.scale.programs.options import compiler_options
from trainlab.train import programs
from trainlab.train.evaluate import Measuring, evaluate
from trainlab.train.jax_options import keep_own_options
from trainlab.train.probe import probe

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
        takes = Arguments(plan, dataset)
        recipe, layout = plan.recipe, (plan.population.width, plan.population.devices)
        # What a recipe is made of decides about the state; the loss matters to steps and evaluations only.
        started = (replace(recipe, loss="", metrics=()), plan.hyper, layout)
        stepping = (started, recipe.loss, takes.capacity, plan.batch, takes.ragged, takes.train[0].shape)
        measuring = (
            Measuring.of(recipe), tuple(evaluation_hyper(plan, takes.hyper)), plan.eval_examples, layout,
            takes.measured[1].shape,
        )  # fmt: skip
        # The step takes longest to compile, so it is asked for first.
        keys: list[tuple[str, Hashable]] = [
            ("advance", stepping), ("evaluate", measuring), ("start", started),
        ]  # fmt: skip
        if plan.probing is not None:
            keys.append(("probe", (stepping, plan.probing)))
        new = [key not in self._programs for key in keys]
        for key in keys:
            if key not in self._programs:
                self._programs[key] = self._pool.submit(_timed, key, plan, takes)
        return [self._programs[key] for key in keys], new, takes.capacity


def _timed(key: tuple[str, Hashable], plan: PopulationPlan, takes: Arguments) -> tuple[Compiled, float]:
    """A program, kept or compiled now, and the seconds that it took."""
    begin = time.perf_counter()
    options = compiler_options(key[0], plan)
    devices = list(mesh(plan.population.devices).devices.flat)
    build = partial(_compiled, key[0], plan, takes)
    return kept_or_compiled((key, takes.told, options), devices, build), time.perf_counter() - begin


def _compiled(name: str, plan: PopulationPlan, takes: Arguments) -> Compiled:
    """Compile one of the programs of a population.

    Args:
        name: of the program, as in :class:`PopulationPrograms`.
        plan: the population.
        takes: what its programs take.
    """
    recipe, devices = plan.recipe, plan.population.devices
    gives: Any = PartitionSpec(AXIS)
    reused: tuple[int, ...] = ()  # arguments whose memory becomes that of what is given back
    match name:
        case "start":
            program, arguments = partial(programs.start, recipe), takes.start
        case "advance":
            program, arguments = partial(programs.advance, recipe, takes.capacity), takes.advance
            gives, reused = (gives, gives, PartitionSpec(None, AXIS)), (0, 1)
        case "evaluate":
            program, arguments = partial(evaluate, Measuring.of(recipe), plan.eval_examples), takes.evaluate
            reused = (1,)
        case _:
            assert plan.probing is not None
            program, arguments = partial(probe, recipe, plan.probing), takes.probe
    # check_vma is off: loop counters are the same on all devices while the carry is not.
    over_devices = jax.shard_map(
        program, mesh=mesh(devices), in_specs=jax.tree.map(lambda leaf: leaf.sharding.spec, arguments),
        out_specs=gives, check_vma=False,
    )  # fmt: skip
    lowered = jax.jit(over_devices, donate_argnums=reused).lower(*arguments)
    *options, last = compiler_options(name, plan)
    for some in options:
        with suppress(jax.errors.JaxRuntimeError):
            return lowered.compile(compiler_options=dict(some))
    return lowered.compile(compiler_options=dict(last))
