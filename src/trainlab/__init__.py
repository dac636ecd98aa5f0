"""trainlab: a laboratory for how neural networks learn.

>>> import trainlab as tl
>>> study = tl.run(data="moons", net="2-4-2", learning_rate=tl.log(0.01, 1, 4), epochs=20)  # doctest: +SKIP
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from trainlab.activations import Activation
    from trainlab.augmentations import Augmentation
    from trainlab.checks import Check, CheckResult
    from trainlab.data import Dataset
    from trainlab.data.formats.format import FileFormat
    from trainlab.data.named.builtin import datasets
    from trainlab.diagnose.symptoms.symptom import Symptom
    from trainlab.errors import TrainlabError
    from trainlab.experiments import choice, lin, log, random_lin, random_log
    from trainlab.initializers import Initializer
    from trainlab.nets.layers import LayerKind
    from trainlab.optimizers import Optimizer
    from trainlab.probes import Probe
    from trainlab.regularisers import Regulariser
    from trainlab.scale.executors.ray_cluster.listing import workers
    from trainlab.schedules import Schedule
    from trainlab.settings.find import find_settings
    from trainlab.specs.setting import Setting
    from trainlab.study import (
        Network,
        Observer,
        Studies,
        Study,
        StudyLine,
        StudyTrial,
        Viewer,
        check,
        load_network,
        net,
        net_space,
        open,
        plot,
        register,
        resume,
        run,
        search,
        studies,
        tensorboard,
        view,
    )  # fmt: skip
    from trainlab.study.data.datasets import dataset, plot_dataset
    from trainlab.sweeps import Comparison, compare, sweep_batch, sweep_lr

_HOMES = {
    "Activation": "trainlab.activations",
    "Augmentation": "trainlab.augmentations",
    "Check": "trainlab.checks",
    "CheckResult": "trainlab.checks",
    "Comparison": "trainlab.sweeps",
    "Dataset": "trainlab.data",
    "FileFormat": "trainlab.data.formats.format",
    "Initializer": "trainlab.initializers",
    "LayerKind": "trainlab.nets.layers",
    "Network": "trainlab.study",
    "Observer": "trainlab.study",
    "Optimizer": "trainlab.optimizers",
    "Probe": "trainlab.probes",
    "Regulariser": "trainlab.regularisers",
    "Schedule": "trainlab.schedules",
    "Setting": "trainlab.specs.setting",
    "Studies": "trainlab.study",
    "Study": "trainlab.study",
    "StudyLine": "trainlab.study",
    "StudyTrial": "trainlab.study",
    "Symptom": "trainlab.diagnose.symptoms.symptom",
    "TrainlabError": "trainlab.errors",
    "Viewer": "trainlab.study",
    "check": "trainlab.study",
    "choice": "trainlab.experiments",
    "compare": "trainlab.sweeps",
    "dataset": "trainlab.study.data.datasets",
    "datasets": "trainlab.data.named.builtin",
    "find_settings": "trainlab.settings.find",
    "lin": "trainlab.experiments",
    "load_network": "trainlab.study",
    "log": "trainlab.experiments",
    "net": "trainlab.study",
    "net_space": "trainlab.study",
    "open": "trainlab.study",
    "plot": "trainlab.study",
    "plot_dataset": "trainlab.study.data.datasets",
    "random_lin": "trainlab.experiments",
    "random_log": "trainlab.experiments",
    "register": "trainlab.study",
    "resume": "trainlab.study",
    "search": "trainlab.study",
    "run": "trainlab.study",
    "studies": "trainlab.study",
    "sweep_batch": "trainlab.sweeps",
    "sweep_lr": "trainlab.sweeps",
    "tensorboard": "trainlab.study",
    "view": "trainlab.study",
    "workers": "trainlab.scale.executors.ray_cluster.listing",
}

__all__ = [
    "Activation",
    "Augmentation",
    "Check",
    "CheckResult",
    "Comparison",
    "Dataset",
    "FileFormat",
    "Initializer",
    "LayerKind",
    "Network",
    "Observer",
    "Optimizer",
    "Probe",
    "Regulariser",
    "Schedule",
    "Setting",
    "Studies",
    "Study",
    "StudyLine",
    "StudyTrial",
    "Symptom",
    "TrainlabError",
    "Viewer",
    "__version__",
    "check",
    "choice",
    "compare",
    "dataset",
    "datasets",
    "find_settings",
    "lin",
    "load_network",
    "log",
    "net",
    "net_space",
    "open",
    "plot",
    "plot_dataset",
    "random_lin",
    "random_log",
    "register",
    "resume",
    "run",
    "search",
    "studies",
    "sweep_batch",
    "sweep_lr",
    "tensorboard",
    "view",
    "workers",
]


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
