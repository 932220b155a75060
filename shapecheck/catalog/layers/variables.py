"""What Keras says of axes and variables while a layer is built, before it says anything else."""

from __future__ import annotations

from collections.abc import Callable

from shapecheck.catalog.tables import check_weight, forbid
from shapecheck.shapes.dims import Dim, text
from shapecheck.shapes.tensor import Weight

__all__ = ["axis_in", "expects", "variables"]


def expects(what: str, wanted: Dim, found: Dim) -> Callable[[], str]:
    """Return how to write that a size is not the one that is wanted, should that be asked for."""
    return lambda: f"{what} wants {text(wanted)}, got {text(found)}"


def variables(*weights: Weight) -> list[Weight]:
    """Return the weights that a layer creates when it is built, which comes before whatever fails when it runs.

    Raises Refused for a weight with a size that Keras holds as None (`keras/src/backend/common/variables.py`).
    """
    for weight in weights:
        check_weight(weight.name, weight.shape)
    return list(weights)


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
