"""The length a schedule is stretched to, worked out on the host before a trial starts."""

from __future__ import annotations

from trainlab.errors import SettingError
from trainlab.schedules import SCHEDULES

LONGEST = 2**31 - 1
"""Most steps a schedule may be stretched to: programs count them in 32 bits."""


def clock_steps(schedule: str, given: int | str, length: int, warmup: int) -> int:
    """Resolve ``decay_steps``.

    ``auto`` fits the schedule to the steps that are left after the warmup: exponential falls tenfold over
    them, cosine, one_cycle and range_test end with them, power has halved the rate (at ``decay_power=1``)
    after a tenth, cosine_restarts makes three descents (of 1, 2 and 4 sevenths at ``restart_growth=2``), and
    cyclical makes five cycles.

    Args:
        schedule: the setting ``schedule``, one that has ``decay_steps``.
        given: the setting ``decay_steps``.
        length: steps of the trial.
        warmup: its steps before the schedule starts.

    Returns:
        Steps, at least 1.

    Raises:
        SettingError: more steps are given than programs can count.

    Example:
        >>> clock_steps("cosine_restarts", "auto", length=800, warmup=100)
        100
    """
    if given == "auto":
        left = max(length - warmup, 1)
        return -(-left // SCHEDULES[schedule].auto_parts)
    steps = int(given)
    if steps > LONGEST:
        raise SettingError(
            f"decay_steps of the recipe must be a whole number <= {LONGEST} or 'auto', not {steps}."
        )
    return steps
