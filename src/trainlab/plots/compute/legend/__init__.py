"""What distinguishes lines, and the notes below a figure."""
