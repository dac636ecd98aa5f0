"""Curves in a study: the files of its parts, and the rows that are read of them."""
