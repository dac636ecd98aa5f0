"""Resuming a study that was killed, was interrupted, or ran out of disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.errors import Interrupted, ResourceError, StorageError
from trainlab.folders import RUNS, expanded
from trainlab.scale.executors.where import HERE, LOCAL, Where
from trainlab.scale.observer import Observer, StopRequested
from trainlab.store import StudyReader, StudyWriter
from trainlab.study.running.departures import needed_devices
from trainlab.study.running.quiet import Quiet
from trainlab.study.running.unfinished import find_unfinished, is_complete, put_at_rest
from trainlab.study.study import Study

# What only running needs is imported by the functions that run: opening a study stays quick.
if TYPE_CHECKING:
    from trainlab.study.data.source import DataSource
    from trainlab.study.running.searching.recorded import Objective


def resume(
    study: str | os.PathLike[str] | None = None,
    *,
    root: str | os.PathLike[str] = RUNS,
    anyway: bool = False,
    on: str = LOCAL,
    devices: int | None = None,
    progress: Observer | bool | None = None,
) -> Study:
    """Continue a study from its last commit; it ends as if it had never stopped, to the last bit.

    Args:
        study: its folder, or its name under ``root``; the newest that is not finished by default.
        root: folder that studies live in.
        anyway: continue although something has changed that its numbers depend on, such as the version of
            JAX. It is then recorded in ``info.departures`` of the study.
        on: where it trains from now on, ``local`` or ``ray``; see :func:`run`.
        devices: cores, or accelerators, of a cluster that it takes at most; all by default.
        progress: whether to show how far it is, as for :func:`run`.

    Returns:
        The finished study. One that was finished before is left as it is.

    Raises:
        StudyError: there is no such study, another process writes it, or it would not continue as it began:
            its data, or what it runs on, has changed.
        Interrupted: Ctrl-C was pressed; what was made is committed.

    >>> study = resume("moons")  # doctest: +SKIP
    """
    where = Where.of(on, devices)
    folder = find_unfinished(expanded(root), None if study is None else os.fspath(study))
    if is_complete(folder):
        return resume_study(folder, anyway=anyway)
    from trainlab.study.running.progress import watched

    with watched(progress) as observer:
        return resume_study(folder, anyway=anyway, observer=observer, where=where)


def resume_study(
    folder: Path,
    *,
    anyway: bool = False,
    observer: Observer | None = None,
    source: DataSource | None = None,
    where: Where = HERE,
    objective: Objective | None = None,
) -> Study:
    """Continue the study of a folder; see :func:`resume`.

    Args:
        folder: the study's folder.
        anyway: continue although what the study runs on has changed.
        observer: notified of what happens, and asked whether to stop; by default Ctrl-C stops it.
        source: the data, if it is not what the study keeps or names.
        where: where it trains.
        objective: a function of a trial that a search makes as small as it can, where it began with one.
    """
    if is_complete(folder):
        put_at_rest(folder)
        return Study(folder)
    observer = observer or Quiet()
    reader = StudyReader(folder)
    with observer.stop, StudyWriter.open(folder) as writer:
        if reader.finished:  # killed while its curves were compacted
            with continuable(folder, observer):
                writer.finish(reader.info)
        else:
            from trainlab.scale.engine import engine

            needed = needed_devices(reader.populations())
            with where.joined(), engine(needed), where.opened(needed) as machines:
                from trainlab.scale.run import train_study
                from trainlab.study.running.plan import plan_rest
                from trainlab.study.running.searching.continued import searching

                planned = plan_rest(reader, writer.checkpoints(), source, anyway, machines)
                if planned.info.departures != reader.info.departures:
                    writer.describe(planned.info)
                search = searching(reader, planned, machines, objective)
                with continuable(folder, observer):
                    executor = machines.executor(planned, observer)
                    (search or partial(train_study, planned))(writer, observer, executor=executor)
    return settled(Study(folder))


def settled(study: Study) -> Study:
    """A study that was just trained; of a search the net it hands over is looked at on the test split."""
    if study.reader.rounds():
        from trainlab.study.running.searching.on_test import look_at_test

        look_at_test(study)
    return study


@contextmanager
def continuable(folder: Path, observer: Observer) -> Iterator[None]:
    """What ends the training of a study early says how the study is continued.

    Args:
        folder: the study's.
        observer: whoever is asked whether to stop.

    Raises:
        Interrupted: it was asked to stop, and did so when the chunk it was at had been committed.
        StorageError, ResourceError: disk or memory ran out; the message says how to continue.
    """
    try:
        yield
    except StopRequested:
        raise Interrupted(folder) from None
    except (StorageError, ResourceError) as error:
        advice = (
            f"What was committed is kept: once that is put right, continue with 'trainlab resume {folder}'."
        )
        raise type(error)(f"{error} {advice}") from error
    if observer.stop.requested():
        raise Interrupted(folder)
