"""The database of a study, whose rows are its commits, and how it is opened without trust."""
