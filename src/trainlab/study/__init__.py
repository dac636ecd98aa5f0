"""The Python interface: check a net, run a study, open one, ask it questions, and export a network."""

from trainlab.study.answers.plot import plot
from trainlab.study.check import check, check_experiment
from trainlab.study.listing import Studies, StudyLine, studies
from trainlab.study.net import net
from trainlab.study.networks.network import Network, load_network
from trainlab.study.register import register
from trainlab.study.running.quiet import Quiet as Observer
from trainlab.study.running.resume import resume, resume_study
from trainlab.study.running.run import open, run, run_experiment
from trainlab.study.study import Study
from trainlab.study.trial import StudyTrial

__all__ = [
    "Network", "Observer", "Studies", "Study", "StudyLine", "StudyTrial", "check", "check_experiment",
    "load_network", "net", "open", "plot", "register", "resume", "resume_study", "run", "run_experiment",
    "studies",
]  # fmt: skip
