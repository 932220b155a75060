"""How Keras's NumPy backend infers shapes: it runs a layer on arrays of the right shapes."""

from __future__ import annotations

from types import ModuleType

import keras


def trace_with_zeros() -> None:
    """Let it run them on zeros: it takes memory as it comes, whose numbers may be no index of an `Embedding`."""
    if keras.backend.backend() != "numpy":
        return
    from keras.src.backend.numpy import core

    zeroed = ModuleType("numpy")
    vars(zeroed).update(vars(core.np), empty=core.np.zeros)
    core.np = zeroed
