"""Sharpness: the top eigenvalue of the Hessian of the loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.errors import SettingError
from trainlab.probes.probe import Probe

if TYPE_CHECKING:
    import jax

    from trainlab.nets import Net, Packed
    from trainlab.probes.probed import Measured, Probed

MAX_PARAMETERS = 100_000
"""Trainable numbers of a net whose sharpness is measured, at most: 784-100-10 has 79,510. The search keeps
``PRODUCTS`` vectors of that length for each trial (8 MB), and each product costs about four gradients."""

PRODUCTS = 20
"""Hessian-vector products of one search. On 64-32-32-10, untrained and trained on digits, 16 give the top
eigenvalue to the last bits of a float."""


def measure(trial: Probed) -> Measured:
    """The top eigenvalue of the Hessian on the probe examples."""
    from trainlab.probes.top_eigenvalue import top_eigenvalue

    def loss(parameters: Packed) -> jax.Array:
        return trial.loss(parameters, *trial.examples)

    return {"sharpness": top_eigenvalue(loss, trial.parameters, trial.key)}


def refuse(net: Net, wanted: tuple[str, ...], examples: int, group: int) -> None:
    """Large nets would take too long."""
    from trainlab.nets.spelling import shorten

    if net.parameters > MAX_PARAMETERS:
        raise SettingError(
            f"probe=sharpness is for nets of at most {MAX_PARAMETERS:,} numbers that learn, and "
            f"net '{shorten(net.notation)}' has {net.parameters:,}: leave it out, as in "
            f"probe={','.join(name for name in wanted if name != 'sharpness') or 'cheap'}."
        )


SHARPNESS = Probe(
    name="sharpness",
    of="net",
    curves=("sharpness",),
    measure=measure,
    passes=4,
    vectors=PRODUCTS,
    refuse=refuse,
)
