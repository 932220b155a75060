"""Order and occurrence: sort, unique, counts, histograms, diagonals, gathering."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.arrays.data import UNCOUNTED, Data, integer, known_shape, operand, place_of, refuse, whole
from shapecheck.catalog.arrays.dtypes import promoted
from shapecheck.catalog.arrays.table import function
from shapecheck.catalog.checks import NotKnown
from shapecheck.shapes.dims import Dim, product, smaller
from shapecheck.shapes.facts import Facts
from shapecheck.shapes.requirements import at_most
from shapecheck.shapes.shape import shape_text

__all__: list[str] = []


def _along(made: Data, axis: Any) -> tuple[Dim, ...]:
    """Return the shape of something done along an axis, or on the flattened array where it is None."""
    shape = known_shape(made)
    if axis is None:
        return (product(shape),)
    place_of(axis, len(shape))
    return shape


@function("sort")
def sort(a: Any, axis: Any = -1, **rest: Any) -> Data:
    """Return the numbers in order."""
    made = operand(a)
    return made.shaped(_along(made, axis), made.facts.moved(rows=False))


@function(methods=["sort", "partition"], inside=True)
def sort_inside(a: Any, *rest: Any, **others: Any) -> Data:
    """Put the numbers in order."""
    made = operand(a)
    return made.shaped(made.shape, made.facts.moved(rows=False))


@function("copyto", methods=["fill"], inside=True)
def fill(a: Any, value: Any, *rest: Any, **others: Any) -> Data:
    """Fill an array with numbers."""
    made = operand(value)
    return made.shaped(None, made.facts.picked(rows=False))


@function("fill_diagonal", inside=True)
def fill_diagonal(a: Any, val: Any, wrap: Any = False) -> Data:
    """Write numbers to the diagonal of an array."""
    return fill(a, val)  # type: ignore[no-any-return]


@function("put", "place", "putmask", inside=True)
def put(a: Any, places: Any, values: Any, *rest: Any) -> Data:
    """Write numbers to some places of an array."""
    return fill(a, values)  # type: ignore[no-any-return]


@function("argsort", methods=["argsort"])
def argsort(a: Any, axis: Any = -1, **rest: Any) -> Data:
    """Return the places of the numbers in order."""
    made = operand(a)
    shape = _along(made, axis)
    size = shape[place_of(-1 if axis is None else axis, len(shape))] if shape else 1
    exact = isinstance(size, int) and size > 0 and len(shape) == 1
    last = size - 1 if isinstance(size, int) else None
    return Data(shape, "int64", Facts(0, last, None, size if exact and isinstance(size, int) else None))


@function("unique")
def unique(
    ar: Any, return_index: Any = False, return_inverse: Any = False, return_counts: Any = False, axis: Any = None, **rest: Any
) -> Any:  # fmt: skip
    """Return the distinct numbers in order, and where and how often they occur."""
    made = operand(ar)
    facts = made.facts
    count: Dim = UNCOUNTED if facts.classes is None else facts.classes
    if axis is not None:
        shape = known_shape(made)
        place = place_of(axis, len(shape))
        found = made.shaped((*shape[:place], UNCOUNTED, *shape[place + 1 :]), Facts(facts.low, facts.high))
        count = UNCOUNTED
    else:
        found = made.shaped((count,), Facts(facts.low, facts.high, None, facts.classes))
    results = [found]
    asked = (return_index, return_inverse, return_counts)
    if not all(isinstance(one, bool) for one in asked):
        raise NotKnown("what is asked for is not known")
    if return_index:
        results.append(Data((count,), "int64", Facts(0, None)))
    if return_inverse:
        shaped = made.shape if axis is None else None
        results.append(Data(shaped, "int64", Facts(0, count - 1 if isinstance(count, int) else None)))
    if return_counts:
        results.append(Data((count,), "int64", Facts(1, None)))
    return results[0] if len(results) == 1 else tuple(results)


@function("flatnonzero")
def flatnonzero(a: Any) -> Data:
    """Return the places of what is not zero, in the flattened array."""
    return Data((UNCOUNTED,), "int64", Facts(0, None))


@function("argwhere")
def argwhere(a: Any) -> Data:
    """Return the places of what is not zero, one a row."""
    return Data((UNCOUNTED, len(known_shape(operand(a)))), "int64", Facts(0, None))


@function("bincount")
def bincount(x: Any, weights: Any = None, minlength: Any = 0) -> Data:
    """Count how often each number from 0 on occurs."""
    made = operand(x)
    if len(known_shape(made)) != 1:
        refuse("what is counted has one axis", "object of too small depth for desired array", "wrong-rank")
    dtype = "int64" if weights is None else "float64"
    if made.facts.full and made.facts.low == 0 and minlength == 0:
        return Data((made.facts.classes or 0,), dtype)
    return Data((UNCOUNTED,), dtype)


@function("histogram")
def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> tuple[Data, Data]:
    """Count the numbers in bins; and the edges of the bins."""
    count: Dim
    if isinstance(bins, list | tuple | Data) and operand(bins).shape != ():
        (edges,) = known_shape(operand(bins))
        count = edges - 1
    elif isinstance(bins, str):
        raise NotKnown("the number of bins depends on the data")
    else:
        count = integer(bins)
        if at_most(count, 0) is True:
            refuse(f"{count} bins", "`bins` must be positive, when an integer")
    return Data((count,), "int64" if density is None and weights is None else ""), Data((count + 1,))


@function("searchsorted", "digitize")
def searchsorted(a: Any, v: Any, *rest: Any, **others: Any) -> Data:
    """Return where numbers would stand in order."""
    raise NotKnown("which of these is looked for depends on the function")


@function("isin", "in1d")
def isin(element: Any, test_elements: Any, **rest: Any) -> Data:
    """Tell of each number whether it is among others."""
    return Data(operand(element).shape, "bool", Facts(0, 1))


@function("intersect1d", "union1d", "setdiff1d", "setxor1d")
def set_operation(ar1: Any, ar2: Any, *rest: Any, **others: Any) -> Data:
    """Return the distinct numbers of one, the other, or both."""
    if any(value is not False for value in (*rest, *others.values())):
        raise NotKnown("this is not modelled")
    one, two = operand(ar1), operand(ar2)
    return Data((UNCOUNTED,), one.dtype if one.dtype == two.dtype else promoted(one.dtype, two.dtype))


@function("diag")
def diag(v: Any, k: Any = 0) -> Data:
    """Return the diagonal of a matrix, or the matrix of a diagonal."""
    made = operand(v)
    shape = known_shape(made)
    if len(shape) == 1:
        facts = made.facts.hull(Facts(0, 0))
        size = shape[0] + abs(integer(k))
        return made.shaped((size, size), Facts(facts.low, facts.high))
    if len(shape) != 2:
        refuse(f"{shape_text(shape)} has no diagonal", "Input must be 1- or 2-d.", "wrong-rank")
    return diagonal(made, k)  # type: ignore[no-any-return]


@function("diagonal", methods=["diagonal"])
def diagonal(a: Any, offset: Any = 0, axis1: Any = 0, axis2: Any = 1) -> Data:
    """Return a diagonal."""
    made = operand(a)
    shape = known_shape(made)
    if len(shape) < 2:
        refuse(
            f"{shape_text(shape)} has no diagonal", "diag requires an array of at least two dimensions", "wrong-rank"
        )
    one, two = place_of(axis1, len(shape)), place_of(axis2, len(shape))
    if one == two:
        refuse("the axes of a diagonal are the same", "axis1 and axis2 cannot be the same")
    if offset != 0:
        raise NotKnown("other diagonals are not modelled")
    rest = tuple(size for place, size in enumerate(shape) if place not in (one, two))
    return made.shaped((*rest, smaller(shape[one], shape[two])), made.facts.picked(rows=False))


@function("tril", "triu")
def tril(m: Any, k: Any = 0) -> Data:
    """Return a matrix with zeros on one side of its diagonal."""
    made = operand(m)
    shape = known_shape(made)
    facts = made.facts.hull(Facts(0, 0))
    return made.shaped(shape if len(shape) != 1 else (*shape, *shape), Facts(facts.low, facts.high))


@function("take", methods=["take"])
def take(a: Any, indices: Any, axis: Any = None, out: Any = None, mode: Any = "raise") -> Data:
    """Take slices along an axis, or numbers of the flattened array."""
    made, chosen = operand(a), known_shape(operand(indices))
    shape = known_shape(made)
    if axis is None:
        return made.shaped(chosen, made.facts.picked(rows=False))
    place = place_of(axis, len(shape))
    return made.shaped((*shape[:place], *chosen, *shape[place + 1 :]), made.facts.picked(rows=place != len(shape) - 1))


@function("take_along_axis")
def take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Data:
    """Take numbers along an axis by an array of places."""
    made, chosen = operand(arr), known_shape(operand(indices))
    if len(chosen) != len(known_shape(made)):
        raise NotKnown("the ranks are unlike")
    return made.shaped(chosen, made.facts.picked(rows=False)) if axis is not None else made.shaped(None)


@function("tolist", methods=["tolist"], plain=True)
def tolist(a: Any) -> Any:
    """Return nested lists of numbers."""
    raise NotKnown("the numbers of an array are not known")


@function("item", methods=["item"], plain=True)
def item(a: Any, *place: Any) -> Any:
    """Return one number."""
    made = operand(a)
    if made.facts.exact is None:
        raise NotKnown("the number is not known")
    return made.facts.exact


@function("cov", "corrcoef")
def cov(m: Any, y: Any = None, rowvar: Any = True, **rest: Any) -> Data:
    """Return the covariance of each pair of rows."""
    shape = known_shape(operand(m))
    if y is not None or rowvar is not True or len(shape) != 2:
        raise NotKnown("this covariance is not modelled")
    return Data((shape[0], shape[0])) if shape[0] != 1 else Data(())


@function("gradient")
def gradient(f: Any, *spacing: Any, axis: Any = None, **rest: Any) -> Any:
    """Return the slope along each axis."""
    made = operand(f)
    shape = known_shape(made)
    if spacing or any(isinstance(size, int) and size < 2 for size in shape) or not shape:
        raise NotKnown("this slope is not modelled")
    if axis is not None or len(shape) == 1:
        return Data(shape)
    return tuple(Data(shape) for _ in shape)


@function("vander")
def vander(x: Any, N: Any = None, increasing: Any = False) -> Data:  # noqa: N803
    """Return the powers of numbers, a row each."""
    (size,) = known_shape(operand(x))
    return Data((size, size if N is None else whole(N)))
