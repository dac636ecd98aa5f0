"""What a report holds, read in Python as the page reads it in the browser."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from trainlab.web.pack import unpack
from trainlab.web.report.room import uncompressed

_BLOCK = re.compile(r'<script type="application/octet-stream" id="data-(\d+)">([A-Za-z0-9+/=]*)</script>')


@dataclass
class Embedded:
    """The data of a report.

    Attributes:
        about: everything small.
        blocks: all of its blocks.
    """

    about: dict[str, Any]
    blocks: list[bytes]

    def curve(self, name: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """The steps and values of a curve, a pair a trial."""
        return points(self.blocks[self.about["held"][name]["block"]])

    def bands(self, curve: str, *by: str) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
        """What it holds of groups."""
        [block] = [
            block for name, names, block in self.about["groups"] if (name, tuple(names)) == (curve, by)
        ]
        return unpack(self.blocks[block])


def points(packed: bytes) -> list[tuple[np.ndarray, np.ndarray]]:
    """A curve that was packed for a report."""
    _, arrays = unpack(packed)
    values = np.ascontiguousarray(arrays["planes"].T).view("<f4")[:, 0]
    ends = np.cumsum(arrays["counts"])
    return [
        (np.cumsum(arrays["gaps"][start:stop].astype(np.int64)), values[start:stop])
        for start, stop in zip(ends - arrays["counts"], ends, strict=True)
    ]


def embedded(page: str) -> Embedded:
    """The data of a report."""
    found = _BLOCK.findall(page)
    assert [int(number) for number, _ in found] == list(range(len(found)))
    blocks = [uncompressed(text) for _, text in found]
    return Embedded(json.loads(blocks[0]), blocks)
