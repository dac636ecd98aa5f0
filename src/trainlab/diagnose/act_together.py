"""Finding: which value of one setting is best depends on another."""

from __future__ import annotations

from trainlab.diagnose.effects import Effect
from trainlab.diagnose.explained import evidence_of, in_words
from trainlab.diagnose.level_means import COMPARED, Level, level_means
from trainlab.diagnose.variance import Decomposition
from trainlab.record import Finding, StudyInfo
from trainlab.record.wording import percent


def together(info: StudyInfo, pair: Effect, found: Decomposition) -> Finding:
    """What two settings explain together, beyond what each explains by itself, with the best combination."""
    first, second = pair.factors
    levels = level_means(info, found.cells, pair.factors, pair.compared.by_seeds)
    best, worst = levels[0], levels[-1]

    def named(level: Level) -> str:
        pairs = zip((first, second), level.words, strict=True)
        return ", ".join(f"{factor.names[0]}={word}" for factor, word in pairs)

    evidence = {"setting": f"{first.name} and {second.name}", **evidence_of(pair, found, best, worst)}
    sentence = (
        f"{first.name} and {second.name}: which value of one is best depends on the other. Beyond what each "
        f"does by itself, that explains {in_words(pair)}: best {named(best)} ({percent(best.mean)} on "
        f"average), worst {named(worst)} ({percent(worst.mean)}){f', {COMPARED}' if best.matched else ''}."
    )
    return Finding("act together", (), sentence, "Choose them together.", evidence)
