"""Curves and studies made up so that what is true of them is known; readers of a study that grows."""
