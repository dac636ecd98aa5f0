"""JAX's options: every one that this JAX has is known, and those that are set are put back."""

from __future__ import annotations

import jax
import pytest

from trainlab.train.jax_options import DECIDING, IN_THE_WAY, WRITTEN_DOWN, own_options, set_otherwise

OF_NO_MATTER = {
    "jax2tf_associative_scan_reductions", "jax2tf_default_native_serialization", "jax_backend_target",
    "jax_bcoo_cusparse_lowering", "jax_captured_constants_report_frames", "jax_captured_constants_warn_bytes",
    "jax_check_proxy_envs", "jax_cpu_enable_async_dispatch", "jax_disable_most_optimizations",
    "jax_disable_vmap_shmap_error", "jax_disallow_mesh_context_manager", "jax_enable_compilation_cache",
    "jax_enable_preemption_service", "jax_enable_recoverability",
    "jax_experimental_unsafe_xla_runtime_errors",
    "jax_explain_cache_misses", "jax_hlo_source_file_canonicalization_regex", "jax_log_checkpoint_residuals",
    "jax_log_compiles", "jax_logging_level", "jax_mosaic_allow_hlo", "jax_num_cpu_devices",
    "jax_platform_name",
    "jax_platforms", "jax_pprint_use_color", "jax_remove_custom_partitioning_ptr_from_cache_key",
    "jax_send_traceback_to_runtime", "jax_serialization_version", "jax_sort_devices_by_process_index",
    "jax_source_url_schema", "jax_use_emit_pipeline_primitive", "jax_use_magma", "jax_xla_backend",
    "jax_compiler_detailed_logging_min_ops", "jax_distributed_debug", "jax_force_dcn_cross_host_transfers",
    "jax_include_debug_info_in_dumps", "jax_include_full_tracebacks_in_locations", "jax_mock_gpu_topology",
    "jax_pjrt_client_create_options", "mock_num_gpu_processes", "jax_debug_leaked_clients_on_clear_backends",
    "jax_debug_log_modules", "jax_tracer_error_num_traceback_frames",
    "jax_distributed_verify_secure_credentials", "jax_mosaic_unzip_debug_locations",
    "jax_raise_on_ppermute_sort_diff", "jax_use_cpp_shard_args",
}  # fmt: skip
"""Options of devices, logs, caches and of what trainlab does not use."""

OF_NO_MATTER_EITHER = (
    "jax_compilation_cache_", "jax_cpu_", "jax_cross_host_", "jax_cuda_", "jax_dump_", "jax_export_",
    "jax_mtls_", "jax_oneapi_", "jax_pallas_", "jax_persistent_cache_", "jax_pgle_", "jax_ragged_dot_",
    "jax_rocm_", "jax_share_binary_", "jax_traceback_",
)  # fmt: skip


def test_every_option_of_this_jax_is_known():
    known = {*DECIDING, *IN_THE_WAY, *WRITTEN_DOWN, *OF_NO_MATTER}
    unknown = {name for name in jax.config.values if not name.startswith(OF_NO_MATTER_EITHER)} - known
    assert not unknown, "new in JAX: do these decide about bits, or stand in the way?"


def test_they_are_set_for_the_body_and_put_back_whatever_happens():
    before = dict(jax.config.values)
    with own_options():
        known = {
            name: value for name, value in jax.config.values.items() if name in {**DECIDING, **IN_THE_WAY}
        }
        assert len(known) > 30
        for name, found in known.items():
            value = {**DECIDING, **IN_THE_WAY}[name]
            assert found == value or found.name.lower() == value, name
    with pytest.raises(ZeroDivisionError), own_options():
        _ = 1 / 0
    assert jax.config.values == before


def test_switches_that_are_set_otherwise_are_named():
    assert set_otherwise() == "none"
    before = jax.config.values["jax_use_direct_linearize"]
    jax.config.update("jax_use_direct_linearize", not before)
    try:
        assert set_otherwise() == f"jax_use_direct_linearize={not before}"
    finally:
        jax.config.update("jax_use_direct_linearize", before)
