"""All checks of a net about to be trained."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from trainlab.checks.batch_norm import check_batch_norm
from trainlab.checks.gradient import check_gradient
from trainlab.checks.initial_loss import ON_DATA, ON_NOISE, check_initial_loss, noise
from trainlab.checks.learning import check_layers_learn
from trainlab.checks.listed import CHECKS
from trainlab.checks.neighbours import check_neighbours
from trainlab.checks.observe import Observation, observe
from trainlab.checks.overfit import check_overfit, few
from trainlab.checks.practice import Practice
from trainlab.checks.quick import data_checks
from trainlab.checks.regularisers import check_regularisers
from trainlab.checks.result import CheckReport, CheckResult
from trainlab.checks.shuffled import check_shuffled
from trainlab.checks.signal import check_signal
from trainlab.checks.subject import Subject
from trainlab.checks.units import check_units
from trainlab.scale.machine.devices import cores
from trainlab.train.jax_options import keep_own_options

PRACTISED = 10_000
"""Training examples that practices draw from, at most."""

TRIALS, FEWER_TRIALS = 9, 5
"""Nets that practise together: nine, or five where steps are expensive."""

MAX_MULTIPLICATIONS = 2e9
"""Multiplications for one example in nine nets above which a step counts as expensive."""


def all_checks(subject: Subject) -> CheckReport:
    """Every check, those of the data first and those that train last.

    Programs are compiled side by side.

    Args:
        subject: what is checked.
    """
    begin = time.perf_counter()
    with ThreadPoolExecutor(cores(), "check", _prepare_thread) as pool:
        x, y = subject.examples()
        # What takes longest begins first.
        practised = pool.submit(_practised, subject)
        gradient = pool.submit(check_gradient, subject, x, y)
        seen = pool.submit(_seen, subject)
        penalties = pool.submit(check_regularisers, subject, x, y)
        neighbours = pool.submit(check_neighbours, subject, x)
        of_data = data_checks(subject.dataset, subject.net)
        observation, of_start = seen.result()
        overfit, trained, shuffled = practised.result()
        results = (
            *of_data,
            *of_start,
            *penalties.result(),
            gradient.result(),
            neighbours.result(),
            check_batch_norm(subject.net, subject.batch, len(subject.dataset.train)),
            overfit,
            pool.submit(check_layers_learn, subject, observation, trained).result(),
            shuffled,
            *(
                check.net(subject)
                for check in CHECKS.values()
                if check.net is not None and subject.dataset.task.name in check.tasks
            ),
        )
    return CheckReport(subject.dataset.name, subject.net.notation, results, time.perf_counter() - begin)


def _prepare_thread() -> None:
    """Set NumPy and JAX up in a thread of the pool."""
    keep_own_options()
    # A net that overflows is reported by checks, not by NumPy.
    np.seterr(over="ignore", invalid="ignore", divide="ignore")


def _seen(subject: Subject) -> tuple[Observation, list[CheckResult]]:
    """A batch on its way through the net, and the checks that need nothing else."""
    x, y = subject.examples()
    meaningless = noise(subject, x)
    seen, of_noise = observe(subject, [(x, y), meaningless])
    return seen, [
        check_initial_loss(subject, seen, y, ON_DATA),
        check_initial_loss(subject, of_noise, meaningless[1], ON_NOISE),
        *check_signal(subject.net, seen),
        check_units(subject.net, seen),
    ]


def _practised(subject: Subject) -> tuple:
    """The checks that train, and the nets that the first one trained."""
    x, y = subject.examples(PRACTISED)
    dear = TRIALS * sum(layer.multiply_adds for layer in subject.net.layers) > MAX_MULTIPLICATIONS
    practice = Practice(subject, x, len(few(y)), FEWER_TRIALS if dear else TRIALS)
    overfit, trained = check_overfit(practice, x, y)
    return overfit, trained, check_shuffled(practice, y)
