"""Which trials fulfil a condition, in the language of ``trainlab ask``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainlab.errors import QuestionError, TrainlabError
from trainlab.questions import ask
from trainlab.web.kept import Kept


def filtered(studies: Sequence[Kept], question: str) -> dict[str, Any]:
    """Rows of the trials that fulfil a condition at some point, and the first step at which each does.

    A question that cannot be read gives ``error``, and ``at``, the character it is about, instead.
    """
    rows: list[int] = []
    steps: list[int] = []
    offset = 0
    try:
        for kept in studies:
            look = kept.look()
            answers = ask(
                question,
                look.info,
                look.trials,
                look.curve_names,
                lambda name, kept=kept: kept.curve(name)[1],
            )
            for row, answer in enumerate(answers.by_id):
                if answer.step is not None:
                    rows.append(offset + row)
                    steps.append(answer.step)
            offset += len(look.trials)
    except QuestionError as error:
        return {"error": str(error), "at": error.at}
    except TrainlabError as error:
        return {"error": str(error), "at": None}
    return {"rows": rows, "steps": steps, "of": offset}
