"""The process of a command: its signals, its threads, what it loads."""
