"""Proposals of Optuna's samplers, by ask and tell.

A study in memory is made of the history each time: it is the only truth, and nothing of Optuna's is kept.
Trials that were stopped are told as pruned, with what they reached. CMA-ES, whose own state would be in its
trials, starts from the best of them in each round (``source_trials``; Nomura et al., "Warm starting CMA-ES",
2021), and looks at the numbers that every trial has; the others are drawn.
"""

from __future__ import annotations

import importlib.util
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from trainlab.errors import ExperimentError
from trainlab.experiments.draws import Point, draws
from trainlab.experiments.space import Space
from trainlab.searches.history import Tried
from trainlab.searches.proposers._gathered import Gathered
from trainlab.searches.proposers.draws import Draws
from trainlab.searches.ranking import reached
from trainlab.searches.space import SearchSpace
from trainlab.settings import SETTINGS, Settings, Value

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

Sampler = Literal["tpe", "cmaes", "gp"]

NEEDS = {"tpe": ("optuna",), "cmaes": ("optuna", "cmaes"), "gp": ("optuna", "torch")}
"""Packages that each sampler needs; ``trainlab[optuna]`` has those of the first two."""

STARTUP = 10
"""Trials before the samplers have something to go by; until then a Sobol sequence is theirs."""

NETS = 64
"""Of a space of more nets than this, this many are drawn beside those that were tried: Optuna does not look
into what it chooses from."""

SHARES = 1_000
"""Optuna counts reports in whole numbers: the share of the length, in thousandths."""

TRIES = 8
"""How often a point may be asked for, for each that is wanted: in small spaces samplers repeat themselves."""

MISSES = 100
"""Points in a row that cannot be taken, after which no more are asked for."""


@dataclass(frozen=True, slots=True)
class Optuna:
    """One of Optuna's samplers.

    Attributes:
        sampler: ``tpe``, ``cmaes`` or ``gp``.
    """

    sampler: Sampler

    def check(self) -> None:
        """Refuse where a package is missing.

        Raises:
            ExperimentError: it is not installed.
        """
        missing = [name for name in NEEDS[self.sampler] if importlib.util.find_spec(name) is None]
        if missing:
            how = "pip install torch" if missing == ["torch"] else "pip install 'trainlab[optuna]'"
            raise ExperimentError(
                f"the proposer '{self.sampler}' is Optuna's and needs {' and '.join(missing)}, which "
                f"{'is' if len(missing) == 1 else 'are'} not installed: {how}, or take the proposer 'model'."
            )

    def propose(
        self,
        space: SearchSpace,
        history: Sequence[Tried],
        count: int,
        seed: int,
        architectures: int | None = None,
    ) -> list[Settings]:
        """What the sampler asks for; a Sobol sequence before it has ``STARTUP`` trials to go by.

        Points that were tried, or need too many programs, are asked for again; what is still lacking then
        comes from the Sobol sequence.
        """
        self.check()
        if len(history) < STARTUP:
            return Draws("sobol").propose(space, history, count, seed, architectures)
        import optuna

        gathered = Gathered(space, history, count, architectures)
        with _quiet(optuna):
            choices = _distributions(space, history, seed)
            study = optuna.create_study(
                sampler=self._made(optuna, seed + len(history), space, history, choices)
            )
            study.add_trials(_told(optuna, history, choices))
            misses = 0
            for number in range(TRIES * count):
                if gathered.full or misses == MISSES:
                    break
                point = _ask(study.ask(), space, choices)
                if gathered.closed and gathered.shapes and number % TRIES:
                    shape = gathered.shapes[number % len(gathered.shapes)]
                    point = {**point, **shape}
                misses = 0 if gathered.take(point) else misses + 1
        for point in islice(draws(space.drawn, "sobol", seed), len(history), len(history) + TRIES * count):
            if gathered.full:
                break
            shape = gathered.shapes[0] if gathered.closed and gathered.shapes else {}
            gathered.take({**point, **shape})
        gathered.fill()
        return gathered.settings()

    def _made(
        self,
        optuna: Any,
        seed: int,
        space: SearchSpace,
        history: Sequence[Tried],
        choices: Mapping[str, BaseDistribution],
    ) -> Any:
        samplers = optuna.samplers
        if self.sampler == "tpe":
            return samplers.TPESampler(
                seed=seed, n_startup_trials=0, multivariate=True, group=True, constant_liar=True
            )
        if self.sampler == "cmaes":
            numbers = {
                name: choices[name]
                for name, drawn in space.drawn.items()
                if drawn.is_range and all(name in one.settings for one in history)
            }
            return samplers.CmaEsSampler(
                seed=seed,
                n_startup_trials=0,
                warn_independent_sampling=False,
                source_trials=_told(optuna, history, numbers, False) if numbers else None,
            )
        return samplers.GPSampler(seed=seed, n_startup_trials=0)


@contextmanager
def _quiet(optuna: Any) -> Iterator[None]:
    """Without Optuna's messages, and its warnings that something is experimental."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        optuna.logging.set_verbosity(before)


def _distributions(space: SearchSpace, history: Sequence[Tried], seed: int) -> dict[str, BaseDistribution]:
    return {name: _distribution(name, drawn, history, seed) for name, drawn in space.drawn.items()}


def _distribution(name: str, space: Space, history: Sequence[Tried], seed: int) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    setting = SETTINGS[name]
    if space.is_range:
        log = space.kind == "random-log" and space.low > 0
        if setting.type == "integer" and math.ceil(space.low) <= math.floor(space.high):
            return IntDistribution(math.ceil(space.low), math.floor(space.high), log=log)
        return FloatDistribution(space.low, space.high, log=log)
    if space.kind != "nets" or space.size(setting) <= NETS:
        return CategoricalDistribution(list(space.every(setting)))
    tried = [one.settings[name] for one in history if name in one.settings]
    drawn = islice(draws({name: space}, "sobol", seed), len(history), len(history) + NETS)
    return CategoricalDistribution(list(dict.fromkeys([*tried, *(point[name] for point in drawn)])))


def _told(
    optuna: Any, history: Sequence[Tried], choices: Mapping[str, BaseDistribution], pruned: bool = True
) -> list[FrozenTrial]:
    """The history as Optuna's trials; one that diverged is as bad as the worst, and a little worse.

    Args:
        optuna: the package.
        history: what was tried.
        choices: the settings to tell of, and what they are drawn from.
        pruned: whether trials that were stopped are told as such, or like the others.
    """
    states = optuna.trial.TrialState
    worst = max((one.best for one in history if not one.diverged and math.isfinite(one.best)), default=0.0)
    told = []
    for one in history:
        params = {name: one.settings[name] for name in choices if name in one.settings}
        value = worst + 1.0 if one.diverged or not math.isfinite(one.best) else reached(one.values)
        value = value if math.isfinite(value) else worst + 1.0
        stopped = pruned and one.fraction < 1
        told.append(
            optuna.trial.create_trial(
                state=states.PRUNED if stopped else states.COMPLETE,
                value=None if stopped else value,
                params=params,
                distributions={name: choices[name] for name in params},
                intermediate_values={max(round(SHARES * one.fraction), 1): value} if stopped else {},
            )
        )
    return told


def _ask(trial: Any, space: SearchSpace, choices: Mapping[str, BaseDistribution]) -> Point:
    """A point, setting after setting; those that depend on others come after them."""
    point: Point = {}
    for name in space.ordered:
        if space.applies(name, point):
            point[name] = _suggest(trial, name, choices[name])
    return point


def _suggest(trial: Any, name: str, distribution: Any) -> Value:
    kind = type(distribution).__name__
    if kind == "CategoricalDistribution":
        return SETTINGS[name].read(trial.suggest_categorical(name, distribution.choices))
    ask = trial.suggest_float if kind == "FloatDistribution" else trial.suggest_int
    return SETTINGS[name].read(ask(name, distribution.low, distribution.high, log=distribution.log))
