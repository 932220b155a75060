"""Arrays as values: NumPy's functions on them, their attributes, methods, items and operators."""
