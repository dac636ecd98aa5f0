"""Trials, studies and curves made by hand."""

from made_records import make_curves, make_info, make_trial

__all__ = ["make_curves", "make_info", "make_trial"]
