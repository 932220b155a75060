"""Python's built-in functions and standard library on abstract values: one file a family."""
