"""What figures show, as records of numbers and words: NumPy only."""
