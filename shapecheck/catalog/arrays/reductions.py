"""Reductions and running totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapecheck.catalog.arrays.data import Data, axes_of, known_shape, numpy_says, operand, place_of, refuse
from shapecheck.catalog.arrays.dtypes import kind_of, named, promoted, summed
from shapecheck.catalog.arrays.elementwise import floating
from shapecheck.catalog.arrays.table import function
from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes.dims import Dim, product, smaller, total
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.shape import Shape, reduce, slice_size

__all__: list[str] = []


def _reduced(made: Data, axis: Any, keepdims: Any) -> Shape | None:
    """Return the shape that is left.

    Raises NotKnown where an axis is not known, Refused for one that does not exist.
    """
    axes = axes_of(axis)
    if not isinstance(keepdims, bool):
        raise NotKnown("whether axes are kept is not known")
    if made.shape is None:
        return () if axes is None and not keepdims else None
    for one in axes if isinstance(axes, tuple) else () if axes is None else (axes,):
        place_of(one, len(made.shape))
    with numpy_says("duplicate value in 'axis'"):
        return reduce(made.shape, axes, keepdims)


def _register_sum(name: str) -> None:
    @function(name, methods=[name] if name in ("sum", "prod") else [])
    def of_all(
        a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, **rest: Any
    ) -> Data | Dim:
        sizes = _sizes(a) if axis is None and dtype is None and keepdims is False and not rest else None
        whole = None if sizes is None else product(sizes) if name.endswith("prod") else total(sizes)
        if whole is not None and not isinstance(whole, int):
            return whole
        made = operand(a)
        kind = summed(made.dtype) if dtype is None else named(dtype)
        held = whole is not None and abs(whole) < MOST
        return Data(_reduced(made, axis, keepdims), kind, Facts(whole, whole) if held else NOTHING)


MOST = 2**63
"""What is less is an int64."""


def _sizes(value: Any) -> Sequence[Dim] | None:
    """Return the integers in a flat list or tuple, such as a shape; None for anything else."""
    if not isinstance(value, list | tuple) or not value:
        return None
    return value if all(isinstance(item, Dim) and not isinstance(item, bool) for item in value) else None


def _register_mean(name: str) -> None:
    @function(name, methods=[name] if name == "mean" else [])
    def mean(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, **rest: Any) -> Data:
        made = operand(a)
        return Data(_reduced(made, axis, keepdims), _averaged(made.dtype) if dtype is None else named(dtype))


def _averaged(dtype: str) -> str:
    return "float64" if kind_of(dtype) in ("b", "i", "u") else dtype


def _register_spread(name: str) -> None:
    @function(name, methods=[name] if name in ("std", "var") else [])
    def spread(
        a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: Any = 0, keepdims: Any = False, **rest: Any
    ) -> Data:
        made = operand(a)
        kind = _averaged(made.dtype) if dtype is None else named(dtype)
        return Data(_reduced(made, axis, keepdims), kind, Facts(0, None))


def _register_extreme(name: str) -> None:
    largest = name.endswith("max")

    @function(name, methods=[name] if name in ("max", "min") else [])
    def extreme(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, **rest: Any) -> Data:
        made = operand(a)
        shape = _reduced(made, axis, keepdims)
        if axis is None and made.shape is not None and product(made.shape) == 0 and "initial" not in rest:
            refuse("an array without elements has no extreme", "zero-size array to reduction operation")
        facts = made.facts
        end = facts.high if largest else facts.low
        occurs = facts.full or _sizes(a) is not None
        found = Facts(end, end) if axis is None and occurs else Facts(facts.low, facts.high)
        return Data(shape, made.dtype, found)


def _register_place(name: str) -> None:
    @function(name, methods=[name] if name in ("argmax", "argmin") else [])
    def place(a: Any, axis: Any = None, out: Any = None, *, keepdims: Any = False) -> Data:
        made = operand(a)
        if made.shape is None:
            return Data(_reduced(made, axis, keepdims), "int64")
        number = None if axis is None else place_of(axis, len(made.shape))
        size = product(made.shape) if number is None else made.shape[number]
        if size == 0:
            refuse("an axis without elements has no extreme", f"attempt to get {name} of an empty sequence")
        facts = Facts(0, size - 1 if isinstance(size, int) else None)
        if made.facts.one_hot and number == len(made.shape) - 1 and name == "argmax" and isinstance(size, int):
            facts = Facts(0, size - 1)
        return Data(_reduced(made, axis, keepdims), "int64", facts)


def _register_test(name: str) -> None:
    @function(name, methods=[name])
    def test(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False, **rest: Any) -> Data:
        return Data(_reduced(operand(a), axis, keepdims), "bool", Facts(0, 1))


for _name in ("sum", "prod", "nansum", "nanprod"):
    _register_sum(_name)
for _name in ("mean", "nanmean"):
    _register_mean(_name)
for _name in ("std", "var", "nanstd", "nanvar"):
    _register_spread(_name)
for _name in ("max", "min", "amax", "amin", "nanmax", "nanmin"):
    _register_extreme(_name)
for _name in ("argmax", "argmin", "nanargmax", "nanargmin"):
    _register_place(_name)
for _name in ("all", "any"):
    _register_test(_name)


@function("median", "nanmedian")
def median(a: Any, axis: Any = None, out: Any = None, overwrite_input: Any = False, keepdims: Any = False) -> Data:
    """Return the middle of the numbers."""
    made = operand(a)
    return Data(_reduced(made, axis, keepdims), floating(_averaged(made.dtype)))


@function("percentile", "quantile", "nanpercentile", "nanquantile")
def percentile(
    a: Any, q: Any, axis: Any = None, out: Any = None, overwrite_input: Any = False, method: Any = "linear",
    keepdims: Any = False, **rest: Any,
) -> Data:  # fmt: skip
    """Return the numbers below which given shares lie, one for each share."""
    left = _reduced(operand(a), axis, keepdims)
    shares = known_shape(operand(q))
    return Data(None if left is None else (*shares, *left))


@function("average")
def average(a: Any, axis: Any = None, weights: Any = None, returned: Any = False, *, keepdims: Any = False) -> Data:
    """Return the weighted mean."""
    made = operand(a)
    if returned is not False:
        raise NotKnown("an average with its weights is not modelled")
    kind = _averaged(made.dtype) if weights is None else ""
    return Data(_reduced(made, axis, keepdims), kind)


@function("count_nonzero")
def count_nonzero(a: Any, axis: Any = None, *, keepdims: Any = False) -> Data:
    """Count what is not zero."""
    return Data(_reduced(operand(a), axis, keepdims), "int64", Facts(0, None))


@function("ptp")
def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Data:
    """Return the distance from the smallest to the largest number."""
    made = operand(a)
    return Data(_reduced(made, axis, keepdims), made.dtype)


@function("cumsum", "cumprod", "nancumsum", "nancumprod", methods=["cumsum", "cumprod"])
def cumsum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Data:
    """Return running totals."""
    made = operand(a)
    shape = known_shape(made)
    kind = summed(made.dtype) if dtype is None else named(dtype)
    if axis is None:
        return Data((product(shape),), kind)
    place_of(axis, len(shape))
    return Data(shape or (1,), kind)


@function("diff")
def diff(a: Any, n: Any = 1, axis: Any = -1, prepend: Any = None, append: Any = None) -> Data:
    """Return the differences of neighbours, `n` times over."""
    made = operand(a)
    shape = known_shape(made)
    if prepend is not None or append is not None or not isinstance(n, int):
        raise NotKnown("these differences are not modelled")
    if n < 0:
        refuse("a number of times is negative", f"order must be non-negative but got {n}")
    if n == 0:
        return made
    if not shape:
        refuse("a number has no neighbours", "diff requires input that is at least one dimensional", "wrong-rank")
    place = place_of(axis, len(shape))
    return made.shaped((*shape[:place], slice_size(shape[place], n, None), *shape[place + 1 :]))


@function("convolve", "correlate")
def convolve(a: Any, v: Any, mode: Any = None) -> Data:
    """Slide one vector over another."""
    one, two = operand(a), operand(v)
    shapes = known_shape(one), known_shape(two)
    if mode != "same" or any(len(shape) != 1 for shape in shapes):
        raise NotKnown("this convolution is not modelled")
    sizes = shapes[0][0], shapes[1][0]
    if 0 in sizes:
        refuse("a vector is empty", "v cannot be empty")
    if not all(isinstance(size, int) for size in sizes):
        raise NotKnown("which of these is the longer is not known")
    return Data((sizes[0] + sizes[1] - smaller(*sizes),), promoted(one.dtype, two.dtype))
