"""Nets: from notation to layers, their initial weights and their output."""

from trainlab.nets.fit import check_fit
from trainlab.nets.freeze import frozen_layers, matching_layers
from trainlab.nets.initializers import draw_parameters, initial_statistics
from trainlab.nets.mode import Mode
from trainlab.nets.net import Net, Parameters
from trainlab.nets.notation import read_net
from trainlab.nets.packing import Packed, pack, packed_shapes, unpack
from trainlab.nets.summary import LayerRow, Summary

__all__ = [
    "LayerRow", "Mode", "Net", "Packed", "Parameters", "Summary", "check_fit", "draw_parameters",
    "frozen_layers", "initial_statistics", "matching_layers", "pack", "packed_shapes", "read_net",
    "unpack",
]  # fmt: skip
