"""Whether the gradient that training uses is the gradient of the loss."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from trainlab.checks.quick_compile import quickly_compiled
from trainlab.checks.result import CheckResult, LayerTable
from trainlab.checks.subject import Subject

NAME = "gradient"

DIRECTIONS = 3
"""Random directions over all variables at once, besides one for every layer."""

WIDTH = 1e-6
"""Step of the differences, times the size of the weights: near the cube root of float64's epsilon (6e-6),
where the errors of a central difference, cut-off and rounding, balance; smaller, so that fewer kinks lie
within."""

NUDGE = 0.01
"""Deviation by which variables are moved off their start: there, biases of 0 put units that see only zeros
right on the kink of a relu, where no slope exists."""

CLOSE, FAR = 1e-4, 1e-2
"""Relative errors below which the gradient is right, and above which it is wrong: CS231n, "Neural Networks
Part 3", section "Gradient checks": 1e-4 "is usually okay for objectives with kinks", above 1e-2 it "usually
means the gradient is probably wrong"."""

EXAMPLES = 20
"""Few examples have few kinks (CS231n, there)."""


def check_gradient(subject: Subject, x: np.ndarray, y: np.ndarray) -> CheckResult:
    r"""Compare the gradient of the objective with central differences, in 64 bits, along random directions.

    For a direction d of length 1, :math:`g \cdot d` against :math:`(f(w + h d) - f(w - h d)) / 2h`, and the
    error relative to the larger of the two, or to the gradient's root mean square component where both are
    smaller. Everything the recipe uses is on: penalties, smoothing, dropout with a fixed mask.

    Args:
        subject: what is checked.
        x, y: a batch; its first examples are taken.
    """
    x, y = np.asarray(x[:EXAMPLES], np.float64), y[:EXAMPLES]
    learning = list(subject.net.variables)
    random = np.random.default_rng(0)
    weights = {
        layer: {
            name: np.asarray(array, np.float64)
            + (NUDGE * random.standard_normal(np.shape(array)) if layer in learning else 0)
            for name, array in arrays.items()
        }
        for layer, arrays in subject.variables.items()
    }
    at = {layer: weights[layer] for layer in learning}
    directions = [_direction(random, at, learning) for _ in range(DIRECTIONS)]
    directions += [_direction(random, at, [layer]) for layer in learning]
    with jax.enable_x64(True):

        @quickly_compiled
        def slopes(weights: Any, at: Any, direction: Any) -> Any:
            def loss(variables: Any) -> Any:
                return subject.loss({**weights, **variables}, x, y)[0]

            def along(gradient: Any) -> Any:
                return sum(map(jnp.vdot, jax.tree.leaves(gradient), jax.tree.leaves(direction)))

            def there(width: float) -> Any:
                return loss(jax.tree.map(lambda w, d: w + width * d, at, direction))

            gradient = jax.grad(loss)(at)
            squares = sum(jnp.vdot(leaf, leaf) for leaf in jax.tree.leaves(gradient))
            difference = (there(WIDTH) - there(-WIDTH)) / (2 * WIDTH)
            return along(gradient), difference, jnp.sqrt(squares / subject.net.parameters)

        found = np.array([slopes(weights, at, direction) for direction in directions], np.float64)
    analytic, numeric, typical = found.T
    size = np.maximum(np.maximum(np.abs(analytic), np.abs(numeric)), typical)
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = np.where(size > 0, np.abs(analytic - numeric) / size, 0.0)
    errors = np.where(np.isfinite(errors), errors, np.inf)
    worst = float(errors.max())
    of_layers = {layer: (float(errors[place]),) for place, layer in enumerate(learning, start=DIRECTIONS)}
    table = LayerTable(("gradient error",), of_layers)
    measured = f"relative error {worst:.1g} against differences along {len(directions)} directions"
    expected = f"below {CLOSE:g}"
    if worst <= CLOSE:
        return CheckResult(NAME, "pass", worst, measured, expected, "", table)
    bad = [layer for layer, (error,) in of_layers.items() if error > CLOSE]
    where = f" of {', '.join(bad)}" if bad else ""
    if worst <= FAR:
        advice = f"The slope{where} is not quite the gradient: a kink next to the weights, or rounding."
        return CheckResult(NAME, "warn", worst, measured, expected, advice, table)
    advice = f"What training follows{where} is not the slope of the loss."
    return CheckResult(NAME, "fail", worst, measured, expected, advice, table)


def _direction(random: np.random.Generator, at: Any, layers: list[str]) -> Any:
    """A random direction of length 1 that moves the variables of some layers."""
    parts = {
        layer: {
            name: random.standard_normal(array.shape) if layer in layers else np.zeros(array.shape)
            for name, array in arrays.items()
        }
        for layer, arrays in at.items()
    }
    length = np.sqrt(sum(np.vdot(leaf, leaf) for leaf in jax.tree.leaves(parts)))
    return jax.tree.map(lambda leaf: leaf / length, parts)
