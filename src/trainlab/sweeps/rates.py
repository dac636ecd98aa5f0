"""Learning rates to try."""

from __future__ import annotations

from collections.abc import Mapping

from trainlab.errors import ExperimentError
from trainlab.estimate.rate_grid import MIN_RATES
from trainlab.experiments import log
from trainlab.experiments.space import read_space
from trainlab.settings import OPTIMIZERS, SETTINGS, get_setting


def default_range(settings: Mapping[str, object]) -> tuple[float, float]:
    """The smallest and the largest learning rate worth trying, as the optimizer specifies them.

    Args:
        settings: what a person set; momentum makes a step of sgd longer by 1 / (1 - momentum), a factor the
            range allows for.
    """
    setting = get_setting("optimizer")
    return OPTIMIZERS[str(setting.read(settings.get("optimizer", setting.default)))].rates


def read_rates(rates: object, settings: Mapping[str, object], count: int) -> list[float]:
    """The learning rates of a sweep, ascending.

    Args:
        rates: ``log:LO:HI:N``, a list, or a grid such as ``tl.log(1e-3, 1, 32)``; None for the default range.
        settings: what a person set.
        count: rates of the default range.

    Raises:
        ExperimentError: they cannot be read, are drawn at random, or are too few.
        SettingError: one is not allowed.
    """
    space = log(*default_range(settings), count) if rates is None else read_space("learning_rate", rates)
    if space.is_random:
        raise ExperimentError(f"rates={space}: a sweep takes a grid, such as log:0.001:10:64, not draws.")
    read = sorted(float(rate) for rate in space.grid(SETTINGS["learning_rate"]))
    positive = [rate for rate in read if rate > 0]
    if len(positive) < MIN_RATES:
        raise ExperimentError(
            f"rates={rates} are {len(positive)} learning rates above 0: a sweep needs {MIN_RATES} at "
            "least, such as log:0.001:10:64."
        )
    return positive
