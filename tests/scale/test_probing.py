"""Probes in the engine: what is measured is true of training, and training does not notice."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import assert_bits, chosen, laid_out, quick_compilation

from trainlab.data import Dataset
from trainlab.errors import SettingError
from trainlab.scale.population.pace import Pace

RECIPE = {"batch_size": 8, "eval_every": 4, "learning_rate": 0.05}


def probed(notebook) -> dict[str, dict[int, dict[int, float]]]:
    """curve -> trial -> step -> value; fails if a value is there twice."""
    found: dict[str, dict[int, dict[int, float]]] = {}
    for chunk in notebook.chunks:
        if chunk.probes is None:
            continue
        rows = zip(chunk.probes.trial.tolist(), chunk.probes.step.tolist(), chunk.probes.values, strict=True)
        for trial, step, values in rows:
            for curve, value in zip(chunk.probes.curves, values, strict=True):
                of_trial = found.setdefault(curve, {}).setdefault(trial, {})
                assert step not in of_trial, f"{curve} of trial {trial} has two values at step {step}"
                of_trial[step] = float(value)
    return found


def images() -> Dataset:
    draw = np.random.default_rng(0)
    x, y = draw.random((65, 6, 6, 1)), draw.integers(0, 2, 65)
    x[y == 1, :3] += 0.7
    held_out = (x[44:], y[44:])
    return Dataset.from_arrays(x[:44], y[:44], validation=held_out, test=held_out, name="images")


CONVOLUTIONAL = "conv3x3x2 batchnorm relu dropout0.5 flatten dense2"

# Every way of carrying, randomising, normalising, freezing, clipping and stopping that a probe meets.
CASES = {
    "small": ("xor", "2-5-1", "full", {}),
    "large": ("xor", "2-60-60-1", "cheap,noise_scale",
              {"optimizer": "adam", "clip_norm": 0.5, "dropout": 0.3}),
    "images": ("images", CONVOLUTIONAL, "cheap,noise_scale",
               {"optimizer": "rmsprop", "shift": 1.0, "max_norm": 1.0}),
    "frozen": ("xor", "2-6-5-1", "cheap", {"freeze": "hidden1", "l2": 0.01, "momentum": 0.9}),
    "full batch": ("xor", "2-5-1", "updates,sharpness",
                   {"batch_size": "full", "schedule": "exponential", "decay_steps": 4}),
    "stopping": ("xor", "2-5-1", "weights",
                 {"early_stopping": "validation_loss", "patience": 1, "check_every": 2}),
    "watching": ("xor", "2-5-1", "updates",
                 {"early_stopping": "train_loss", "patience": 1, "min_delta": 0.05,
                  "schedule": "performance", "check_every": 2}),
}  # fmt: skip


@pytest.fixture(scope="module")
def pair(laboratory, xor):
    """case -> the notebook of three trials with every probe at every third step, and one without."""
    made = {}

    def notebooks(case):
        if case not in made:
            data, net, probes, settings = CASES[case]
            dataset = xor if data == "xor" else images()
            vary, shared = {"seed": [0, 1, 2]}, {**RECIPE, "steps": 20, **settings}
            with quick_compilation():
                made[case] = tuple(
                    laboratory.notebook(
                        dataset, laboratory.plans(dataset, net=net, vary=vary, set={**shared, **probing})
                    )
                    for probing in ({"probe": probes, "probe_every": 3, "probe_examples": 16}, {})
                )
        return made[case]

    return notebooks


@pytest.mark.parametrize("case", CASES)
def test_training_does_not_notice(pair, case):
    with_probes, without = pair(case)
    for one, other in zip(with_probes.outcomes(), without.outcomes(), strict=True):
        assert_bits(one.losses, other.losses)
        assert (one.trial.status, one.trial.steps) == (other.trial.status, other.trial.steps)
        assert one.evaluations.keys() == other.evaluations.keys()
        for step, values in one.evaluations.items():
            assert_bits(values, other.evaluations[step])
        for mine, theirs in ((one.final, other.final), (one.best, other.best)):
            for name, weights in mine.items():
                assert_bits(weights, theirs[name])


@pytest.mark.parametrize("case", CASES)
def test_every_third_step_of_every_trial_is_measured(pair, case):
    notebook, without = pair(case)
    found = probed(notebook)
    for outcome in notebook.outcomes():
        for curve, trials in found.items():
            steps = list(range(0, len(outcome.losses), 3))
            assert sorted(trials[outcome.trial.id]) == steps, curve
            values = np.array(list(trials[outcome.trial.id].values()))
            allowed = np.isfinite(values) | ((curve == "noise_scale") & (values == np.inf))
            assert allowed.all(), (curve, values)
    assert notebook.info.seconds["probe"] > 0
    assert "probe" not in without.info.seconds
    assert not probed(without)


def test_layers_that_learn_and_units_are_what_is_measured(pair):
    found = set(probed(pair("frozen")[0]))
    assert "gradient_norm.hidden2" in found
    assert not any(curve.endswith("hidden1") for curve in found)
    found = {curve for curve in probed(pair("images")[0]) if curve.startswith("dead_units")}
    assert len(found) == 4  # convolution, batch normalisation, activation, dense layer


MECHANISMS = {
    "sgd": {},
    "adam": {"optimizer": "adam", "clip_value": 0.02, "schedule": "exponential", "decay_steps": 3},
    "nesterov": {"momentum": 0.9, "nesterov": True, "l2": 0.1, "max_norm": 0.7, "clip_norm": 0.2},
}


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_the_update_is_the_one_that_is_made(laboratory, xor, mechanism):
    # Trials that differ in their length alone end with the weights that the longest has on its way.
    steps = list(range(1, 9))
    settings = {**RECIPE, **MECHANISMS[mechanism], "probe": "gradients,weights,updates", "probe_every": 1}
    plans = laboratory.plans(xor, net="2-4-3-1", vary={"steps": steps}, set=settings)
    with quick_compilation():
        notebook = laboratory.notebook(xor, plans)
    found = {curve: of[len(steps) - 1] for curve, of in probed(notebook).items()}
    weights = {outcome.trial.steps: outcome.final for outcome in notebook.outcomes()}

    def numbers(step, layer):
        arrays = [array for name, array in weights[step].items() if layer in (name.split(".")[0], "all")]
        return np.concatenate([array.astype(float).ravel() for array in arrays])

    for layer in ("hidden1", "hidden2", "output", "all"):
        for step in steps[:-1]:
            before, after = numbers(step, layer), numbers(step + 1, layer)
            length = np.linalg.norm(after - before)
            np.testing.assert_allclose(found[f"weight_norm.{layer}"][step], np.linalg.norm(before), rtol=1e-5)
            ratio = length / np.linalg.norm(before)
            np.testing.assert_allclose(found[f"update_ratio.{layer}"][step], ratio, rtol=1e-3)
            if mechanism == "sgd":
                gradient = length / RECIPE["learning_rate"]
                np.testing.assert_allclose(found[f"gradient_norm.{layer}"][step], gradient, rtol=1e-3)


@pytest.fixture(scope="module")
def crowd(laboratory, xor):
    """Ten trials of which some diverge and some end early."""
    rates = [0.1, 0.1, 0.01, 1e30, 0.3, 1.0, 1e4, 0.03, 1e3, 0.5]
    steps = [17, 17, 3, 17, 30, 12, 30, 29, 11, 18]
    pair = {"learning_rate": rates, "steps": steps, "seed": list(range(10))}
    settings = {"batch_size": 8, "eval_every": 5, "probe": "full", "probe_every": 4}
    (plan,) = laboratory.plans(xor, net="2-5-1", pair=pair, set=settings)
    return laid_out(plan, 4, 2)


def rows_of(notebook):
    found = probed(notebook)
    trials = sorted({trial for of in found.values() for trial in of})
    return {trial: {curve: np.array([*of[trial].items()]) for curve, of in found.items()} for trial in trials}


@pytest.fixture(scope="module")
def together(laboratory, xor, crowd):
    """The crowd in one go."""
    return laboratory.notebook(xor, [crowd])


def assert_rows(found, expected):
    for trial, curves in found.items():
        for curve, rows in curves.items():
            assert_bits(rows, expected[trial][curve])


def test_neighbours_slots_and_chunks_change_no_probe(laboratory, xor, crowd, together):
    for places, steps in (([4], 1), ([9, 3, 0], 3), ([6, 5, 2, 8, 7, 1], 7)):
        notebook = laboratory.notebook(xor, [chosen(crowd, places)], pace=Pace(steps=steps))
        assert len(notebook.chunks) > 2
        assert_rows(rows_of(notebook), rows_of(together))


def test_nothing_is_remembered_between_probes(laboratory, xor, crowd, together):
    notebook = laboratory.notebook(xor, [crowd], pace=Pace(steps=6))
    second = notebook.chunks[1]
    again = laboratory.notebook(xor, [crowd], checkpoints=[second.checkpoint])
    resumed = rows_of(again)
    assert min(rows[0, 0] for curves in resumed.values() for rows in curves.values()) == 12
    whole = rows_of(together)
    for curves in whole.values():
        for curve, rows in curves.items():
            curves[curve] = rows[rows[:, 0] >= 12]
    assert_rows(resumed, whole)


def test_trials_that_are_over_are_not_measured(together):
    found = rows_of(together)
    statuses = set()
    for outcome in together.outcomes():
        statuses.add(outcome.trial.status)
        steps = found[outcome.trial.id]["weight_norm.all"][:, 0].tolist()
        assert steps == list(range(0, outcome.trial.recorded_steps, 4))
    assert statuses == {"done", "diverged"}


@pytest.mark.parametrize("spacing", ["auto", "epoch", 7])
def test_when_probes_are_made(laboratory, xor, spacing):
    settings = {"batch_size": 8, "epochs": 3, "probe": "weights", "probe_every": spacing}
    with quick_compilation():
        notebook = laboratory.notebook(xor, laboratory.plans(xor, net="2-3-1", set=settings))
    (trial,) = rows_of(notebook).values()
    every = 6 if spacing in ("auto", "epoch") else spacing  # 44 examples are 6 batches of 8
    assert trial["weight_norm.all"][:, 0].tolist() == list(range(0, 18, every))


def test_examples_are_as_many_as_asked_for(laboratory, xor):
    def examples(**settings):
        (plan,) = laboratory.plans(xor, net="2-3-1", set={"probe": "cheap", **settings})
        return plan.probing.examples

    assert examples() == 44
    assert examples(probe_examples=10) == 10
    assert examples(probe_examples="all") == 44
    assert examples(batch_size="full") == 44


def test_nets_too_large_for_sharpness_are_refused(laboratory, xor):
    with pytest.raises(
        SettingError, match=r"at most 100,000 numbers that learn.*2-400-400-1.*probe=weights."
    ):
        laboratory.plans(xor, net="2-400-400-1", set={"probe": "sharpness,weights"})
    laboratory.plans(xor, net="2-400-400-1", set={"probe": "cheap"})


def test_large_nets_are_measured_in_groups(laboratory, xor):
    def group(net, **settings):
        (plan,) = laboratory.plans(xor, net=net, set={"probe": "noise_scale", **settings})
        return plan.probing.group

    assert group("2-60-60-1") == 1  # 44 examples are fewer than 64 groups
    draw = np.random.default_rng(0)
    x, y = draw.random((700, 2)), draw.integers(0, 2, 700)
    many = Dataset.from_arrays(x, y, validation=(x[:9] + 1, y[:9]), test=(x[:9] + 1, y[:9]), name="many")
    for net, size in (("2-60-60-1", 10), ("2-8-1", 1)):
        (plan,) = laboratory.plans(many, net=net, set={"probe": "noise_scale"})
        assert plan.probing.group == size


def test_normalised_examples_are_grouped(laboratory):
    dataset = images()
    settings = {"probe": "noise_scale", "batch_size": 4}
    (plan,) = laboratory.plans(dataset, net=CONVOLUTIONAL, set=settings)
    assert plan.probing.group == 4
    with pytest.raises(SettingError, match=r"noise_scale needs at least 4 training examples .* not 3"):
        laboratory.plans(dataset, net=CONVOLUTIONAL, set={**settings, "probe_examples": 3})


LOOKS = {
    "probed at every step": {"probe": "weights", "probe_every": 1},
    "evaluated at every step": {"eval_every": 1},
    "both, now and then": {"eval_every": 2, "probe": "weights", "probe_every": 3},
    "a last run of one step": {"eval_every": 19},
}


@pytest.mark.parametrize(
    ("data", "net", "recipe"),
    [
        ("xor", "2-5-1", {"batch_size": 7, "momentum": 0.9}),
        ("xor", "2-5-1", {"batch_size": 7, "dropout": 0.3}),
        ("xor", "2-5-1", {"batch_size": "full"}),
        ("xor", "2-60-60-1", {"batch_size": 7, "optimizer": "adam"}),
        ("images", "conv3x3x2 relu flatten dense2", {"batch_size": 8}),
    ],
)
def test_how_often_a_trial_is_looked_at_does_not_move_a_bit(laboratory, xor, data, net, recipe):
    # Batches that do not divide the examples showed it: there is a program in which a last one is shorter.
    dataset = xor if data == "xor" else images()
    rare = {"learning_rate": 0.3, "steps": 20, "eval_every": 20, **recipe}

    def losses(looks):
        plans = laboratory.plans(dataset, net=net, vary={"seed": [0, 1, 2]}, set={**rare, **looks})
        return [outcome.losses for outcome in laboratory.notebook(dataset, plans).outcomes()]

    expected = losses({})
    for looks in LOOKS.values():
        for one, other in zip(losses(looks), expected, strict=True):
            assert_bits(one, other)
