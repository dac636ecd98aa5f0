"""What sweeps return: the numbers, the study they come from, a picture, and sentences in Python's words."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

import trainlab as tl
from trainlab.errors import StudyError


@pytest.fixture(scope="module")
def rates(tmp_path_factory):
    return tl.sweep_lr(
        "moons", "2-4-2", rates=tl.log(1e-2, 1e2, 9), seeds=2, steps=60, batch_size=100,
        root=tmp_path_factory.mktemp("rates"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def batches(tmp_path_factory):
    return tl.sweep_batch(
        "moons", "2-4-2", batch_sizes=[10, 100], rates=[0.1, 0.3, 1.0], seeds=2, steps=40, examples=400,
        root=tmp_path_factory.mktemp("batches"),
    )  # fmt: skip


def test_a_rate_sweep_opens_its_study_and_draws_itself(rates):
    assert rates.open().folder == rates.folder
    assert rates.plot().axes
    assert str(rates).startswith("swept: 9 learning rates from 0.01 to 100")
    assert "--" not in str(rates)
    page = rates._repr_html_()
    assert page.count("<svg") == 1
    assert "<b>recommended</b>" in page


def test_a_batch_sweep_does_too(batches):
    assert batches.open().folder == batches.folder
    assert batches.plot().axes
    assert "batch size" in str(batches).splitlines()[0]
    assert "<th>batch size</th>" in batches._repr_html_()


def test_a_sweep_without_a_folder_has_no_study(rates):
    with pytest.raises(StudyError, match="there is no study to open"):
        replace(rates, folder=None).open()


def test_results_can_be_copied(rates):
    assert pickle.loads(pickle.dumps(rates)).recommended == rates.recommended  # noqa: S301
