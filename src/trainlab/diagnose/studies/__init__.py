"""What is said of a study as a whole, one finding a file."""
