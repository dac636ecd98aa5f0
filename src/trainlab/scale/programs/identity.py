"""What decides about a compiled program, as text: programs that agree on all of it are the same.

A program is made from trainlab's sources, by the libraries and options that are there, for this processor,
out of plain descriptions (:class:`trainlab.train.recipe.Recipe` and shapes). What users register is code that
is not known here, and so are sources that were rewritten while they were loaded: nothing is kept then.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.metadata import version
from pathlib import Path

import jax
import numpy as np

from trainlab.scale.machine.devices import cores, devices_there
from trainlab.scale.machine.versions import versions
from trainlab.scale.machine.xla_flags import VARIABLE
from trainlab.specs.room import anything_added
from trainlab.train.jax_options import set_otherwise

ROOMS = (
    "activations", "augmentations", "conditions", "losses", "metrics", "nets", "optimizers", "probes",
    "regularisers", "scale", "schedules", "settings", "specs", "tasks", "train",
)  # fmt: skip
"""The rooms whose sources decide about programs; a test finds those that are missing."""

LIBRARIES = ("jax", "jaxlib", "numpy", "optax", "ml_dtypes")
"""What traces, lowers and compiles."""

_PACKAGE = Path(__file__).parents[2]

_CPUINFO = Path("/proc/cpuinfo")


class Unknown(Exception):
    """What something is cannot be written down."""


def identity(program: object) -> str | None:
    """SHA-256 of everything that decides about a program; None where that cannot be told.

    Args:
        program: a description of it: tuples, mappings, dataclasses, numbers and texts.
    """
    try:
        return hashlib.sha256(f"{_surroundings()}\n{written(program)}".encode()).hexdigest()
    except (Unknown, OSError):
        return None


def written(value: object) -> str:
    """A description as text, the same in every process.

    Raises:
        Unknown: it holds something else than descriptions.

    >>> written({"b": (1, 2.0), "a": frozenset({"y", "x"})})
    "{'a':<'x' 'y'> 'b':(1 2.0)}"
    """
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return repr(value)
    if isinstance(value, np.dtype):
        return value.str
    if isinstance(value, jax.ShapeDtypeStruct):
        return f"{value.dtype}{value.shape}@{value.sharding}"
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: getattr(value, field.name) for field in fields(value)}
        return f"{type(value).__module__}.{type(value).__qualname__}{written(own)}"
    if isinstance(value, Mapping):
        pairs = sorted((written(name), written(one)) for name, one in value.items())
        return f"{{{' '.join(f'{name}:{one}' for name, one in pairs)}}}"
    if isinstance(value, (set, frozenset)):
        return f"<{' '.join(sorted(written(one) for one in value))}>"
    if isinstance(value, (tuple, list)):
        kind = "" if type(value) in (tuple, list) else type(value).__qualname__
        return f"{kind}({' '.join(written(one) for one in value)})"
    raise Unknown(type(value))


def _surroundings() -> str:
    """What decides about every program that is made now.

    Raises:
        Unknown: code of others is in it.
        OSError: the sources cannot be read.
    """
    if anything_added() or any(_rewritten()):
        raise Unknown
    return f"{set_otherwise()} {_lasting()}"


@cache
def _lasting() -> str:
    around = {
        **versions(),
        **{f"version of {name}": version(name) for name in LIBRARIES},
        "flags": os.environ.get(VARIABLE, ""),
        "cores": (cores(), devices_there(), os.cpu_count()),
        "features": _features(),
        "sources": sources(_PACKAGE),
    }
    return written(around)


def sources(package: Path) -> str:
    """SHA-256 of the sources that decide about programs.

    Raises:
        OSError: they cannot be read.
    """
    digest = hashlib.sha256()
    for room in ROOMS:
        found = sorted((package / room).rglob("*.py"))
        if not found:
            raise FileNotFoundError(package / room)
        for source in found:
            content = source.read_bytes()
            digest.update(f"{source.relative_to(package)} {len(content)} ".encode() + content)
    return digest.hexdigest()


def _rewritten() -> Iterator[bool]:
    """For each of trainlab's modules whether what was loaded may be something else than its source."""
    for name, module in list(sys.modules.items()):
        if name.startswith("trainlab."):
            loader = getattr(getattr(module, "__spec__", None), "loader", None)
            yield type(loader) is not SourceFileLoader


def _features() -> str:
    """SHA-256 of all that the processor says it can do."""
    try:
        lines = _CPUINFO.read_text(errors="replace").strip().split("\n\n")[0].splitlines()
    except OSError:
        return ""
    told = [line for line in lines if line.partition(":")[0].strip() in ("flags", "Features")]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
