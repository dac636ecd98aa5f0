"""What the curves say about each trial."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.diagnose.chance import Classes
from trainlab.diagnose.early_spike import find_early_spike
from trainlab.diagnose.exploded import find_exploded
from trainlab.diagnose.flat import find_flat
from trainlab.diagnose.jagged import find_jagged
from trainlab.diagnose.levels import find_levels
from trainlab.diagnose.never_learned import find_never_learned
from trainlab.diagnose.overfits import find_overfits
from trainlab.diagnose.plateau import find_plateau
from trainlab.diagnose.rises import find_rises
from trainlab.diagnose.roughness import roughness
from trainlab.diagnose.series import FEWEST_EVALUATIONS, of_evaluations
from trainlab.diagnose.slow_line import find_slow_line
from trainlab.diagnose.still_falling import find_still_falling
from trainlab.diagnose.symptoms import without_silenced
from trainlab.diagnose.too_few_steps import find_too_few_steps
from trainlab.record import ENDED_WELL, Curves, Finding, Trial


def diagnose_trials(
    trials: Sequence[Trial],
    train_loss: Curves,
    validation_loss: Curves | None = None,
    evaluated_train_loss: Curves | None = None,
    *,
    classes: Classes | int | None = None,
    examples: int | None = None,
) -> list[Finding]:
    """Every finding about a single trial.

    Only trials that are over are judged, one that stopped early by the steps it made. It takes about 0.2 s
    for 1,000 trials of 2,000 steps.

    Args:
        trials: the trials; those without a curve are passed over.
        train_loss: loss of every step.
        validation_loss: loss of every evaluation; without it overfitting cannot be seen.
        evaluated_train_loss: train loss of every evaluation; without it what is said is read from the losses
            of the steps.
        classes: of the dataset (``Classes.of(StudyInfo.dataset)``, or their number where they are alike),
            which tell the loss of guessing.
        examples: of the validation split: few of them are noise of their own.

    Returns:
        Findings about one trial each, by trial id and then in the order of ``SYMPTOMS``; at the end one about
        all trials that have too few steps.
    """
    ended = {trial.id: trial for trial in trials if trial.status in ENDED_WELL}
    chosen = np.isin(train_loss.trials, list(ended))
    judged = (
        train_loss if chosen.all()
        else Curves(train_loss.name, train_loss.trials[chosen], train_loss.steps, train_loss.values[chosen])
    )  # fmt: skip
    levels = find_levels(judged)
    validation = of_evaluations(levels, validation_loss)
    few = of_evaluations(levels, evaluated_train_loss, fewest=2)
    measured = few and few.of_at_least(FEWEST_EVALUATIONS)
    known = Classes.of({"classes": classes}) if isinstance(classes, int) else classes
    rough = roughness(levels)
    overfits = find_overfits(ended, levels, measured, validation, examples)
    memorises = {finding.trials[0] for finding in overfits}  # faster, at a larger rate
    found = without_silenced([
        *find_exploded(trials, train_loss, levels, measured, known),
        *find_rises(ended, levels, measured),
        *find_never_learned(ended, levels, few, known),
        *(line for line in find_slow_line(ended, levels, few, validation)
          if line.trials[0] not in memorises),
        *overfits,
        *find_still_falling(ended, levels, measured or validation),
        *find_plateau(ended, levels, measured),
        *find_early_spike(ended, levels, np.asarray(judged.steps), measured),
        *find_jagged(ended, levels, rough),
        *find_flat(ended, levels, measured or validation),
    ])  # fmt: skip
    return [*found, *find_too_few_steps(levels, measured, validation)]
