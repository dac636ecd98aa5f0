"""Where trainlab begins to use JAX: whatever the program around it has set, or the shell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import parent_process

from trainlab.errors import ResourceError
from trainlab.nets.late import load_jax
from trainlab.scale.machine.refused_flags import check_flags

FORKED = (
    "this process was forked from one in which JAX had started, and JAX's threads are not copied: start "
    "it with multiprocessing.get_context('spawn'), or fork before anything trains."
)

TRACED = "trainlab cannot be called inside a function that JAX traces, such as one under jax.jit."

_TASKS = "/proc/self/task"
"""The threads of this process, on Linux."""

_started_in: int | None = None
"""The process in which JAX was started by trainlab."""


@contextmanager
def engine(devices: int = 1) -> Iterator[None]:
    """Let the body use JAX as trainlab needs it; the host's options are restored afterwards.

    Args:
        devices: how many devices it needs, at least, where they can be had: those of a stored study's plan.

    Raises:
        ResourceError: JAX cannot be used in this process; the message says what is in the way.
    """
    global _started_in
    if _started_in not in (None, os.getpid()):
        raise ResourceError(FORKED)
    if _started_in is None:
        check_flags()
    load_jax()
    import jax

    from trainlab.train.jax_options import own_options

    fresh = configure(devices)
    if _started_in is None and not fresh and jax.default_backend() == "cpu" and _forked_by_multiprocessing():
        raise ResourceError(FORKED)
    try:
        jax.local_devices()
    except (RuntimeError, AssertionError) as error:
        raise ResourceError(_no_device(jax.config.values["jax_platforms"], str(error))) from None
    _started_in = os.getpid()
    with ExitStack() as stack:
        try:
            stack.enter_context(own_options())
        except ValueError:
            raise ResourceError(TRACED) from None
        yield


def configure(devices: int = 1) -> bool:
    """Set JAX up for populations, before it initialises: one CPU device a core, and the compilation cache.

    A process that has initialised JAX already keeps the devices it has.

    Args:
        devices: how many a population needs, at least.

    Returns:
        Whether JAX had not been initialised.
    """
    import jax

    from trainlab.scale.machine.devices import MIN_DEVICES, cores, host_count
    from trainlab.scale.programs.program_cache import use_cache

    try:
        jax.config.update("jax_num_cpu_devices", max(MIN_DEVICES, host_count() or cores(), devices))
    except RuntimeError:
        fresh = False
    else:
        fresh = True
    use_cache()
    return fresh


def _forked_by_multiprocessing() -> bool:
    """Whether this is a child of ``multiprocessing`` without the threads that JAX has on CPUs."""
    if parent_process() is None or not os.path.isdir(_TASKS):
        return False
    names = []
    for task in os.listdir(_TASKS):
        with suppress(OSError), open(f"{_TASKS}/{task}/comm") as file:  # it may have ended
            names.append(file.read())
    return not any("XLA" in name for name in names)


def _no_device(platforms: str | None, said: str) -> str:
    if platforms:
        return (
            f"JAX is configured to use {platforms} only (JAX_PLATFORMS, or jax_platforms), which it "
            "cannot: unset that, or set it to cpu."
        )
    return f"JAX finds no device to compute on: {said or 'it does not say why'}."
