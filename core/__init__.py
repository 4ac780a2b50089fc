"""The mathematics of the post, in floats: datasets, neurons, least squares, growth, networks."""
