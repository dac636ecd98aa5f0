"""Settings of what is measured inside training, and when."""

from __future__ import annotations

from trainlab.specs.setting import ANY, By, Setting

CHEAP = ("gradients", "weights", "updates", "dead", "activations")
"""Probes that cost about two steps and one pass over the probe examples."""

PROBES = (*CHEAP, "noise_scale", "sharpness")
"""Every probe, in the order they are computed and listed."""

PROBE = (
    Setting(
        name="probe", owner="recipe", kind="static", type="names", choices=PROBES,
        groups={"cheap": CHEAP, "full": PROBES},
        meaning="What is measured during training besides losses; it does not change training.",
    ),
    Setting(
        name="probe_every", owner="recipe", kind="host", type="integer", default=By("probe", {ANY: "auto"}),
        low=1, words=("auto", "epoch"), scale="log",
        meaning="Steps between probes; auto is an epoch, or a hundredth of the length if longer.",
    ),
    Setting(
        name="probe_examples", owner="recipe", kind="static", type="integer",
        default=By("probe", {ANY: "auto"}), low=2, words=("auto", "all"), scale="log",
        meaning="Training examples that dead, activations, noise_scale and sharpness are measured on; auto "
        "is 1,024, or all with batch_size=full.",
    ),
)  # fmt: skip
