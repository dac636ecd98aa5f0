"""Nets and objectives with a bug in them, each as a person would make it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from trainlab.checks.all_checks import PRACTISED
from trainlab.checks.overfit import few
from trainlab.checks.practice import Practice
from trainlab.checks.subject import Subject, subject_of
from trainlab.data import Dataset, load_dataset
from trainlab.experiments import Experiment, propose
from trainlab.nets.layers import SameShape
from trainlab.scale.plans.plan import PopulationPlan, plan_study
from trainlab.train.regularise import penalty
from trainlab.train.step import objective

CONVOLUTIONAL = "conv3x3x4 batchnorm:relu maxpool2 flatten dropout0.5 dense10"


def subject(data: str | Dataset, net: str, **settings: Any) -> Subject:
    """A trial about to be trained."""
    return subject_of(*planned(data, net, **settings))


def planned(data: str | Dataset, net: str, **settings: Any) -> tuple[PopulationPlan, Dataset]:
    """The population of a trial, and its dataset."""
    dataset = load_dataset(data) if isinstance(data, str) else data
    experiment = Experiment.of(data=dataset.name, net=net, set={"cache_prefix": False, **settings})
    (plan,) = plan_study(propose(experiment).settings, lambda _: dataset)
    return plan, dataset


@dataclass(frozen=True)
class Planted(SameShape):
    """A layer without variables that does something it should not."""

    function: Callable[[Any], Any]

    def apply(self, variables, statistics, x, mode, number):
        return self.function(x), statistics


def behind(subject: Subject, layer: str, function: Callable[[Any], Any]) -> Subject:
    """The subject with a function behind one of its layers."""
    layers = []
    for each in subject.net.layers:
        layers.append(each)
        if each.name == layer:
            layers.append(Planted("planted", each.output_shape, function))
    return subject.with_net(replace(subject.net, layers=tuple(layers)))


@jax.custom_vjp
def steeper(x):
    """The identity, with a slope of 1.1."""
    return x


steeper.defvjp(lambda x: (x, None), lambda _, by_x: (1.1 * by_x,))


def minus_mean(x):
    """What batch normalisation does in training, done in use as well."""
    return x - x.mean(axis=0)


def ascending(*arguments):
    """The objective with the wrong sign."""
    loss, statistics = objective(*arguments)
    return -loss, statistics


def rewarding(recipe, parameters, statistics, fixed, hyper, batch, key=None):
    """The objective with penalties taken off instead of added."""
    from trainlab.nets import unpack

    loss, statistics = objective(recipe, parameters, statistics, fixed, hyper, batch, key)
    variables = {**unpack(recipe.net, parameters), **fixed}
    return loss - 2 * penalty(recipe.net, variables, hyper, recipe.active), statistics


def knowing(answer: Callable[[Any], Any]) -> Callable[..., Any]:
    """The objective with labels that it takes from elsewhere than the batch."""

    def objective_of_others(recipe, parameters, statistics, fixed, hyper, batch, key=None):
        return objective(recipe, parameters, statistics, fixed, hyper, batch._replace(y=answer(batch.x)), key)

    return objective_of_others


def halves(examples: int = 600, seed: int = 0) -> Dataset:
    """Two classes that the sign of the sum of the first two of three numbers tells apart."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(examples, 3))
    return Dataset.from_arrays(x, (x[:, 0] + x[:, 1] > 0).astype(int), name="halves")


def sign(x):
    return (x[:, 0] + x[:, 1] > 0).astype(jnp.int32)


def practice(subject: Subject, trials: int = 5) -> tuple[Practice, np.ndarray, np.ndarray]:
    """A practice of a subject, and the examples it draws from."""
    x, y = subject.examples(PRACTISED)
    return Practice(subject, x, len(few(y)), trials), x, y
