"""The annotations of trainlab.nets and trainlab.train are checked at every call while tests run."""

from __future__ import annotations

import jax.numpy as jnp
import pytest
from jaxtyping import TypeCheckError

from trainlab.nets.activations import activate
from trainlab.nets.notation import read_net


def test_a_wrong_kind_of_array_is_caught():
    assert activate("relu", jnp.array([-1.0, 2.0]), {}).tolist() == [0.0, 2.0]
    with pytest.raises(TypeCheckError, match="activate"):
        activate("relu", jnp.array([-1, 2]), {})


def test_a_wrong_type_is_caught():
    with pytest.raises(TypeCheckError, match="read_net"):
        read_net(784, "relu")  # type: ignore[arg-type]
