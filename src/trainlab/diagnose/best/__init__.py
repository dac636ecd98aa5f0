"""The trial that ranks first: what it is chosen from, how far it is ahead, what it will reach."""
