"""From a sample to all that it was drawn from: points, limits, and what an authority would demand by them."""
