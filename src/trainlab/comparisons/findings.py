"""What a comparison says, as findings of its study."""

from __future__ import annotations

from trainlab.comparisons.compare import Compared
from trainlab.comparisons.sentences import answer, edge_sentence
from trainlab.record import Finding
from trainlab.settings import Value, format_value

ANSWER, UNFAIR = "comparison", "unfair comparison"
"""What its findings are called."""


def find_compared(compared: Compared) -> list[Finding]:
    """The answer, and what makes it unfair."""
    evidence: dict[str, Value] = {
        "question": compared.question.setting, "points": compared.points, "seeds": compared.seeds,
        **{format_value(one.value): one.score for one in compared.values},
    }  # fmt: skip
    said, missing = answer(compared)
    advice = f"{missing[0].upper()}{missing[1:]}." if missing else ""
    found = [Finding(ANSWER, (), f"{said}.", advice, evidence)]
    for edge in compared.edges:
        found.append(
            Finding(
                UNFAIR, (), edge_sentence(compared, edge),
                f"Go on with wider ranges: 'trainlab compare --round {compared.name}'.",
                {"setting": edge.setting, "value": edge.value, "best": edge.best, "end": edge.end},
            )
        )  # fmt: skip
    return found
