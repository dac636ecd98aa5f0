"""The datasets that have names: made here, or found in folders and downloaded."""
