"""A study: its trials, its curves, its best network."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trainlab.counted import counted
from trainlab.errors import StudyError
from trainlab.plain import plain
from trainlab.record import Curves, Finding, Score, StepTime, StudyInfo
from trainlab.record.groups.ranking import best_trial, rank, sort_trials
from trainlab.store import StudyReader
from trainlab.store.curves.curve_names import match_names
from trainlab.study.answers.curve_table import curve_table
from trainlab.study.answers.table import NOTEBOOK_ROWS, chosen_frame, frame, html
from trainlab.study.trial import StudyTrial
from trainlab.tasks import metrics_of

if TYPE_CHECKING:
    import pyarrow as pa
    from matplotlib.figure import Figure

    from trainlab.diagnose.best.expected import Expected
    from trainlab.questions import Answers
    from trainlab.study.viewing import Viewer


class Study:
    """A stored study, read only; it shows what was committed when it was asked.

    Args:
        folder: the study's folder.

    Raises:
        StudyError: the folder is not a study.
    """

    def __init__(self, folder: Path) -> None:
        self._reader = StudyReader(folder)

    @property
    def reader(self) -> StudyReader:
        """What reads its folder."""
        return self._reader

    @property
    def folder(self) -> Path:
        """Where the study is stored."""
        return self._reader.folder

    @property
    def info(self) -> StudyInfo:
        """Its name, data, varied settings, versions and seconds."""
        return self._reader.info

    @property
    def finished(self) -> bool:
        """Whether every trial is over; :func:`trainlab.resume` continues one that is not."""
        return self._reader.finished

    @cached_property
    def trials(self) -> list[StudyTrial]:
        """Its trials, by id."""
        return [StudyTrial(self._reader, record) for record in self._reader.trials()]

    def __len__(self) -> int:
        return len(self.trials)

    def trial(self, id: int) -> StudyTrial:
        """The trial with that number.

        Raises:
            StudyError: there is none.
        """
        for trial in self.trials:
            if trial.id == id:
                return trial
        known = f"trials are 0 to {len(self) - 1}" if len(self) > 1 else "only trial is 0"
        raise StudyError(f"study {self.info.name} has no trial {id}: its {known}.")

    def best(self, by: str | None = None, which: str = "best") -> StudyTrial:
        """The best trial that did not diverge.

        Args:
            by: an evaluation curve; accuracies are better when higher, losses when lower. By default
                ``validation_accuracy``, or ``validation_rmse`` where targets are numbers.
            which: compare trials at their ``best`` evaluation or at their ``final`` one.

        Raises:
            StudyError: no curve has that name, or no trial has a value.
        """
        if which not in ("best", "final"):
            raise StudyError(f"which must be best or final, not '{which}'.")
        record = best_trial(
            [trial.record for trial in self.trials], by, "best" if which == "best" else "final"
        )
        return self.trial(record.id)

    def tie(self, by: str | None = None) -> str:
        """Which trials are as good as the best one, in a sentence; empty where none is.

        Args:
            by: the evaluation curve they are ranked by, at each trial's best evaluation.
        """
        from trainlab.diagnose.best.headline import tie_line

        return tie_line(self.info, [trial.record for trial in self.trials], by)

    @property
    def curve_names(self) -> list[str]:
        """Names of its curves: those every study has, then what probes measured, layer by layer."""
        return self._reader.curve_names()

    def matching_curves(self, pattern: str) -> list[str]:
        """The curves that a name or a pattern stands for.

        Args:
            pattern: a curve's name; the part of it before the layer (``gradient_norm``), which stands for all
                layers; or a pattern with ``*`` and ``?`` (``*.hidden1``).

        Raises:
            StudyError: no curve fits.
        """
        return match_names(pattern, self.curve_names)

    def curves(self, name: str, trials: Sequence[int] | None = None) -> np.ndarray:
        """One curve of every trial.

        Args:
            name: one of ``curve_names``: ``train_loss`` or ``learning_rate`` (every step), an evaluation
                curve (``evaluated_train_loss``, ``train_accuracy``, ``validation_loss``,
                ``validation_accuracy``), or a probe's, such as ``gradient_norm.hidden1``.
            trials: ids; all by default.

        Returns:
            (trials, points) numbers, NaN where a trial has none. The steps are those of ``recorded(name)``.

        Raises:
            StudyError: a name or id is unknown.
        """
        return self.recorded(name, trials).values

    def recorded(self, name: str, trials: Sequence[int] | None = None) -> Curves:
        """One curve of every trial, with the steps and ids it belongs to."""
        return self._reader.curves(name, trials)

    def batches(self, trial: int, first: int = 0, last: int | None = None) -> list[np.ndarray]:
        """Which examples of train the steps of a trial see.

        All trials that agree in their data, ``batch_size``, ``shuffle`` and ``order_seed`` see the same ones.

        Args:
            trial: its number.
            first: the first step.
            last: the step before which to stop; by default the length the trial was to have.

        Returns:
            One (batch,) array of rows of ``trial(number).dataset().train`` for each step; the last batch of
            an epoch is shorter where the batch size does not divide the examples.

        Raises:
            DataError: the data is not there any more.
            StudyError: there is no such trial or step, or the data is not what the study was trained on.

        Example:
            >>> study.batches(0, last=2)  # doctest: +SKIP
            [array([17, 3, 64]), array([52, 8, 31])]
        """
        from trainlab.study.networks.replay import trial_batches

        chosen = self.trial(trial)
        return trial_batches(chosen.usable, chosen.dataset(), first, last)

    def evaluate_all(
        self,
        split: str = "test",
        which: str = "best",
        told: Callable[[int, int], None] = lambda done, of: None,
    ) -> dict[int, Score]:
        """Measure every trial that has ended on a split, and keep what was measured with the study.

        Of ``best`` weights on ``test``, ``test_accuracy``, ``test_loss`` and so on are then known to tables,
        questions and plots. Choose by validation, and look at test once: the best of many test accuracies is
        no estimate of anything.

        Args:
            split: train, validation or test.
            which: ``best`` or ``final`` weights.
            told: called with the number of trials measured and the number of all.

        Returns:
            Number of the trial -> what its weights reach.

        Raises:
            DataError: no split has that name, or the data is not there any more.
            StudyError: no trial has ended, the data is not what the study was trained on, or another process
                writes the study.

        Example:
            >>> study.evaluate_all()[0].accuracy  # doctest: +SKIP
            0.99
        """
        from trainlab.store.measured import update_measured, with_scores

        ended = [trial for trial in self.trials if trial.record.over]
        if not ended:
            raise StudyError(f"no trial of study {self.info.name} has ended yet: nothing to evaluate.")
        scores = {}
        for number, trial in enumerate(ended):
            result = trial.evaluate(split, which)
            values = {name: result[name] for name in metrics_of(trial.settings)}
            scores[trial.id] = Score.of(values, result["examples"])
            told(number + 1, len(ended))
        update_measured(self.folder, with_scores({(id, split, which): one for id, one in scores.items()}))
        vars(self).pop("trials", None)
        return scores

    def time(self, rounds: int | None = None) -> dict[int, StepTime]:
        """Measure what one step of each trial's program takes by itself, and one evaluation.

        Every program is compiled for a single trial and measured in several rounds, in which all of them take
        turns. What was measured is kept with the study: ``step_time`` is then known to tables, questions and
        plots.

        Args:
            rounds: how often each program is measured; 9 by default.

        Returns:
            Number of the trial -> what a step of its program takes, in seconds.

        Raises:
            DataError: the data is not there any more.
            StudyError: the data is not what the study was trained on, or another process writes the study.

        Example:
            >>> study.time()[0].seconds  # doctest: +SKIP
            1.29e-05
        """
        from trainlab.study.answers.timing import time_study

        times = time_study(self._reader, rounds=rounds)
        vars(self).pop("trials", None)  # they know their times from now on
        return {trial.id: times[trial.record.population] for trial in self.trials}

    def ask(self, question: str, hold: int | str = 1) -> Answers:
        """When each trial first fulfils a condition.

        Args:
            question: a condition over curves and settings, such as ``train_loss < 0.5`` or
                ``mean_over(train_loss, 20) < 0.3 and validation_accuracy > 85%``; see docs/questions.md.
            hold: points in a row at which it must hold, the first included, or ``"end"`` for all that follow.

        Returns:
            The answers of the trials, the earliest first: ``answers[0].step``, ``answers.steps``,
            ``answers.groups()``.

        Raises:
            QuestionError: the question cannot be read, or names what the study does not have.

        Example:
            >>> study.ask("train_loss < 0.5")[0].step  # doctest: +SKIP
            12
        """
        from trainlab.questions import ask

        records = [trial.record for trial in self.trials]
        return ask(question, self.info, records, self._reader.curve_names(), self.recorded, hold)

    def where(self, question: str, hold: int | str = 1) -> list[StudyTrial]:
        """The trials that fulfil a condition at some point, by id.

        Args:
            question: a condition over curves and settings, as for :meth:`ask`.
            hold: points in a row at which it must hold, as for :meth:`ask`.

        Raises:
            QuestionError: the question cannot be read, or names what the study does not have.

        Example:
            >>> [trial.id for trial in study.where("learning_rate > 0.1")]  # doctest: +SKIP
            [2, 3]
        """
        found = {answer.trial.id for answer in self.ask(question, hold) if answer.step is not None}
        return [trial for trial in self.trials if trial.id in found]

    def plot(self, **options: Any) -> Figure:
        """Draw curves of its trials, or their last value against a setting.

        Args:
            **options: ``curve``, ``against``, ``where`` and the others of :func:`trainlab.plot`, which draws
                several studies together.

        Returns:
            A matplotlib figure.

        Raises:
            PlotError: options do not go together, or there is nothing to draw.

        Example:
            >>> figure = study.plot(curve="validation_accuracy", against="learning_rate")  # doctest: +SKIP
        """
        from trainlab.study.answers.plot import plot

        return plot(self, **options)

    def view(self, port: int = 0, browser: bool | None = None) -> Viewer:
        """Show the study in the browser, while it trains and after; in a notebook in the cell.

        Args:
            port: port of the server; a free one by default.
            browser: whether to open the browser; by default everywhere but in a notebook.

        Returns:
            The page: its ``address``, and ``close()``; see :func:`trainlab.view`.
        """
        from trainlab.study.viewing import view

        return view(self, root=self.folder.parent, port=port, browser=browser)

    def report(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write the study as one HTML file: a summary, its curves, settings, table and findings.

        It opens without a server and without a network. 1,000 trials of 2,000 steps take less than 5 MB:
        curves that do not fit whole keep the smallest and the largest value of every few steps.

        Args:
            path: the file.
            force: replace a file that is already there.

        Returns:
            The file.

        Raises:
            StudyError: the file is already there, or its folder is not.
            StorageError: the file cannot be written.

        Example:
            >>> study.report("report.html")  # doctest: +SKIP
        """
        from trainlab.web.report.write import write_report

        return write_report(self.folder, path, force=force)

    def tensorboard(self, logdir: str | os.PathLike[str], follow: bool = False) -> Path:
        """Write its curves, settings and findings as event files for TensorBoard, a run a trial.

        Args:
            logdir: the folder TensorBoard is pointed at; made if it is not there.
            follow: keep up with the study until it is finished, or until Ctrl-C.

        Returns:
            ``logdir``; :func:`trainlab.tensorboard` writes several studies into one.

        Raises:
            StudyError: the folder is a study's, or it holds the events of another study.
            StorageError: a file cannot be written.

        Example:
            >>> study.tensorboard("logdir")  # doctest: +SKIP
        """
        from trainlab.study.answers.tensorboard import tensorboard

        return tensorboard(self, logdir=logdir, follow=follow)

    def curve_table(self, *patterns: str, trials: Sequence[int] | None = None) -> pa.Table:
        """Curves as a table: a row for each trial and step, a column for each curve.

        Args:
            *patterns: names or patterns, see :meth:`matching_curves`.
            trials: ids; all by default.

        Returns:
            An Arrow table with the columns ``trial``, ``step`` and the curves; null where a curve has no
            value. ``.to_pandas()`` makes it a data frame where pandas is installed.

        Raises:
            StudyError: a name or id is unknown.
        """
        names = dict.fromkeys(name for pattern in patterns for name in self.matching_curves(pattern))
        return curve_table([self.recorded(name, trials) for name in names])

    def expected(self) -> Expected | None:
        """What the best trial is expected to reach on new examples, beside what is shown of it.

        The best of many trials on few validation examples is partly the luckiest: see
        :class:`~trainlab.diagnose.best.expected.Expected`. None where nothing has been evaluated.
        """
        from trainlab.diagnose.best.expected import expect

        records = [trial.record for trial in self.trials]
        return expect(self.info, records, self._reader)

    def findings(self, train_loss: Curves | None = None, expected: Expected | None = None) -> list[Finding]:
        """What the curves say: about the study first, then about each trial.

        Args:
            train_loss: ``recorded("train_loss")``, where it was read already.
            expected: :meth:`expected`, where it was asked already.
        """
        from trainlab.study.answers.findings import find

        records = [trial.record for trial in self.trials]
        losses = self.recorded("train_loss") if train_loss is None else train_loss
        return find(self._reader, records, losses, self.expected() if expected is None else expected)

    def frame(self, *columns: str, sort: str | None = None, top: int | None = None) -> pa.Table:
        """A table with one row a trial: id, settings, status, final and best values.

        Args:
            *columns: settings, curves (the value of the best evaluation; ``final_`` before one for its last)
                and facts to show beside the trial's number; all there are by default.
            sort: an evaluation curve, a setting or a fact that trials are sorted by, the best first; by their
                numbers by default.
            top: how many to show.

        Returns:
            An Arrow table; ``.to_pandas()`` makes it a data frame where pandas is installed.

        Raises:
            StudyError: nothing has such a name.

        Example:
            >>> study.frame("net", "validation_loss", sort="validation_loss", top=3)  # doctest: +SKIP
        """
        records = [trial.record for trial in self.trials]
        if sort is not None:
            records = sort_trials(records, sort, info=self.info)
        chosen = records[:top]
        return chosen_frame(self.info, chosen, columns) if columns else frame(chosen, self.info)

    def _repr_html_(self) -> str:
        records = [trial.record for trial in self.trials]
        shown = [record.id for record in rank(records)[:NOTEBOOK_ROWS]]
        losses = self.recorded("train_loss", shown) if shown else None
        drawn = {} if losses is None else dict(zip(losses.trials.tolist(), losses.values, strict=True))
        return html(self.info, records, drawn)

    def __repr__(self) -> str:
        trials = counted(len(self), "trial")
        return plain(f"<Study {self.info.name}: {trials} of {self.info.data}, {self.folder}>")
