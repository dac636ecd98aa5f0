"""The checks of data, which compile nothing: all of it, or a sample in front of every study."""

from __future__ import annotations

from trainlab.checks.class_balance import check_class_balance
from trainlab.checks.duplicates import check_duplicates
from trainlab.checks.inputs import check_constant_inputs, check_input_scale, check_splits_alike
from trainlab.checks.result import CheckResult
from trainlab.data import Dataset
from trainlab.nets import Net

SAMPLE = 2_000
"""Examples of each split that are looked at in front of a study, at most: 2 ms on small tables, 50 ms on the
55,000 images of MNIST."""


def data_checks(dataset: Dataset, net: Net, most: int | None = None) -> list[CheckResult]:
    """The checks of a dataset.

    Args:
        dataset: the dataset, prepared as the study trains on it.
        net: the net that is to learn from it.
        most: look at so many examples of each split only, at most.
    """
    return [
        check_input_scale(dataset, net, most),
        check_constant_inputs(dataset, most),
        check_splits_alike(dataset, most),
        check_duplicates(dataset, most),
        check_class_balance(dataset),
    ]


def warnings(dataset: Dataset, net: Net) -> list[str]:
    """What a quick look at a dataset warns of, a line each; nothing where all is well.

    Args:
        dataset: the dataset, prepared as the study trains on it.
        net: the net that is to learn from it.
    """
    odd = [result for result in data_checks(dataset, net, SAMPLE) if result.verdict in ("warn", "fail")]
    return [f"check {result.verdict}: {result.line}" for result in odd]
