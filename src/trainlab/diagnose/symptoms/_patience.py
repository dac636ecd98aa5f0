"""What to set so that early stopping waits longer, or less."""

from __future__ import annotations

from trainlab.record import Trial
from trainlab.record.wording import short_value


def wait_longer(trial: Trial) -> str:
    """What makes early stopping end a trial later.

    It waits for more checks without improvement, or counts smaller changes as improvement, down to 0.
    """
    patience = f"raise patience{_was(trial, 'patience')}"
    if not trial.settings.get("min_delta"):
        return patience
    return f"{patience} or lower min_delta{_was(trial, 'min_delta')}"


def wait_less(trial: Trial) -> str:
    """What makes early stopping end a trial sooner. A patience of 1 is the smallest."""
    raised = f"raise min_delta{_was(trial, 'min_delta')}"
    if trial.settings.get("patience") == 1:
        return raised
    return f"lower patience{_was(trial, 'patience')} or {raised}"


def _was(trial: Trial, name: str) -> str:
    value = trial.settings.get(name)
    return "" if value is None else f" (it was {short_value(value)})"
