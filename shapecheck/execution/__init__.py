"""Run a model's graph in NumPy: the check on every shape and every parameter that was inferred."""
