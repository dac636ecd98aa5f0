"""What the best trial predicts, kept with the study at the end of a run: the page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.cli.output.printed import tell
from trainlab.errors import TrainlabError

if TYPE_CHECKING:
    from trainlab.study.study import Study

SPLIT = "validation"
"""The split that trials are chosen by; the test split is left for whoever asks for it."""


def keep_best(study: Study, asked: bool) -> None:
    """Keep the best trial's predictions, with its best weights.

    Args:
        study: a finished study.
        asked: whether the user asked for it, and is told why there is nothing to keep.
    """
    if not study.info.dataset.get("classes"):
        if asked:
            tell("nothing is kept: the net predicts numbers, and confuses no classes.")
        return
    try:
        study.best().keep_predictions(SPLIT)
    except TrainlabError as error:  # all diverged, or the disk is full: what was trained stays
        if asked:
            tell(f"no predictions are kept: {error}")
