"""What is new, as server-sent events: a line for each commit, as soon as it is there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence

from starlette.concurrency import run_in_threadpool

from trainlab.errors import TrainlabError
from trainlab.files.strict_json import encode_for_programs
from trainlab.web.kept import Kept, gone
from trainlab.web.state import state_of

LOOK_SECONDS, REST_SECONDS = 0.05, 1.0
"""Time between two looks at the files: of a study that trains, and of one that is over."""

STATE_SECONDS = 2.0
"""Whether a process still writes is looked at so often, though nothing was committed."""

BEAT_SECONDS = 15.0
"""A line is sent at least so often, by which both sides notice that the other is gone."""


async def events(studies: Sequence[Kept]) -> AsyncIterator[bytes]:
    """An event ``changed`` now and after each commit; ``gone`` where a study is deleted, which ends it."""
    last, last_sent, looked, beat = None, "", 0.0, time.monotonic()
    while True:
        stamps = [kept.stamp() for kept in studies]
        now = time.monotonic()
        missing = next((kept for kept, stamp in zip(studies, stamps, strict=True) if stamp[0] is None), None)
        if missing is not None:
            yield _event("gone", {"sentence": str(gone(missing.folder))})
            return
        rest = LOOK_SECONDS
        if stamps != last or now - looked > STATE_SECONDS:
            try:
                found = await run_in_threadpool(_changed, studies)
            except TrainlabError as error:
                found = {"sentence": str(error), "versions": None, "states": []}
            text = encode_for_programs(found)
            if text != last_sent:
                yield _event("changed", found)
                last_sent, beat = text, now
            last, looked = stamps, now
            if all(one["word"] in ("done", "interrupted") for one in found["states"]):  # type: ignore[index]
                rest = REST_SECONDS
        elif now - beat > BEAT_SECONDS:
            yield b": still here\n\n"
            beat = now
        await asyncio.sleep(rest)


def _changed(studies: Sequence[Kept]) -> dict[str, object]:
    looks = [kept.look() for kept in studies]
    return {
        "versions": [look.version for look in looks],
        "states": [state_of(kept, look) for kept, look in zip(studies, looks, strict=True)],
    }


def _event(name: str, content: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {encode_for_programs(content)}\n\n".encode()
