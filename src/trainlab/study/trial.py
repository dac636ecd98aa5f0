"""A trial: its record, its curves, its weights, its predictions."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trainlab.errors import StudyError
from trainlab.record import StudyInfo, Trial
from trainlab.record.wording import curve_words
from trainlab.settings import Settings, data_settings
from trainlab.store import StudyReader
from trainlab.study.answers.table import trial_html
from trainlab.study.networks.network import Network, predict
from trainlab.study.networks.network_record import NetworkRecord, Standardization
from trainlab.tasks import task_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trainlab.data import Dataset
    from trainlab.study.answers.predicted_rows import PredictedRows
    from trainlab.study.data.data_record import DataRecord
    from trainlab.study.networks.variables import VariableSummary


class StudyTrial:
    """One trial of a stored study.

    Args:
        reader: the study.
        record: the trial's record.
    """

    def __init__(self, reader: StudyReader, record: Trial) -> None:
        self._reader = reader
        self.record = record

    @property
    def id(self) -> int:
        """Its number in the study."""
        return self.record.id

    @property
    def settings(self) -> Settings:
        """Every setting that applies to it."""
        return self.record.settings

    @property
    def status(self) -> str:
        """``done``, ``diverged at step N``, ..."""
        return self.record.status_text

    def curve(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """The steps and the values of one of its curves; see :meth:`Study.curves`."""
        curves = self._reader.curves(name, [self.id])
        return curves.steps, curves.row(0)[1]

    def weights(self, which: str = "best") -> dict[str, np.ndarray]:
        """Its weights by name (``hidden1.kernel``): the ``best`` ones, or the ``final`` ones.

        The best are those of the step ``record.best_step``: of the highest validation accuracy or, with
        ``early_stopping``, of the best check of the curve it watched. Of a trial that has not ended they are
        those of the last commit.

        Raises:
            StudyError: ``which`` is neither, or nothing of the trial is committed yet.
        """
        if which not in ("best", "final"):
            raise StudyError(f"weights must be best or final, not '{which}'.")
        if not self.record.over or not self._reader.has_weights(self.id, which):
            from trainlab.study.networks.latest import latest_weights

            return latest_weights(self._reader, self.usable, which, self.input_shape)
        return self._reader.weights(self.id, which)

    def layers(self, which: str = "best") -> list[VariableSummary]:
        """What is in its variables: shape, norm, mean, deviation and largest number of each.

        Args:
            which: its ``best`` or its ``final`` weights; see :meth:`weights`.

        Example:
            >>> [(one.name, one.norm) for one in trial.layers()]  # doctest: +SKIP
            [('hidden1.bias', 1.4), ('hidden1.kernel', 3.2), ('output.bias', 0.6), ('output.kernel', 4.1)]
        """
        from trainlab.study.networks.variables import summarize

        return summarize(self.weights(which), self.layer_names)

    @property
    def layer_names(self) -> list[str]:
        """Names of its net's layers, from input to output."""
        from trainlab.train.trained import trained_net

        return [layer.name for layer in trained_net(self.usable.settings, self.input_shape).layers]

    def initial_weights(self) -> dict[str, np.ndarray]:
        """The weights it started from, by name as in :meth:`weights`: drawn again from its seed.

        With :meth:`dataset` and :meth:`Study.batches` they are what it takes to repeat the trial in another
        program, see docs/repeat-elsewhere.md.

        Raises:
            StudyError: a trained net that it started from is not there any more.

        Example:
            >>> trial.initial_weights()["output.bias"]  # doctest: +SKIP
            array([0., 0.], dtype=float32)
        """
        from trainlab.study.networks.replay import trial_weights

        return trial_weights(self.usable.settings, self.input_shape, self._reader.folder.parent)

    def dataset(self) -> Dataset:
        """The dataset it was trained on, prepared as its settings say.

        Raises:
            DataError: the data is not there any more.
            StudyError: the data is not what the study was trained on.
        """
        from trainlab.study.data.dataset import stored_dataset

        return stored_dataset(self._reader, self.usable)

    def evaluate(self, split: str = "test", which: str = "best") -> dict[str, Any]:
        """Its loss, its accuracy and whatever else its evaluations measure, on a split.

        Args:
            split: train, validation or test.
            which: its ``best`` or its ``final`` weights; see :meth:`weights`.

        Returns:
            ``split``, ``weights``, ``examples``, ``loss`` (mean, without penalties) and the
            other metrics of its task by name: ``accuracy``; or ``rmse``, ``mae`` and ``r2``.

        Raises:
            DataError: no split has that name, or the data is not there any more.
            StudyError: the data is not what the study was trained on.
        """
        from trainlab.scale.engine import engine
        from trainlab.study.data.dataset import stored_dataset

        dataset = stored_dataset(self._reader, self.usable)
        part = dataset.split(split)
        settings, weights = self.usable.settings, self._fitting_weights(which)
        with engine():
            from trainlab.train.apply import evaluate_split

            found = evaluate_split(settings, weights, part.inputs, part.targets, dataset.target_unit)
        return {
            "split": split,
            "weights": which,
            "examples": len(part.targets),
            **found,
        }

    def keep_predictions(self, split: str = "test", which: str = "best") -> None:
        """Keep with the study what the trial predicts of a split: the page of :func:`trainlab.view` shows it.

        Args:
            split: train, validation or test.
            which: its ``best`` or its ``final`` weights; see :meth:`weights`.

        Raises:
            DataError: no split has that name, or the data is not there any more.
            StudyError: the data is not what the study was trained on, the net predicts no classes, or another
                process writes the study.

        Example:
            >>> trial.keep_predictions("test")  # doctest: +SKIP
        """
        from trainlab.scale.engine import engine
        from trainlab.store.predictions import keep_predictions
        from trainlab.study.answers.predictions import predictions_of
        from trainlab.study.data.dataset import stored_dataset

        dataset = stored_dataset(self._reader, self.usable)
        part = dataset.split(split)
        if not dataset.classes:
            raise StudyError(f"trial {self.id} predicts no classes: there is nothing to confuse.")
        settings, weights = self.usable.settings, self._fitting_weights(which)
        with engine():
            from trainlab.train.apply import predict_outputs

            probabilities = np.asarray(predict_outputs(settings, weights, part.inputs))
        found = predictions_of(probabilities, part.targets, part.inputs, dataset.classes, split, which)
        keep_predictions(self._reader.folder, self.id, found)

    def predict(self, x: object, which: str = "best") -> np.ndarray:
        """The probability of every class for some inputs, or the numbers that are predicted.

        Args:
            x: (examples, *input_shape) numbers, prepared as the dataset's are (images scaled to 0..1). If the
                trial standardises its inputs, they are standardised as its train split was.
            which: ``best`` or ``final`` weights.

        Returns:
            (examples, classes) float32; the rows sum to 1. Where targets are numbers, (examples, targets)
            float64 in the unit of the file.

        Raises:
            DataError: the inputs do not fit the net.
        """
        weights, shape = self._fitting_weights(which), self.input_shape
        numeric = task_of(self.usable.settings).numeric
        of_targets = self.prepared.target_standardization if numeric else None
        return predict(self.usable.settings, weights, x, shape, self._standardization(), of_targets)

    def predict_file(self, file: str | os.PathLike[str], which: str = "best") -> PredictedRows:
        """What its net answers for the rows of a file, which are raw as in the file it was trained on.

        Args:
            file: CSV or Parquet with the columns of the inputs, in any order and among others; or NPZ with an
                array x.
            which: ``best`` or ``final`` weights.

        Returns:
            ``values``, ``classes`` or ``target_names``, and ``write(path)``, which writes them as CSV.

        Raises:
            DataError: the file is not there or damaged, lacks a column, or a cell of one is no number.

        Example:
            >>> trial.predict_file("new.csv").write("out.csv")  # doctest: +SKIP
        """
        from trainlab.study.answers.predicted_rows import predict_rows
        from trainlab.study.data.dataset import stored_reading

        return predict_rows(self, file, which, stored_reading(self._reader))

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Shape of one example."""
        written = str(self._reader.info.dataset.get("inputs"))
        try:
            return tuple(int(size) for size in written.split("x"))
        except ValueError:
            raise StudyError(
                f"the study '{self._reader.folder}' has inputs of no shape: '{written}'."
            ) from None

    def network(self, which: str = "best") -> Network:
        """Its net by itself, with what a prediction needs.

        Args:
            which: ``best`` or ``final`` weights.

        Raises:
            StudyError: the trial has not ended yet.
        """
        weights, record, info = self._fitting_weights(which), self.usable, self._reader.info
        prepared = self.prepared
        final = which == "final"
        step = record.steps if final else record.best_step
        origin = {"study": info.name, "data": info.data, "trial": self.id, "weights": which, "step": step}
        return Network(
            NetworkRecord(
                settings=record.settings,
                input_shape=prepared.input_shape,
                classes=prepared.classes,
                features=prepared.features,
                weights=weights,
                standardization=prepared.standardization,
                target_names=prepared.target_names,
                target_standardization=prepared.target_standardization,
                scores=record.final if final else record.best,
                origin={name: value for name, value in origin.items() if value is not None},
            )
        )

    def export(self, path: str | os.PathLike[str], which: str = "best", *, force: bool = False) -> Path:
        """Write its net as ``path.safetensors`` and ``path.json``; :func:`trainlab.load_network` loads it.

        Args:
            path: the files' path, with or without one of the endings.
            which: ``best`` or ``final`` weights.
            force: replace files that are already there.

        Returns:
            The file of the weights.

        Raises:
            StudyError: a file is already there, or the trial has not ended yet.
            StorageError: the files cannot be written.
        """
        from trainlab.study.networks.export import write_network

        return write_network(self.network(which).record, path, force=force)

    def _standardization(self) -> Standardization | None:
        """What its inputs are shifted and scaled by, if they are standardised."""
        return self.prepared.standardization if self.usable.settings["standardize"] else None

    @property
    def prepared(self) -> DataRecord:
        """What is known of its data: what the study wrote down, or else what the data says."""
        from trainlab.study.data.data_record import DataRecord
        from trainlab.study.data.dataset import stored_dataset, stored_record

        settings = self.usable.settings
        written = stored_record(self._reader, settings)
        if written is not None:
            return written
        return DataRecord.of(data_settings(settings), stored_dataset(self._reader, self.usable))

    @cached_property
    def usable(self) -> Trial:
        """Its record, with settings that its net can be used with.

        Raises:
            StudyError: it has none.
        """
        from trainlab.study.networks.usable import usable_trial

        info = self._reader.info
        return usable_trial(self.record, info.data, info.name)

    def _fitting_weights(self, which: str) -> dict[str, np.ndarray]:
        """Its weights, if they are those of its net: nothing else is to be compiled for."""
        from trainlab.study.networks.usable import check_weights
        from trainlab.train.trained import trained_net

        weights = self.weights(which)
        net = trained_net(self.usable.settings, self.input_shape)
        check_weights(net, weights, self.id, self._reader.info.name)
        return weights

    def plot(self, curve: str | Sequence[str] = "train_loss", **options: Any) -> Figure:
        """Draw its curves.

        Args:
            curve: a curve's name, or several; what a probe measured is drawn layer by layer.
            **options: as for :func:`trainlab.plot`.

        Returns:
            A matplotlib figure.

        Raises:
            PlotError: options do not go together.
            StudyError: no curve has that name.
        """
        from trainlab.study.answers.plot import plot
        from trainlab.study.study import Study

        return plot(Study(self._reader.folder), curve=curve, trial=self.id, **options)

    def plot_predicted(self, split: str = "test", which: str = "best") -> Figure:
        """Draw predicted against true numbers, and what is left: a row for each target.

        Args:
            split: train, validation or test.
            which: ``best`` or ``final`` weights.

        Returns:
            A matplotlib figure.

        Raises:
            PlotError: the trial predicts classes.
        """
        from trainlab.study.answers.fit import predicted_figure

        return predicted_figure(self, split, which)

    def plot_fit(self, steps: Sequence[int] | None = None) -> Figure:
        """Draw what a net of one input answers, with the data, after some of its steps.

        The trial is trained again in memory for it: a study keeps only its best and final weights.

        Args:
            steps: which; 0 is before training. By default 0, the last one and others between them.

        Returns:
            A matplotlib figure, a small panel for each step.

        Raises:
            PlotError: the net has more inputs or targets, or predicts classes.
            StudyError: it made fewer steps, or its learning rate depends on how long it trains.
        """
        from trainlab.study.answers.fit import fit_figure

        return fit_figure(self, steps)

    @property
    def folder(self) -> Path:
        """Its study's folder."""
        return self._reader.folder

    @property
    def info(self) -> StudyInfo:
        """What its study is."""
        return self._reader.info

    def _repr_html_(self) -> str:
        names = ("train_loss", "validation_loss", task_of(self.settings).curve)
        curves = {name: self.curve(name)[1] for name in names}
        return trial_html(self._reader.info, self.record, curves)

    def __repr__(self) -> str:
        curve = task_of(self.settings).curve
        value = self.record.best.get(curve)
        shown = "" if value is None else f", {curve_words(curve)} {value:.4f}"
        return f"<trial {self.id}: {self.status}{shown}>"
