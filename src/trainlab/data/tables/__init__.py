"""Tables of columns: their names and types, and cells as numbers and classes."""
