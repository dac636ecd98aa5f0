"""What was measured of a study after it was trained: the time of its steps, and scores on splits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainlab.record.trial import Trial


@dataclass(frozen=True, slots=True)
class StepTime:
    """What a step of a program takes by itself: one trial at a time, with the machine to itself.

    Attributes:
        seconds: of one step: the fastest of the rounds.
        spread: how much slower the median round was, as a share of ``seconds``.
        evaluation: seconds of one evaluation, the fastest of the rounds.
        rounds: how often it was measured, all programs of the study taking turns.
    """

    seconds: float
    spread: float
    evaluation: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Score:
    """What some weights of a trial reach on a split.

    Attributes:
        loss: the mean loss, without penalties.
        accuracy: the share of examples it gets right; None where targets are numbers.
        examples: how many there are.
        others: other metrics, by name.
    """

    loss: float
    accuracy: float | None
    examples: int
    others: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, float], examples: int) -> Score:
        """The score of metrics by name."""
        others = {name: value for name, value in values.items() if name not in ("loss", "accuracy")}
        return cls(values["loss"], values.get("accuracy"), examples, others)

    @property
    def values(self) -> dict[str, float]:
        """Every metric by name."""
        of_classes = {} if self.accuracy is None else {"accuracy": self.accuracy}
        return {**of_classes, "loss": self.loss, **self.others}


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a study after it was trained.

    Attributes:
        step_times: number of a population -> what a step of its trials' program takes.
        scores: (trial, split, ``best`` or ``final`` weights) -> what they reach.
    """

    step_times: Mapping[int, StepTime] = field(default_factory=dict)
    scores: Mapping[tuple[int, str, str], Score] = field(default_factory=dict)

    def of(self, trial: Trial) -> dict[str, float]:
        """What was measured of one trial, by name: of its best weights on the test split, and its times."""
        found: dict[str, float] = {}
        score = self.scores.get((trial.id, "test", "best"))
        if score is not None:
            found |= {f"test_{name}": value for name, value in score.values.items()}
        time = self.step_times.get(trial.population)
        if time is not None:
            found |= {"step_time": time.seconds, "evaluation_time": time.evaluation}
        return found
