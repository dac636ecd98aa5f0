"""Full-batch gradient descent goes to the edge of stability: its sharpness rises to 2 / rate and stays there.

A small tanh net learns seven bands along a line from 64 examples at the rates 2/20, 2/50 and 2/100, for equal
rate x steps, as in Cohen et al. 2021 (https://arxiv.org/abs/2103.00065). The probe measures the sharpness on
the way; the picture shows it with the three edges. Labels are smoothed a little: with plain cross-entropy the
logits grow for ever, and the sharpness falls again late in training.

Usage: python bench/edge_of_stability.py [--picture FILE]
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import measure
import numpy as np

import trainlab as tl
from trainlab.plots import curve_figure, save_figure

NET = "1-50-50-1"
EDGES = (20, 50, 100)
TIME = 500.0
"""Rate times steps of every trial."""

PROBE_EVERY = 100


def bands() -> tl.Dataset:
    """64 points from -10 to 10, whose class changes six times."""
    x = np.linspace(-10, 10, 64)
    y = (np.floor((x + 10) / 20 * 7) % 2).astype(int)
    order = np.random.default_rng(0).permutation(64)
    x, y = x[order, None], y[order]
    between = x + 0.01
    return tl.Dataset.from_arrays(x, y, validation=(between, y), test=(between, y), name="bands")


def run(root: Path, time: float = TIME) -> tl.Study:
    """Train one trial for each edge."""
    steps = [round(time * edge / 2) for edge in EDGES]
    return tl.run(
        bands(), NET, activation="tanh", label_smoothing=0.02, optimizer="sgd", batch_size="full", root=root,
        pair={"learning_rate": [2 / edge for edge in EDGES], "steps": steps}, check=False,
        probe="sharpness", probe_every=PROBE_EVERY, eval_every=max(steps) // 10, name="edge-of-stability",
    )  # fmt: skip


def plateau(steps: np.ndarray, sharpness: np.ndarray, edge: float) -> dict[str, float]:
    """Where a curve first comes within 10% of its edge, and what it is from there on."""
    known = ~np.isnan(sharpness)
    steps, sharpness = steps[known], sharpness[known]
    there = sharpness >= 0.9 * edge
    first = int(np.argmax(there)) if there.any() else len(steps) - 1
    behind = sharpness[first:]
    return {
        "edge": edge, "start": float(sharpness[0]), "reached_at": int(steps[first]), "steps": int(steps[-1]),
        "median_behind": float(np.median(behind)), "low": float(np.percentile(behind, 5)),
        "high": float(np.percentile(behind, 95)),
    }  # fmt: skip


def main() -> None:
    """Run, print, draw, write."""
    parser = measure.arguments(__doc__, repeats=None)
    parser.add_argument("--picture", type=Path, help="a PNG of the curves")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = run(Path(folder))
        curve = study.recorded("sharpness")
        rows, noted = [], []
        for trial, edge, values in zip(study.trials, EDGES, curve.values, strict=True):
            found = plateau(curve.steps, values, edge)
            noted.append({"learning_rate": trial.settings["learning_rate"], **found})
            rows.append([
                f"2/{edge}", f"{found['start']:.1f}", f"{found['reached_at']:,}",
                f"{found['median_behind']:.1f}", f"{found['low']:.1f} to {found['high']:.1f}",
            ])  # fmt: skip
        if options.picture:
            records = [trial.record for trial in study.trials]
            figure = curve_figure(study.info, records, curve, title=f"Sharpness of {NET} tanh, full batch")
            for edge in EDGES:
                figure.axes[0].axhline(edge, color="#8a8a8a", linestyle="dashed", linewidth=0.8, zorder=1)
            save_figure(figure, options.picture)
        seconds = dict(study.info.seconds)
    measure.print_table(
        "Sharpness of full-batch gradient descent",
        ["rate", "at the start", "at the edge from step", "median from there", "5% to 95%"],
        rows,
    )
    measure.write_results(
        options.results, "edge_of_stability", ["trainlab"], {"trials": noted, "seconds": seconds}
    )


if __name__ == "__main__":
    main()
