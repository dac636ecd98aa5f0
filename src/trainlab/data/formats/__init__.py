"""Files that hold datasets: one kind of file a module, and what all of them give."""
