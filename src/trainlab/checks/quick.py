"""The checks that compile nothing: of the data and, before every study, of the untrained net too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.checks.batch_norm import check_batch_norm
from trainlab.checks.in_numpy import EXAMPLES, observe_in_numpy
from trainlab.checks.initial_loss import ON_DATA, check_initial_loss
from trainlab.checks.listed import CHECKS
from trainlab.checks.result import CheckResult
from trainlab.checks.subject import Subject, subject_of
from trainlab.checks.units import check_units
from trainlab.data import Dataset
from trainlab.nets import Net
from trainlab.scale.plans.plan import PopulationPlan

SAMPLE = 2_000
"""Examples of each split that are looked at before a study, at most: 2 ms on small tables, 50 ms on the
55,000 images of MNIST."""


def data_checks(dataset: Dataset, net: Net, most: int | None = None) -> list[CheckResult]:
    """The checks of a dataset.

    Args:
        dataset: the dataset, prepared as the study trains on it.
        net: the net that is to learn from it.
        most: look at this many examples of each split at most.
    """
    return [
        check.data(dataset, net, most)
        for check in CHECKS.values()
        if check.data is not None and dataset.task.name in check.tasks and (most is None or check.sampled)
    ]


def start_checks(subject: Subject) -> list[CheckResult]:
    """The checks of the untrained net that need no compiler; none where the net does.

    Args:
        subject: what is checked.
    """
    seen = observe_in_numpy(subject)
    if seen is None:
        return []
    _, targets = subject.examples(EXAMPLES)
    with np.errstate(all="ignore"):
        return [
            check_initial_loss(subject, seen, targets, ON_DATA),
            check_units(subject.net, seen),
        ]


def warnings(plans: Sequence[PopulationPlan], dataset: Dataset) -> list[str]:
    """What a quick look at a study warns of, a line each; nothing where all is well.

    Data and the untrained net are those of the first population. Of the net of its first trial only failures
    are reported: a study may vary what a warning is about. Batches are looked at in every population.

    Args:
        plans: the populations.
        dataset: the first one's dataset.
    """
    plan = plans[0]
    odd = [result for result in data_checks(dataset, plan.net, SAMPLE) if result.verdict in ("warn", "fail")]
    if plan.prefix is None:
        odd += [result for result in start_checks(subject_of(plan, dataset)) if result.verdict == "fail"]
    batches = [check_batch_norm(each.net, each.batch, int(each.class_counts.sum())) for each in plans]
    odd += [result for result in batches if result.verdict in ("warn", "fail")]
    return list(dict.fromkeys(f"check {result.verdict}: {result.line}" for result in odd))
