"""trainlab: a laboratory for how neural networks learn.

>>> import trainlab as tl
>>> study = tl.run(data="moons", net="2-4-2", learning_rate=tl.log(0.01, 1, 4), epochs=20)  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from trainlab.data import Dataset
    from trainlab.errors import TrainlabError
    from trainlab.search import choice, lin, log, random_lin, random_log
    from trainlab.study import Network, Study, StudyTrial, check, load_network, open, resume, run
    from trainlab.sweeps import sweep_batch, sweep_lr

_HOMES = {
    "Dataset": "trainlab.data",
    "Network": "trainlab.study",
    "Study": "trainlab.study",
    "StudyTrial": "trainlab.study",
    "TrainlabError": "trainlab.errors",
    "check": "trainlab.study",
    "choice": "trainlab.search",
    "lin": "trainlab.search",
    "load_network": "trainlab.study",
    "log": "trainlab.search",
    "open": "trainlab.study",
    "random_lin": "trainlab.search",
    "random_log": "trainlab.search",
    "resume": "trainlab.study",
    "run": "trainlab.study",
    "sweep_batch": "trainlab.sweeps",
    "sweep_lr": "trainlab.sweeps",
}

__all__ = [
    "Dataset", "Network", "Study", "StudyTrial", "TrainlabError", "__version__", "check", "choice",
    "lin", "load_network", "log", "open", "random_lin", "random_log", "resume", "run", "sweep_batch",
    "sweep_lr",
]  # fmt: skip


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``trainlab --help`` never pays for NumPy or JAX."""
    value: object
    if name == "__version__":
        from importlib.metadata import version

        value = version("trainlab")
    elif name in _HOMES:
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'trainlab' has no attribute '{name}'")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
