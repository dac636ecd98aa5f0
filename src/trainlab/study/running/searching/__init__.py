"""Running a search: rounds of proposals, rungs at which trials are given up, repeats at the end."""
