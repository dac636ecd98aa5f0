from __future__ import annotations

import subprocess
import sys


def test_importing_the_store_imports_nothing_heavy() -> None:
    code = (
        "import sys, trainlab.store; "
        "print(*sorted({name.split('.')[0] for name in sys.modules} & "
        "{'jax', 'pyarrow', 'safetensors', 'pandas', 'yaml', 'sklearn', 'matplotlib', 'pydantic'}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30
    )
    assert result.stdout.strip() == ""
