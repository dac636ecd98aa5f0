"""Curves to findings: one symptom a file. NumPy only."""

from trainlab.diagnose.chance import Classes
from trainlab.diagnose.naming import name_trials
from trainlab.diagnose.ranking import best_trial, rank, rank_settings, sort_trials
from trainlab.diagnose.seeds import group_seeds
from trainlab.diagnose.study import diagnose_study
from trainlab.diagnose.symptoms import main_symptoms
from trainlab.diagnose.trials import diagnose_trials
from trainlab.diagnose.varied import varied_values

__all__ = [
    "Classes", "best_trial", "diagnose_study", "diagnose_trials", "group_seeds", "main_symptoms",
    "name_trials", "rank", "rank_settings", "sort_trials", "varied_values",
]  # fmt: skip
