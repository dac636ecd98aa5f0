"""How much of the results each varied setting explains, beside noise."""
