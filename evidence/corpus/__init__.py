"""Curves of nets that were really trained, labels of what is true of them, and how findings score on both."""
