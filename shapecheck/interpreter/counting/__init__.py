"""Counting: which expressions of a file call a layer, found by its syntax alone, and what became of each."""
