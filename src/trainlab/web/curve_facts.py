"""What a curve is, for the page: its name, its unit, which of its values are better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainlab.plots.compute.axes.metric import (
    is_loss,
    is_noisy,
    is_share,
    loss_unit,
    metric_name,
    probe_unit,
)
from trainlab.record import Trial


def curve_facts(name: str, trials: Sequence[Trial]) -> dict[str, Any]:
    """Label, unit, and how to draw a curve: ``share`` of percentages, ``lower`` where that is better."""
    share = is_share(name)
    return {
        "label": metric_name(name),
        "unit": None if share else loss_unit(name, trials) or probe_unit(name),
        "share": share,
        "lower": is_loss(name),
        "noisy": is_noisy(name),
    }
