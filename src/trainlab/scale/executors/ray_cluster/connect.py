"""Joining a Ray cluster: the one that ``RAY_ADDRESS`` names, or one on this machine while it is needed."""

from __future__ import annotations

import logging
import os
import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Any

from trainlab.errors import ResourceError, UsageError
from trainlab.scale.machine.devices import cores

ADDRESS = "RAY_ADDRESS"
"""Environment variable that names the head of a cluster, as Ray has it: HOST:PORT, or ``auto``."""

OF_RAY = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is told to anybody
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # else it warns that this will be so
    "RAY_TRAIN_ENABLE_V2_MIGRATION_WARNINGS": "0",
}
"""What Ray is told by its environment, unless that says otherwise."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def import_ray() -> ModuleType:
    """Ray, imported.

    Raises:
        UsageError: it is not installed.
    """
    for name, value in OF_RAY.items():
        os.environ.setdefault(name, value)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ray
    except ImportError:
        raise UsageError(
            "training on a cluster needs Ray, which is not installed: pip install 'trainlab[ray]'."
        ) from None
    return ray


@contextmanager
def connected() -> Iterator[Any]:
    """Ray, with this process joined to a cluster as a driver.

    Where the process has joined one already, that is used and stays joined.

    Raises:
        UsageError: Ray is not installed, or the address is that of a Ray client.
        ResourceError: the cluster cannot be reached.
    """
    ray = import_ray()
    if ray.is_initialized():
        yield ray
        return
    address = os.environ.get(ADDRESS, "")
    if "://" in address:
        raise UsageError(
            f"{ADDRESS} is {address!r:.100}, for a client outside of the cluster: run trainlab on a node of "
            f"it, with {ADDRESS}=HOST:6379."
        )
    with _signals_kept(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            _join(ray, address)
        except (ConnectionError, RuntimeError, OSError, ValueError) as error:
            with suppress(Exception):
                ray.shutdown()
            raise ResourceError(_not_joined(address, str(error))) from None
    _say_nothing(ray)
    try:
        yield ray
    finally:
        with _signals_kept():
            ray.shutdown()


def _join(ray: Any, address: str) -> None:
    quietly: dict[str, Any] = {
        "log_to_driver": False,
        "logging_level": logging.CRITICAL,
        "namespace": f"trainlab-{os.getpid()}",
    }
    if address and address != "local":
        ray.init(address=address, **quietly)
    else:
        ray.init(address="local", num_cpus=cores(), include_dashboard=False, **quietly)


def _not_joined(address: str, said: str) -> str:
    reason = " ".join(said.split())[:300].rstrip(".")
    if not address:
        return f"no Ray cluster could be started on this machine: {reason}."
    if "ersion" in reason and "mismatch" in reason:
        return f"the cluster at {address} runs another Ray or Python than this process: {reason}."
    return f"the Ray cluster at {address}, which {ADDRESS} names, cannot be reached: {reason}."


@contextmanager
def _signals_kept() -> Iterator[None]:
    """Let Ray put no handlers in the place of those that are there."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is not None:
                signal.signal(number, handler)


def _say_nothing(ray: Any) -> None:
    """Keep Ray from printing what its processes report: what matters of it arrives as errors."""
    logging.getLogger("ray").setLevel(logging.CRITICAL)
    with suppress(AttributeError):
        ray._private.worker._worker_logs_enabled = False
