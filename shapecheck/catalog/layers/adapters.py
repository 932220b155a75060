"""Low-rank adapters: what `lora_rank` adds to the weights of a layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from shapecheck.catalog.checks import known
from shapecheck.catalog.tables import forbid
from shapecheck.shapes.dims import Dim
from shapecheck.shapes.tensor import Weight

__all__ = ["adapted"]


def adapted(weights: Sequence[Weight], rank: Any, constraint: Any) -> list[Weight]:
    """Add the two factors of an adapter to weights whose first is adapted; that one is not trained any more.

    The factors are `(..., rank)` and `(rank, last)` of a kernel `(..., last)` (`keras/src/layers/core/dense.py`).
    Raises Refused for a kernel that is constrained.
    """
    if not known(rank):
        return list(weights)
    forbid(
        constraint is not None,
        "`lora_rank` does not go with a constraint of the weight that it adapts",
        keras="Lora is incompatible with kernel constraints. In order to enable lora on this layer, remove the "
        "`kernel_constraint` argument.",
    )
    forbid(
        not isinstance(rank, Dim),
        f"`lora_rank` wants an integer, got {rank!r}",
        keras=f"Found invalid dimension '{rank}' of type '{type(rank)}'. ",
    )
    kernel, *others = weights
    return [
        replace(kernel, trainable=False),
        *others,
        Weight(f"lora_{kernel.name}_a", (*kernel.shape[:-1], rank)),
        Weight(f"lora_{kernel.name}_b", (rank, kernel.shape[-1])),
    ]
