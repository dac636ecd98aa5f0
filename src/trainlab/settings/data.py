"""Settings of the data."""

from __future__ import annotations

from trainlab.specs.setting import By, Setting
from trainlab.tasks import TASKS

DATA = (
    Setting(
        name="task", owner="data", kind="static", type="choice", choices=tuple(TASKS),
        meaning="What is learned: classes or numbers; found from the target by default.",
    ),
    Setting(
        name="noise", owner="data", kind="static", type="number",
        default=By("data", {"moons": 0.2, "sine": 0.2}), low=0.0, high=1e6, scale="linear",
        meaning="Standard deviation of the Gaussian noise added to the half-moons, or to the sine.",
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
        name="standardize_targets", owner="data", kind="static", type="flag",
        default=By("task", {name: True for name, task in TASKS.items() if task.numeric}), neutral=False,
        meaning="Shift and scale every numeric target to mean 0 and deviation 1, fitted on train only; what "
        "is reported is in the unit of the file.",
    ),
    Setting(
        name="label_noise", owner="data", kind="static", type="number", low=0.0, high=1e6, neutral=0.0,
        scale="linear",
        meaning="Share of training examples that get a wrong class; of numbers the standard deviation of the "
        "noise added to training targets, in standard deviations of the target.",
    ),
    Setting(
        name="shuffle_labels", owner="data", kind="static", type="flag", neutral=False,
        meaning="Give every training example the target of another one, drawn at random.",
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
