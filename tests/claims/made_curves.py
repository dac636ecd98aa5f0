"""Loss curves of many characters, from a few numbers each."""

from __future__ import annotations

import numpy as np

CHARACTERS = (
    "falls", "power", "line", "constant", "noise", "rises", "explodes", "blows up", "plateau", "spike",
    "zeros", "tiny", "huge", "walk", "sawtooth", "valley", "stairs", "wild", "late spike", "nearly flat",
    "two levels",
)  # fmt: skip


def made_curve(character: str, steps: int, draw: np.random.Generator, noise: float) -> np.ndarray:
    """(steps,) losses in 32 bits; never negative, finite unless they blow up."""
    time = np.linspace(0, 1, steps) if steps > 1 else np.zeros(steps)
    start = float(draw.choice([0.05, 0.693, 1.0, 2.302, 7.0]))
    size = float(draw.uniform(0.02, 1.0))
    when = float(draw.uniform(0.02, 0.98))
    quick = float(draw.choice([1, 3, 10, 40]))
    shape = {
        "falls": 1 - size + size * np.exp(-quick * time),
        "power": (1 + quick * 10 * time) ** -draw.uniform(0.05, 2),
        "line": 1 - size * time,
        "constant": np.ones(steps),
        "noise": np.ones(steps),
        "rises": 1 - size * np.minimum(time, when) + 2 * size * np.maximum(time - when, 0),
        "explodes": np.where(time < when, 1 - size * time, 1 + 5 * quick * (time - when)),
        "blows up": np.exp(np.minimum(85 * np.maximum(time - when, 0) / max(1 - when, 0.01), 85)),
        "plateau": np.where(time < when, 1.0, 1 - size + size * np.exp(-10 * quick * (time - when))),
        "spike": np.exp(-quick * time) + quick * np.exp(-(((time - when / 4) / 0.01) ** 2)),
        "zeros": np.maximum(1 - 2 * time / when, 0),
        "tiny": 1e-38 * np.exp(-10 * time),
        "huge": 1e36 * np.exp(-quick * time),
        "walk": np.abs(1 + np.cumsum(draw.normal(0, size / np.sqrt(max(steps, 1)), steps))),
        "sawtooth": 1 - size * ((time * quick * 4) % 1),
        "valley": 1 - size * np.exp(-(((time - when) / 0.3) ** 2)),
        "stairs": 1 - size * np.floor(time * quick) / quick,
        "wild": np.exp(draw.normal(0, 2, steps)),
        "late spike": np.exp(-quick * time) * (1 + 100 * (np.abs(time - when) < 0.01)),
        "nearly flat": 1 + 0.02 * size * np.sin(quick * time),
        "two levels": np.where(draw.random(steps) < size, 1.0, 0.1),
    }[character]
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        jitter = np.exp(noise * draw.standard_normal(steps)) if noise else 1.0
        return np.asarray(start * shape * jitter).clip(0, 3e38).astype(np.float32)
