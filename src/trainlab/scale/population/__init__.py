"""The training of one population: its blocks, its chunks, what is recorded of them."""
