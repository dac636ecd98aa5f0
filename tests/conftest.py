"""What every test runs under: two CPU devices, a kept compile cache, array shapes checked at each call."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import hypothesis
import jax
import pytest
from jaxtyping import install_import_hook

REPOSITORY = Path(__file__).parent.parent

# What tests of several folders share lies beside this file.
sys.path.insert(0, str(Path(__file__).parent))

os.environ.setdefault("TRAINLAB_CACHE", str(REPOSITORY / ".cache" / "trainlab"))
os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("MPLBACKEND", "Agg")
# Any of these would put colour escapes into output that a test reads.
for variable in ("FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS"):
    os.environ.pop(variable, None)

# A shell that runs the suite in the background has Ctrl-C ignored, by all that it starts; tests send it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Before anything imports these rooms: the hook rewrites them as they are loaded.
CHECKED = [
    "trainlab.train", "trainlab.nets",
    # The other modules of these rooms are specifications, which load no JAX.
    "trainlab.probes.curves", "trainlab.probes.gradient_noise", "trainlab.probes.norms",
    "trainlab.probes.probing", "trainlab.probes.top_eigenvalue", "trainlab.probes.units",
    "trainlab.augmentations.augment", "trainlab.augmentations.displacements", "trainlab.augmentations.draw",
    "trainlab.augmentations.recolour", "trainlab.augmentations.rectangles", "trainlab.augmentations.resample",
    "trainlab.augmentations.warp",
]  # fmt: skip
install_import_hook(CHECKED, "beartype.beartype")

from trainlab.scale.engine import configure  # noqa: E402

# Before anything initialises JAX: the number of devices is fixed from then on.
jax.config.update("jax_num_cpu_devices", 2)
configure()

# Compiling makes the first example slow, whatever it is; on CI the same examples are drawn every time.
hypothesis.settings.register_profile("trainlab", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("trainlab")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder that holds MNIST and the banknote CSV, from ``TRAINLAB_DATA``."""
    named = os.environ.get("TRAINLAB_DATA")
    if not named:
        pytest.skip("TRAINLAB_DATA names no folder with MNIST and the banknote data")
    folder = Path(named)
    if not folder.is_dir():
        pytest.skip(f"TRAINLAB_DATA names {folder}, which is not a folder")
    return folder
