"""The end of a search: the net that validation chose is looked at on the test split, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.record import Score
from trainlab.tasks import metrics_of

if TYPE_CHECKING:
    from trainlab.study.study import Study


def look_at_test(study: Study) -> None:
    """Measure the trial that a finished search hands over on the test split, and keep that with the study.

    Nothing is done where it was measured before, where there is no test split, or where the objective is a
    function, which says nothing of which trial is best beyond seeds.

    Args:
        study: the search.
    """
    from trainlab.store.measured import update_measured, with_scores
    from trainlab.study.answers.search_findings import chosen_trial

    trial = chosen_trial(study.reader, [one.record for one in study.trials])
    if trial is None or not study.finished or not study.info.dataset.get("test"):
        return
    if any(name.startswith("test_") for name in trial.measured):
        return
    result = study.trial(trial.id).evaluate("test")
    score = Score.of({name: result[name] for name in metrics_of(trial.settings)}, result["examples"])
    update_measured(study.folder, with_scores({(trial.id, "test", "best"): score}))
    vars(study).pop("trials", None)
