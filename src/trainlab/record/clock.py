"""Steps as seconds, where that is fair: of single trials, or of programs that step equally many trials.

The seconds that a study records are those of a program that steps many trials together. They say nothing of
one trial beside another whose program stepped fewer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from trainlab.record import Trial

MEASURE = "trainlab time"

NEARLY = 0.05
"""Programs whose numbers of trials differ by this share at most take about equally long for a step."""


class Clock:
    """Turns the steps of some trials into seconds.

    Args:
        trials: the trials that are to be compared.

    Attributes:
        label: what the seconds are, on an axis.
        measured: how they were measured, in words.
        unfair: why there are none, in a sentence; empty where there are.
    """

    def __init__(self, trials: Iterable[Trial]) -> None:
        trials = list(trials)
        timed = [trial for trial in trials if trial.seconds_per_step is not None]
        together = {trial.together for trial in timed}
        self._alone = bool(trials) and all("step_time" in trial.measured for trial in trials)
        self.unfair = ""
        if self._alone:
            self.label = "time (s), steps of each trial by itself"
            self.measured = "with steps of each trial by itself"
        elif len(together) > 1 and not _nearly_equal(together):
            self.label = self.measured = ""
            *fewer, most = [str(count) for count in sorted(together, key=lambda one: one or 0)]
            self.unfair = (
                f"the seconds of these trials cannot be compared, since their programs stepped "
                f"{', '.join(fewer)} and {most} trials together: '{MEASURE}' measures each by itself."
            )
        else:
            one = max((count or 0 for count in together), default=0)
            about, several = "about " if len(together) > 1 else "", one > 1
            self.label = f"time (s) of {about}{one:,} trials together" if several else "time (s)"
            self.measured = f"while {about}{one:,} trials trained together" if several else "while it trained"

    def seconds_per_step(self, trials: Sequence[Trial]) -> float | None:
        """Seconds of a step of trials that differ in their seed only: the median; None where not known."""
        if self.unfair:
            return None
        if self._alone:
            return float(np.median([trial.measured["step_time"] for trial in trials]))
        measured = [trial.seconds_per_step for trial in trials if trial.seconds_per_step is not None]
        return float(np.median(measured)) if measured else None


def _nearly_equal(together: set[int | None]) -> bool:
    counts = [count for count in together if count]
    return len(counts) == len(together) and max(counts) <= (1 + NEARLY) * min(counts)
