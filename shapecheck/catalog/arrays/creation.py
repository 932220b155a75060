"""New arrays: of one value, of a range, of what is given."""

from __future__ import annotations

import math
from typing import Any

from shapecheck.catalog.arrays.data import UNCOUNTED, Data, anything, integer, known_shape, operand, shape_given, whole
from shapecheck.catalog.arrays.dtypes import named, promoted
from shapecheck.catalog.arrays.table import function
from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes.dims import ceil_div, larger, product
from shapecheck.shapes.facts import NOTHING, Facts
from shapecheck.shapes.requirements import Refused, forbid, less
from shapecheck.shapes.shape import Shape

__all__: list[str] = []


@function("zeros")
def zeros(shape: Any, dtype: Any = None, **rest: Any) -> Data:
    """Return an array of zeros."""
    return Data(shape_given(shape), named(dtype), Facts(0, 0))


@function("ones")
def ones(shape: Any, dtype: Any = None, **rest: Any) -> Data:
    """Return an array of ones."""
    return Data(shape_given(shape), named(dtype), Facts(1, 1))


@function("empty", "ndarray")
def empty(shape: Any, dtype: Any = None, **rest: Any) -> Data:
    """Return an array of whatever was in memory."""
    return Data(shape_given(shape), named(dtype))


@function("full")
def full(shape: Any, fill_value: Any, dtype: Any = None, **rest: Any) -> Data:
    """Return an array of a given value."""
    value = operand(fill_value)
    facts = value.facts if value.shape == () else NOTHING
    return Data(shape_given(shape), value.dtype if dtype is None else named(dtype), facts)


def _like(a: Any, dtype: Any, shape: Any, facts: Facts) -> Data:
    model = operand(a)
    return Data(model.shape if shape is None else shape_given(shape), named(dtype, model.dtype), facts)


@function("zeros_like")
def zeros_like(a: Any, dtype: Any = None, order: Any = "K", subok: Any = True, shape: Any = None, **rest: Any) -> Data:
    """Return zeros in the shape of an array."""
    return _like(a, dtype, shape, Facts(0, 0))


@function("ones_like")
def ones_like(a: Any, dtype: Any = None, order: Any = "K", subok: Any = True, shape: Any = None, **rest: Any) -> Data:
    """Return ones in the shape of an array."""
    return _like(a, dtype, shape, Facts(1, 1))


@function("empty_like")
def empty_like(
    prototype: Any, dtype: Any = None, order: Any = "K", subok: Any = True, shape: Any = None, **rest: Any
) -> Data:
    """Return an array in the shape of another."""
    return _like(prototype, dtype, shape, NOTHING)


@function("full_like")
def full_like(
    a: Any, fill_value: Any, dtype: Any = None, order: Any = "K", subok: Any = True, shape: Any = None, **rest: Any
) -> Data:
    """Return an array of a given value in the shape of another."""
    value = operand(fill_value)
    return _like(a, dtype, shape, value.facts if value.shape == () else NOTHING)


def _number(value: Any) -> Any:
    """Return a number or size that must be known.

    Raises NotKnown where it is not.
    """
    if isinstance(value, float):
        return value
    if isinstance(value, Data) and value.shape == () and value.facts.exact is not None:
        return value.facts.exact
    return integer(value)


def _kind(value: Any) -> str:
    return value.dtype if isinstance(value, Data) else "python float" if isinstance(value, float) else "python int"


@function("arange")
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None, **rest: Any) -> Data:
    """Return evenly spaced numbers, `step` apart."""
    first, last = (0, start) if stop is None else (start, stop)
    kind = named(dtype, promoted(*(_kind(value) for value in (first, last, step))))
    try:
        return Data((_count(_number(first), _number(last), _number(step)),), kind, _span(first, last, step))
    except NotKnown:
        return Data((UNCOUNTED,), kind)


def _count(first: Any, last: Any, step: Any) -> Any:
    if any(isinstance(value, float) for value in (first, last, step)):
        if not all(isinstance(value, int | float) for value in (first, last, step)) or not step:
            raise NotKnown("the number of elements is not known")
        return max(0, math.ceil((last - first) / step))
    if not isinstance(step, int) or step == 0:
        raise NotKnown("the step is not known")
    return larger(ceil_div(last - first, step), 0)


def _span(first: Any, last: Any, step: Any) -> Facts:
    if not all(isinstance(value, int) for value in (first, last, step)) or not step:
        return NOTHING
    numbers = range(first, last, step)
    return Facts(min(numbers), max(numbers), None, len(numbers)) if numbers else NOTHING


@function("linspace")
def linspace(
    start: Any, stop: Any, num: Any = 50, endpoint: Any = True, retstep: Any = False, dtype: Any = None, axis: Any = 0,
    **rest: Any,
) -> Any:  # fmt: skip
    """Return `num` numbers from one to another."""
    return _spaced(start, stop, num, dtype, axis, retstep)


@function("logspace")
def logspace(
    start: Any, stop: Any, num: Any = 50, endpoint: Any = True, base: Any = 10.0, dtype: Any = None, axis: Any = 0
) -> Data:
    """Return `num` numbers, evenly spaced on a logarithmic scale."""
    made = _spaced(start, stop, num, dtype, axis, False)
    assert isinstance(made, Data)
    return made.shaped(made.shape)


@function("geomspace")
def geomspace(
    start: Any, stop: Any, num: Any = 50, endpoint: Any = True, dtype: Any = None, axis: Any = 0
) -> Data:  # fmt: skip
    """Return `num` numbers in a geometric progression."""
    made = _spaced(start, stop, num, dtype, axis, False)
    assert isinstance(made, Data)
    return made.shaped(made.shape)


def _spaced(start: Any, stop: Any, num: Any, dtype: Any, axis: Any, retstep: Any) -> Any:
    ends = operand(start), operand(stop)
    count = whole(num)
    forbid(
        less(count, 0),
        f"{count} numbers",
        keras="Number of samples, -1, must be non-negative.",
        kind="invalid-argument",
    )
    if any(end.shape != () for end in ends) or retstep is not False or axis not in (0, -1):
        raise NotKnown("spacing of arrays is not modelled")
    facts = ends[0].facts.hull(ends[1].facts)
    return Data((count,), named(dtype), Facts(facts.low, facts.high))


@function("eye")
def eye(N: Any, M: Any = None, k: Any = 0, dtype: Any = None, **rest: Any) -> Data:  # noqa: N803
    """Return ones on a diagonal, zeros elsewhere."""
    rows = whole(N)
    columns = rows if M is None else whole(M)
    hot = True if k == 0 and M is None else None
    return Data(shape_given((rows, columns)), named(dtype), Facts(0, 1, hot))


@function("identity")
def identity(n: Any, dtype: Any = None, **rest: Any) -> Data:
    """Return the unit matrix."""
    size = whole(n)
    return Data(shape_given((size, size)), named(dtype), Facts(0, 1, True))


@function("tri")
def tri(N: Any, M: Any = None, k: Any = 0, dtype: Any = None, **rest: Any) -> Data:  # noqa: N803
    """Return ones at and below a diagonal, zeros above it."""
    rows = whole(N)
    return Data(shape_given((rows, rows if M is None else whole(M))), named(dtype), Facts(0, 1))


@function("array")
def array(object: Any, dtype: Any = None, *, ndmin: Any = 0, **rest: Any) -> Data:
    """Return a copy of what is given, as an array."""
    return _as_array(object, dtype, ndmin)


@function("asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "asarray_chkfinite", view=True)
def asarray(a: Any, dtype: Any = None, *rest: Any, **others: Any) -> Data:
    """Return what is given as an array."""
    return _as_array(a, dtype, 0)


def _as_array(value: Any, dtype: Any, ndmin: Any) -> Data:
    try:
        made = operand(value)
    except Refused as refused:
        if refused.kind == "ragged" and dtype is not None and named(dtype) == "":
            return anything()  # dtype=object takes everything
        raise
    if dtype is not None and named(dtype) == "" and isinstance(value, list | tuple):
        return anything()
    if made.shape is not None and isinstance(ndmin, int) and len(made.shape) < ndmin:
        shape: Shape = ((1,) * (ndmin - len(made.shape))) + made.shape
        made = made.shaped(shape, made.facts.moved(rows=bool(made.shape)))
    return made if dtype is None else Data(made.shape, named(dtype), cast_facts(made, named(dtype)))


def cast_facts(made: Data, dtype: str) -> Facts:
    """Return what is known of numbers after a conversion: bounds hold but for integers that may overflow."""
    facts = made.facts
    if dtype == made.dtype or facts == NOTHING:
        return facts
    low, high = facts.low, facts.high
    if dtype == "bool":
        return Facts(0, 1)
    if low is None or high is None or dtype == "":
        return NOTHING
    widths = {"int8": 7, "int16": 15, "int32": 31, "int64": 63, "uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}
    if dtype in widths:
        least = 0 if dtype.startswith("u") else -(2 ** widths[dtype])
        if not least <= math.trunc(low) <= math.trunc(high) < 2 ** widths[dtype]:
            return NOTHING
        whole_numbers = isinstance(low, int) and isinstance(high, int)
        bounds = math.trunc(low), math.trunc(high)
        return Facts(*bounds, facts.one_hot, facts.classes if whole_numbers and facts.full else None)
    if max(abs(low), abs(high)) > 2000:
        return (
            Facts(low, high, facts.one_hot)
            if dtype in ("float32", "float64") and max(abs(low), abs(high)) < 2**24
            else NOTHING
        )
    return facts


@function("astype", methods=["astype"])
def astype(x: Any, dtype: Any, *rest: Any, **others: Any) -> Data:
    """Return the numbers as another dtype."""
    made = operand(x)
    return Data(made.shape, named(dtype), cast_facts(made, named(dtype)))


@function("copy", methods=["copy", "__copy__", "__deepcopy__"])
def copy(a: Any, *rest: Any, **others: Any) -> Data:
    """Return a copy."""
    return operand(a)


@function("meshgrid")
def meshgrid(*xi: Any, indexing: Any = "xy", sparse: Any = False, **rest: Any) -> list[Data]:
    """Return coordinate matrices of coordinate vectors."""
    if sparse is not False or indexing not in ("xy", "ij"):
        raise NotKnown("sparse grids are not modelled")
    parts = [operand(item) for item in xi]
    sizes = [product(known_shape(part)) for part in parts]
    if indexing == "xy" and len(sizes) > 1:
        sizes[:2] = [sizes[1], sizes[0]]
    return [part.shaped(tuple(sizes), part.facts.moved(rows=False)) for part in parts]


@function("indices")
def indices(dimensions: Any, dtype: Any = "int", sparse: Any = False) -> Data:
    """Return the indices of a grid."""
    sizes = shape_given(dimensions)
    if sparse is not False:
        raise NotKnown("sparse grids are not modelled")
    return Data((len(sizes), *sizes), named(dtype))


@function("fromiter")
def fromiter(iter: Any, dtype: Any, count: Any = -1, **rest: Any) -> Data:
    """Return an array of one axis from an iterable."""
    made = operand(iter)
    return Data(made.shape if count == -1 else (whole(count),), named(dtype))


@function(
    "load", "loadtxt", "genfromtxt", "fromfile", "frombuffer", "fromstring", "memmap", "fromfunction", "fromregex"
)
def load(*given: Any, **rest: Any) -> Data:
    """Read an array of which the source says nothing."""
    return anything()
