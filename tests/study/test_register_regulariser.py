"""A user's regularisers, from a file of their own, are found wherever trainlab's own are."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from registered_docs import settings_page

import trainlab as tl
from trainlab.errors import SettingError, UsageError
from trainlab.regularisers import REGULARISERS
from trainlab.settings import SETTINGS, resolve

FILE = '''
"""Weights are drawn to a number, by the sum of squared distances; and gradients lose their mean."""

import trainlab as tl
from trainlab.specs.setting import By


def penalty(kernels, pull, pull_to):
    return pull * sum(((kernel - pull_to) ** 2).sum() for kernel in kernels)


def centred(gradient, centre):
    import jax

    return jax.tree.map(lambda leaf: leaf - centre * leaf.mean(), gradient)


PULL = tl.Setting(
    name="pull", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, scale="log", neutral=0.0,
    meaning="How hard kernels are pulled to pull_to.",
)
TO = tl.Setting(
    name="pull_to", owner="recipe", kind="traced", type="number", default=By("pull", {"*": 0.5}),
    scale="linear", meaning="What pull pulls kernels to.",
)
CENTRE = tl.Setting(
    name="centre", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, high=1.0,
    scale="linear", neutral=0.0, meaning="Share of its mean that a gradient loses.",
)
tl.register(
    tl.Regulariser(
        name="pull", settings=(PULL, TO), penalty=penalty,
        penalty_in_numpy=(lambda kernel: float(((kernel - 0.5) ** 2).sum()), "the sum of (w - 0.5)²"),
    ),
    tl.Regulariser(name="centre", settings=(CENTRE,), gradient=centred),
)
'''
RUN = {"data": "moons", "net": "2-4-2", "batch_size": "full", "learning_rate": 0.1}


@pytest.fixture
def pull(load_file):
    """Both, registered from their file."""
    return load_file("pull", FILE)


def test_settings_messages_and_docs_know_them(pull, tmp_path):
    assert resolve({"net": "2-4-2", "pull": 0.1}, data="moons")["pull_to"] == 0.5
    with pytest.raises(SettingError, match="pull of the recipe must be a number >= 0, not -1"):
        SETTINGS["pull"].read(-1)
    with pytest.raises(UsageError, match=r"unknown setting 'pul': did you mean 'pull'\?"):
        tl.run(**RUN, pul=1.0, steps=1, root=tmp_path)
    assert "| `pull` | traced | a number >= 0 | log | - | 0 |" in settings_page(pull, tmp_path)


def test_a_penalty_pulls(pull, tmp_path):
    study = tl.run(**RUN, pull=[0.0, 0.1, 1.0], steps=60, root=tmp_path)
    apart = []
    for trial in study.trials:
        weights = trial.weights("final")
        apart.append(sum(((weights[f"{layer}.kernel"] - 0.5) ** 2).sum() for layer in ("hidden1", "output")))
    assert apart[0] > apart[1] > apart[2]
    # With the strength of a neutral trial the mechanism is absent: another program.
    assert [trial.record.population for trial in study.trials] == [0, 1, 1]


def test_a_change_of_the_gradient_is_what_the_update_gets(pull, tmp_path):
    study = tl.run(**RUN, centre=1.0, steps=1, root=tmp_path)
    start = tl.run(**{**RUN, "learning_rate": 1e-12}, centre=1.0, steps=1, root=tmp_path)
    before, after = (one.trials[0].weights("final") for one in (start, study))
    # All variables of a net as small as this are one vector.
    moved = np.concatenate([(array - before[name]).ravel() for name, array in after.items()])
    assert moved.mean() == pytest.approx(0, abs=1e-7)
    assert np.abs(moved).max() > 1e-5


def test_the_check_compares_a_penalty_with_its_formula(pull):
    report = tl.check("moons", "2-4-2", pull=0.3)
    assert report["pull raises the loss"].verdict == "pass"
    assert "the sum of (w - 0.5)²" in report["pull raises the loss"].expected


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ((), "'mine' needs 'mine' as its first setting"),
        (("static",), "'mine' must have settings of the recipe that are traced"),
    ],
)
def test_a_mechanism_that_cannot_be_switched_off_is_refused(settings, message):
    declared = tuple(
        tl.Setting(
            name="mine", owner="recipe", kind=kind, type="number", default=0.0, neutral=0.0, scale="log",
            meaning="Mine.",
        )
        for kind in settings
    )  # fmt: skip
    with pytest.raises(SettingError, match=message):
        tl.register(tl.Regulariser(name="mine", settings=declared, gradient=jnp.negative))
    assert "mine" not in REGULARISERS
