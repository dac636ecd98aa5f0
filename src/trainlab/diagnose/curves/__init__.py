"""Losses reduced to a few values, and what these show."""
