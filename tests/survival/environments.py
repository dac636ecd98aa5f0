"""What a process may find around it: variables, streams, limits and folders, and how commands end there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TRAIN, READ = ("run", "resume"), ("show", "findings", "plot", "evaluate")
COMMANDS = (*TRAIN, *READ)


@dataclass(frozen=True)
class Environment:
    """An environment.

    Attributes:
        variables: set in it; None for those that are taken away.
        shell: what a shell does before the command, or how it runs it: ``"$@"`` is the command.
        codes: commands that end with another exit code than 0.
    """

    variables: Mapping[str, str | None] = field(default_factory=dict)
    shell: str = 'exec "$@"'
    codes: Mapping[str, int] = field(default_factory=dict)


def _of(**variables: str | None) -> Environment:
    return Environment(variables)


_PLAIN = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None, "LANG": None}

_REFUSED = dict.fromkeys((*TRAIN, "evaluate"), 1)
"""What ends in a sentence where JAX does not start; the others do without it."""

_JAX = {
    "JAX_CHECK_TRACER_LEAKS": "1",
    "JAX_DEBUG_INFS": "1",
    "JAX_DEBUG_KEY_REUSE": "1",
    "JAX_DEBUG_NANS": "1",
    "JAX_DEFAULT_MATMUL_PRECISION": "bfloat16",
    "JAX_DEFAULT_PRNG_IMPL": "rbg",
    "JAX_DISABLE_JIT": "1",
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
    "JAX_ENABLE_CHECKS": "1",
    "JAX_ENABLE_X64": "1",
    "JAX_EXEC_TIME_OPTIMIZATION_EFFORT": "1.0",
    "JAX_LEGACY_PRNG_KEY": "error",
    "JAX_LOG_COMPILES": "1",
    "JAX_NO_TRACING": "1",
    "JAX_NUMPY_DTYPE_PROMOTION": "strict",
    "JAX_NUMPY_RANK_PROMOTION": "raise",
    "JAX_RANDOM_SEED_OFFSET": "7",
    "JAX_THREEFRY_PARTITIONABLE": "0",
    "JAX_TRANSFER_GUARD": "disallow",
}
"""Options of JAX that change numbers, or get in the way, each by itself."""

ENVIRONMENTS: dict[str, Environment] = {
    "as it is": Environment(),
    "locale C": _of(**_PLAIN, LC_ALL="C"),
    "locale C.UTF-8": _of(**_PLAIN, LC_ALL="C.UTF-8"),
    "a locale that is not there": _of(**_PLAIN, LC_ALL="xx_XX.UTF-8"),
    "ASCII": _of(**_PLAIN | {"PYTHONIOENCODING": "ascii"}),
    "Latin-1": _of(**_PLAIN | {"PYTHONIOENCODING": "latin-1"}),
    "UTF-16": _of(**_PLAIN | {"PYTHONIOENCODING": "utf-16"}),
    "COLUMNS=0": _of(COLUMNS="0"),
    "COLUMNS=-5": _of(COLUMNS="-5"),
    "COLUMNS=1": _of(COLUMNS="1"),
    "COLUMNS=x": _of(COLUMNS="x"),
    "COLUMNS=10**9": _of(COLUMNS="1000000000"),
    "TERM=dumb": _of(TERM="dumb", NO_COLOR="1"),
    "no TERM": _of(TERM=None),
    "colours forced": _of(FORCE_COLOR="1"),
    "no HOME": _of(HOME=None, XDG_CACHE_HOME=None, TRAINLAB_CACHE=None),
    "HOME is missing": _of(HOME="/nonexistent", XDG_CACHE_HOME=None, TRAINLAB_CACHE=None),
    "HOME is read-only": _of(HOME="/proc", XDG_CACHE_HOME=None, TRAINLAB_CACHE=None),
    "TMPDIR is missing": _of(TMPDIR="/nonexistent"),
    "TMPDIR is read-only": _of(TMPDIR="/proc"),
    "no PATH": _of(PATH=None),
    "python -O": _of(PYTHONOPTIMIZE="1"),
    "python -OO": _of(PYTHONOPTIMIZE="2"),
    "warnings are errors": _of(PYTHONWARNINGS="error"),
    "python -X dev": _of(PYTHONDEVMODE="1"),
    "unbuffered": _of(PYTHONUNBUFFERED="1"),
    **{f"{name}={value}": _of(**{name: value}) for name, value in _JAX.items()},
    "no platform": Environment({"JAX_PLATFORMS": "nonesuch"}, codes=_REFUSED),
    "an option that JAX cannot read": Environment({"JAX_ENABLE_X64": "perhaps"}, codes=_REFUSED),
    "a name that JAX does not know": Environment({"JAX_DEFAULT_MATMUL_PRECISION": "x"}, codes=_REFUSED),
    "a flag that XLA does not know": Environment({"XLA_FLAGS": "--xla_nonesuch=1"}, codes=_REFUSED),
    "a flag that XLA cannot read": Environment(
        {"XLA_FLAGS": "--xla_cpu_enable_fast_math=perhaps"}, codes=_REFUSED
    ),
    "flags of XLA in a file that is missing": Environment({"XLA_FLAGS": "nonesuch"}, codes=_REFUSED),
    "fast mathematics": _of(XLA_FLAGS="--xla_cpu_enable_fast_math=true"),
    "4 GiB of addresses": Environment(shell='ulimit -v 4194304; exec "$@"'),
    "64 open files": Environment(shell='ulimit -n 64; exec "$@"'),
    "no core files, small stack": Environment(shell='ulimit -c 0; ulimit -s 1024; exec "$@"'),
    "little memory": Environment({"TRAINLAB_MEMORY": "1KiB"}, codes={"run": 2, "resume": 1}),
    "no stdin": Environment(shell='exec "$@" <&-'),
    "no stdout": Environment(shell='exec "$@" >&-', codes=dict.fromkeys(COMMANDS, 1)),
    "no stderr": Environment(shell='exec "$@" 2>&-'),
    "no streams": Environment(shell='exec "$@" <&- >&- 2>&-', codes=dict.fromkeys(COMMANDS, 1)),
    "full stdout": Environment(shell='exec "$@" >/dev/full', codes=dict.fromkeys(COMMANDS, 1)),
    "full stderr": Environment(shell='exec "$@" 2>/dev/full'),
    "a folder that was deleted": Environment(shell='mkdir d && cd d && rmdir ../d && exec "$@"'),
    "a mask that takes all away": Environment(shell='umask 777; exec "$@"'),
    "Ctrl-C ignored": Environment(shell="trap '' INT; exec \"$@\""),
}  # fmt: skip
"""Name -> environment."""

QUICK = ("locale C", "warnings are errors", "no stdout", "full stderr", "a folder that was deleted")
"""Those that one command each is tried in by the fast tests."""
