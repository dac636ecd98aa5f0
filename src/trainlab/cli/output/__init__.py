"""Where what is printed goes: streams, lines, CSV and JSON."""
