"""Records of figures drawn with matplotlib, and written to files."""
