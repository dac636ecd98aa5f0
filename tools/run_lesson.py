"""Run the commands of pages and write what they print below them: ``python tools/run_lesson.py [PAGE...]``.

The commands of a lesson (``docs/lessons/``) stand in blocks of ``sh``, one a line, and what they print in the
block of ``text`` that follows. Where other things stand between, a comment in front of the block names what
printed it: ``<!-- printed by: trainlab show demo -->``, in a terminal of 100 characters or as many as
``COLUMNS=120`` in front of it says. All commands of a page run in one folder, empty at
first, in the order they stand in. A line ``...`` of a block stands for any lines; of such a block each entry
is replaced by the one most like it in what is printed. Pictures that commands draw and the page shows go
to ``docs/images/lessons/``.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from compare_output import TIME, differences

DOCS = Path(__file__).resolve().parents[1] / "docs"

PAGES = (DOCS / "lessons" / "half-moons.md", DOCS.parent / "README.md")
"""Pages that the tests compare with what is printed."""

LESSONS = tuple(
    DOCS / "lessons" / f"{name}.md"
    for name in (
        "banknotes", "fair-comparison", "digits", "deep-nets", "few-parameters", "sine", "double-descent"
    )
)  # fmt: skip

SLOW_PAGES = (DOCS / "sweeps.md", DOCS / "checks.md", *LESSONS)
"""Pages whose commands take longer than a few seconds, which `make test-slow` compares."""

COLUMNS = "100"
"""Characters a line of a page has room for."""

BOTH = " 2>&1"
"""Ends a command whose standard error is shown, too."""

_BLOCK = re.compile(
    r"(?:^```sh\n(?P<commands>.*?)^```\n\n*|^<!-- printed by: (?P<command>.*?) -->\n)"
    r"^```(?:text)?\n(?P<output>.*?)^```$", re.M | re.S
)  # fmt: skip

_WIDTH = re.compile(r"COLUMNS=(?P<columns>\d+) ")

ELISION = re.compile(r"^ *\.\.\.$", re.M)
"""A line that stands for those that are left out."""

_PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./(?P<path>images/lessons/(?P<name>[\w-]+\.png))\)")

_PRINTED_ON = re.compile(r"<!-- printed on: (?P<machine>.*?) -->")


class Block(NamedTuple):
    """Commands of a page, and the output it shows.

    Attributes:
        commands: each as words.
        output: what they print, one after the other.
        errors: whether their standard error is shown, too.
        columns: characters a line of the output has room for.
    """

    commands: list[list[str]]
    output: str
    errors: bool = False
    columns: str = COLUMNS


def blocks(page: str) -> list[Block]:
    """The blocks of a page, in their order."""
    return [_block(block) for block in _BLOCK.finditer(page)]


def _block(block: re.Match[str]) -> Block:
    written = block["commands"] or block["command"]
    wide = _WIDTH.match(written)
    lines = _WIDTH.sub("", written).splitlines()
    return Block(
        [shlex.split(line.removesuffix(BOTH)) for line in lines], block["output"],
        any(line.endswith(BOTH) for line in lines), wide["columns"] if wide else COLUMNS,
    )  # fmt: skip


def printed_on(page: str) -> str | None:
    """The machine on which a page was printed, where it says so."""
    found = _PRINTED_ON.search(page)
    return None if found is None else found["machine"]


def machine() -> str:
    """What numbers depend on to their last digit."""
    code = (
        "from trainlab.scale.engine import configure\nfrom trainlab.scale.machine.versions import versions\n"
        "configure()\nfound = versions()\n"
        "print(', '.join(f'{name} {found[name]}' for name in ('jaxlib', 'numpy', 'devices')))"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return f"{processor()}, {done.stdout.strip()}"


def processor() -> str:
    """The kind of this machine's processor."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    parts = [f"{name} {told[name]}" for name in ("model name", "cpu family", "model") if name in told]
    return ", ".join(parts).removeprefix("model name ") or "unknown processor"


def run(command: list[str], folder: Path, errors: bool = False, columns: str = COLUMNS) -> str:
    """What a command prints to standard output."""
    program = Path(sys.executable).with_name(command[0])
    plain = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    done = subprocess.run(
        [str(program), *command[1:]], cwd=folder, env={**plain, "COLUMNS": columns},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT if errors else None, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{shlex.join(command)} ended with exit code {done.returncode}.")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def rewritten(page: str, folder: Path) -> str:
    """The page with fresh output."""

    def fresh(block: re.Match[str]) -> str:
        commands, shown, errors, columns = _block(block)
        output = "".join(run(command, folder, errors, columns) for command in commands)
        if not differences(shown, output):
            return block[0]  # times and dates alone are no reason to write it anew
        output = refreshed(shown, output) if ELISION.search(shown) else output
        head, tail = block[0][: block.start("output") - block.start()], "```"
        return f"{head}{output}{tail}"

    page = _BLOCK.sub(fresh, page)
    return _PRINTED_ON.sub(lambda _: f"<!-- printed on: {machine()} -->", page)


def refreshed(shown: str, printed: str) -> str:
    """A block that leaves lines out, with what is printed now; its entries stand in the same order."""
    fresh = entries(printed)
    found = []
    for entry in entries(shown):
        if ELISION.fullmatch(entry.rstrip("\n")):
            found.append(entry)
            continue
        best = max(fresh, key=lambda one: SequenceMatcher(None, entry.split(), one.split()).ratio())
        # A time alone is no reason to write an entry anew; columns that stand elsewhere are.
        found.append(entry if TIME.search(entry) and not differences(entry, best) else best)
        fresh = fresh[fresh.index(best) + 1 :] or fresh
    return "".join(found)


def entries(output: str) -> list[str]:
    """The lines of an output, each with the lines that go on further in."""
    return re.findall(r"^.*\n(?: {8,}.*\n)*", output, re.M)


def pictures(page: str) -> dict[str, Path]:
    """The pictures a lesson shows: the name a command gives one -> where the page takes it from."""
    return {found["name"]: DOCS / found["path"] for found in _PICTURE.finditer(page)}


def main() -> None:
    """Rewrite the pages that were named, or all."""
    for path in [Path(name) for name in sys.argv[1:]] or [*PAGES, *SLOW_PAGES]:
        with tempfile.TemporaryDirectory() as folder:
            old = path.read_text(encoding="utf-8")
            new = rewritten(old, Path(folder))
            path.write_text(new, encoding="utf-8")
            for name, shown in pictures(new).items():
                if new != old or not shown.exists():
                    shown.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(Path(folder) / name, shown)


if __name__ == "__main__":
    main()
