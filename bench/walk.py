"""The walk of one run: the functions through which ``trainlab run`` reaches what a run is made of.

    python bench/walk.py                                # this checkout
    PYTHONPATH=OTHER/src python bench/walk.py           # another one

A small study is trained while Python's profiler looks on. A *stop* is a function of trainlab on the way from
the command to a landmark: where an experiment or a net is read, a record made, a program compiled or called,
numbers put on a device, a file or a row written. A *file* is one with stops in it, a *return* a place where
the next stop is not called by the last one, so that a reader goes back up. Functions inside of others count
with these.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

LANDMARKS = {
    "Experiment.of", "resolve", "load_dataset", "Recipe.of", "read_net", "fit_memory", "warnings",
    "make_database", "Net.apply", "example_losses", "draw_parameters", "hyper_value", "measure", "write_part",
    "insert_evaluations", "update_trials", "write_checkpoint", "write_retired", "compact",
}  # fmt: skip
"""Functions that end a way, besides those below."""

RECORDS = ("Population", "Chunk", "Checkpoint", "Retired")
"""Records that are landmarks where they are made."""

AFTERWARDS = {"print_report", "find_study"}
"""What comes when the study is trained."""

COMMAND = ("cli/commands/run.py", "command"), ("cli/run.py", "command")

ARGUMENTS = (
    "run", "moons", "--net", "2-4-2", "--set", "epochs=2", "--set", "batch_size=10",
    "--set", "optimizer=adam", "--vary", "learning_rate=0.1,0.2",
)  # fmt: skip

Stop = tuple[str, str]
"""File and function."""


class Walk:
    """Notes how landmarks are reached.

    Args:
        top: the folder of trainlab.
    """

    def __init__(self, top: Path) -> None:
        self.caller: dict[Stop, Stop | None] = {}
        self._top = f"{top}{os.sep}"
        self._stack: list[Stop | None] = []

    def profile(self, frame: FrameType, event: str, argument: object) -> None:
        """What Python calls at each call and return."""
        if event == "call":
            stop = self._stop(frame.f_code)
            self._stack.append(stop)
            if stop is not None and frame.f_code.co_qualname == stop[1] and self._is_landmark(stop):
                self.mark()
        elif event == "return" and self._stack:
            self._stack.pop()

    def mark(self) -> None:
        """Note the functions that are open."""
        way = list(dict.fromkeys(stop for stop in self._stack if stop is not None))
        begin = next((place for place, stop in enumerate(way) if stop in COMMAND), None)
        if begin is None or any(name in AFTERWARDS for _, name in way):
            return
        before = None
        for stop in way[begin:]:
            self.caller.setdefault(stop, before)
            before = stop

    def marking(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, a call of which is a landmark."""

        def marked(*arguments: Any, **named: Any) -> Any:
            self.mark()
            return function(*arguments, **named)

        return marked

    def _is_landmark(self, stop: Stop) -> bool:
        """A landmark by its name, or the optimizer of a step, which is made for other reasons before."""
        of_a_step = any(other is not None and other[1] == "take_step" for other in self._stack)
        return stop[1] in LANDMARKS or (stop[1] == "adam" and of_a_step)

    @property
    def stops(self) -> list[tuple[int, Stop]]:
        """Depth first, each with how deep it is."""
        called: dict[Stop | None, list[Stop]] = {}
        for stop, caller in self.caller.items():
            called.setdefault(caller, []).append(stop)
        found: list[tuple[int, Stop]] = []

        def visit(stop: Stop, depth: int) -> None:
            found.append((depth, stop))
            for one in called.get(stop, ()):
                visit(one, depth + 1)

        for stop in called.get(None, ()):
            visit(stop, 0)
        return found

    def _stop(self, code: CodeType) -> Stop | None:
        name = code.co_qualname.split(".<locals>")[0]
        if not code.co_filename.startswith(self._top) or name.startswith("<"):
            return None
        return code.co_filename.removeprefix(self._top), name


def at_once(pool: ThreadPoolExecutor, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
    """What a pool would do in a thread is done where it is asked for, as a reader reads it."""
    future: Future[Any] = Future()
    try:
        future.set_result(function(*arguments))
    except BaseException as error:
        future.set_exception(error)
    return future


def main() -> None:
    """Print the walk, and how long it is."""
    os.environ["TRAINLAB_CACHE"] = tempfile.mkdtemp()
    import jax

    import trainlab
    from trainlab import record
    from trainlab.cli.main import main as shell

    walk = Walk(Path(trainlab.__file__).parent)
    ThreadPoolExecutor.submit = at_once  # type: ignore[method-assign]
    places: list[tuple[Any, str]] = [(getattr(record, name), "__init__") for name in RECORDS]
    places += [(jax, "device_put"), (jax.stages.Lowered, "compile"), (jax.stages.Compiled, "__call__")]
    for owner, name in places:
        setattr(owner, name, walk.marking(getattr(owner, name)))
    with tempfile.TemporaryDirectory() as root:
        sys.argv = ["trainlab", *ARGUMENTS, "--root", root]
        sys.setprofile(walk.profile)
        try:
            with suppress(SystemExit):
                shell()
        finally:
            sys.setprofile(None)
    stops = walk.stops
    for depth, (file, name) in stops:
        print(f"{'  ' * depth}{name}   {file}")
    files = {file for _, (file, _) in stops}
    returns = sum(walk.caller[after] != before for (_, before), (_, after) in pairwise(stops))
    print(f"{len(stops)} stops in {len(files)} files with {returns} returns")


if __name__ == "__main__":
    main()
