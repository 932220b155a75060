"""How Keras's NumPy backend infers shapes: it runs a layer on arrays of the right shapes."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import keras
import numpy as np

_BATCHES = {83: 2, 89: 3}
"""The sizes that Keras takes for an open one, and those that tell as much about a batch, in a fraction of the time."""


def trace_with_zeros() -> None:
    """Let it run them on few zeros: it takes memory as it comes, whose numbers may be no index of an `Embedding`."""
    if keras.backend.backend() != "numpy":
        return
    from keras.src.backend.numpy import core

    def zeros(shape: Sequence[int], dtype: Any) -> Any:
        return np.zeros((*(_BATCHES.get(size, size) for size in shape[:1]), *shape[1:]), dtype)

    zeroed = ModuleType("numpy")
    vars(zeroed).update(vars(core.np), empty=zeros)
    core.np = zeroed
