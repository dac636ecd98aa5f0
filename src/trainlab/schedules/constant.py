"""The rate stays as it is."""

from __future__ import annotations

from trainlab.schedules.schedule import Schedule

CONSTANT = Schedule(name="constant", rate_at=None)
