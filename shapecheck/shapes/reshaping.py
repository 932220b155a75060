"""New shapes for the same numbers: reshape, transpose, new and dropped axes, reduction, tiling, padding, subscripts."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from shapecheck.shapes.requirements import differs, forbid, require
from shapecheck.shapes.sizes import Dim, Plain, floor_div, hide_if, is_none, modulo, plain, product, total
from shapecheck.shapes.words import Shape, axis_of, shape_text, view_text, when_of

__all__ = ["expand_dims", "pad", "reduce", "repeat", "reshape", "squeeze", "tile", "transpose"]


def reshape(shape: Sequence[Dim], target: Sequence[Dim | None], name: str = "newshape") -> Shape:
    """Return `target` with its -1 worked out; None in it is a size to be worked out too, as `Reshape` takes it.

    A None on either side leaves the -1 a None for Keras, and the check to the run
    (`keras/src/ops/operation_utils.py`, `compute_reshape_output_shape`). `name` is Keras's name of the argument.
    Raises Refused where the number of elements cannot be the same.
    """
    unknown = [axis for axis, size in enumerate(target) if size is None or size == -1]
    check_target(target, name)
    if len(unknown) > 1:
        forbid(True, f"more than one size of {shape_text(target)} is open", "run", kind="reshape-size")
    given = [size for size in target if size is not None and size != -1]
    open_for_keras = None in target or any(is_none(size) for size in [*shape, *given])
    when = "run" if open_for_keras else "build"
    before, after = without_common(shape, given)
    if not unknown:
        different = differs(product(before), product(after))
        forbid(different, lambda: mismatch(shape, target), when, lambda: refusal(shape, target, name), KIND)
        return tuple(size for size in target if size is not None)
    rest, remainder = divided(before, product(after))
    forbid(
        remainder is None or differs(remainder, 0),
        lambda: mismatch(shape, target),
        when,
        lambda: refusal(shape, target, name, True),
        KIND,
    )
    return tuple(hide_if(open_for_keras, rest) if size is None or size == -1 else size for size in target)


def without_common(shape: Sequence[Dim], given: Sequence[Dim]) -> tuple[list[Plain], list[Plain]]:
    """Return the sizes of both sides but for the symbolic ones that both have: tensors of no elements aside."""
    before, after = [plain(size) for size in shape], []
    for size in map(plain, given):
        if not isinstance(size, int) and size in before:
            before.remove(size)
        else:
            after.append(size)
    return before, after


def divided(sizes: Sequence[Plain], divisor: Dim) -> tuple[Dim, Dim | None]:
    """Return quotient and remainder of a product; the remainder is None where the divisor is 0."""
    if divisor == 0:
        return 0, None
    known = [size for size in sizes if isinstance(size, int)]
    if isinstance(divisor, int) and prod(known) % divisor == 0:
        return product([prod(known) // divisor, *(size for size in sizes if not isinstance(size, int))]), 0
    size = product(sizes)
    return floor_div(size, divisor), modulo(size, divisor)


KIND = "reshape-size"


def check_target(target: Sequence[Dim | None], name: str) -> None:
    """Refuse a target with a size below -1, or with more than one -1."""
    view = view_text(target)
    if any(isinstance(size, int) and size < -1 for size in target):
        forbid(
            True,
            f"a size of {view} is negative",
            keras=f"Each dimension in `{name}` must be a non-negative integer, or `-1` for a single unknown dimension. "
            f"Received: {name}={view}.",
            kind=KIND,
        )
    if sum(size == -1 for size in target) > 1:
        forbid(
            True,
            f"only one size may be -1, not {view}",
            keras=f"There must be at most one unknown dimension (-1) in `{name}`. Received: {name}={view}.",
            kind=KIND,
        )


def mismatch(shape: Sequence[Dim], target: Sequence[Dim | None]) -> str:
    """Say that a reshape changes the number of elements."""
    return f"cannot reshape {shape_text(shape)} to {shape_text(target)}: the number of elements differs"


def refusal(shape: Sequence[Dim], target: Sequence[Dim | None], name: str, division: bool = False) -> str:
    """Return what Keras says of a reshape that changes the number of elements."""
    reason = (
        f"The total size of the tensor must be unchanged, however, the input size cannot by divided by the specified "
        f"dimensions in {name}. "
        if division
        else "The total size of the tensor must be unchanged. "
    )
    return f"{reason}Received: input_shape={view_text(shape)}, {name}={view_text(target)}"


def transpose(shape: Sequence[Dim], permutation: Sequence[int] | None = None) -> Shape:
    """Reorder the axes; reverse them where no order is given.

    Raises Refused for what is no permutation of the axes.
    """
    if permutation is None:
        return tuple(reversed(shape))
    rank = len(shape)
    if len(permutation) != rank:
        forbid(
            True,
            f"{len(permutation)} axes given for a tensor of rank {rank}",
            keras="axis must be a list of the same length as the input shape, "
            f"expected {rank}, but received {len(permutation)}.",
            kind="wrong-rank",
        )
    order = [axis_of(axis, rank) for axis in permutation]
    if len(set(order)) != rank:
        forbid(
            True,
            f"an axis stands twice in {tuple(permutation)}",
            keras="`axes` must be a valid permutation of the input dimensions (no duplicates). "
            f"Received: axes={list(permutation)} for input of rank {rank}.",
            kind="axis-out-of-range",
        )
    return tuple(shape[axis] for axis in order)


def expand_dims(shape: Sequence[Dim], axis: int | Sequence[int] | None) -> Shape:
    """Insert axes of size 1 at places counted in the result.

    Raises Refused for a place that the result does not have, or that is given twice.
    """
    axes = (len(shape),) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    rank = len(shape) + len(axes)
    places = {axis_of(one, rank) for one in axes}
    if len(places) != len(axes):
        forbid(True, f"an axis stands twice in {axes}", kind="axis-out-of-range")
    kept = iter(shape)
    return tuple(1 if place in places else next(kept) for place in range(rank))


def squeeze(shape: Sequence[Dim], axis: int | Sequence[int] | None = None) -> Shape:
    """Drop axes of size 1: the given ones, else every one that Keras knows to be 1.

    Raises Refused for a given axis that is not 1, or of which Keras does not know it.
    """
    if axis is None:
        for size in shape:
            if not is_none(size) and size != 1:
                # dropped or kept? it is kept unless it is 1
                require(differs(size, 1))
        return tuple(size for size in shape if size != 1)
    axes = {axis_of(one, len(shape)): one for one in ((axis,) if isinstance(axis, int) else axis)}
    for place, one in axes.items():
        size = shape[place]
        forbid(
            is_none(size) or differs(size, 1),
            lambda size=size, one=one: f"axis {one} of {shape_text(shape)} is not 1, and cannot be dropped",  # type: ignore[misc]
            keras=f"Cannot squeeze axis {one}, because the dimension is not 1.",
        )
    return tuple(size for place, size in enumerate(shape) if place not in axes)


def reduce(shape: Sequence[Dim], axes: int | Sequence[int] | None = None, keepdims: bool = False) -> Shape:
    """Drop the axes that are summed or averaged over, or leave 1 in their place; all of them where none is given.

    Raises Refused for an axis that does not exist, or that is given twice.
    """
    if axes is None:
        return (1,) * len(shape) if keepdims else ()
    given = (axes,) if isinstance(axes, int) else tuple(axes)
    places = {axis_of(axis, len(shape)) for axis in given}
    if len(places) != len(given):
        forbid(True, f"an axis stands twice in {given}", "run", kind="axis-out-of-range")
    if keepdims:
        return tuple(1 if place in places else size for place, size in enumerate(shape))
    return tuple(size for place, size in enumerate(shape) if place not in places)


def tile(shape: Sequence[Dim], repeats: Dim | Sequence[Dim]) -> Shape:
    """Repeat the whole tensor along each axis; ones go in front of the shorter of shape and repeats."""
    times = tuple(repeats) if isinstance(repeats, Sequence) else (repeats,)
    rank = max(len(shape), len(times))
    sizes = (1,) * (rank - len(shape)) + tuple(shape)
    times = (1,) * (rank - len(times)) + times
    return tuple(hide_if(is_none(size), size * time) for size, time in zip(sizes, times, strict=True))


def repeat(shape: Sequence[Dim], repeats: Dim | Sequence[Dim], axis: int | None = None) -> Shape:
    """Repeat each element along an axis, or of the flattened tensor where no axis is given.

    Raises Refused for an axis that does not exist, or where several repeats are not one for each element.
    """
    times = tuple(repeats) if isinstance(repeats, Sequence) else (repeats,)
    if axis is None:
        size, place, shape = hide_if(any(map(is_none, shape)), product(shape)), 0, (0,)
    else:
        place = axis_of(axis, len(shape))
        size = shape[place]
    if len(times) == 1:
        result = size * times[0]
    else:
        forbid(
            differs(size, len(times)),
            lambda: f"{len(times)} repeats given for {size} elements",
            when_of(size),
            keras=lambda: (
                f"Size of `repeats` and dimensions of `axis {axis} of x` should be compatible. "
                f"Received: {len(times)} and {view_text(shape)}"
            ),
        )
        result = total(times)
    return (*shape[:place], hide_if(is_none(size), result), *shape[place + 1 :])


def pad(shape: Sequence[Dim], widths: Sequence[Sequence[Dim]]) -> Shape:
    """Add (before, after) to each axis; one pair serves all axes.

    Raises Refused where the number of pairs is neither 1 nor the rank.
    """
    if len(widths) not in (1, len(shape)):
        forbid(
            True,
            f"{len(widths)} pairs of padding given for a tensor of rank {len(shape)}",
            keras=f"`pad_width` must have the same length as `x.shape`. Received: pad_width={widths} "
            f"(of length {len(widths)}) and x.shape={view_text(shape)} (of length {len(shape)})",
            kind="wrong-rank",
        )
    pairs = list(widths) * len(shape) if len(widths) == 1 else widths
    return tuple(hide_if(is_none(size), total((size, *pair))) for size, pair in zip(shape, pairs, strict=True))
