"""Sources of data as values: what makes them, their methods, and what each of their elements is."""
