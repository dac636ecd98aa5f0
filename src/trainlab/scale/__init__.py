"""Where populations run: devices, widths, compilation, and the loop that trains a study."""
