"""Shapes that stretch to one another: operators, merging layers, and the batch."""

from __future__ import annotations

from collections.abc import Sequence

from shapecheck.shapes.formulas import text
from shapecheck.shapes.requirements import Verdict, both, build_first, differs, forbid
from shapecheck.shapes.sizes import Dim, hide_if, is_none, larger, plain
from shapecheck.shapes.words import Shape, shape_text, view_text, when_of

__all__ = ["broadcast", "broadcast_all", "merge_broadcast"]


@build_first
def broadcast(first: Sequence[Dim], second: Sequence[Dim]) -> Shape:
    """Return the shape that two stretch to, as operators and `keras.ops` do it; axes are aligned at the end.

    A None with a known size other than 1 becomes that size (`keras/src/ops/operation_utils.py`, `broadcast_shapes`).
    Raises Refused where two sizes differ whenever neither is 1.
    """
    rank = max(len(first), len(second))
    one, other = aligned(first, rank), aligned(second, rank)
    return tuple(stretched(a, b, first, second, kept_none(a, b)) for a, b in zip(one, other, strict=True))


@build_first
def broadcast_all(shapes: Sequence[Sequence[Dim]]) -> Shape:
    """Return the shape that all stretch to."""
    result: Shape = ()
    for shape in shapes:
        result = broadcast(result, shape)
    return result


@build_first
def merge_broadcast(shapes: Sequence[Sequence[Dim]]) -> Shape:
    """Return the shape of `Add`, `Multiply` and the other merging layers.

    The batch does not stretch: sizes that Keras knows must be the same, 1 and 8 are not. Elsewhere a None makes the
    result None, whatever the other size (`keras/src/layers/merging/base_merge.py`). Raises Refused.
    """
    if any(not shape for shape in shapes):
        forbid(True, "a merging layer wants tensors with a batch axis, got a scalar", kind="wrong-rank")
    result = tuple(shapes[0][1:])
    for shape in shapes[1:]:
        others = tuple(shape[1:])
        long, short = (result, others) if len(result) >= len(others) else (others, result)
        shorter = aligned(short, len(long))
        start = len(long) - len(short)
        result = (
            *long[:start],
            *(
                stretched(a, b, result, others, is_none(a) or is_none(b), "Inputs have incompatible shapes. ")
                for a, b in zip(long[start:], shorter[start:], strict=True)
            ),
        )
    return (merged_batch(shapes), *result)


def merged_batch(shapes: Sequence[Sequence[Dim]]) -> Dim:
    """Return the batch of merged tensors: the one size that Keras knows, else that of the first."""
    known = [shape[0] for shape in shapes if not is_none(shape[0])]
    for size in known[1:]:
        forbid(
            differs(known[0], size),
            lambda: f"batches of different size cannot be merged: {', '.join(shape_text(shape) for shape in shapes)}",
            keras=lambda: (
                "Cannot merge tensors with different batch sizes. "
                f"Received tensors with shapes [{', '.join(view_text(shape) for shape in shapes)}]"
            ),
            kind="merge-mismatch",
        )
    kept = next((size for size in known if isinstance(size, int)), known[0] if known else shapes[0][0])
    for shape in shapes:
        size = shape[0]
        if is_none(size) and differs(kept, size) is not True:
            # one batch runs through the whole model
            forbid(differs(kept, size), "batches of different size", "run")
        elif is_none(size):
            # at the run this is an ordinary stretch, whatever Keras reports
            result = stretched(kept, size, shapes[0], shape, not known)
            kept = kept if known else result
    return hide_if(not known, kept)


def aligned(shape: Sequence[Dim], rank: int) -> tuple[Dim, ...]:
    """Put ones in front, up to a rank."""
    return (1,) * (rank - len(shape)) + tuple(shape)


def kept_none(first: Dim, second: Dim) -> bool:
    """Tell whether two sizes stretch to one that Keras reports as None."""
    if is_none(first):
        return is_none(second) or second == 1
    return is_none(second) and first == 1


def stretched(
    first: Dim, second: Dim, whole: Sequence[Dim], other: Sequence[Dim], hidden: bool, keras: str = ""
) -> Dim:
    """Return the size that two stretch to; `whole` and `other` are the shapes they stand in, for the message.

    Where both may be 1, this is the larger one, except that a size Keras knows is taken to win over a None.
    """
    a, b = plain(first), plain(second)
    if a == 1 or a is b:
        return hide_if(hidden, b)
    if b == 1 or (isinstance(a, int) and a == b):
        return hide_if(hidden, a)
    unlike, no_first, no_second = differs(a, b), differs(a, 1), differs(b, 1)
    if unlike is False:
        return hide_if(hidden, a)

    def check(verdict: Verdict) -> None:
        forbid(
            verdict,
            lambda: f"sizes {text(a)} and {text(b)} do not broadcast: {shape_text(whole)} with {shape_text(other)}",
            when_of(first, second),
            keras=lambda: refusal(first, second, whole, other, keras),
            kind="merge-mismatch" if keras else "broadcast-mismatch",
        )

    if not hidden and is_none(a) != is_none(b):
        # Keras reports the size that it knows, which is right unless that is 1
        known, strict = (b, both(unlike, no_first)) if is_none(a) else (a, both(unlike, no_second))
        if strict is not True:
            check(strict)
            return known
    check(both(unlike, no_first, no_second))
    if no_first is True or no_second is True:
        return hide_if(hidden, a if no_first is True else b)
    return hide_if(hidden, larger(a, b))


def refusal(first: Dim, second: Dim, whole: Sequence[Dim], other: Sequence[Dim], merging: str) -> str:
    """Return what Keras says where two sizes do not broadcast."""
    one, two = view_text(whole), view_text(other)
    if merging:
        return f"{merging}Received shapes {one} and {two}"
    one, two = (f"[{shape_text(shape)[1:-1].rstrip(',')}]" for shape in (whole, other))
    return (
        f"Cannot broadcast shape, the failure dim has value {first}, which cannot be broadcasted to {second}. "
        f"Input shapes are: {one} and {two}."
    )
