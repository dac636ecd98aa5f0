"""Curves to findings: of each trial, and of the study as a whole. NumPy only."""

from trainlab.diagnose.study import diagnose_study
from trainlab.diagnose.symptoms import main_symptoms
from trainlab.diagnose.symptoms.chance import Classes
from trainlab.diagnose.trials import diagnose_trials

__all__ = ["Classes", "diagnose_study", "diagnose_trials", "main_symptoms"]
