"""Nets: from notation to layers, their initial weights and their output."""

from trainlab.nets.initializers import draw_parameters
from trainlab.nets.net import Net, Parameters
from trainlab.nets.notation import check_fit, read_net
from trainlab.nets.packing import Packed, pack, packed_shapes, unpack

__all__ = [
    "Net", "Packed", "Parameters", "check_fit", "draw_parameters", "pack", "packed_shapes", "read_net",
    "unpack",
]  # fmt: skip
