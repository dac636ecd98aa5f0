"""When Python looks for garbage while a command runs.

Importing JAX and tracing programs make a million objects that live until the end. Looking through them again
and again, and once more at exit, costs a second and finds nothing.
"""

from __future__ import annotations

import gc


def hold() -> None:
    """Stop looking: what is made from now on is here to stay."""
    gc.disable()


def resume() -> None:
    """Look again, but only at what is made from now on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def leave() -> None:
    """Let the process end without a last look."""
    gc.freeze()
