"""Run the commands of lessons and write what they print below them: ``python tools/run_lesson.py PAGE...``.

A lesson is a page of ``docs/lessons/``. Its commands stand in blocks of ``sh``, one a line, and what they
print in the block of ``text`` that follows. All commands of a page run in one folder, empty at first, in the
order they stand in.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

COLUMNS = "100"
"""Characters a line of a page has room for."""

_BLOCK = re.compile(
    r"^```sh\n(?P<commands>.*?)^```\n(?P<between>\n*)^```text\n(?P<output>.*?)^```$", re.M | re.S
)


def blocks(page: str) -> list[tuple[list[list[str]], str]]:
    """The blocks of commands of a page in their order, each command as words, with the output it shows."""
    return [
        ([shlex.split(line) for line in block["commands"].splitlines()], block["output"])
        for block in _BLOCK.finditer(page)
    ]


def run(command: list[str], folder: Path) -> str:
    """What a command prints to standard output."""
    program = Path(sys.executable).with_name(command[0])
    plain = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    done = subprocess.run(
        [str(program), *command[1:]], cwd=folder, env={**plain, "COLUMNS": COLUMNS},
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)} ended with exit code {done.returncode}.")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def rewritten(page: str, folder: Path) -> str:
    """The page with fresh output."""

    def fresh(block: re.Match[str]) -> str:
        lines = block["commands"].splitlines()
        output = "".join(run(shlex.split(line), folder) for line in lines)
        return f"```sh\n{block['commands']}```\n{block['between']}```text\n{output}```"

    return _BLOCK.sub(fresh, page)


def main() -> None:
    """Rewrite the pages that were named."""
    for name in sys.argv[1:]:
        path = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            path.write_text(rewritten(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
