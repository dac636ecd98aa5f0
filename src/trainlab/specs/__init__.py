"""What settings, and the rows that name what a recipe is made of, are specified with."""
