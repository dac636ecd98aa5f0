"""Rows of what evaluations measured, for all trials of a chunk at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from trainlab.record import Evaluations


class Rows(NamedTuple):
    """What evaluations measured of trials, a row each, in the order of the evaluations.

    Attributes:
        member: the trial, by its place in the population.
        step: at which it was evaluated.
        values: (rows, curves).
        slot, evaluation: where it comes from.
        entered, kept, wins, of_best: see ``recording._Evaluation`` and ``train.evaluate.Measured``.
    """

    member: np.ndarray
    step: np.ndarray
    values: np.ndarray
    slot: np.ndarray
    evaluation: np.ndarray
    entered: np.ndarray
    kept: np.ndarray
    wins: np.ndarray
    of_best: np.ndarray


def entered(rows: Rows, ids: np.ndarray, curves: tuple[str, ...]) -> Evaluations:
    """The rows of the table of evaluations."""
    places = np.flatnonzero(rows.entered)
    *_, latest = distinct(rows.member[places], rows.step[places])
    latest = places[latest]
    trials, steps = ids[rows.member[latest]], rows.step[latest].astype(np.int64)
    return Evaluations(trials, steps, rows.values[latest], curves)


def distinct(member: np.ndarray, step: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows of the same trial and step as one: which it is for each row, and the first and latest row of each.

    They come in the order of their first rows.
    """
    pairs = member.astype(np.int64) << 32 | step.astype(np.int64)  # steps are counted in 32 bits
    _, first, number = np.unique(pairs, return_index=True, return_inverse=True)
    place = np.empty(len(first), np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    number = place[number]
    latest = np.zeros(len(first), np.int64)
    np.maximum.at(latest, number, np.arange(len(member)))
    return number, np.sort(first), latest


def last(member: np.ndarray, which: np.ndarray, members: int) -> np.ndarray:
    """The last row of each trial among some rows; -1 where there is none."""
    found = np.full(members, -1)
    np.maximum.at(found, member[which], np.flatnonzero(which))
    return found


def named(values: np.ndarray, curves: tuple[str, ...]) -> dict[str, float]:
    """The values of a row by the name of their curve."""
    return dict(zip(curves, values.tolist(), strict=True))
