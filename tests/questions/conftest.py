"""What the tests of questions share lies beside them, and beside the tests of conditions."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "conditions")]
