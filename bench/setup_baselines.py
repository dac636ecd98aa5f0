"""Make the virtual environments of the libraries trainlab is timed against, in bench/.venvs/.

Usage: python bench/setup_baselines.py [keras_jax] [keras_tf] [torch]        (all of them by default)

One environment a library, so that none of them decides another's versions; about 3 GB on disk. An
environment that holds the pinned versions already is left alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import venv
from pathlib import Path

VENVS = Path(__file__).resolve().parent / ".venvs"

PINS = {
    "keras_jax": ("keras==3.15.1", "jax==0.10.2"),
    "keras_tf": ("keras==3.15.1", "tensorflow-cpu==2.21.0"),
    "torch": ("torch==2.13.0", "numpy==2.4.6"),
}
"""What each environment installs."""


def python_of(name: str) -> Path:
    """The interpreter of a baseline's environment."""
    return VENVS / name / "bin" / "python"


def is_ready(name: str) -> bool:
    """Whether a baseline's environment holds the pinned versions."""
    stamp = VENVS / name / "installed.txt"
    return stamp.is_file() and stamp.read_text().split() == list(PINS[name])


def set_up(name: str) -> None:
    """Make one environment, from scratch."""
    venv.create(VENVS / name, clear=True, with_pip=True)
    install = [str(python_of(name)), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    subprocess.run([*install, *PINS[name]], check=True)
    (VENVS / name / "installed.txt").write_text("\n".join(PINS[name]) + "\n")


def main() -> None:
    """Make the environments that are not there yet."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of {', '.join(PINS)}; all by default")
    names = parser.parse_args().names or list(PINS)
    unknown = [name for name in names if name not in PINS]
    if unknown:
        parser.error(f"no baseline is called {', '.join(unknown)}: there are {', '.join(PINS)}.")
    for name in names:
        if is_ready(name):
            print(f"{name}: ready")
            continue
        print(f"{name}: installing {', '.join(PINS[name])}", flush=True)
        set_up(name)


if __name__ == "__main__":
    sys.exit(main())
