"""JAX, loaded when it is first used: a net can be read, and refused, without.

What describes layers and what they do with arrays stand in one file. Modules here import ``jax`` and ``jnp``
from this one, so that importing them loads NumPy only.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from trainlab.errors import ResourceError

__all__ = ["Array", "jax", "jnp", "load_jax"]


def load_jax() -> ModuleType:
    """JAX, imported.

    Raises:
        ResourceError: it does not start, because of an environment variable that it cannot read.
    """
    try:
        return import_module("jax")
    except ValueError as error:
        raise ResourceError(f"JAX does not start: {str(error).rstrip('.')}.") from None


class _Late(ModuleType):
    """Stands for a module until something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        load_jax()
        value = getattr(import_module(self.__name__), name)
        setattr(self, name, value)
        return value


if TYPE_CHECKING:
    import jax
    import jax.numpy as jnp
    from jaxtyping import Array
else:
    jax, jnp = _Late("jax"), _Late("jax.numpy")
    # Annotations are looked at by tests only, which load JAX first.
    Array = import_module("jax").Array if "jax" in sys.modules else Any
