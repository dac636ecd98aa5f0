"""Tables for the terminal, and the lines below them."""
