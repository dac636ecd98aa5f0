"""The compiled programs of a study."""
