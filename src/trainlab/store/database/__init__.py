"""The database of a study, whose rows are its commits, and opening one that is not trusted."""
