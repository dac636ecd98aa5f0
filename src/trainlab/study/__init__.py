"""The Python door: run a study, open one, and ask it."""

from trainlab.study.run import open, run, run_experiment
from trainlab.study.study import Study
from trainlab.study.trial import StudyTrial

__all__ = ["Study", "StudyTrial", "open", "run", "run_experiment"]
