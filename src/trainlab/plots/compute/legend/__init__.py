"""What tells lines apart, and what is said below a figure."""
