"""Ink: records of figures drawn with matplotlib, and written to files."""
