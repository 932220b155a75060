"""Operations on tensors: one function serves `keras.ops`, `keras.backend`, TensorFlow and NumPy, by several paths."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

__all__ = ["load"]


@cache
def load() -> None:
    """Import every file of this package once."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
