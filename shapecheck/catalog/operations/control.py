"""The operations that call a function of the program's own: what each is, for those who follow functions."""

from __future__ import annotations

__all__ = ["CONTROL"]

CONTROL = {
    "keras.ops.associative_scan": "associative_scan", "keras.ops.cond": "cond", "keras.ops.custom_gradient": "custom_gradient",
    "keras.ops.fori_loop": "fori_loop", "keras.ops.jvp": "jvp", "keras.ops.map": "map", "keras.ops.scan": "scan",
    "keras.ops.switch": "switch", "keras.ops.vectorize": "vectorize", "keras.ops.vectorized_map": "map",
    "keras.ops.while_loop": "while_loop", "tensorflow.cond": "cond", "tensorflow.map_fn": "map",
    "tensorflow.vectorized_map": "map", "tensorflow.while_loop": "while_loop", "tensorflow.custom_gradient": "custom_gradient",
    "keras.backend.map_fn": "map", "tensorflow.switch_case": "switch_case",
}  # fmt: skip
"""By path; `custom_gradient` and `vectorize` return a function that calls the one they are given."""
