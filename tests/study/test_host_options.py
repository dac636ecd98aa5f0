"""Whatever a shell or a host program has told JAX: the same bits, or a sentence that says why not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import jax
import numpy as np
import pytest
from hashed_studies import hashed

import trainlab as tl
from trainlab.errors import ResourceError
from trainlab.study.data import _augmented as augmented

OPTIONS = {
    "jax_check_tracer_leaks": True,
    "jax_debug_infs": True,
    "jax_debug_key_reuse": True,
    "jax_debug_nans": True,
    "jax_default_matmul_precision": "bfloat16",
    "jax_default_prng_impl": "rbg",
    "jax_disable_jit": True,
    "jax_disable_most_optimizations": True,
    "jax_enable_checks": True,
    "jax_enable_x64": True,
    "jax_exec_time_optimization_effort": 1.0,
    "jax_legacy_prng_key": "error",
    "jax_log_compiles": True,
    "jax_no_tracing": True,
    "jax_numpy_dtype_promotion": "strict",
    "jax_numpy_rank_promotion": "raise",
    "jax_random_seed_offset": 7,
    "jax_threefry_partitionable": False,
    "jax_transfer_guard": "disallow",
}
"""What a host may set, and what would change a number or stop trainlab."""

FLAGS = "--xla_cpu_enable_fast_math=true --xla_backend_optimization_level=0"
"""XLA's, that programs set for themselves."""


@contextmanager
def host(**options: object) -> Iterator[None]:
    """A host program that has set some of JAX's options; the body leaves them as they are."""
    options = {name: value for name, value in options.items() if name in jax.config.values}
    before = {name: jax.config.values[name] for name in options}
    for name, value in options.items():
        jax.config.update(name, value)
    told = dict(jax.config.values)
    try:
        yield
        assert jax.config.values == told
    finally:
        for name, value in before.items():
            jax.config.update(name, value)


@pytest.fixture(scope="module")
def usual(tmp_path_factory):
    """The hash of the studies where nobody has told JAX anything."""
    return hashed(tmp_path_factory.mktemp("usual"))


def in_a_shell(folder: Path, **variables: str) -> dict[str, object]:
    """What came of the studies in a process of their own."""
    program = Path(__file__).parent / "hashed_studies.py"
    done = subprocess.run(
        [sys.executable, str(program), str(folder), "{}"],
        env={**os.environ, "JAX_NUM_CPU_DEVICES": "2", **variables},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def as_variable(name: str) -> tuple[str, str]:
    """An option as the environment sets it."""
    value = OPTIONS[name]
    return name.upper(), str(int(value)) if isinstance(value, bool) else str(value)


def test_all_that_a_host_program_has_set_at_once(tmp_path, usual):
    with host(**OPTIONS):
        assert hashed(tmp_path) == usual


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIONS)
def test_what_a_host_program_has_set(tmp_path, usual, name):
    with host(**{name: OPTIONS[name]}):
        assert hashed(tmp_path) == usual


def test_all_that_a_shell_has_set_at_once(tmp_path, usual):
    variables = dict(map(as_variable, OPTIONS))
    assert in_a_shell(tmp_path, XLA_FLAGS=FLAGS, **variables) == {"hash": usual}


@pytest.mark.slow
@pytest.mark.parametrize("name", OPTIONS)
def test_what_a_shell_has_set(tmp_path, usual, name):
    variable, value = as_variable(name)
    assert in_a_shell(tmp_path, **{variable: value}) == {"hash": usual}


def test_a_host_with_a_mesh_and_a_device_of_its_own(tmp_path, usual):
    with ExitStack() as stack:
        stack.enter_context(jax.set_mesh(jax.make_mesh((1,), ("rows",))))
        stack.enter_context(jax.default_device(jax.local_devices()[-1]))
        stack.enter_context(jax.enable_x64(True))
        assert hashed(tmp_path) == usual
        assert jax.sharding.get_abstract_mesh().axis_names == ("rows",)
        assert jax.config.values["jax_enable_x64"]


def test_checks_times_and_pictures_are_those_without_a_host(tmp_path):
    study = tl.run("moons", "2-3-2", steps=2, root=tmp_path)
    images = np.random.default_rng(0).random((3, 4, 4, 1), dtype=np.float32)

    def seen() -> list[object]:
        assert len(study.time(rounds=1)) == 1
        report = tl.check("moons", "2-3-2", root=tmp_path)
        pictures = augmented._augmented(images, {"rotate": 15.0, "input_noise": 0.1}, 2)
        return [*((result.check, result.value, result.verdict) for result in report), pictures.tobytes()]

    expected = seen()
    with host(**OPTIONS):
        assert seen() == expected


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"JAX_PLATFORMS": "cuda"}, "JAX is configured to use cuda only (JAX_PLATFORMS, or jax_platforms)"),
        ({"JAX_ENABLE_X64": "perhaps"}, "JAX does not start: invalid truth value 'perhaps'"),
        (
            {"XLA_FLAGS": "--xla_nonesuch=1"},
            "XLA_FLAGS is '--xla_nonesuch=1', which XLA does not take ('Unknown",
        ),
    ],
    ids=["platform", "option", "flag"],
)
def test_what_is_in_the_way_is_said_before_anything_is_written(tmp_path, variables, sentence):
    said = in_a_shell(tmp_path, **variables)
    assert sentence in str(said["refused"])
    assert said["left"] == []


def test_it_is_not_called_inside_a_function_that_is_traced(tmp_path):
    def traced(x: jax.Array) -> jax.Array:
        tl.run("moons", "2-3-2", steps=2, root=tmp_path)
        return x

    with pytest.raises(ResourceError, match="inside a function that JAX traces"):
        jax.jit(traced)(1.0)
    assert list(tmp_path.iterdir()) == []
