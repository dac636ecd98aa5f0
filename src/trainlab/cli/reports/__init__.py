"""What the terminal says of a study, an answer, a check or a sweep."""
