"""Which nodes of a cluster trained a study, and how fast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainlab.counted import counted, short
from trainlab.record.study import Population
from trainlab.record.trial import Trial


@dataclass(frozen=True, slots=True)
class NodeShare:
    """What a node has of a study.

    Attributes:
        node, kind: its name, and the kind of machine it is.
        populations: those that were trained there, some of them elsewhere as well.
        training: those of them that are being trained there.
        trials: trials of populations that ended there, or are there.
        speed: steps of trials a second that a worker there makes; None before that is known.
    """

    node: str
    kind: str
    populations: tuple[int, ...]
    training: tuple[int, ...]
    trials: int
    speed: float | None

    @property
    def sentence(self) -> str:
        """The share in words, without the node's name."""
        said = f"{counted(len(self.populations), 'population')}, {counted(self.trials, 'trial')}"
        if self.training:
            said += f"; population{'s' * (len(self.training) > 1)} {', '.join(map(str, self.training))} now"
        if self.speed is not None:
            said += f"; a worker makes {short(self.speed)} steps/s"
        return f"{said} ({self.kind})"


def node_shares(populations: Sequence[Population], trials: Sequence[Trial]) -> list[NodeShare]:
    """The nodes that trained a study, by name; none where that was one machine.

    Args:
        populations: of the study.
        trials: of the study.
    """
    members: dict[int, list[Trial]] = {}
    for trial in trials:
        members.setdefault(trial.population, []).append(trial)
    been: dict[tuple[str, str], list[Population]] = {}
    for population in populations:
        for place in population.places:
            here = been.setdefault((place.node, place.kind), [])
            if population not in here:
                here.append(population)
    return [_share(node, kind, here, members) for (node, kind), here in sorted(been.items())]


def _share(
    node: str, kind: str, populations: Sequence[Population], members: Mapping[int, Sequence[Trial]]
) -> NodeShare:
    staying = [one for one in populations if (one.places[-1].node, one.places[-1].kind) == (node, kind)]
    training = [
        one.id for one in staying if any(trial.status == "running" for trial in members.get(one.id, ()))
    ]
    steps = seconds = 0.0
    for one in staying:
        timed = [trial for trial in members.get(one.id, ()) if trial.seconds_per_step]
        if timed:
            made = sum(trial.steps for trial in timed)
            rate = min(one.width, len(timed)) / min(trial.seconds_per_step or 0.0 for trial in timed)
            steps, seconds = steps + made, seconds + made / rate
    return NodeShare(
        node, kind, tuple(one.id for one in populations), tuple(training),
        sum(len(members.get(one.id, ())) for one in staying), steps / seconds if seconds else None,
    )  # fmt: skip
