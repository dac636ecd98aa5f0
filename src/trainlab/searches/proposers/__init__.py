"""What to try next: proposers by name, each a function of the space, of what was tried and of a seed."""

from __future__ import annotations

from trainlab.errors import ExperimentError, unknown_name
from trainlab.searches.proposers.draws import Draws
from trainlab.searches.proposers.model import Model
from trainlab.searches.proposers.optuna import Optuna
from trainlab.searches.proposers.proposer import Proposer

__all__ = ["PROPOSERS", "Proposer", "get_proposer"]

PROPOSERS: dict[str, Proposer] = {
    "model": Model(),
    "sobol": Draws("sobol"),
    "random": Draws("random"),
    "tpe": Optuna("tpe"),
    "cmaes": Optuna("cmaes"),
    "gp": Optuna("gp"),
}
"""By name: ``model`` is the default; the last three are Optuna's samplers and need it installed."""


def get_proposer(name: str) -> Proposer:
    """The proposer of a name.

    Raises:
        ExperimentError: there is none, or what it needs is not installed.
    """
    if name not in PROPOSERS:
        raise ExperimentError(unknown_name("proposer", name, PROPOSERS))
    found = PROPOSERS[name]
    if isinstance(found, Optuna):
        found.check()
    return found
