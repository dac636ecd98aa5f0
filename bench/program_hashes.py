"""Which programs a study compiles: a hash of each one's optimised HLO, to compare two checkouts.

    python bench/program_hashes.py                                # this checkout
    PYTHONPATH=OTHER/src python bench/program_hashes.py           # another one
    python bench/program_hashes.py --against OTHER                # both, and what differs

Names and source lines are left out: what remains is what the machine does. It takes half a minute.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CASES: dict[str, dict[str, Any]] = {
    "moons 2-4-2 sgd": {"data": "moons", "net": "2-4-2", "optimizer": "sgd", "batch_size": 100},
    "moons 2-4-2 adam, dropout, clipping": {
        "data": "moons", "net": "2-8-2", "optimizer": "adam", "dropout": 0.1, "clip_norm": 1.0, "l2": 0.01,
    },
    "moons, early stopping on train loss": {
        "data": "moons", "net": "2-4-2", "early_stopping": "train_loss", "patience": 2, "check_every": 3,
    },
    "moons, a cosine schedule, probes": {
        "data": "moons", "net": "2-4-2", "schedule": "cosine", "probe": "gradients", "probe_every": 10,
    },
    "digits 64-32-10 rmsprop": {"data": "digits", "net": "64-32-10", "optimizer": "rmsprop"},
    "digits, convolution and batch norm": {
        "data": "digits", "net": "conv3x3x4 batchnorm:relu maxpool2 flatten dense10", "optimizer": "nadam",
    },
}  # fmt: skip


def compiled_programs(case: dict[str, Any]) -> dict[str, str]:
    """Name of each program -> its hash; several of one name are numbered."""
    import jax

    import trainlab as tl

    found: dict[str, str] = {}
    real = jax.stages.Lowered.compile

    def compile_and_note(lowered: Any, *arguments: Any, **options: Any) -> Any:
        compiled = real(lowered, *arguments, **options)
        text = compiled.as_text()
        module = re.search(r"HloModule (\w+)", text)
        name = module[1] if module else "unknown"
        number = sum(known.split("#")[0] == name for known in found)
        found[f"{name}#{number}"] = hashlib.sha256(_plain(text).encode()).hexdigest()[:16]
        return compiled

    jax.stages.Lowered.compile = compile_and_note  # type: ignore[method-assign]
    try:
        with tempfile.TemporaryDirectory() as root:
            tl.run(**case, steps=30, seeds=2, learning_rate=[0.01, 0.1], root=root, check=False)
    finally:
        jax.stages.Lowered.compile = real  # type: ignore[method-assign]
    return dict(sorted(found.items()))


def _plain(text: str) -> str:
    """HLO without what depends on how the program was written down."""
    text = re.sub(r", metadata=\{[^{}]*\}", "", text)
    text = re.sub(r"FileNames.*?(?=\n\n\n|\Z)", "", text, flags=re.S)
    text = re.sub(r"HloModule \w+", "HloModule", text)
    return re.sub(r"%[\w.\-]+", "%", text)


def main() -> None:
    """Print the hashes, or what differs between two checkouts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--against", type=Path, help="another checkout")
    arguments = parser.parse_args()
    os.environ["TRAINLAB_CACHE"] = tempfile.mkdtemp()
    hashes = {name: compiled_programs(case) for name, case in CASES.items()}
    if arguments.against is None:
        print(json.dumps(hashes, indent=1))
        return
    environment = {**os.environ, "PYTHONPATH": str(arguments.against / "src")}
    other = json.loads(
        subprocess.run(
            [sys.executable, __file__], env=environment, capture_output=True, text=True, check=True
        ).stdout
    )
    for case, programs in hashes.items():
        alike = sum(other.get(case, {}).get(name) == value for name, value in programs.items())
        print(f"{case}: {alike} of {len(programs)} programs are the same")
        for name, value in programs.items():
            if other.get(case, {}).get(name) != value:
                print(f"  {name}: {value}, there {other.get(case, {}).get(name)}")


if __name__ == "__main__":
    main()
