"""Study folders made to do harm: the server tells nothing of other files, and still shows the others."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from trainlab.web.serve import Server
from trainlab.web.shelf import Shelf

SECRET = "root:x:0:0:what nobody should read"

ASKED = (
    "/api/study?study={id}",
    "/api/curve?study={id}&curve=train_loss",
    "/api/curve?study={id}&curve=validation_loss",
    "/api/curve?study={id}&curve=learning_rate",
    "/api/bands?study={id}&curve=train_loss&by=learning_rate",
    "/api/findings?study={id}",
    "/api/first-finding?study={id}",
    "/api/filter?study={id}&where=min(train_loss)%20%3C%201",
    "/api/trial?study={id}&trial=0",
    "/api/examples?study={id}&trial=0&split=test&weights=best",
    "/api/table?study={id}",
    "/api/points?study={id}&curves=train_loss",
    "/api/events?study={id}",
)


def changed(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "study.sqlite")) as connection:
        connection.execute(statement, values)
        connection.commit()


def in_place_of(folder: Path, name: str, make: Callable[[Path], object]) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    make(path)


KEPT, LAST = "predictions-0-test-best.safetensors", 2**31 - 1


def laughs(folder: Path) -> None:
    """References to references, which would be gigabytes if they were followed."""
    lines = ["a: &a [x,x,x,x,x,x,x,x]"]
    for one, next_one in ("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"):
        lines.append(f"{next_one}: &{next_one} [{','.join([f'*{one}'] * 8)}]")
    (folder / "study.yaml").write_text("\n".join(lines))


def linked(folder: Path, name: str, secret: Path) -> None:
    in_place_of(folder, name, lambda path: path.symlink_to(secret))


def linked_curves(folder: Path, secret: Path) -> None:
    for path in list((folder / "curves").iterdir()):
        linked(path.parent, path.name, secret)


def settings(folder: Path, text: str) -> None:
    changed(folder, "UPDATE trial SET settings = ?", text)


NAMES = json.dumps({"__proto__": {"x": 1}, "constructor": "<script>", "net": None})

HARM: dict[str, Callable[[Path, Path], object]] = {
    "database-is-a-link": lambda one, secret: linked(one, "study.sqlite", secret),
    "database-is-a-pipe": lambda one, _: in_place_of(one, "study.sqlite", os.mkfifo),
    "database-is-a-folder": lambda one, _: in_place_of(one, "study.sqlite", Path.mkdir),
    "database-is-noise": lambda one, _: (one / "study.sqlite").write_bytes(os.urandom(4096)),
    "experiment-is-a-link": lambda one, secret: linked(one, "study.yaml", secret),
    "experiment-is-a-pipe": lambda one, _: in_place_of(one, "study.yaml", os.mkfifo),
    "experiment-makes-objects": lambda one, _: (one / "study.yaml").write_text(
        "!!python/object/apply:os.system ['touch harmed']\n"
    ),
    "experiment-laughs": lambda one, _: laughs(one),
    "measured-is-a-link": lambda one, secret: linked(one, "measured.json", secret),
    "measured-nests": lambda one, _: (one / "measured.json").write_text("[" * 100_000),
    "predictions-are-a-link": lambda one, secret: (one / KEPT).symlink_to(secret),
    "predictions-are-a-pipe": lambda one, _: os.mkfifo(one / KEPT),
    "predictions-lie": lambda one, _: (one / KEPT).write_bytes(b"\xff" * 7 + b"\x7f" + b"{" * 100),
    "curves-lie-outside": lambda one, _: changed(one, "UPDATE part SET file = ?", "../../secret"),
    "curves-are-links": linked_curves,
    "weights-lie-outside": lambda one, secret: changed(one, "UPDATE weights SET file = ?", str(secret)),
    "two-billion-steps": lambda one, _: changed(one, "UPDATE trial SET steps = ?, length = ?", LAST, LAST),
    "settings-are-no-list": lambda one, _: settings(one, "[1, 2]"),
    "settings-are-names": lambda one, _: settings(one, NAMES),
    "facts-nest": lambda one, _: changed(one, "UPDATE study SET dataset = ?", "[" * 50_000),
}  # fmt: skip


@pytest.fixture(scope="module")
def secret(tmp_path_factory) -> Path:
    """A file that is none of a study's business."""
    path = tmp_path_factory.mktemp("hostile") / "secret"
    path.write_text(SECRET)
    return path


@pytest.fixture(scope="module")
def harmed(runs, secret) -> Iterator[Server]:
    """A server of a good study, and of copies of it that were made to do harm."""
    root = secret.parent / "runs"
    [source] = runs.glob("rates-*")
    shutil.copytree(source, root / "good")
    for name, harm in HARM.items():
        harm(shutil.copytree(source, root / name), secret)
    server = Server(Shelf(root))
    yield server
    server.close()


@pytest.mark.parametrize("what", HARM)
def test_a_folder_made_to_do_harm_does_none(harmed, secret, what):
    for path in ASKED:
        begun = time.monotonic()
        code, body = ask(harmed, path.format(id=what))
        assert time.monotonic() - begun < 15
        assert code in (200, 400, 404, 503), (path, body[:300])
        assert SECRET[:6].encode() not in body
        assert b"Traceback" not in body
    code, body = ask(harmed, "/api/curve?study=good&curve=train_loss")
    assert code == 200
    assert body.startswith(b"TLB1")
    assert not Path("harmed").exists()
    assert secret.read_text() == SECRET


def test_the_list_still_shows_the_others(harmed):
    code, body = ask(harmed, "/api/studies")
    assert code == 200
    found = json.loads(body)
    assert "good" in [study["id"] for study in found["studies"]]
    assert SECRET[:6] not in body.decode()


def ask(server: Server, path: str) -> tuple[int, bytes]:
    """What is answered; of a stream, its beginning."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request("GET", path, headers={"X-Trainlab-Token": server.token})
        answer = connection.getresponse()
        stream = answer.getheader("content-type", "").startswith("text/event-stream")
        return answer.status, answer.readline() + answer.readline() if stream else answer.read()
    finally:
        connection.close()
