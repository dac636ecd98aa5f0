"""Layers that start from a trained net, layers that do not learn, and the part that is computed once."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import assert_bits, assert_same, chosen, laid_out, quick_compilation

from trainlab.nets import draw_parameters, read_net

NET = "2-8-6-4-3"
RECIPE = {"batch_size": 8, "steps": 30, "eval_every": 10, "learning_rate": 0.3}
ALL = {"reuse": "hidden*", "freeze": "hidden[12]"}


@pytest.fixture(scope="module")
def source():
    """Weights of a net that somebody trained."""
    drawn = draw_parameters(read_net(NET, "relu"), seed=99, bias_init=0.2)
    return {
        f"{layer}.{name}": array for layer, variables in drawn.items() for name, array in variables.items()
    }


def plan_of(laboratory, dataset, source, seeds=1, **settings):
    given = {**RECIPE, "start_from": "somebody", **settings}
    (plan,) = laboratory.plans(dataset, {"somebody": source}, net=NET, set=given, seeds=seeds)
    return plan


def train(laboratory, dataset, *plans):
    with quick_compilation():
        return laboratory.train(dataset, plans=list(plans))


def test_reused_layers_start_from_the_source_and_the_others_from_the_seed(laboratory, sectors, source):
    plan = plan_of(laboratory, sectors, source, reuse="hidden[13]", steps=1, learning_rate=0.0)
    (outcome,) = train(laboratory, sectors, plan)
    drawn = draw_parameters(read_net(NET, "relu"), seed=0)
    for name, weights in outcome.final.items():
        layer, _, variable = name.partition(".")
        assert_bits(weights, source[name] if layer in ("hidden1", "hidden3") else drawn[layer][variable])


def test_reused_layers_go_on_learning_and_frozen_ones_do_not(laboratory, sectors, source):
    (outcome,) = train(laboratory, sectors, plan_of(laboratory, sectors, source, **ALL))
    for name, weights in outcome.final.items():
        frozen = name.startswith(("hidden1", "hidden2"))
        assert (weights.tobytes() == np.asarray(source[name]).tobytes()) == frozen
    assert outcome.trial.parameters == 6 * 4 + 4 + 4 * 3 + 3


def test_the_constant_layers_are_cut_off_and_computed_once(laboratory, sectors, source):
    cached = plan_of(laboratory, sectors, source, **ALL)
    assert cached.prefix is not None
    assert [layer.name for layer in cached.prefix.layers] == ["hidden1", "hidden2"]
    assert cached.recipe.net.inputs == 6
    every_step = plan_of(laboratory, sectors, source, **ALL, cache_prefix=False)
    assert every_step.prefix is None
    assert every_step.recipe.net.inputs == 2
    (one,) = train(laboratory, sectors, cached)
    (other,) = train(laboratory, sectors, every_step)
    np.testing.assert_allclose(one.losses, other.losses, rtol=1e-5)
    assert one.final.keys() == other.final.keys() == source.keys()
    for name, weights in one.final.items():
        np.testing.assert_allclose(weights, other.final[name], rtol=1e-4, atol=1e-6)
    for step, values in one.evaluations.items():
        np.testing.assert_allclose(values, other.evaluations[step], rtol=1e-4)


@pytest.mark.parametrize(
    ("settings", "cut"),
    [
        ({"reuse": "hidden*", "freeze": "hidden1"}, 1),
        ({"reuse": "hidden*", "freeze": "hidden[13]"}, 1),  # hidden2 learns
        ({"reuse": "hidden*", "freeze": "hidden[23]"}, 0),  # hidden1 learns
        ({"reuse": "hidden2", "freeze": "hidden[12]"}, 0),  # hidden1 is frozen as each trial's seed drew it
        ({"reuse": "hidden*"}, 0),
        ({**ALL, "input_dropout": 0.1}, 0),  # inputs change from step to step
        ({**ALL, "dropout": 0.1}, 1),  # and so does what leaves hidden1's dropout
        ({**ALL, "input_noise": 0.1}, 0),
        ({**ALL, "activation": "leaky_relu"}, 0),  # the slope may differ between trials
    ],
    ids=str,
)
def test_what_is_computed_once(laboratory, sectors, source, settings, cut):
    plan = plan_of(laboratory, sectors, source, **settings)
    assert len(plan.prefix.layers if plan.prefix else ()) == cut


def test_trials_of_a_transfer_are_the_trial_alone(laboratory, sectors, source):
    plan = laid_out(plan_of(laboratory, sectors, source, seeds=4, reuse="hidden1", freeze="hidden[12]"), 2, 1)
    together = train(laboratory, sectors, plan)
    assert len({outcome.final["hidden2.kernel"].tobytes() for outcome in together}) == 4
    for place, outcome in enumerate(together):
        (alone,) = train(laboratory, sectors, chosen(plan, [place]))
        assert_same(outcome, alone)
        drawn = draw_parameters(read_net(NET, "relu"), seed=place)
        assert_bits(outcome.final["hidden2.kernel"], drawn["hidden2"]["kernel"])
