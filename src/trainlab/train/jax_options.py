"""JAX's options: those that trainlab sets while it works, and those that it writes down.

A host program, or a shell's environment, may have set JAX to compute in 64 bits, to stop at the first NaN or
to compile nothing. What trains here must be the same to the last bit whatever it is, so every option that
decides about bits, or that gets in the way, is set for the time trainlab works, in its own threads only.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import jax

from trainlab.train.key import GENERATOR

DECIDING: Mapping[str, object] = {
    "jax_enable_x64": False,
    "jax_explicit_x64_dtypes": "warn",
    "jax_default_matmul_precision": None,
    "jax_default_prng_impl": GENERATOR,
    "jax_threefry_partitionable": True,
    "jax_threefry_gpu_kernel_lowering": False,
    "jax_random_seed_offset": 0,
    "jax_numpy_dtype_promotion": "standard",
    "jax_allow_f16_reductions": True,
    "jax_accurate_erf_inv": False,
    "jax_use_hlo_logistic_lowering": None,
    "jax_exec_time_optimization_effort": 0.0,
    "jax_memory_fitting_effort": 0.0,
    "jax_optimization_level": "UNKNOWN",
    "jax_memory_fitting_level": "O2",
    "jax_compiler_enable_remat_pass": True,
    "jax_enable_pgle": False,
}
"""Options that decide about bits -> what trainlab sets."""

IN_THE_WAY: Mapping[str, object] = {
    "jax_array_garbage_collection_guard": "allow",
    "jax_check_static_indices": False,
    "jax_check_tracer_leaks": False,
    "jax_compilation_cache_check_contents": False,
    "jax_compilation_cache_expect_pgle": False,
    "jax_debug_infs": False,
    "jax_debug_key_reuse": False,
    "jax_debug_nans": False,
    "jax_default_device": None,
    "jax_disable_jit": False,
    "jax_enable_checks": False,
    "jax_error_checking_behavior_divide": "ignore",
    "jax_error_checking_behavior_nan": "ignore",
    "jax_error_checking_behavior_oob": "ignore",
    "jax_legacy_prng_key": "allow",
    "jax_no_execution": False,
    "jax_no_tracing": False,
    "jax_numpy_rank_promotion": "allow",
    "jax_raise_persistent_cache_errors": False,
    "jax_thread_guard": False,
    "jax_transfer_guard": "allow",
    "jax_transfer_guard_device_to_device": "allow",
    "jax_transfer_guard_device_to_host": "allow",
    "jax_transfer_guard_host_to_device": "allow",
}
"""Options that stop a program, or slow it down -> what trainlab sets."""

WRITTEN_DOWN: Mapping[str, object] = {
    "check_vma": False,
    "eager_constant_folding": False,
    "jax_auto_pcast": True,
    "jax_custom_jvp3": False,
    "jax_custom_vjp3": False,
    "jax_disable_bwd_checks": False,
    "jax_embedded_constants_max_bytes": 32,
    "jax_enable_custom_prng": False,
    "jax_high_dynamic_range_gumbel": False,
    "jax_mutable_array_checks": True,
    "jax_refs_to_pins": False,
    "jax_remat3": False,
    "jax_remat_barrier_no_cotangents": False,
    "jax_remove_size_one_mesh_axis_from_type": False,
    "jax_scan3": False,
    "jax_softmax_custom_jvp": False,
    "jax_use_direct_linearize": True,
    "jax_use_rgv3": True,
    "jax_use_shardy_partitioner": True,
    "jax_use_simplified_jaxpr_constants": False,
    "jax_xla_profile_version": 0,
}
"""Switches between JAX's own ways to do a thing -> their values in JAX 0.10 or 0.12. They come and go
with its versions, so they are left alone, and a study keeps those that are set otherwise."""

COMPILER_OPTIONS: Mapping[str, Any] = {
    "xla_backend_optimization_level": 3,
    "xla_cpu_enable_fast_math": False,
    "xla_llvm_disable_expensive_passes": False,
}
"""What programs are compiled with, whatever XLA_FLAGS and JAX_DISABLE_MOST_OPTIMIZATIONS say."""


_entered = threading.local()
"""What :func:`keep_own_options` entered."""


@contextmanager
def own_options() -> Iterator[None]:
    """Set the options for this thread, without a mesh of the host's, and put back what there was.

    Raises:
        ValueError: JAX is tracing a function of the host's.

    >>> with jax.enable_x64(True), own_options():
    ...     jax.numpy.arange(3.0).dtype.name
    'float32'
    """
    with ExitStack() as stack:
        stack.enter_context(jax.set_mesh(None))
        for manager in _managers():
            stack.enter_context(manager)
        yield


def keep_own_options() -> None:
    """Set the options for a thread of trainlab's own, for as long as it lives."""
    _entered.options = own_options()  # one that nothing refers to is left at once
    _entered.options.__enter__()


def set_otherwise() -> str:
    """The switches that are not as JAX has them by itself: ``jax_scan3=True``, or ``none``."""
    values = jax.config.values
    changed = [name for name, usual in WRITTEN_DOWN.items() if values.get(name, usual) != usual]
    return " ".join(f"{name}={values[name]}" for name in changed) or "none"


def _managers() -> Iterator[Any]:
    """A context manager for each option that this JAX knows."""
    holders: Any = jax.config._value_holders  # a few have no public name
    for name, value in {**DECIDING, **IN_THE_WAY}.items():
        option = getattr(jax, name.removeprefix("jax_"), holders.get(name))
        if option is not None:
            yield option(value)
