"""The axes of a figure: what a curve is drawn against, its unit, how much of it is shown."""
