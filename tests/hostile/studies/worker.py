"""Opens studies in a process of its own, and says what that did: under an audit hook, with little memory.

Reads a line of JSON for each study, ``{"folder": ..., "door": ...}``, and answers with one: the sentence it
was refused with, the traceback of what is no error of ours, what was opened outside of the study or
written, seconds of processor time, and bytes of memory.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from fuzz import _peak, _reset_peak
from studies.doors import DOORS, WRITES, Trains

MAX_ADDRESSES = 1 << 30
"""Bytes that the process may reserve beside those it has when it begins."""

CHANGING = (
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.utime", "os.mkfifo", "shutil.rmtree", "shutil.move", "shutil.copyfile",
)  # fmt: skip
RUNNING = ("pickle.find_class", "os.system", "os.exec", "os.fork", "subprocess.Popen", "socket.connect")

ACCESS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

watched: list[str] | None = None
allowed: tuple[str, ...] = ()
mine: tuple[str, ...] = ()


def _inside(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(place.rstrip("/") + "/") for place in places)


def _hook(event: str, arguments: tuple) -> None:
    if watched is None:
        return
    if event in RUNNING:
        watched.append(f"{event} {arguments!r:.200}")
    elif event in ("open", "sqlite3.connect", "os.listdir", "os.scandir", *CHANGING):
        path = arguments[0] if arguments else None
        if not isinstance(path, (str, bytes, os.PathLike)):
            return  # by the number of a descriptor that was opened before
        text = os.fsdecode(path).removeprefix("file://").split("?mode")[0]
        if not os.path.isabs(text):
            if "/" not in text and text not in ("..", "."):
                return  # a name within a folder that was opened before
            text = f"{os.getcwd()}/{text}"
        changes = event in CHANGING or (event == "open" and bool(int(arguments[2] or 0) & ACCESS))
        if ".." in text.split("/") or not _inside(text, mine if changes else (*mine, *allowed)):
            watched.append(f"{event} {text}" + (" to change it" if changes else ""))


def _open(folder: Path, door: str) -> dict[str, Any]:
    global watched, mine
    scratch = (
        os.environ["TMPDIR"],
        os.environ["TRAINLAB_CACHE"],
        str(folder.parent.parent / "pictures"),
        "/dev/null",
    )
    mine = (*scratch, str(folder)) if door in WRITES else scratch
    answer: dict[str, Any] = {"sentence": None, "traceback": None}
    before, spent = _reset_peak(), time.process_time()
    watched = events = []
    try:
        said = DOORS[door](folder)
        answer["sentence"] = said or None
    except Trains:
        answer["sentence"] = "it trains"
    except BaseException as error:
        from trainlab.errors import TrainlabError

        answer["sentence"] = f"{error!s:.3000}"
        if not isinstance(error, TrainlabError):
            answer["traceback"] = traceback.format_exc()[-3000:]
    finally:
        watched = None
    answer["seconds"] = time.process_time() - spent
    answer["bytes"] = _peak() - before
    answer["events"] = sorted(set(events))
    return answer


def _trains(*_: object, **__: Any) -> None:
    raise Trains


def main() -> None:
    """Answer until there is nothing more to open."""
    global allowed
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    request = json.loads(sys.stdin.readline())
    import trainlab.scale.run

    trainlab.scale.run.train_study = _trains  # type: ignore[assignment]
    for door in DOORS:  # what is loaded only once counts for no study
        told = _open(Path(request["folder"]), door)
        if told["traceback"]:
            sys.stderr.write(told["traceback"])
    _write(answers, {})
    root = str(Path(request["folder"]).parent)
    allowed = (
        root, sys.prefix, sys.base_prefix, "/dev/fd", "/proc", "/sys", "/usr/share", "/etc",
        *filter(None, sys.path),
    )  # fmt: skip
    warnings.simplefilter("error")
    with open("/proc/self/statm") as file:
        most = int(file.read().split()[0]) * resource.getpagesize() + MAX_ADDRESSES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    sys.addaudithook(_hook)
    for line in sys.stdin:
        request = json.loads(line)
        allowed = (str(Path(request["folder"]).parent), *allowed[1:])
        _write(answers, _open(Path(request["folder"]), request["door"]))


def _write(answers: Any, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
