"""Every metric agrees with scikit-learn's, on random outputs with ties and with classes that are missing."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.metrics as oracle
from hypothesis import given
from hypothesis import strategies as st

from trainlab.metrics import EVALUATION_CURVES, METRICS, metric_of
from trainlab.tasks import OF_CLASSES, TASKS


def measured(name, outputs, targets, *unit):
    function = METRICS[name].measure
    assert function is not None
    return float(function(outputs.astype(np.float32), targets, *(one.astype(np.float32) for one in unit)))


def probabilities(logits):
    if logits.shape[1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return shifted / shifted.sum(axis=1, keepdims=True)


@given(st.integers(0, 10_000), st.integers(2, 60), st.integers(1, 4))
def test_errors(seed, examples, columns):
    draw = np.random.default_rng(seed)
    targets = draw.normal(size=(examples, columns)).astype(np.float32)
    outputs = (targets + draw.normal(size=targets.shape) * draw.choice([0.1, 1, 5])).astype(np.float32)
    unit, mean = draw.uniform(0.1, 50, columns), draw.normal(size=columns)
    true, said = targets * unit + mean, outputs * unit + mean
    expected = {
        "rmse": oracle.root_mean_squared_error(true, said),
        "mae": oracle.mean_absolute_error(true, said),
        "r2": oracle.r2_score(true, said),
    }
    for name, value in expected.items():
        assert measured(name, outputs, targets, unit) == pytest.approx(value, rel=1e-4, abs=1e-5), name


def test_r2_where_targets_do_not_vary():
    unit, equal = np.ones(1), np.full((5, 1), 0.1, np.float32)
    for outputs in (equal, equal + 1):
        assert measured("r2", outputs, equal, unit) == oracle.r2_score(equal, outputs)
    assert np.isnan(measured("r2", equal[:1], equal[:1], unit))


@given(st.integers(0, 10_000), st.integers(4, 80), st.sampled_from([1, 2, 3, 5]))
def test_scores_of_classifiers(seed, examples, outputs):
    draw = np.random.default_rng(seed)
    # Rounded, so that some are equal.
    logits = np.round(draw.normal(size=(examples, outputs)) * 3) / 2
    targets = draw.integers(0, max(2, outputs), examples).astype(np.int32)
    p = probabilities(logits)
    answers = (logits[:, 0] > 0).astype(int) if outputs == 1 else logits.argmax(axis=1)
    present = np.isin(answers, targets)
    shares = [np.mean(answers[targets == each] == each) for each in np.unique(targets)]
    if present.all():
        assert np.mean(shares) == pytest.approx(oracle.balanced_accuracy_score(targets, answers))
    assert measured("balanced_accuracy", logits, targets) == pytest.approx(np.mean(shares), rel=1e-5)
    expected = oracle.log_loss(targets, p, labels=range(p.shape[1]))
    assert measured("log_loss", logits, targets) == pytest.approx(expected, rel=1e-4)
    if p.shape[1] == 2 and 0 < targets.sum() < examples:
        scores = logits[:, -1] - (logits[:, 0] if outputs == 2 else 0)
        expected = oracle.roc_auc_score(targets, scores)
        assert measured("roc_auc", logits, targets) == pytest.approx(expected, abs=1e-5)


def test_roc_auc_of_many_examples_is_not_rounded_away():
    draw = np.random.default_rng(1)
    logits, targets = draw.normal(size=(50_000, 1)), draw.integers(0, 2, 50_000).astype(np.int32)
    expected = oracle.roc_auc_score(targets, logits[:, 0])
    assert measured("roc_auc", logits, targets) == pytest.approx(expected, abs=1e-4)


def test_roc_auc_of_one_class_is_no_number():
    assert np.isnan(measured("roc_auc", np.ones((3, 1)), np.ones(3, np.int32)))


def test_curves_say_what_they_are_of():
    assert len(set(EVALUATION_CURVES)) == 2 * len(METRICS)
    assert set(OF_CLASSES) < set(EVALUATION_CURVES)
    for name, metric in METRICS.items():
        assert metric_of(metric.train_curve) is metric_of(metric.validation_curve) is metric
        assert set(metric.tasks) <= set(TASKS)
        assert metric.name == name
        assert (metric.measure is None) == (name in ("loss", "accuracy"))
        assert metric.sign == (1 if metric.better == "higher" else -1)
    assert metric_of("gradient_norm.hidden1") is None


def test_chance_is_what_knowing_nothing_gives():
    draw = np.random.default_rng(0)
    targets = draw.normal(size=(200, 2)).astype(np.float32)
    mean = np.broadcast_to(targets.mean(axis=0), targets.shape)
    assert measured("r2", mean, targets, np.ones(2)) == pytest.approx(METRICS["r2"].chance, abs=1e-5)
    classes = draw.integers(0, 2, 200).astype(np.int32)
    assert measured("roc_auc", np.zeros((200, 1)), classes) == METRICS["roc_auc"].chance
