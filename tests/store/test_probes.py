"""What probes measured, as curves that have values at some steps only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trainlab.errors import StudyError
from trainlab.record import Probes
from trainlab.store import StudyReader
from trainlab.store.curves.curve_names import match_names

CURVES = ("gradient_norm.hidden1", "sharpness")


def probes_of(rows, curves=CURVES):
    trial, step = np.array([(trial, step) for trial, step, *_ in rows], np.int64).reshape(-1, 2).T
    values = np.array([values for _, _, *values in rows], np.float32).reshape(-1, len(curves))
    return Probes(curves, trial, step, values)


@pytest.fixture
def chunk(make_chunk):
    """Ten steps of trials 2 and 0, from the given one on, with probes."""

    def make(first, rows, curves=CURVES):
        return replace(make_chunk([2, 0], first, np.zeros((2, 10))), probes=probes_of(rows, curves))

    return make


def test_probes_are_read_where_they_were_made(create_study, chunk, info, tmp_path):
    with create_study(tmp_path, trials=3) as study:
        study.commit(chunk(0, [(2, 5, 1.5, 2.5), (0, 0, 3.5, np.inf), (2, 0, np.nan, 4.5)]))
        study.commit(chunk(10, []))
        study.commit(chunk(20, [(0, 25, 5.5, 6.5)]))
        reader = StudyReader(study.folder)
        for finished in (False, True):
            if finished:
                study.finish(info)
            found = reader.curves("sharpness")
            assert found.steps.tolist() == [0, 5, 25]
            nan = np.nan
            expected = [[np.inf, nan, 6.5], [nan, nan, nan], [4.5, 2.5, nan]]
            np.testing.assert_array_equal(found.values, expected)
            np.testing.assert_array_equal(reader.curves(CURVES[0], [2]).values, [[nan, 1.5]])
            assert reader.curve_names()[-2:] == list(CURVES)
            assert reader.curves("train_loss").values.shape == (3, 30)
    # One file for the losses and one for the probes.
    assert len(list((study.folder / "curves").iterdir())) == 2


def test_nets_with_other_layers_have_other_curves(create_study, chunk, info, tmp_path):
    with create_study(tmp_path, trials=3) as study:
        study.commit(chunk(0, [(2, 0, 1.0, 2.0)]))
        study.commit(chunk(10, [(0, 10, 3.0)], curves=("gradient_norm.conv1",)))
        study.finish(info)
        reader = StudyReader(study.folder)
        assert reader.curves("gradient_norm.conv1").values[0].tolist() == [3.0]
        with pytest.raises(StudyError, match=r"'gradient_norm.hiden1': did you mean 'gradient_norm.hidden1'"):
            reader.curves("gradient_norm.hiden1")


@pytest.mark.parametrize(
    ("probes", "words"),
    [
        (probes_of([(0, 0, 1.0)], ("train_loss",)), "'train_loss'.* cannot name"),
        (probes_of([(0, 0, 1.0)], ("validation_loss",)), "'validation_loss'.* cannot name"),
        (replace(probes_of([(0, 0, 1.0, 2.0)]), curves=("sharpness",)), "are not 1 curves"),
    ],
)
def test_a_chunk_that_contradicts_itself_is_refused(create_study, make_chunk, tmp_path, probes, words):
    with create_study(tmp_path) as study:
        with pytest.raises(ValueError, match=words):
            study.commit(replace(make_chunk([0], 0, np.zeros((1, 3))), probes=probes))
        assert not list((study.folder / "curves").iterdir())


NAMES = ["train_loss", "gradient_norm.hidden1", "gradient_norm.output", "dead_units.hidden1", "sharpness"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("train_loss", [0]),
        ("gradient_norm", [1, 2]),
        ("gradient_norm.output", [2]),
        ("*.hidden1", [1, 3]),
        ("*s", [0, 4]),
        ("*_loss", [0]),
    ],
)
def test_a_pattern_stands_for_curves(pattern, found):
    assert match_names(pattern, NAMES) == [NAMES[place] for place in found]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        (
            "gradient_nrm",
            "did you mean 'gradient_norm'? Allowed: train_loss, gradient_norm, dead_units, sharpness.",
        ),
        ("gradient_norm.hiden1", "Allowed: gradient_norm.hidden1, gradient_norm.output."),
        ("*.conv1", "unknown curve '*.conv1'"),
        ("", "unknown curve ''"),
    ],
)
def test_unknown_curves_are_told_with_those_there_are(pattern, sentence):
    with pytest.raises(StudyError) as caught:
        match_names(pattern, NAMES)
    assert sentence in str(caught.value)
