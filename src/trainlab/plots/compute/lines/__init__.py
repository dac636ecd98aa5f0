"""From curves to lines: seeds as a band, smoothed, in fewer points."""
