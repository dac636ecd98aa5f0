"""A trial of a population is the trial alone, whoever its neighbours are and however it is chunked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laboratory import assert_bits, assert_same, chosen, laid_out

from trainlab.scale.population.pace import Pace

WIDTH, DEVICES = 4, 2
RECIPE = {"optimizer": "sgd", "momentum": 0.9, "batch_size": 8, "eval_every": 5}

# Learning rate, steps, seed. They end early and late, within an epoch of 6 steps and with one; some diverge.
TRIALS = [
    (0.1, 17, 0), (0.1, 17, 1), (0.01, 3, 2), (1e30, 17, 3), (0.3, 30, 4), (1.0, 12, 5), (1e4, 30, 6),
    (0.03, 29, 7), (1e3, 11, 8), (0.5, 18, 9),
]  # fmt: skip


def plan_trials(laboratory, dataset, net, trials, **more):
    """One population of the given (learning rate, steps, seed)."""
    rates, steps, seeds = map(list, zip(*trials, strict=True))
    pair = {"learning_rate": rates, "steps": steps, "seed": seeds}
    (plan,) = laboratory.plans(dataset, net=net, pair=pair, set={**RECIPE, **more})
    return laid_out(plan, WIDTH, DEVICES)


@pytest.fixture(scope="module")
def plan(laboratory, xor):
    return plan_trials(laboratory, xor, "2-5-1", TRIALS)


@pytest.fixture(scope="module")
def together(laboratory, xor, plan):
    """The trials of ``plan``, trained beside each other."""
    return laboratory.train(xor, plans=[plan])


@pytest.fixture(scope="module")
def alone(laboratory, xor, plan):
    """The trials of ``plan``, each trained by itself, at the same width."""
    plans = [chosen(plan, [place]) for place in range(len(TRIALS))]
    return [outcome for alone in plans for outcome in laboratory.train(xor, plans=[alone])]


def poisoned(plan, **settings):
    """The plan with its first trial's settings changed to what no user may write."""
    first, *others = plan.trials
    first = replace(first, settings={**first.settings, **settings})
    return replace(plan, trials=(first, *others))


@pytest.mark.parametrize("place", range(len(TRIALS)))
def test_a_trial_of_a_population_is_the_trial_alone(together, alone, place):
    assert_same(together[place], alone[place])


def test_the_trials_differ(together):
    # The other tests would show nothing of trials that all do the same.
    assert {outcome.trial.status for outcome in together} == {"done", "diverged"}
    assert len({outcome.losses.tobytes() for outcome in together}) == len(TRIALS)


@given(data=st.data())
@settings(max_examples=12)
def test_slot_order_and_neighbours_change_nothing(laboratory, xor, plan, alone, data):
    places = st.lists(st.integers(0, len(TRIALS) - 1), min_size=1, max_size=len(TRIALS), unique=True)
    order = data.draw(places)
    for outcome in laboratory.train(xor, plans=[chosen(plan, order)]):
        assert_same(outcome, alone[outcome.trial.id])


@pytest.mark.parametrize(
    "poison",
    [
        {"learning_rate": 1e30},
        {"learning_rate": np.inf},
        {"learning_rate": np.nan},
        {"momentum": np.nan},
        {"bias_init": np.nan},
        {"bias_init": np.inf},
        {"bias_init": -np.inf},
        {"weight_init": "normal", "init_scale": 1e30},
        {"weight_init": "normal", "init_scale": np.nan},
    ],
    ids=str,
)
def test_a_sick_neighbour_changes_nothing(laboratory, xor, plan, alone, poison):
    sick, *healthy = laboratory.train(xor, plans=[poisoned(plan, **poison)])
    assert sick.trial.status == "diverged"
    for outcome in healthy:
        assert_same(outcome, alone[outcome.trial.id])


CALM = [(0.01 * (1 + seed), 17, seed) for seed in range(8)]


@pytest.fixture(scope="module")
def calm(laboratory, xor):
    """Eight trials of which none diverges, trained beside each other."""
    return laboratory.train(xor, plans=[plan_trials(laboratory, xor, "2-5-1", CALM)])


@pytest.mark.parametrize("sick", [1, len(CALM) // 2, len(CALM) - 1])
def test_trials_that_diverge_leave_the_others_as_they_are(laboratory, xor, calm, sick):
    # They overflow at different steps: the larger the rate, the sooner.
    rates = np.geomspace(1e4, 1e30, sick).tolist()
    trials = [*[(rate, *rest) for rate, (_, *rest) in zip(rates, CALM, strict=False)], *CALM[sick:]]
    outcomes = laboratory.train(xor, plans=[plan_trials(laboratory, xor, "2-5-1", trials)])
    assert [outcome.trial.status for outcome in outcomes] == ["diverged"] * sick + ["done"] * (
        len(CALM) - sick
    )
    for outcome, expected in zip(outcomes[sick:], calm[sick:], strict=True):
        assert_same(outcome, expected)
    for place, outcome in enumerate(outcomes[:sick]):
        (alone,) = laboratory.train(xor, plans=[plan_trials(laboratory, xor, "2-5-1", [trials[place]])])
        assert_same(outcome, alone)
        (bad,) = np.flatnonzero(~np.isfinite(outcome.losses))
        assert outcome.trial.diverged_at == bad


@pytest.mark.parametrize(
    ("pace", "chunks"),
    [
        (Pace(steps=1), 30),
        (Pace(steps=7), 5),
        (Pace(seconds=1e-3), None),
        (Pace(seconds=1e-3, first_steps=1), None),
        (Pace(seconds=60.0), 1),
        (Pace(seconds=60.0, first_steps=100), 1),
    ],
    ids=str,
)
def test_chunk_length_changes_nothing(laboratory, xor, plan, alone, pace, chunks):
    notebook = laboratory.notebook(xor, [plan], pace=pace)
    for outcome in notebook.outcomes():
        assert_same(outcome, alone[outcome.trial.id])
    assert chunks in (None, len(notebook.chunks))


def test_over_trials_leave_while_the_others_train(laboratory, xor, plan):
    notebook = laboratory.notebook(xor, [plan], pace=Pace(steps=1))
    sizes = [len(chunk.trials) for chunk in notebook.chunks]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == len(TRIALS)
    assert sizes[-1] <= WIDTH


@pytest.mark.parametrize(("width", "devices"), [(1, 1), (6, 2)])
def test_another_width_begins_the_same_up_to_rounding(laboratory, xor, plan, alone, width, devices):
    calm = [0, 1, 2, 4, 7]
    other = laid_out(chosen(plan, calm), width, devices)
    for outcome in laboratory.train(xor, plans=[other]):
        expected = alone[outcome.trial.id]
        np.testing.assert_allclose(outcome.losses[:1], expected.losses[:1], rtol=1e-6)
        np.testing.assert_allclose(outcome.losses, expected.losses, rtol=1e-4)
        np.testing.assert_allclose(outcome.evaluations[0], expected.evaluations[0], rtol=1e-6)


def test_a_net_too_large_to_pack_keeps_to_itself_too(laboratory, sectors):
    trials = [(0.1, 9, 0), (1e30, 9, 1), (0.01, 4, 2), (0.5, 11, 3), (1e3, 11, 4)]
    plan = plan_trials(laboratory, sectors, "2-300-3", trials)
    together = laboratory.train(sectors, plans=[plan])
    assert {outcome.trial.status for outcome in together} == {"done", "diverged"}
    for place, outcome in enumerate(together):
        (alone,) = laboratory.train(sectors, plans=[chosen(plan, [place])])
        assert_same(outcome, alone)


def test_a_trial_ends_at_its_own_step(together):
    for outcome, (_, steps, _) in zip(together, TRIALS, strict=True):
        trial = outcome.trial
        if trial.status == "done":
            assert trial.steps == trial.length == steps == len(outcome.losses)
            assert sorted(outcome.evaluations) == sorted({*range(0, steps, 5), steps})
            assert np.isfinite(outcome.losses).all()


def test_a_longer_trial_begins_like_a_shorter_one(laboratory, xor, alone):
    plan = plan_trials(laboratory, xor, "2-5-1", [(0.1, 30, 0)])
    (longer,) = laboratory.train(xor, plans=[plan])
    assert_bits(longer.losses[:17], alone[0].losses)
    for step in (0, 5, 10, 15):
        assert_bits(longer.evaluations[step], alone[0].evaluations[step])


def test_divergence_is_recorded_to_the_step(alone):
    diverged = [outcome for outcome in alone if outcome.trial.status == "diverged"]
    assert len({outcome.trial.diverged_at for outcome in diverged}) > 1
    for outcome in diverged:
        (bad,) = np.flatnonzero(~np.isfinite(outcome.losses))
        assert outcome.trial.diverged_at == outcome.trial.steps == bad == len(outcome.losses) - 1
        assert max(outcome.evaluations) <= bad


def test_a_trial_broken_from_the_start_has_no_best_step(laboratory, xor, plan):
    for bias in (np.nan, np.inf):
        sick, *_ = laboratory.train(xor, plans=[poisoned(plan, bias_init=bias)])
        assert (sick.trial.diverged_at, sick.trial.steps) == (0, 0)
        assert len(sick.losses) == 1
        assert sick.trial.best_step is None
        assert sick.trial.best == {}
        for name, weights in sick.final.items():
            assert_bits(weights, sick.best[name])


def test_a_diverged_trial_is_measured_no_more(laboratory, xor):
    plan = plan_trials(laboratory, xor, "2-5-1", [(1e30, 17, seed) for seed in range(16)])
    for outcome in laboratory.train(xor, plans=[plan]):
        assert (outcome.trial.status, outcome.trial.diverged_at) == ("diverged", 1)
        assert list(outcome.evaluations) == [0]
        assert outcome.trial.best_step == 0


def test_a_last_update_that_overflows_is_seen_by_the_evaluation_behind_it(laboratory, xor):
    plan = plan_trials(laboratory, xor, "2-5-1", [(1e30, 1, 0), (0.1, 9, 1)])
    sick, healthy = laboratory.train(xor, plans=[plan])
    assert (sick.trial.status, sick.trial.diverged_at, sick.trial.steps) == ("diverged", 1, 1)
    assert len(sick.losses) == 1
    assert not np.isfinite(sick.evaluations[1][[0, 2]]).all()
    assert sick.trial.best_step == 0
    assert healthy.trial.status == "done"


def test_a_diverged_trial_keeps_the_weights_from_before(laboratory, xor, alone):
    for outcome in alone:
        at = outcome.trial.diverged_at
        if at:
            rate, _, seed = TRIALS[outcome.trial.id]
            plan = plan_trials(laboratory, xor, "2-5-1", [(rate, at, seed)])
            (until,) = laboratory.train(xor, plans=[plan])
            assert until.trial.steps == at
            for name, weights in outcome.final.items():
                assert_bits(weights, until.final[name])
                assert np.isfinite(weights).all()


def test_the_best_weights_are_those_of_the_best_evaluation(laboratory, xor, alone):
    for outcome in alone:
        ranked = {step: (-values[3], values[2], step) for step, values in outcome.evaluations.items()}
        best = min((step for step in ranked if np.isfinite(ranked[step][1])), key=lambda step: ranked[step])
        assert outcome.trial.best_step == best
        names = ("evaluated_train_loss", "train_accuracy", "validation_loss", "validation_accuracy")
        assert list(outcome.trial.best) == list(names)
        assert list(outcome.trial.best.values()) == outcome.evaluations[best].tolist()
        if best:
            rate, _, seed = TRIALS[outcome.trial.id]
            plan = plan_trials(laboratory, xor, "2-5-1", [(rate, best, seed)])
            (until,) = laboratory.train(xor, plans=[plan])
            for name, weights in outcome.best.items():
                assert_bits(weights, until.final[name])


def test_the_best_accuracy_is_that_of_the_best_weights(alone, xor):
    x, y = xor.validation.inputs.astype(np.float64), xor.validation.targets
    for outcome in alone:
        hidden = np.maximum(x @ outcome.best["hidden1.kernel"] + outcome.best["hidden1.bias"], 0)
        logits = (hidden @ outcome.best["output.kernel"] + outcome.best["output.bias"])[:, 0]
        accuracy = ((logits > 0) == y).mean()
        assert outcome.trial.best["validation_accuracy"] == pytest.approx(accuracy, abs=1e-6)
