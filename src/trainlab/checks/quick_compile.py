"""Programs that run once or twice: compiled quickly, not to run quickly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax

from trainlab.train.jax_options import COMPILER_OPTIONS

QUICK = {**COMPILER_OPTIONS, "xla_backend_optimization_level": 0}
"""Halves the time XLA takes to compile; what it makes is slower, which one call does not notice."""


def quickly_compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, compiled for a few calls."""
    return jax.jit(function, compiler_options=QUICK)
