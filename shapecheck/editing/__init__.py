"""Changes to source text: edits, and the operations on the syntax tree that make them."""
