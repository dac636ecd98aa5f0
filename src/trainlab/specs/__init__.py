"""What settings, and the parts of a recipe, are specified with."""
