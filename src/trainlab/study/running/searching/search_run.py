"""A search that runs: round after round, rung after rung, each decision a function of what is committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from trainlab.record import Checkpoint, Chunk, SearchRound
from trainlab.record.search_round import REPEATS
from trainlab.searches import Tried
from trainlab.searches.asked import space_of
from trainlab.searches.proposers import get_proposer
from trainlab.searches.ranking import rank_at
from trainlab.settings import Settings
from trainlab.store import StudyWriter
from trainlab.study.running.searching.costs import Costs
from trainlab.study.running.searching.recorded import Objective, Recorded
from trainlab.study.running.searching.said import best_line, round_line, rung_line

if TYPE_CHECKING:
    from trainlab.experiments import Experiment
    from trainlab.record import StudyInfo
    from trainlab.scale.executors.executor import Executor
    from trainlab.scale.executors.machines import Machines
    from trainlab.scale.observer import Observer
    from trainlab.scale.plans.plan import PopulationPlan
    from trainlab.scale.plans.study_plan import StudyPlan
    from trainlab.scale.training import Training


def train_search(
    experiment: Experiment,
    planned: StudyPlan,
    first: SearchRound | None,
    machines: Machines,
    writer: StudyWriter,
    observer: Observer,
    *,
    objective: Objective | None = None,
    executor: Executor,
) -> StudyInfo:
    """Train a search to its end, from wherever it is; to be called inside of the engine.

    What is decided depends on what is committed and on nothing else, so that a search that was killed makes
    the same proposals and gives up the same trials when it is resumed.

    Args:
        experiment: the experiment.
        planned: the trials that there are.
        first: the first round, if it is not in the study yet.
        machines: what it trains on.
        writer: writes the study.
        observer: notified of what happens, and asked whether to stop.
        objective: a function of a trial, in place of the curve that the experiment names.
        executor: trains populations.

    Raises:
        StopRequested: it was asked to stop.
        ResourceError, StorageError: memory or disk ran out.
    """
    from trainlab.scale.run import announce
    from trainlab.scale.training import Training

    announce(planned, observer)
    if first is not None:
        writer.extend(first, [], [])
    with Training(planned.info, planned.trials, executor, writer, observer) as training:
        running = _SearchRun(experiment, planned, machines, writer, observer, training, objective)
        for one in running.recorded.reader.rounds():
            running.train(one)
        while (coming := running.propose()) is not None:
            running.train(coming)
        return training.finish()


class _SearchRun:
    def __init__(
        self,
        experiment: Experiment,
        planned: StudyPlan,
        machines: Machines,
        writer: StudyWriter,
        observer: Observer,
        training: Training,
        objective: Objective | None,
    ) -> None:
        assert experiment.search is not None
        self._experiment, self._search = experiment, experiment.search
        self._writer, self._observer, self._training = writer, observer, training
        self._load, self._machines = planned.dataset_of, machines
        self._space = space_of(experiment)
        self.recorded = Recorded(writer.folder, self._search.objective, objective)
        self._plans = {plan.population.id: plan for plan in planned.populations}
        self._trials = {trial.id: trial for trial in planned.trials}
        self._standing: dict[int, Checkpoint] = {one.population: one for one in planned.checkpoints}

    def train(self, round_: SearchRound) -> None:
        """Train a round: rung after rung, those that go on."""
        members = [plan.population.id for plan in self._plans.values() if plan.trials[0].id in round_.ids]
        waiting = [self._current(id) for id in members if not self._over(self._current(id))]
        if not waiting:
            return
        self._observer.noted([round_line(round_)])
        for plan in self._training.prepare(waiting):
            self._plans[plan.population.id] = plan
        for share, kept in round_.rungs or ((1.0, round_.trials),):
            self._train_to(members, share)
            if share < 1:
                self._decide(round_, members, share, kept)
        if (best := self._best()) is not None:
            self._observer.noted([best_line(best, self._search.objective, self._space.drawn)])

    def propose(self) -> SearchRound | None:
        """The next round, entered into the study; None where the search is over."""
        rounds = self.recorded.reader.rounds()
        coming = self._next(rounds, exhausted=False)
        settings: list[Settings] = []
        if coming is not None and coming.bracket is not None:
            settings = self._proposed(rounds, coming.bracket.starters)
            if not settings:  # the whole space was tried
                coming = self._next(rounds, exhausted=True)
        if coming is None:
            return None
        if coming.bracket is None:
            by, settings, rungs = REPEATS, self._repeated(coming.leaders, coming.repeats), ()
            if not settings:
                return None
        else:
            from trainlab.searches.halving import halve

            by = self._search.proposer
            bracket = coming.bracket
            if len(settings) < bracket.starters:
                bracket = halve(len(settings), bracket.rungs[0].fraction, self._search.eta)
            rungs = tuple((one.fraction, one.kept) for one in bracket.rungs)
        return self._enter(SearchRound(len(rounds), by, len(self._trials), len(settings), rungs), settings)

    def _next(self, rounds: Sequence[SearchRound], exhausted: bool):
        costs = Costs.of(list(self._trials.values()))
        seconds = sum(self._training.seconds[phase] for phase in ("compile", "train"))
        return costs.next_round(self._experiment, rounds, seconds, exhausted)

    def _proposed(self, rounds: Sequence[SearchRound], count: int) -> list[Settings]:
        return get_proposer(self._search.proposer).propose(
            self._space, self._tried(rounds), count, self._experiment.seed, self._search.architectures
        )

    def _repeated(self, leaders: int, repeats: int) -> list[Settings]:
        """The best settings that were trained to the end, with other seeds."""
        chosen = [one.settings for one in self._through()[:leaders]]
        last = 2**32
        return [
            {**settings, "seed": (int(settings["seed"]) + number) % last}
            for settings in chosen
            for number in range(1, repeats)
        ]

    def _enter(self, round_: SearchRound, settings: list[Settings]) -> SearchRound:
        """Plan a round and add it to the study."""
        from trainlab.scale.plans.added import like_earlier, shifted
        from trainlab.scale.plans.memory import fit_memory
        from trainlab.scale.plans.plan import plan_study
        from trainlab.study.networks.start import start_weights

        weights = cache(partial(start_weights, root=self._writer.folder.parent))
        wanted = plan_study(settings, self._load, weights, self._machines.devices)
        wanted = [like_earlier(plan, list(self._plans.values())) for plan in wanted]
        plans = [
            shifted(plan, round_.first_trial, len(self._plans))
            for plan in self._machines.cut(fit_memory(wanted, self._load, self._machines.available_bytes()))
        ]
        trials = sorted((trial for plan in plans for trial in plan.trials), key=lambda trial: trial.id)
        self._writer.extend(round_, trials, [plan.population for plan in plans])
        self._plans |= {plan.population.id: plan for plan in plans}
        self._trials |= {trial.id: trial for trial in trials}
        self._training.expect(trials)
        self._observer.planned(len(self._trials), 0)
        return round_

    def _train_to(self, members: Sequence[int], share: float) -> None:
        from trainlab.scale.executors.executor import Leg

        legs = []
        for id in members:
            plan, standing = self._current(id), self._standing.get(id)
            to = _rung_step(plan, share)
            if not self._over(plan) and (to is None or standing is None or standing.step < to):
                legs.append(Leg(plan, standing, to))
        for chunk in self._training.train(legs):
            self._take(chunk)
        self._training.wait()

    def _decide(self, round_: SearchRound, members: Sequence[int], share: float, kept: int) -> None:
        """Give up those that do not go on from a rung."""
        before = max((one for one, _ in round_.rungs if one < share), default=0.0)
        in_it = [self._trials[id] for id in round_.ids if self._is_in_it(id, before, share)]
        ahead = min((one for one, _ in round_.rungs if one > share), default=1.0)
        ranked = rank_at(self.recorded.tried(in_it, [round_]), 1.0, ahead / share, keeps_best=True)
        lost = {in_it[one.trial].id for one in ranked[kept:]}
        for id in members:
            standing = self._standing.get(id)
            if standing is None or standing.step != _rung_step(self._current(id), share):
                continue
            gone = {one for one in standing.trials if one in lost and not self._trials[one].over}
            if gone:
                from trainlab.scale.population.given_up import give_up

                chunk = give_up(self._current(id), standing, gone, self._trials)
                self._training.commit(chunk)
                self._take(chunk, id)
        self._observer.noted([rung_line(share, len(in_it), kept)])

    def _is_in_it(self, id: int, before: float, share: float) -> bool:
        """Whether a trial was still in its round after a rung, and is decided upon at the next one."""
        trial = self._trials[id]
        plan = self._plans[trial.population]
        if trial.stopped_by == "search":
            return trial.steps >= (_rung_step(plan, share) or trial.length)
        last = _rung_step(plan, before) if before else 0
        return trial.status != "diverged" or trial.steps >= (last or 0)

    def _take(self, chunk: Chunk, population: int | None = None) -> None:
        """Remember what a chunk says of its trials, and where its population stands."""
        self._trials |= {trial.id: trial for trial in chunk.progress}
        id = chunk.progress[0].population if population is None else population
        if chunk.checkpoint is None:
            self._standing.pop(id, None)
        else:
            self._standing[id] = chunk.checkpoint

    def _current(self, population: int) -> PopulationPlan:
        plan = self._plans[population]
        return replace(plan, trials=tuple(self._trials[trial.id] for trial in plan.trials))

    def _over(self, plan: PopulationPlan) -> bool:
        return all(trial.over for trial in plan.trials)

    def _tried(self, rounds: Sequence[SearchRound]) -> list[Tried]:
        return self.recorded.tried([self._trials[id] for id in sorted(self._trials)], rounds)

    def _best(self) -> Tried | None:
        return next(iter(self._through()), None)

    def _through(self) -> list[Tried]:
        """The trials that were trained to the end, the best first."""
        through = [one for one in self._tried([]) if one.ended and not one.diverged]
        return [through[one.trial] for one in rank_at(through, 1.0, keeps_best=True)]


def _rung_step(plan: PopulationPlan, share: float) -> int | None:
    """The step at which trials are decided upon: the last evaluation before the share is passed."""
    from trainlab.scale.plans.plan import evaluation_steps

    trial = plan.trials[0]
    if share >= 1:
        return None
    first, *later = evaluation_steps(trial)[1:]
    return max((step for step in later if step <= share * trial.length), default=first)
