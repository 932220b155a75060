"""Several tensors made one: concatenate and stack."""

from __future__ import annotations

from collections.abc import Sequence

from shapecheck.shapes.requirements import build_first, forbid, meet
from shapecheck.shapes.sizes import Dim, hide_if, is_none, total
from shapecheck.shapes.words import Shape, axis_of, ranks, shape_text, view_text

__all__ = ["concatenate", "stack"]

LAYER = "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
OPERATION = "Every value in `xs` must have the same shape except on the `axis` dim. "
STACK = "Every value in `x` must have the same shape. "


@build_first
def concatenate(shapes: Sequence[Sequence[Dim]], axis: int = -1, *, layer: bool = True) -> Shape:
    """Join shapes end to end along `axis`; every other axis must agree, and is a None where the first shape has one.

    The joined axis is a None where one of its sizes is. The layer compares all sizes that Keras knows when it builds,
    the operation (`layer=False`) only those where the first shape has a known one; None is compared at the run.
    Sources: `keras/src/layers/merging/concatenate.py`, `keras/src/ops/numpy.py`. Raises Refused.
    """
    same_rank(shapes, LAYER if layer else OPERATION)
    if layer and len(shapes) == 1 and axis >= len(shapes[0]):
        # nothing is added up, so nothing breaks before the run
        forbid(True, f"axis {axis} does not exist in a tensor of rank {ranks(shapes)}", "run", kind="axis-out-of-range")
        return tuple(shapes[0])
    place = axis_of(axis, len(shapes[0]))
    return tuple(
        hide_if(any(map(is_none, sizes)), total(sizes))
        if number == place
        else agreed(sizes, number, shapes, LAYER if layer else OPERATION, pairwise=layer)
        for number, sizes in enumerate(zip(*shapes, strict=True))
    )


@build_first
def stack(shapes: Sequence[Sequence[Dim]], axis: int = 0) -> Shape:
    """Put shapes side by side along a new axis; they must agree, and a None is one where the first shape has it.

    Raises Refused.
    """
    same_rank(shapes, STACK)
    place = axis_of(axis, len(shapes[0]) + 1)
    sizes = [
        agreed(column, number, shapes, STACK, pairwise=False) for number, column in enumerate(zip(*shapes, strict=True))
    ]
    return (*sizes[:place], len(shapes), *sizes[place:])


def same_rank(shapes: Sequence[Sequence[Dim]], keras: str) -> None:
    """Refuse shapes of different rank."""
    if len({len(shape) for shape in shapes}) > 1:
        forbid(
            True,
            f"tensors of rank {ranks(shapes)} cannot be joined",
            keras=f"{keras}Received: input_shape=[{', '.join(map(view_text, shapes))}]",
            kind="concatenate-mismatch",
        )


def agreed(sizes: Sequence[Dim], axis: int, shapes: Sequence[Sequence[Dim]], keras: str, *, pairwise: bool) -> Dim:
    """Return the one size that all have on an axis.

    Keras compares each with the first when it builds, or each pair; where it knows neither, nothing before the run.
    """
    kept, compared = sizes[0], not is_none(sizes[0])
    for size in sizes[1:]:
        kept = meet(
            kept,
            size,
            lambda: f"sizes differ on axis {axis}: {' and '.join(map(shape_text, shapes))}",
            "build" if compared and not is_none(size) else "run",
            "first",
            lambda: f"{keras}Received: input_shape=[{', '.join(map(view_text, shapes))}]",
            "concatenate-mismatch",
        )
        if pairwise:
            compared = compared or not is_none(size)
    return kept
