"""How rules say that an axis or a size is not the one that is wanted."""

from __future__ import annotations

from collections.abc import Callable

from shapecheck.catalog.tables import forbid
from shapecheck.shapes.dims import Dim, text

__all__ = ["axis_in", "expects"]


def expects(what: str, wanted: Dim, found: Dim) -> Callable[[], str]:
    """Return how to write that a size is not the one that is wanted, should that be asked for."""
    return lambda: f"{what} wants {text(wanted)}, got {text(found)}"


def axis_in(axis: int, rank: int, keras: str = "tuple index out of range") -> int:
    """Return an axis of an input of that rank, counted from 0.

    Raises Refused where there is no such axis.
    """
    forbid(
        not -rank <= axis < rank,
        f"axis {axis} is out of range for an input of rank {rank}",
        kind="axis-out-of-range",
        keras=keras,
    )
    return axis % rank
