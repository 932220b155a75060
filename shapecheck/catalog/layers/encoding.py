"""Layers that turn categories and numbers into codes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from shapecheck.catalog.checks import NotKnown, Opaque, known
from shapecheck.catalog.kinds import one_of
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim, hide, is_none
from shapecheck.shapes.requirements import at_most, differs, equal
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor

__all__ = ["is_one", "no_sparse_codes", "one_hot", "whole"]


def is_one(size: Dim) -> bool:
    """Tell whether Keras sees a size of 1; a None is none."""
    if is_none(size):
        return False
    verdict = equal(size, 1)
    if not isinstance(verdict, bool):
        raise NotKnown("whether the last axis has size 1 is unknown")
    return verdict


def whole(depth: Any, name: str) -> Dim:
    """Return the number of codes; Keras finds a float out when it makes the shape."""
    forbid(
        isinstance(known(depth), float | str),
        f"`{name}` wants an integer, got {depth!r}",
        kind="invalid-argument",
        keras=f"Found invalid dimension '{depth}' of type '{type(depth)}'.",
    )
    if not isinstance(depth, Dim):
        raise NotKnown(f"`{name}` is {depth!r}")
    return depth


def one_hot(shape: Shape, depth: Dim) -> Shape:
    """Put the codes in a new last axis, or in place of one of size 1."""
    return (*shape[:-1], depth) if len(shape) > 1 and is_one(shape[-1]) else (*shape, depth)


def no_sparse_codes(sparse: Any, output_mode: Any, keras: str) -> None:
    """Refuse sparse integers."""
    forbid(
        bool(sparse is True and output_mode == "int"),
        "`sparse` goes with `output_mode` 'one_hot', 'multi_hot' or 'count' only",
        kind="invalid-argument",
        keras=f"{keras} Received: sparse={sparse} and output_mode={output_mode}",
    )


def tokens(num_tokens: Any, output_mode: Any) -> None:
    """Refuse an encoding without a number of tokens."""
    text = f"Unknown arg for output_mode: {output_mode}"
    one_of(output_mode, "output_mode", ("count", "one_hot", "multi_hot", "binary"), text)
    text = "num_tokens must be set to use this layer. If the number of tokens is not known beforehand, use the "
    words = f"`num_tokens` of CategoryEncoding wants a positive integer, got {num_tokens!r}"
    forbid(num_tokens is None, words, kind="invalid-argument", keras=f"{text}IntegerLookup layer instead.")
    if isinstance(num_tokens, Dim | float):
        short = num_tokens < 1 if isinstance(num_tokens, float) else at_most(num_tokens, 0)
        text = f"`num_tokens` must be >= 1. Received: num_tokens={num_tokens}."
        forbid(short, words, kind="invalid-argument", keras=text)


@layer("keras.layers.CategoryEncoding", configure=tokens)
def category_encoding(
    inputs: Tensor, count_weights: Any = None, /, *, num_tokens: Any = None, output_mode: str = "multi_hot"
) -> Applied:
    """Mark which of `num_tokens` categories there are in the last axis, or each of them by itself.

    CategoryEncoding(5)                         (B, 4) -> (B, 5)     0
    CategoryEncoding(5, output_mode="count")    (B, 3, 4) -> (B, 3, 5)  0
    CategoryEncoding(5, output_mode="one_hot")  (B, 4) -> (B, 4, 5)  0
    CategoryEncoding(5, output_mode="one_hot")  (B, 1) -> (B, 5)     0
    CategoryEncoding(0)                         (B, 4) -> error
    CategoryEncoding()                          (B, 4) -> error
    """
    depth = whole(num_tokens, "num_tokens")
    forbid(
        isinstance(count_weights, Tensor) and output_mode != "count",
        f"`count_weights` goes with `output_mode` 'count' only, got {output_mode!r}",
        kind="invalid-argument",
        when="run",
        keras="`count_weights` is not used when `output_mode` is not `'count'`.",
    )
    if output_mode == "one_hot" and inputs.shape:
        return Applied(one_hot(shape_of(inputs), depth))
    return Applied((*batch_and_others(shape_of(inputs)), depth))


def batch_and_others(shape: Shape) -> Shape:
    """Return the axes that are announced beside the codes.

    Keras announces all but the last, and then sums over the second: where it announces None, the one after it is meant.
    """
    others = (hide(later) if is_none(size) else size for size, later in pairwise(shape[1:]))
    return (*shape[:-1][:1], *others)


def bins(bin_boundaries: Any, num_bins: Any, output_mode: Any, sparse: Any) -> None:
    """Refuse both, or neither, of boundaries and a number of bins."""
    text = "`sparse=True` may only be used if `output_mode` is `'one_hot'`, `'multi_hot'`, or `'count'`."
    no_sparse_codes(sparse, output_mode, text)
    allowed = ("int", "one_hot", "multi_hot", "count")
    text = f"Unknown value for `output_mode` argument of Discretization. Allowed values are: {allowed}. Received: "
    one_of(output_mode, "output_mode", allowed, f"{text}output_mode={output_mode}")
    words = f"`num_bins` of Discretization wants a number that is not negative, got {num_bins!r}"
    if isinstance(num_bins, Dim):
        text = f"`num_bins` must be greater than or equal to 0. Received: `num_bins={num_bins}`"
        forbid(at_most(num_bins, -1), words, kind="invalid-argument", keras=text)
    words = "Discretization wants either `bin_boundaries` or `num_bins`"
    text = "Both `num_bins` and `bin_boundaries` should not be set."
    both = not isinstance(num_bins, Opaque | None) and not isinstance(bin_boundaries, Opaque | None)
    forbid(both, f"{words}, not both", kind="invalid-argument", keras=text)
    text = "You need to set either `num_bins` or `bin_boundaries`."
    forbid(num_bins is None and bin_boundaries is None, words, kind="invalid-argument", keras=text)


@layer("keras.layers.Discretization", configure=bins)
def discretization(
    inputs: Tensor,
    /,
    *,
    bin_boundaries: Any = None,
    num_bins: Any = None,
    output_mode: str = "int",
    sparse: Any = False,
) -> Applied:
    """Replace each number by the number of its bin, or by the code of that.

    Discretization([0.0, 1.0])                           (B, 4) -> (B, 4)     0
    Discretization([0.0, 1.0], output_mode="one_hot")    (B, 4) -> (B, 4, 3)  0
    Discretization([0.0, 1.0], output_mode="one_hot")    (B, 1) -> (B, 3)     0
    Discretization([0.0, 1.0], output_mode="multi_hot")  (B, 4) -> (B, 3)     0
    Discretization()                                     (B, 4) -> error
    """
    if output_mode == "int":
        return Applied(Tensor(shape_of(inputs), "int32"))
    if bin_boundaries is None:
        depth = whole(num_bins, "num_bins")
    elif isinstance(bin_boundaries, list | tuple):
        depth = len(bin_boundaries) + 1
    else:
        raise NotKnown("the `bin_boundaries` of a Discretization are unknown")
    if output_mode == "one_hot":
        return Applied(one_hot(shape_of(inputs), depth))
    batch = shape_of(inputs)[:1] if inputs.rank > 1 else ()
    return Applied((*batch, *shape_of(inputs)[2:], depth))


def hashes(num_bins: Any, output_mode: Any, sparse: Any, salt: Any, dtype: Any) -> None:
    """Refuse what the constructor of Hashing refuses."""
    words = f"`num_bins` of Hashing wants a positive integer, got {num_bins!r}"
    text = f"The `num_bins` for `Hashing` cannot be `None` or non-positive values. Received: num_bins={num_bins}."
    short = (isinstance(num_bins, float) and num_bins <= 0) or isinstance(num_bins, str | None)
    forbid(short, words, kind="invalid-argument", keras=text)
    if isinstance(num_bins, Dim):
        forbid(at_most(num_bins, 0), words, kind="invalid-argument", keras=text)
    if output_mode == "int" and isinstance(dtype, str):
        text = "When `output_mode=\"int\"`, `dtype` should be an integer type, 'int32' or 'in64'. Received: dtype="
        one_of(dtype, "dtype", ("int32", "int64"), f"{text}{dtype}")
    allowed = ("int", "one_hot", "multi_hot", "count")
    text = f"Invalid value for argument `output_mode`. Expected one of {allowed}. Received: output_mode={output_mode}"
    one_of(output_mode, "output_mode", allowed, text)
    text = '`sparse` may only be true if `output_mode` is `"one_hot"`, `"multi_hot"`, or `"count"`.'
    no_sparse_codes(sparse, output_mode, text)
    text = "The `salt` argument for `Hashing` can only be a tuple of size 2 integers, or a single integer."
    wrong = isinstance(salt, float | str) or (isinstance(salt, list | tuple) and len(salt) != 2)
    words = f"`salt` wants an integer or two, got {salt!r}"
    forbid(wrong, words, kind="invalid-argument", keras=f"{text} Received: salt={salt}.")


@layer("keras.layers.Hashing", configure=hashes)
def hashing(
    inputs: Tensor,
    /,
    *,
    num_bins: Any,
    output_mode: str = "int",
    sparse: Any = False,
    salt: Any = None,
    dtype: Any = None,
) -> Applied:
    """Replace each value by one of `num_bins` numbers, or by the code of these in place of the last axis.

    Hashing(5)                         (B, 4) -> (B, 4)  0
    Hashing(5, output_mode="one_hot")  (B, 1) -> (B, 5)  0
    Hashing(0)                         (B, 4) -> error
    """
    if output_mode == "int":
        return Applied(Tensor(shape_of(inputs), dtype if isinstance(dtype, str) else "int64"))
    return Applied((*shape_of(inputs)[:-1], whole(num_bins, "num_bins")))


def crossing(output_mode: Any) -> None:
    """Refuse an output that HashedCrossing does not know."""
    text = (
        "Unknown value for `output_mode` argument of HashedCrossing. Allowed values are: ('int', 'one_hot'). Received: "
    )
    one_of(output_mode, "output_mode", ("int", "one_hot"), f"{text}output_mode={output_mode}")


@layer("keras.layers.HashedCrossing", configure=crossing)
def hashed_crossing(inputs: list[Tensor], /, *, num_bins: Any, output_mode: str = "int") -> Applied:
    """Replace each pair of values by one of `num_bins` numbers, or by the code of it.

    HashedCrossing(5)                         [(B, 1), (B, 1)] -> (B, 1)  0
    HashedCrossing(5, output_mode="one_hot")  [(B, 1), (B, 1)] -> (B, 5)  0
    HashedCrossing(5)                         [(B, 1), (B, 1), (B, 1)] -> error
    HashedCrossing(5)                         [(B, 1), (B, 2)] -> error
    """
    pair = isinstance(inputs, list | tuple) and len(inputs) == 2
    text = "Expected as input a list/tuple of 2 tensors."
    forbid(not pair, "HashedCrossing is called on a list of two tensors", kind="input-structure", keras=text)
    first, second = inputs
    if not isinstance(first, Tensor) or not isinstance(second, Tensor) or not first.shape or not second.shape:
        raise NotKnown("the inputs of a HashedCrossing are unknown")
    one, other = first.shape[-1], second.shape[-1]
    forbid(
        is_none(one) != is_none(other) or (not is_none(one) and differs(one, other)),
        f"HashedCrossing wants two inputs of one shape, got {shape_view(first)} and {shape_view(second)}",
        keras="Expected the two input tensors to have identical shapes. Received input_shape="
        f"[{shape_view(first)}, {shape_view(second)}]",
    )
    if output_mode == "int":
        return Applied(Tensor(first.shape, "int64"))
    depth = whole(num_bins, "num_bins")
    return Applied((*first.shape[:-1], depth) if is_one(one) else (*first.shape, depth))
