"""Curves in a study: the files of its parts, and the rows read from them."""
