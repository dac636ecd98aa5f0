"""Datasets from Python: loaded as trials have them, shown and drawn."""

from __future__ import annotations

import numpy as np
import pytest

import trainlab as tl
from trainlab.errors import DataError, SettingError


def test_a_dataset_is_the_one_that_trials_have(study):
    dataset = tl.dataset("moons")
    assert dataset.fingerprint == study.info.dataset["fingerprint"]
    scaled = tl.dataset("moons", standardize=True, train_fraction=0.5)
    np.testing.assert_allclose(scaled.train.inputs.mean(axis=0), 0, atol=1e-6)
    assert len(scaled.train) == 450


def test_a_file_is_read_as_it_is_said(csv):
    dataset = tl.dataset(csv, target="is_fake")
    assert dataset.features == ("a", "b")
    assert dataset.classes == ("fake", "real")


def test_settings_of_other_owners_are_refused():
    with pytest.raises(SettingError, match="learning_rate belongs to the recipe, not to the data"):
        tl.dataset("moons", learning_rate=0.1)
    with pytest.raises(SettingError, match=r"see tl\.plot_dataset"):
        tl.dataset("digits", rotate=15)
    with pytest.raises(DataError, match="moons"):
        tl.dataset("mons")


def test_a_dataset_is_written_and_read_back(arrays, tmp_path):
    [file] = arrays.write(tmp_path)
    assert tl.dataset(file).fingerprint == arrays.fingerprint
    with pytest.raises(DataError, match="force=True") as caught:
        arrays.write(tmp_path)
    assert "--" not in str(caught.value)


def test_a_notebook_shows_classes_ranges_and_images(arrays):
    page = tl.dataset("digits")._repr_html_()
    assert page.count("<svg") == 10
    assert "<td>142</td>" in page
    assert "<b>\n" not in arrays._repr_html_()
    assert "near\\n&lt;b&gt;" in arrays._repr_html_(), "a line break is written out, and markup is not markup"


def test_a_dataset_is_drawn_with_and_without_augmentation():
    digits = tl.dataset("digits")
    plain, turned = tl.plot_dataset(digits), tl.plot_dataset("digits", rotate=15)
    assert len(plain.axes) > 0
    assert "rotate=15" in turned.texts[0].get_text()
    with pytest.raises(SettingError, match="standardize says how a dataset is loaded"):
        tl.plot_dataset(digits, standardize=True)


def test_the_built_in_ones_are_listed():
    assert [known.name for known in tl.datasets()][:2] == ["moons", "digits"]
