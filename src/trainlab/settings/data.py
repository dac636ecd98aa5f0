"""Settings of the data."""

from __future__ import annotations

from trainlab.specs.setting import By, Setting

DATA = (
    Setting(
        name="noise", owner="data", kind="static", type="number", default=By("data", {"moons": 0.2}),
        low=0.0, high=1e6, scale="linear",
        meaning="Standard deviation of the Gaussian noise added to the half-moons.",
    ),
    Setting(
        name="data_seed", owner="data", kind="static", type="integer", default=0, low=0, high=2**32 - 1,
        meaning="Seed of generated examples and of the split into train, validation and test.",
    ),
    Setting(
        name="standardize", owner="data", kind="static", type="flag", default=False, neutral=False,
        meaning="Shift and scale every input to mean 0 and deviation 1, fitted on train only.",
    ),
    Setting(
        name="train_fraction", owner="data", kind="static", type="number", default=1.0, low=0.0, high=1.0,
        open_low=True, scale="log", neutral=1.0,
        meaning="Part of the train split that is trained on, drawn stratified by class.",
    ),
    Setting(
        name="validation_examples", owner="data", kind="static", type="integer", low=1, words=("all",),
        scale="log",
        meaning="About how many validation examples to use, drawn stratified by class; all by default.",
    ),
)  # fmt: skip
