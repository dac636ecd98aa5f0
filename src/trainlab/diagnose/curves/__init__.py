"""Losses brought down to a few values, and what is read from these."""
