"""Every schedule against its formula, written out step by step in Python's 64-bit floats."""

from __future__ import annotations

import math

import numpy as np
import pytest

LENGTH = 60
RATE = 0.3


def constant(t, s):
    return RATE


def piecewise(t, s):
    rate = RATE
    for first, factor in s["pieces"]:
        if t >= first:
            rate = RATE * factor
    return rate


def exponential(t, s):
    passed = t / s["decay_steps"]
    return RATE * 10 ** -(math.floor(passed) if s.get("staircase") else passed)


def power(t, s):
    return RATE * (1 + t / s["decay_steps"]) ** -s["decay_power"]


def cosine_between(start, end, share):
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))


def cosine(t, s):
    return cosine_between(RATE, RATE * s["final_rate"], min(t / s["decay_steps"], 1))


def cosine_restarts(t, s):
    start, steps, height = 0, s["decay_steps"], 1.0
    while t >= start + steps:
        start, steps, height = start + steps, steps * s["restart_growth"], height * s["restart_decay"]
    above = height * cosine_between(1, 0, (t - start) / steps)
    return RATE * ((1 - s["final_rate"]) * above + s["final_rate"])


def cyclical(t, s):
    cycle = math.floor(1 + t / (2 * s["decay_steps"]))
    x = abs(t / s["decay_steps"] - 2 * cycle + 1)
    scale = 1 / 2 ** (cycle - 1) if s["cycle_shape"] == "triangular2" else 1
    return RATE + (RATE * s["peak_factor"] - RATE) * max(0, 1 - x) * scale


def one_cycle(t, s):
    """As torch.optim.lr_scheduler.OneCycleLR calculates it, and constant after its last step."""
    total = s["decay_steps"]
    peak, last = s["rise"] * total - 1, total - 1
    t = min(t, last)
    if t <= peak:
        return cosine_between(RATE * s["start_factor"], RATE, t / peak)
    return cosine_between(RATE, RATE * s["end_factor"], (t - peak) / (last - peak))


def range_test(t, s):
    """As fastai's SchedExp calculates it, with its last step at the end."""
    last = s["decay_steps"] - 1
    start, end = RATE, RATE * s["peak_factor"]
    return start * (end / start) ** (min(t, last) / last)


CASES = [
    (constant, {}),
    (piecewise, {"pieces": [(0, 0.5), (1, 2.0), (20, 0.1), (21, 0.0), (59, 0.25)]}),
    (piecewise, {"pieces": [(30, 0.1)]}),
    (exponential, {"decay_steps": 7}),
    (exponential, {"decay_steps": 7, "staircase": True}),
    (exponential, {"decay_steps": 1000}),
    (power, {"decay_steps": 7, "decay_power": 1.0}),
    (power, {"decay_steps": 3, "decay_power": 0.5}),
    (power, {"decay_steps": 3, "decay_power": 0.0}),
    (cosine, {"decay_steps": 60, "final_rate": 0.0}),
    (cosine, {"decay_steps": 25, "final_rate": 0.2}),
    (cosine_restarts, {"decay_steps": 7, "final_rate": 0.0, "restart_growth": 2.0, "restart_decay": 1.0}),
    (cosine_restarts, {"decay_steps": 4, "final_rate": 0.1, "restart_growth": 1.5, "restart_decay": 0.5}),
    (cosine_restarts, {"decay_steps": 9, "final_rate": 0.1, "restart_growth": 1.0, "restart_decay": 0.5}),
    (cosine_restarts, {"decay_steps": 5, "final_rate": 0.1, "restart_growth": 3.0, "restart_decay": 0.0}),
    (cyclical, {"decay_steps": 7, "peak_factor": 6.0, "cycle_shape": "triangular"}),
    (cyclical, {"decay_steps": 7, "peak_factor": 3.0, "cycle_shape": "triangular2"}),
    (cyclical, {"decay_steps": 1, "peak_factor": 3.0, "cycle_shape": "triangular2"}),
    (cyclical, {"decay_steps": 7, "peak_factor": 1.0, "cycle_shape": "triangular"}),
    (one_cycle, {"decay_steps": 60, "start_factor": 0.04, "end_factor": 4e-6, "rise": 0.3}),
    (one_cycle, {"decay_steps": 41, "start_factor": 0.5, "end_factor": 0.1, "rise": 0.9}),
    (one_cycle, {"decay_steps": 50, "start_factor": 0.1, "end_factor": 0.0, "rise": 0.01}),
    (one_cycle, {"decay_steps": 40, "start_factor": 0.1, "end_factor": 0.01, "rise": 0.25}),
    (range_test, {"decay_steps": 60, "peak_factor": 1e4}),
    (range_test, {"decay_steps": 40, "peak_factor": 10.0}),
    (range_test, {"decay_steps": 2, "peak_factor": 3.0}),
]
IDS = [f"{case[0].__name__}-{number}" for number, case in enumerate(CASES)]


def given(formula, settings):
    written = dict(settings)
    if "pieces" in settings:
        written["pieces"] = "/".join(f"{first}:{factor}" for first, factor in settings["pieces"])
    return {"schedule": formula.__name__, "learning_rate": RATE, **written}


@pytest.mark.parametrize(("formula", "settings"), CASES, ids=IDS)
def test_every_step_follows_the_formula(formula, settings, rates):
    expected = [formula(t, settings) for t in range(LENGTH)]
    measured = rates(LENGTH, **given(formula, settings))
    np.testing.assert_allclose(measured, expected, rtol=2e-6, atol=3e-7 * max(expected))


@pytest.mark.parametrize(("formula", "settings"), CASES, ids=IDS)
def test_a_warmup_rises_to_the_schedules_start_and_moves_it_back(formula, settings, rates):
    warmup = 12
    rise = [(step + 1) / warmup * formula(0, settings) for step in range(warmup)]
    expected = rise + [formula(t, settings) for t in range(LENGTH - warmup)]
    measured = rates(LENGTH, warmup=warmup, **given(formula, settings))
    np.testing.assert_allclose(measured, expected, rtol=2e-6, atol=3e-7 * max(expected))
