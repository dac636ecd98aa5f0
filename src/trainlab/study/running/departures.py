"""Whether a resumed study would compute as it did when it began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from trainlab.errors import StudyError
from trainlab.record import Population, StudyInfo

NUMBERS_DEPEND_ON = {
    "trainlab": "trainlab", "arithmetic": "trainlab's arithmetic", "jax": "jax", "jaxlib": "jaxlib",
    "numpy": "numpy", "device": "device",
    "platform": "its driver", "processor": "processor", "threads": "number of threads",
    "dtype": "type of numbers", "xla_flags": "XLA_FLAGS", "jax_options": "JAX's options",
}  # fmt: skip
"""What its numbers depend on of what a study ran on -> its name in messages. Python is not among them."""

ASSUMED_OF_OLDER = {
    "arithmetic": "1",
    "platform": None,
    "processor": None,
    "threads": None,
    "xla_flags": "none",
    "jax_options": "none",
}
"""What studies of earlier versions do not record -> the value assumed; None for the current value."""


MAX_DEVICES = 1024
"""The most devices that a CPU is divided into, whatever a study says."""


def needed_devices(populations: Iterable[Population]) -> int:
    """Devices that a study's plan is made for."""
    return min(MAX_DEVICES, max((population.devices for population in populations), default=1))


def check_versions(
    info: StudyInfo, now: Mapping[str, str], needed: int, devices: int, anyway: bool
) -> StudyInfo:
    """The study's record from now on, on this machine.

    Args:
        info: the study.
        now: what :func:`trainlab.scale.machine.versions.versions` says.
        needed: how many devices its plan is made for.
        devices: how many there are.
        anyway: continue although something has changed.

    Raises:
        StudyError: something that its numbers depend on has changed, and ``anyway`` is not given.
    """
    compared = (_changed(name, called, info.versions, now) for name, called in NUMBERS_DEPEND_ON.items())
    changed = [*filter(None, compared)]
    if needed > devices:
        changed.append(f"number of devices {needed} is now {devices}")
    if not changed:
        return info
    if not anyway:
        raise StudyError(
            f"study {info.name} would not continue as it began, because {', '.join(changed)}: go back to "
            "what it began with, or give --anyway (anyway=True), which marks the study."
        )
    departure = f"resumed on {datetime.now(UTC).isoformat(timespec='seconds')} although {', '.join(changed)}"
    return replace(info, versions=now, departures=(*info.departures, departure))


def _changed(name: str, called: str, began: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    is_now = now.get(name)
    was = began.get(name, ASSUMED_OF_OLDER.get(name, "unknown"))
    if was is None or was == is_now or (is_now is None and name in ASSUMED_OF_OLDER):
        return None  # a machine with another device says so by the device
    return f"{called} {was} is now {is_now}"
