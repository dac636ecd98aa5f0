"""The page on what users add is run as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

import trainlab as tl
from trainlab.activations import ACTIVATIONS
from trainlab.augmentations import AUGMENTATIONS
from trainlab.checks.listed import CHECKS
from trainlab.data import load_dataset
from trainlab.data.formats.formats import FORMATS
from trainlab.diagnose.symptoms import SYMPTOMS
from trainlab.initializers import INITIALIZERS
from trainlab.nets.layers import LAYERS
from trainlab.optimizers import OPTIMIZERS
from trainlab.probes import PROBES
from trainlab.regularisers import REGULARISERS
from trainlab.schedules import SCHEDULES

PAGE = Path(__file__).parents[2] / "docs" / "howto" / "your-own.md"
ADDED = {
    "signed": OPTIMIZERS, "root": SCHEDULES, "gain": LAYERS, "swish": ACTIVATIONS, "signs": INITIALIZERS,
    "pull": REGULARISERS, "stretch": AUGMENTATIONS, "largest": PROBES, "enough rows": CHECKS,
    "json": FORMATS, "halved": SYMPTOMS,
}  # fmt: skip


def test_every_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    try:
        for block in re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL):
            exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102
        assert all(name in room for name, room in ADDED.items())
        rows = [{"x": [float(x), 1.0 - x], "y": int(x > 0.5)} for x in np.linspace(0, 1, 40)]
        Path("rows.json").write_text(json.dumps(rows))
        assert load_dataset("rows.json").input_shape == (2,)
        assert names["report"]["enough rows"].measured == "900 rows"
        study = tl.run("moons", "2-8-2", steps=80, learning_rate=1.0, batch_size="full")
        assert "halved" in [finding.symptom for finding in study.findings()]
    finally:
        for name, room in ADDED.items():
            room.remove(name)
