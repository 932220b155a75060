"""What libraries mean: pure functions and tables about Keras. Imports `shapes` only."""
