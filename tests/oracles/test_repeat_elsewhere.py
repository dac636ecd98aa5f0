"""The recipe of docs/repeat-elsewhere.md: what it prints is the few parts in a million that it promises."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "repeat-elsewhere.md"


def test_keras_repeats_a_trial(tmp_path, monkeypatch, capsys):
    (recipe,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(recipe, str(PAGE), "exec"), {})  # noqa: S102  our own page
    *_, printed = capsys.readouterr().out.splitlines()
    assert float(printed) < 1e-5
