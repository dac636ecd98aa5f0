"""Variables of a net in numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from trainlab.study.networks.variables import summarize


def test_numbers_are_those_of_the_definitions():
    array = np.array([[1, -2], [3, 0.5]], np.float32)
    [summary] = summarize({"hidden1.kernel": array})
    values = [1, -2, 3, 0.5]
    mean = sum(values) / 4
    assert (summary.name, summary.shape, summary.numbers) == ("hidden1.kernel", (2, 2), 4)
    assert summary.norm == pytest.approx(math.sqrt(1 + 4 + 9 + 0.25))
    assert summary.mean == pytest.approx(mean)
    assert summary.deviation == pytest.approx(math.sqrt(sum((value - mean) ** 2 for value in values) / 4))
    assert (summary.largest, summary.not_finite) == (3.0, 0)


def test_large_32_bit_numbers_do_not_overflow():
    [summary] = summarize({"a.b": np.full(4, 3e38, np.float32)})
    assert summary.norm == pytest.approx(6e38)


def test_what_is_not_finite_is_counted():
    finite, broken = summarize(
        {"a.b": np.array([1, np.nan, np.inf, -np.inf], np.float32), "a.a": np.zeros(2)}
    )
    assert (finite.not_finite, broken.not_finite) == (0, 3)
    assert not math.isfinite(broken.norm)


def test_a_single_number_and_none_at_all():
    single, none = summarize({"a.a": np.float32(-2), "a.b": np.empty((0, 3))})
    assert (single.shape, single.numbers, single.norm, single.largest) == ((), 1, 2.0, 2.0)
    assert (none.shape, none.numbers, none.norm) == ((0, 3), 0, 0.0)


def test_layers_come_in_their_order_then_by_number():
    names = ["conv10.bias", "conv2.bias", "conv2.kernel", "output.bias", "batchnorm1.gamma"]
    weights = {name: np.zeros(1) for name in names}
    by_name = [summary.name for summary in summarize(weights)]
    assert by_name == ["batchnorm1.gamma", "conv2.bias", "conv2.kernel", "conv10.bias", "output.bias"]
    ordered = [summary.name for summary in summarize(weights, ["conv2", "batchnorm1", "conv10"])]
    assert ordered == ["conv2.bias", "conv2.kernel", "batchnorm1.gamma", "conv10.bias", "output.bias"]
