"""Training targets made wrong on purpose: how many, which, and that nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import SettingError


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
def test_as_many_labels_are_wrong_as_are_asked_for(share):
    plain, noisy = (tl.dataset("mnist1d", **given) for given in ({}, {"label_noise": share}))
    wrong = plain.train.targets != noisy.train.targets
    assert wrong.sum() == round(share * len(plain.train))
    assert noisy.train.targets.min() >= 0
    assert noisy.train.targets.max() <= 9
    # Each of the nine others is as likely: 1% of the time one of them deviates by 3.3 standard deviations.
    shift = (noisy.train.targets - plain.train.targets)[wrong] % 10
    counts = np.bincount(shift, minlength=10)[1:]
    assert np.abs(counts - wrong.sum() / 9).max() < 4.5 * np.sqrt(wrong.sum() / 9)
    for name in ("validation", "test"):
        np.testing.assert_array_equal(plain.split(name).targets, noisy.split(name).targets)
    np.testing.assert_array_equal(plain.train.inputs, noisy.train.inputs)


def test_noise_of_numbers_is_in_deviations_of_the_target():
    of = {
        amount: tl.dataset("diabetes", standardize_targets=False, label_noise=amount) for amount in (0, 0.5)
    }
    added = of[0.5].train.targets - of[0].train.targets
    assert added.std() == pytest.approx(0.5 * of[0].train.targets.std(), rel=0.1)
    np.testing.assert_array_equal(of[0].test.targets, of[0.5].test.targets)


def test_shuffled_labels_are_the_same_ones_elsewhere():
    plain, shuffled = tl.dataset("sine"), tl.dataset("sine", shuffle_labels=True)
    np.testing.assert_array_equal(
        np.sort(plain.train.targets, axis=0), np.sort(shuffled.train.targets, axis=0)
    )
    assert abs(np.corrcoef(plain.train.targets[:, 0], shuffled.train.targets[:, 0])[0, 1]) < 0.3
    again = tl.dataset("sine", shuffle_labels=True)
    assert again.fingerprint == shuffled.fingerprint
    assert tl.dataset("sine", shuffle_labels=True, data_seed=1).fingerprint != shuffled.fingerprint


def test_more_than_all_labels_cannot_be_wrong():
    with pytest.raises(SettingError, match="label_noise of the data must be <= 1 for classes"):
        tl.dataset("moons", label_noise=1.5)
