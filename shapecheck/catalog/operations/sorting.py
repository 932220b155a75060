"""Order, counts and statistics: sort, top-k, search, histograms, runs of sums."""

from __future__ import annotations

from functools import partial
from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN, kind_of, promoted, stated
from shapecheck.catalog.operations.operands import at_the_run, axes_of, axis_in, known, refuse, shape_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in, flat_size
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import hide_if, is_none, larger, plain
from shapecheck.shapes.requirements import at_most, less, require
from shapecheck.shapes.shape import Shape, axis_of, view_text
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _along(x: Any, axis: Any) -> Shape:
    """Return the shape of what runs along an axis, or over all elements where it is None."""
    shape, axes = shape_of(x), axes_of(axis)
    if axes is None:
        return (flat_size(shape),)
    axis_of(axis_in(axes), len(shape))
    return shape


@operation("keras.ops.sort", "numpy.sort", "tensorflow.sort", keeps=True)
def sort(x: Any, axis: Any = -1) -> Tensor:
    """Sort along an axis."""
    return Tensor(_along(x, axis), dtype_in(x))


@operation("keras.ops.argsort", "numpy.argsort", "tensorflow.argsort")
def argsort(x: Any, axis: Any = -1) -> Tensor:
    """Say where the elements of a sorted axis stand."""
    return Tensor(_along(x, axis), "int32")


@operation("keras.ops.argpartition", "numpy.argpartition")
def argpartition(x: Any, kth: Any, axis: Any = -1) -> Tensor:
    """Say where the elements of a partly sorted axis stand."""
    shape, place = shape_of(x), axes_of(axis)
    if not isinstance(known(kth), int):
        raise NotKnown("the place to sort about is not known")
    if place is not None and (isinstance(place, tuple) or not -len(shape) <= place < len(shape)):
        raise NotKnown("Keras asks at the run whether the axis exists")
    return Tensor((flat_size(shape),) if place is None else shape, "int32")


def _enter_running(name: str, *others: str) -> None:
    @operation(f"keras.ops.{name}", f"numpy.{name}", *others)
    def running(x: Any, axis: Any = None, dtype: Any = None) -> Tensor:
        if name.startswith("nan") and axis is not None and not -len(shape_of(x)) <= axis_in(axis) < len(shape_of(x)):
            if not shape_of(x):
                raise NotKnown("NumPy gives a scalar an axis")
            refuse(f"axis {axis} does not exist", kind="axis-out-of-range", when="run")
        asked = stated(dtype, dtype_in(x))
        return Tensor(_along(x, axis), "int32" if asked == "bool" else asked)


_enter_running("cumsum", "tensorflow.cumsum", "tensorflow.math.cumsum", "keras.backend.cumsum")
_enter_running("cumprod", "tensorflow.math.cumprod", "keras.backend.cumprod")
_enter_running("nancumsum")
_enter_running("nancumprod")


@operation("keras.ops.diff", "numpy.diff")
def diff(a: Any, n: Any = 1, axis: Any = -1) -> Tensor:
    """Return the differences of neighbours, `n` times over."""
    shape, times = shape_of(a), known(n)
    place = axis_of(axis_in(axis), len(shape))
    if not isinstance(times, int) or times < 0:
        raise NotKnown("how many times is not known")
    size = shape[place]
    left = hide_if(is_none(size), plain(larger(plain(size) - times, 0)))
    return Tensor((*shape[:place], left, *shape[place + 1 :]), dtype_in(a) if kind_of(a) != "bool" else UNKNOWN)


@operation("keras.ops.top_k", "tensorflow.math.top_k", "tensorflow.nn.top_k", keeps=True)
def top_k(x: Any, k: Any = 1) -> tuple[Tensor, Tensor]:
    """Return the largest elements of the last axis, and where they stand."""
    shape, count = shape_of(x), whole(k)
    if not shape:
        refuse("a scalar has no largest elements", "list assignment index out of range", "wrong-rank")
    if less(count, 0) is True or less(shape[-1], count) is True:
        raise NotKnown("the backends differ in this number of elements")
    require(at_most(count, shape[-1]), "run")
    found = (*shape[:-1], count)
    return Tensor(found, dtype_in(x)), Tensor(found, "int32")


@operation("keras.ops.in_top_k", "keras.backend.in_top_k", "tensorflow.math.in_top_k", "tensorflow.nn.in_top_k")
def in_top_k(targets: Any, predictions: Any) -> Tensor:
    """Tell whether each target is among the largest."""
    shape = shape_of(targets)
    if len(shape) != 1 or len(shape_of(predictions)) != 2:
        raise NotKnown("targets or predictions of another rank")
    return Tensor(shape, "bool")


@operation("keras.ops.searchsorted", "numpy.searchsorted")
def searchsorted(sorted_sequence: Any, values: Any) -> Tensor:
    """Say where values belong in a sorted sequence."""
    sequence = shape_of(sorted_sequence)
    if len(sequence) != 1:
        text = (
            "searchsorted only supports 1-D sorted sequences. Usekeras.ops.vectorized_map to extend to N-D sequences."
        )
        refuse(f"searchsorted wants a sequence of rank 1, got {len(sequence)}", text, "wrong-rank")
    return Tensor(shape_of(values), UNKNOWN if is_none(sequence[0]) else "int32")


@operation("keras.ops.digitize", "numpy.digitize")
def digitize(x: Any, bins: Any) -> Tensor:
    """Say in which bin each element falls."""
    edges = shape_of(bins)
    if len(edges) > 1:
        refuse(f"`bins` of digitize wants rank 1, got {len(edges)}", kind="wrong-rank")
    if not edges or not isinstance(bins, Tensor):
        raise NotKnown("bins that are no tensor of rank 1")
    return Tensor(shape_of(x), "int32")


@operation("keras.ops.isin", "numpy.isin")
def isin(x1: Any, x2: Any) -> Tensor:
    """Tell whether each element is among others."""
    return Tensor(shape_of(x1), "bool")


@operation("keras.ops.bincount", "numpy.bincount")
def bincount(x: Any) -> Tensor:
    """Count integers: up to which is not known."""
    raise NotKnown("the largest of the elements is not known")


@operation("keras.ops.unique", "numpy.unique", "tensorflow.unique")
def unique(
    x: Any, return_index: Any = False, return_inverse: Any = False, return_counts: Any = False, axis: Any = None,
    size: Any = None,
) -> Any:  # fmt: skip
    """Return the elements that differ: how many is not known, unless `size` says so."""
    count = known(size)
    if not isinstance(count, int) or count < 1 or axes_of(axis) is not None or known(return_inverse):
        raise NotKnown("how many elements differ is not known")
    found = [Tensor((count,), dtype_in(x))]
    found += [Tensor((count,), "int32") for asked in (return_index, return_counts) if known(asked)]
    return found[0] if len(found) == 1 else tuple(found)


@operation("keras.ops.histogram", "numpy.histogram")
def histogram(x: Any, bins: Any = 10, range: Any = None) -> tuple[Tensor, Tensor]:
    """Count elements in bins, and return their edges."""
    count, limits = known(bins), known(range)
    if not isinstance(count, int):
        refuse(
            f"`bins` of histogram wants an integer, got {count!r}",
            f"Argument `bins` must be of type `int`. Received: bins={count}",
        )
    if count < 0:
        text = f"Argument `bins` should be a non-negative integer. Received: bins={count}"
        refuse(f"`bins` of histogram is {count}", text)
    if limits and (not isinstance(limits, tuple) or len(limits) < 2):
        refuse(
            f"`range` of histogram wants two numbers, got {limits!r}",
            "Argument `range` must be a tuple of two elements.",
        )
    if limits and limits[1] < limits[0]:
        refuse("`range` of histogram is upside down", "The second element of `range` must be greater than the first.")
    if len(shape_of(x)) != 1 or count == 0:
        raise NotKnown("Keras asks at the run for rank 1")
    return Tensor((count,), UNKNOWN), Tensor((count + 1,), UNKNOWN)


@operation("keras.ops.corrcoef", "numpy.corrcoef")
def corrcoef(x: Any) -> Tensor:
    """Return how rows go together; Keras reports the shape of what it is given."""
    shape = shape_of(x)
    if len(shape) == 2 and isinstance(shape[0], int) and shape[0] == shape[1] != 1:
        return Tensor(shape, UNKNOWN)
    raise NotKnown("Keras reports another shape than it makes")


@operation("keras.ops.correlate", "numpy.correlate")
def correlate(x1: Any, x2: Any, mode: Any = "valid") -> Tensor:
    """Slide one vector over another."""
    one, other, how = shape_of(x1), shape_of(x2), known(mode)
    for name, shape in (("x1", one), ("x2", other)):
        if len(shape) != 1:
            text = f"`{name}` must be a 1-dimensional tensor, but receivedshape {view_text(shape)}"
            refuse(f"`{name}` of correlate wants rank 1, got {len(shape)}", text, "wrong-rank")
    first, second = one[0], other[0]
    if not isinstance(first, int) or not isinstance(second, int) or not first or not second:
        raise NotKnown("the lengths of the vectors are not known")
    if how not in ("valid", "same", "full"):
        refuse(
            f"`mode` of correlate is {how!r}", f"`mode` must be either `valid`, `same`, or `full`, butreceived: {how}"
        )
    size = {"valid": abs(first - second) + 1, "same": max(first, second), "full": first + second - 1}[how]
    return Tensor((size,), "float32" if promoted(x1, x2) == "float32" else UNKNOWN)


@operation("keras.ops.select", "numpy.select")
def select(condlist: Any, choicelist: Any, default: Any = 0) -> Tensor:
    """Choose by the first condition that holds; Keras reports the shape of the first choice."""
    from shapecheck.shapes.shape import broadcast

    if (
        not isinstance(condlist, list | tuple)
        or not isinstance(choicelist, list | tuple)
        or not condlist
        or not choicelist
    ):
        raise NotKnown("the conditions or choices are not known")
    if len(condlist) != len(choicelist):
        refuse(f"{len(condlist)} conditions for {len(choicelist)} choices", when="run")
    shape = shape_of(choicelist[0])
    for item in (*condlist, *choicelist, default):
        if at_the_run(partial(broadcast, shape, shape_of(item))) != shape:
            raise NotKnown("Keras reports the shape of the first choice")
    same = {kind_of(item) for item in choicelist} == {"float32"} and kind_of(default) in ("int", "float32", "float")
    return Tensor(shape, "float32" if same else UNKNOWN)
