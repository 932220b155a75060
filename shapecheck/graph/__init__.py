"""The layer graph: calls, models, and what networkx knows about them."""
