"""The Python interface: check a net, run a study, open one, ask it questions, and export a network.

Names are imported when they are first used: to show a study takes nothing of what runs one.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainlab.study.answers.plot import plot
    from trainlab.study.answers.tensorboard import tensorboard
    from trainlab.study.listing import Studies, StudyLine, studies
    from trainlab.study.networks.net import net
    from trainlab.study.networks.net_space import NetSpaceSummary, net_space
    from trainlab.study.networks.network import Network, load_network
    from trainlab.study.opening import open
    from trainlab.study.registration import register
    from trainlab.study.running.check import check, check_experiment
    from trainlab.study.running.quiet import Quiet as Observer
    from trainlab.study.running.resume import resume, resume_study
    from trainlab.study.running.run import run, run_experiment
    from trainlab.study.running.search import search
    from trainlab.study.study import Study
    from trainlab.study.trial import StudyTrial
    from trainlab.study.viewing import Viewer, view

_HOMES = {
    "NetSpaceSummary": "networks.net_space",
    "Network": "networks.network",
    "Observer": "running.quiet:Quiet",
    "Studies": "listing",
    "Study": "study",
    "StudyLine": "listing",
    "StudyTrial": "trial",
    "Viewer": "viewing",
    "check": "running.check",
    "check_experiment": "running.check",
    "load_network": "networks.network",
    "net": "networks.net",
    "net_space": "networks.net_space",
    "open": "opening",
    "plot": "answers.plot",
    "register": "registration",
    "resume": "running.resume",
    "search": "running.search",
    "resume_study": "running.resume",
    "run": "running.run",
    "run_experiment": "running.run",
    "studies": "listing",
    "tensorboard": "answers.tensorboard",
    "view": "viewing",
}
"""Public name -> the module of this room that has it, and what it is called there if otherwise."""

__all__ = [
    "NetSpaceSummary", "Network", "Observer", "Studies", "Study", "StudyLine", "StudyTrial", "Viewer",
    "check", "check_experiment", "load_network", "net", "net_space", "open", "plot", "register", "resume",
    "resume_study", "run", "run_experiment", "search", "studies",
    "tensorboard", "view",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'trainlab.study' has no attribute '{name}'")
    from importlib import import_module

    module, _, called = _HOMES[name].partition(":")
    globals()[name] = value = getattr(import_module(f"trainlab.study.{module}"), called or name)
    return value
