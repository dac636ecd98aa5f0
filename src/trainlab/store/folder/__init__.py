"""The folder of a study: its names, its locks, and opening what lies in it."""
