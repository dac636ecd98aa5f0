"""Processes that write, and are killed: run by itself, without JAX, so that a process is one fork.

Usage: python processes.py contest FOLDER WRITERS | python processes.py kill FOLDER EVERY
It prints what happened as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# What tests of several folders share; run by itself, this file finds its neighbours only.
sys.path.insert(0, str(Path(__file__).parents[2]))

from story import DEEDS, Life, Seen, seen_by_reader, seen_by_writer, strays
from watch import Step, watched

from trainlab.errors import StudyError
from trainlab.store import StudyWriter


class Child:
    """A process of its own that does something, says something, and may go on until it is killed."""

    def __init__(self, task: Callable[[Callable[[Any], None]], None]) -> None:
        reading, writing = os.pipe()
        self.process = os.fork()
        if self.process:
            os.close(writing)
            self._reading = reading
            return
        try:
            task(lambda said: (os.write(writing, json.dumps(said).encode()), None)[1])
        finally:
            os._exit(0)

    def said(self) -> Any:
        """What it says; None where it died first."""
        content = os.read(self._reading, 1 << 16)
        return json.loads(content) if content else None

    def end(self) -> None:
        """Kill it, if it lives, and wait until it is gone."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._reading)


def write_and_wait(
    folder: Path, start: tuple[int, int] | None = None
) -> Callable[[Callable[[Any], None]], None]:
    """A task: try to become the writer once the pipe ``start`` is closed; the one that does holds on."""

    def task(say: Callable[[Any], None]) -> None:
        if start is not None:
            os.close(start[1])
            os.read(start[0], 1)
        begin = time.perf_counter()
        try:
            writer = StudyWriter.open(folder)
        except StudyError as error:
            say({"refused": str(error), "seconds": time.perf_counter() - begin})
            return
        say({"process": os.getpid(), "seconds": time.perf_counter() - begin})
        time.sleep(600)
        writer.close()

    return task


def contest(root: Path, writers: int) -> dict[str, Any]:
    """Several processes open one study for writing at the same time; then the one that won is killed."""
    life = Life(root)
    life.create()
    life.close()
    start = os.pipe()
    children = []
    for _ in range(writers):
        children.append(Child(write_and_wait(life.folder, start)))
    os.close(start[1])
    told = [child.said() for child in children]
    winners = [child for child, said in zip(children, told, strict=True) if said and "process" in said]
    for child in winners:
        os.kill(child.process, signal.SIGKILL)
    begin = time.perf_counter()
    while True:
        heir = Child(write_and_wait(life.folder))
        said = heir.said()
        if "process" in said:
            break
        heir.end()
    replaced = time.perf_counter() - begin
    for child in (*children, heir):
        child.end()
    return {"told": told, "replaced": replaced}


def killed_at(root: Path, deed: int, number: int) -> bool:
    """Do a deed in a process that kills itself before a step, or after it; False where it had fewer steps."""

    def task(say: Callable[[Any], None]) -> None:
        steps = -1

        def die(step: Step) -> None:
            nonlocal steps
            steps += steps >= 0
            if steps == number:
                os.kill(os.getpid(), signal.SIGKILL)

        life = Life(root)
        with watched(root, die, die):
            if deed:  # within, so that SQLite's files are watched too
                assert life.open_writer
            steps = 0
            DEEDS[deed][1](life)
            say("done")
        life.close()

    child = Child(task)
    done = child.said() == "done"
    os.waitpid(child.process, 0)
    return not done


def kill(place: Path, every: int) -> dict[str, Any]:
    """Kill a writer before and after every so many of its steps; gives how often, and what was wrong then."""
    root = place / "root"
    root.mkdir()
    kills, problems = 0, []
    life, before = Life(root), Seen()
    for deed, (name, do) in enumerate(DEEDS):
        life.close()
        copy = shutil.copytree(root, place / "before")
        do(life)
        life.close()
        after = seen_by_reader(root)
        number = 1 + deed % every
        while True:
            attempt = shutil.copytree(copy, place / "attempt")
            if not killed_at(attempt, deed, number):
                shutil.rmtree(attempt)
                break
            kills += 1
            problem = wrong(attempt, before, after)
            if problem:
                problems.append(f"{name}, killed at {number}: {problem}")
            shutil.rmtree(attempt)
            number += every
        shutil.rmtree(copy)
        before = after
    return {"kills": kills, "problems": problems}


def wrong(root: Path, before: Seen, after: Seen) -> str:
    """What is wrong with a study whose writer was killed; empty where nothing is."""
    try:
        found = seen_by_reader(root)
        if found not in (before, after):
            return "half a commit is seen"
        if found != Seen():
            with StudyWriter.open(Life(root).folder) as writer:
                seen_by_writer(writer)
                left = strays(Life(root).folder, writer)
            if left or seen_by_reader(root) != found:
                return f"the next writer leaves {left} or changes what is seen"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


if __name__ == "__main__":
    what, folder, number = sys.argv[1:]
    print(json.dumps({"contest": contest, "kill": kill}[what](Path(folder), int(number))))
