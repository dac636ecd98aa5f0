"""Trials beside each other: which differ in their seed alone, what varied, which is better, their names."""
