"""A user's probes, from a file of their own, are found wherever trainlab's own are."""

from __future__ import annotations

import numpy as np
import pytest
from registered_docs import settings_page

import trainlab as tl
from trainlab.errors import SettingError
from trainlab.plots.compute.axes.metric import is_share
from trainlab.probes import PROBES
from trainlab.settings import SETTINGS

FILE = '''
"""The largest weight of each layer, and the loss on the probe examples."""

import trainlab as tl
from trainlab.errors import SettingError


def largest(trial):
    import jax.numpy as jnp

    return {"largest_weight": {layer: jnp.abs(of["kernel"]).max() for layer, of in trial.weights.items()}}


def calm(trial):
    share = trial.net.parameters / 1e9
    return {"calm_loss": trial.loss(trial.parameters, *trial.examples), "calm_share": share}


def refuse(net, wanted, examples, group):
    if examples < 3:
        raise SettingError(f"probe=calm needs 3 examples, not {examples}.")


tl.register(
    tl.Probe(name="largest", of="units", curves=("largest_weight",), measure=largest, cheap=True),
    tl.Probe(
        name="calm", of="net", curves=("calm_loss", "calm_share"), measure=calm, refuse=refuse,
        units={"calm_share": "share"},
    ),
)
'''
RUN = {"data": "moons", "net": "2-4-2", "batch_size": "full", "learning_rate": 0.5}


@pytest.fixture
def calm(load_file):
    """Both, registered from their file."""
    return load_file("calm", FILE)


def test_the_setting_its_words_messages_and_docs_know_them(calm, tmp_path):
    probe = SETTINGS["probe"]
    assert str(probe.read("cheap")).endswith(",largest")
    assert str(probe.read("full")).endswith(",largest,calm")
    with pytest.raises(SettingError, match=r"probe of the recipe must be names .*Did you mean 'calm'\?"):
        probe.read("clam")
    assert ", sharpness, largest, calm, cheap, full" in settings_page(calm, tmp_path)


def test_what_they_measure_is_stored_and_drawn(calm, tmp_path):
    study = tl.run(**RUN, steps=20, probe="largest,calm", probe_every=5, root=tmp_path)
    (trial,) = study.trials
    steps, losses = trial.curve("calm_loss")
    assert steps.tolist() == [0, 5, 10, 15]
    np.testing.assert_allclose(losses, trial.curve("train_loss")[1][::5], rtol=1e-5)
    assert trial.curve("largest_weight.output")[1].shape == (4,)
    assert is_share("calm_share")
    assert study.plot(curve="largest_weight") is not None
    PROBES.remove("calm")
    assert tl.open(study.folder).trials[0].curve("calm_loss")[1].tolist() == losses.tolist()


def test_a_probe_refuses_what_it_cannot_measure(calm, tmp_path):
    with pytest.raises(SettingError, match="probe=calm needs 3 examples, not 2"):
        tl.run(**RUN, steps=5, probe="calm", probe_examples=2, root=tmp_path)


@pytest.mark.parametrize("curve", ["dead_units", "train_loss", "validation_loss"])
def test_a_curve_that_is_recorded_already_is_refused(curve):
    with pytest.raises(SettingError, match=f"there is already a curve '{curve}'"):
        tl.register(tl.Probe(name="mine", of="net", curves=(curve,), measure=lambda trial: {}))
    assert "mine" not in PROBES


def test_a_name_of_trainlabs_own_is_refused():
    with pytest.raises(SettingError, match="trainlab has a probe 'dead': choose another name"):
        tl.register(tl.Probe(name="dead", of="net", curves=("dead",), measure=lambda trial: {}))
