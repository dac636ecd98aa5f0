"""Settings of what is measured inside training, and when."""

from __future__ import annotations

from trainlab.errors import SettingError
from trainlab.metrics import EVALUATION_CURVES
from trainlab.probes import PROBES
from trainlab.specs.curves import STEP_CURVES
from trainlab.specs.setting import ANY, By, Setting


def probe_settings() -> tuple[Setting, ...]:
    """What is measured, when, and on how many examples.

    Raises:
        SettingError: two probes record a curve of the same name, or one of a name that training records.
    """
    curves = [
        *STEP_CURVES,
        *EVALUATION_CURVES,
        *(curve for probe in PROBES.values() for curve in probe.curves),
    ]
    twice = next((curve for curve in curves if curves.count(curve) > 1), None)
    if twice is not None:
        raise SettingError(f"there is already a curve '{twice}': choose another name.")
    cheap = tuple(name for name, probe in PROBES.items() if probe.cheap)
    return (
        Setting(
            name="probe", owner="recipe", kind="static", type="names", choices=tuple(PROBES),
            groups={"cheap": cheap, "full": tuple(PROBES)},
            meaning="What is measured during training besides losses; it does not change training.",
        ),
        Setting(
            name="probe_every", owner="recipe", kind="host", type="integer",
            default=By("probe", {ANY: "auto"}), low=1, words=("auto", "epoch"), scale="log",
            meaning="Steps between probes; auto is an epoch, or a hundredth of the length if longer.",
        ),
        Setting(
            name="probe_examples", owner="recipe", kind="static", type="integer",
            default=By("probe", {ANY: "auto"}), low=2, words=("auto", "all"), scale="log",
            meaning="Training examples that dead, activations, noise_scale and sharpness are measured on; "
            "auto is 1,024, or all with batch_size=full.",
        ),
    )  # fmt: skip
