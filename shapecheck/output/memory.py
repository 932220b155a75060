"""How much memory weights take, in Keras's words (`keras/src/utils/summary_utils.py`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapecheck.graph.model import Model
    from shapecheck.shapes.dims import Dim
    from shapecheck.shapes.tensor import Weight

__all__ = ["bits_of", "is_number", "memory_text"]

_BITS = re.compile(r"\d+$")


def memory_text(model: Model, count: Dim | None, trainable: bool | None, dtype: str | None = None) -> str:
    """Return ` (136.04 KB)` for the weights of a model that make up a count; nothing where a size is open.

    `trainable` is None for all weights, `dtype` the one that floating ones are held in, None for their own.
    """
    weights = [weight for weight in _weights(model) if trainable is None or weight.trainable == trainable]
    sizes = [weight.parameters for weight in weights]
    known = [size for size in sizes if isinstance(size, int)]
    if len(known) < len(sizes) or sum(known) != count:
        return ""
    return (
        f" ({_readable(sum(size * bits_of(each.dtype, dtype) for size, each in zip(known, weights, strict=True)) / 8)})"
    )


def _weights(model: Model) -> list[Weight]:
    found = {weight.key: weight for weight in model.weights or ()}
    for row in model.layers:
        found.update((weight.key, weight) for weight in row.layer.weights or ())
    return list(found.values())


def bits_of(own: str, dtype: str | None = None) -> int:
    """Return what one number takes as Keras counts it; `dtype` is the one that floating ones are held in."""
    held = own if dtype is None or "float" not in own else dtype
    if held == "bool":
        return 1  # as Keras counts it
    if held.startswith("float8"):
        return 8
    digits = _BITS.search(held)
    return int(digits.group()) if digits is not None else 32


def is_number(dtype: str) -> bool:
    """Tell whether a dtype says how much a number takes: that of a string, or an unknown one, does not."""
    return _BITS.search(dtype) is not None or "float8" in dtype


def _readable(size_bytes: float) -> str:
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size_bytes < 1024:
            return f"{size_bytes:.2f} {unit}"
        size_bytes /= 1024
    return f"{size_bytes:.2f} PB"
