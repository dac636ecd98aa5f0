"""JAX where it does not start: a sentence, however often it is asked for."""

import os
import subprocess
import sys

import pytest

ASK = """
from trainlab.errors import ResourceError
from trainlab.nets.late import jnp, load_jax

def ask(what):
    try:
        what()
    except ResourceError as error:
        print(error)

ask(load_jax)
ask(lambda: jnp.zeros)
"""


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("JAX_ENABLE_X64", "perhaps", "invalid truth value 'perhaps' for environment 'JAX_ENABLE_X64'"),
        ("JAX_DEFAULT_MATMUL_PRECISION", "x", 'Invalid value "x" for JAX flag jax_default_matmul_precision'),
    ],
)
def test_a_variable_that_jax_cannot_read_is_a_sentence(variable, value, said):
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, variable: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"JAX does not start: {said}."] * 2
