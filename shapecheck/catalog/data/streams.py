"""`tf.data.Dataset` and other sources of one element after another: what each element is, and how many there are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from shapecheck.catalog.arrays.data import Data, integer
from shapecheck.catalog.arrays.dtypes import named
from shapecheck.catalog.checks import NotKnown, Opaque
from shapecheck.catalog.data.table import Tool, array, constant, library_class, method, open_size, source
from shapecheck.shapes.dims import Dim, ceil_div, floor_div
from shapecheck.shapes.requirements import Refused, differs

__all__ = ["DATASET", "ITERATOR", "STREAMS", "common", "leaves", "stream"]

DATASET = "tensorflow.data.Dataset"
ITERATOR = "keras.preprocessing.image.Iterator"
STREAMS = (DATASET, ITERATOR)
"""Classes of objects that give one element after another: `learned["element"]`, `learned["count"]` times.

The count is None where it is not known, infinite where there is no end.
"""

library_class("tensorflow.TensorSpec", "shape", "dtype", "name")


def stream(element: Any, count: Any, path: str = DATASET, **learned: Any) -> Tool:
    """Return a source of elements."""
    return Tool(path, {}, {**learned, "element": element, "count": count})


def leaves(content: Any, change: Callable[[Data], Any]) -> Any:
    """Return a structure with each array changed; what is unknown stays so."""
    if isinstance(content, Data):
        return change(content)
    if isinstance(content, tuple):
        return tuple(leaves(item, change) for item in content)
    if isinstance(content, dict):
        return {name: leaves(item, change) for name, item in content.items()}
    return Opaque("a part of an element")


def common(elements: Sequence[Any], sizes: Iterator[int] | None = None) -> Any:
    """Return what is known of an element that is any of several: sizes that differ are open."""
    sizes = iter(range(1_000)) if sizes is None else sizes
    first = elements[0] if elements else Opaque("a source without elements")
    kind = type(first)
    if any(type(other) is not kind for other in elements):
        return Opaque("elements of different kinds")
    if isinstance(first, Data):
        return _either(elements, sizes)
    if isinstance(first, tuple | list) and all(len(other) == len(first) for other in elements):
        parts = [common(column, sizes) for column in zip(*elements, strict=True)]
        return parts if isinstance(first, list) else tuple(parts)
    if isinstance(first, dict) and all(list(other) == list(first) for other in elements):
        return {name: common([other[name] for other in elements], sizes) for name in first}
    return first if first is None else Opaque("elements that are not known")


def _either(parts: Sequence[Data], sizes: Iterator[int]) -> Data:
    shapes = list(dict.fromkeys(part.shape for part in parts))
    dtypes = {part.dtype for part in parts}
    facts = parts[0].facts
    for part in parts[1:]:
        facts = facts.hull(part.facts)
    dtype = dtypes.pop() if len(dtypes) == 1 else ""
    if any(shape is None for shape in shapes) or len({len(shape or ()) for shape in shapes}) > 1:
        return Data(None, dtype, facts)
    columns = zip(*(shape or () for shape in shapes), strict=True)
    shape = tuple(
        column[0] if all(differs(column[0], size) is False for size in column[1:]) else open_size(f"size{next(sizes)}")
        for column in columns
    )
    return Data(shape, dtype, facts)


def _arrays(content: Any) -> Any:
    """Return what TensorFlow makes of tensors that are given: tuples and dicts stay, lists and numbers become tensors."""
    if isinstance(content, tuple):
        return tuple(_arrays(item) for item in content)
    if isinstance(content, dict):
        return {name: _arrays(item) for name, item in content.items()}
    if isinstance(content, Tool) and isinstance(content.learned.get("columns"), tuple):
        return Opaque("the columns of a table")
    try:
        made = array(content)
    except NotKnown as lost:
        return Opaque(str(lost))
    if isinstance(content, list | int | float):
        made = Data(made.shape, {"float64": "float32", "int64": "int32"}.get(made.dtype, made.dtype), made.facts)
    return Opaque("lists of unlike lengths") if made.dtype == "object" else made


def _all(content: Any) -> list[Data]:
    found: list[Data] = []
    leaves(content, found.append)
    return found


@source(f"{DATASET}.from_tensor_slices")
def from_tensor_slices(tensors: Any, name: Any = None) -> Tool:
    """Return one element for each place on the first axis.

    Raises Refused where first axes are proven to differ, as TensorFlow does.
    """
    content = _arrays(tensors)
    parts = [part for part in _all(content) if part.shape is not None]
    for part in parts:
        if part.shape == ():
            text = "Unbatching a tensor is only supported for rank >= 1"
            raise Refused("a number has no slices", "build", text, "invalid-argument")
    firsts = [part.shape[0] for part in parts if part.shape]
    for other in firsts[1:]:
        if differs(firsts[0], other) is True:
            text = f"Dimensions {firsts[0]} and {other} are not compatible"
            raise Refused(f"{firsts[0]} and {other} samples do not belong together", "build", text, "samples-differ")
    count = next((size for size in firsts if isinstance(size, int)), firsts[0] if firsts else None)
    return stream(leaves(content, _slice), count)


def _slice(part: Data) -> Data:
    shape = None if part.shape is None else part.shape[1:]
    return part.shaped(shape, part.facts.picked(rows=bool(shape)))


@source(f"{DATASET}.from_tensors")
def from_tensors(tensors: Any, name: Any = None) -> Tool:
    """Return one element: what is given."""
    return stream(_arrays(tensors), 1)


@source(f"{DATASET}.range")
def range_(*bounds: Any, **rest: Any) -> Tool:
    """Return one number after another."""
    known = all(isinstance(bound, int) for bound in bounds) and 0 < len(bounds) < 4
    return stream(Data((), "int64" if not rest else ""), len(range(*bounds)) if known else None)


@source(f"{DATASET}.from_generator")
def from_generator(
    generator: Any, output_types: Any = None, output_shapes: Any = None, args: Any = None, output_signature: Any = None,
    name: Any = None,
) -> Tool:  # fmt: skip
    """Return what a generator gives, as its signature says."""
    sizes = iter(range(1_000))
    if output_signature is not None:
        return stream(_specified(output_signature, sizes), None)
    return stream(_typed(output_types, output_shapes, sizes), None)


def _specified(signature: Any, sizes: Any) -> Any:
    if isinstance(signature, tuple):
        return tuple(_specified(item, sizes) for item in signature)
    if isinstance(signature, dict):
        return {name: _specified(item, sizes) for name, item in signature.items()}
    if not isinstance(signature, Tool) or signature.path != "tensorflow.TensorSpec":
        return Opaque("a part of the signature")
    return Data(_shape(signature.config.get("shape", ()), sizes), named(signature.config.get("dtype"), "float32"))


def _shape(given: Any, sizes: Any) -> tuple[Dim, ...] | None:
    """Return a shape as TensorFlow takes it: None for a size that is open, None for a shape that is."""
    if not isinstance(given, list | tuple) or any(isinstance(size, Opaque | Data) for size in given):
        return None
    return tuple(open_size(f"size{next(sizes)}") if size is None else size for size in given)


def _typed(types: Any, shapes: Any, sizes: Any) -> Any:
    if isinstance(types, tuple):
        each = shapes if isinstance(shapes, list | tuple) and len(shapes) == len(types) else (None,) * len(types)
        return tuple(_typed(kind, shape, sizes) for kind, shape in zip(types, each, strict=True))
    if isinstance(types, dict):
        each_named = shapes if isinstance(shapes, dict) else {}
        return {name: _typed(kind, each_named.get(name), sizes) for name, kind in types.items()}
    return Data(_shape(shapes, sizes), named(types, "")) if isinstance(types, str) else Opaque("a type is not known")


@source(f"{DATASET}.zip")
def zip_(*datasets: Any, **rest: Any) -> Tool:
    """Return elements of several data sets side by side, as long as the shortest."""
    given = datasets[0] if len(datasets) == 1 else datasets
    counts: list[Any] = []

    def element(content: Any) -> Any:
        if isinstance(content, tuple):
            return tuple(element(item) for item in content)
        if isinstance(content, dict):
            return {name: element(item) for name, item in content.items()}
        if isinstance(content, Tool) and content.path in STREAMS:
            counts.append(content.learned["count"])
            return content.learned["element"]
        counts.append(None)
        return Opaque("what is zipped here")

    made = element(given)
    return stream(made, min(counts) if counts and all(isinstance(one, int | float) for one in counts) else None)


@method(DATASET, "batch")
def batch(self: Tool, batch_size: Any, drop_remainder: Any = False, *rest: Any, **others: Any) -> Tool:
    """Return elements in batches; the last is smaller where the number does not divide and nothing is dropped."""
    size = integer(constant(batch_size))
    count = self.learned["count"]
    exact = drop_remainder is True or count == math.inf
    if isinstance(size, int) and isinstance(count, int) and size > 0:
        exact = exact or count % size == 0
    rows = size if exact else open_size("batch", 1)
    steps: Any = count if count is None or count == math.inf else None
    if steps is None and count is not None:
        steps = floor_div(count, size) if drop_remainder is True else ceil_div(count, size)
    return stream(leaves(self.learned["element"], lambda part: _stacked(part, rows)), steps)


def _stacked(part: Data, rows: Dim) -> Data:
    shape = None if part.shape is None else (rows, *part.shape)
    return part.shaped(shape, part.facts.picked(rows=bool(part.shape)))


@method(DATASET, "padded_batch")
def padded_batch(self: Tool, batch_size: Any, padded_shapes: Any = None, *rest: Any, **others: Any) -> Tool:
    """Return elements in batches, padded to the largest."""
    rows = open_size("batch", 1)
    sizes = iter(range(1_000))

    def padded(part: Data) -> Data:
        if part.shape is None or padded_shapes is not None:
            return Data(None, part.dtype)
        inner = tuple(size if isinstance(size, int) else open_size(f"longest{next(sizes)}") for size in part.shape)
        return Data((rows, *inner), part.dtype)

    return stream(leaves(self.learned["element"], padded), None)


@method(
    DATASET, "ragged_batch", "group_by_window", "bucket_by_sequence_length", "rejection_resample", "scan", "interleave"
)
def lost(self: Tool, *given: Any, **others: Any) -> Tool:
    """Return a data set whose elements are not known."""
    return stream(Opaque("elements of a data set that are regrouped"), None)


@method(DATASET, "unbatch")
def unbatch(self: Tool, *rest: Any, **others: Any) -> Tool:
    """Return the elements of the batches."""
    return stream(leaves(self.learned["element"], _slice), None)


@method(DATASET, "map")
def map_(self: Tool, map_func: Any, *rest: Any, **others: Any) -> Tool:
    """Return what a function makes of each element; a tuple is given as several arguments."""
    return stream(_called(map_func, self.learned["element"]), self.learned["count"])


def _called(function: Any, element: Any) -> Any:
    if not callable(function) or isinstance(element, Opaque):
        return Opaque("what a function makes of the elements")
    made = function(*element) if isinstance(element, tuple) else function(element)
    return tuple(made) if isinstance(made, list) else made


@method(DATASET, "flat_map")
def flat_map(self: Tool, map_func: Any, *rest: Any, **others: Any) -> Tool:
    """Return the elements of the data sets that a function makes of each element."""
    made = _called(map_func, self.learned["element"])
    if isinstance(made, Tool) and made.path in STREAMS:
        return stream(made.learned["element"], None)
    return lost(self)


@method(DATASET, "window")
def window(self: Tool, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: Any = False, name: Any = None) -> Tool:  # fmt: skip
    """Return data sets of `size` elements each, one for each part of an element."""
    count = constant(size) if drop_remainder is True else None
    return stream(leaves(self.learned["element"], lambda part: stream(part, count)), None)


@method(DATASET, "filter", "take_while", "unique", "snapshot", "ignore_errors")
def filter_(self: Tool, *rest: Any, **others: Any) -> Tool:
    """Return some of the elements."""
    return stream(self.learned["element"], None)


@method(DATASET, "shuffle", "prefetch", "cache", "with_options", "as_numpy_iterator")
def same(self: Tool, *rest: Any, **others: Any) -> Tool:
    """Return the same elements."""
    return self


@method(DATASET, "apply")
def apply_(self: Tool, transformation_func: Any) -> Any:
    """Return what a function makes of the data set."""
    made = transformation_func(self) if callable(transformation_func) else None
    return made if isinstance(made, Tool) else lost(self)


@method(DATASET, "repeat")
def repeat(self: Tool, count: Any = None, name: Any = None) -> Tool:
    """Return the elements again and again."""
    endless = count is None or count == -1
    held = self.learned["count"]
    known = isinstance(held, int) and isinstance(count, int)
    return self.knows(count=math.inf if endless else held * count if known else None)


@method(DATASET, "take", "skip", "shard")
def take(self: Tool, *given: Any, **others: Any) -> Tool:
    """Return some of the elements, counted from the front."""
    return self.knows(count=None)


@method(DATASET, "enumerate")
def enumerate_(self: Tool, start: Any = 0, name: Any = None) -> Tool:
    """Return each element behind its number."""
    return self.knows(element=(Data((), "int64"), self.learned["element"]))


@method(DATASET, "concatenate")
def concatenate(self: Tool, dataset: Any, name: Any = None) -> Tool:
    """Return the elements of one data set and then those of another."""
    if not isinstance(dataset, Tool) or dataset.path not in STREAMS:
        return lost(self)
    return stream(common([self.learned["element"], dataset.learned["element"]]), None)


@method(STREAMS, "__len__", "cardinality")
def count_of(self: Tool) -> Any:
    """Return the number of elements."""
    count = self.learned["count"]
    if count is None or count == math.inf:
        raise NotKnown("the number of elements is not known")
    return count


@method(STREAMS, "next", "__next__", "get_next")
def next_(self: Tool) -> Any:
    """Return one element."""
    return self.learned["element"]


@method(ITERATOR, "__getitem__")
def item(self: Tool, key: Any) -> Any:
    """Return one batch."""
    if isinstance(key, slice):
        raise NotKnown("batches have no slices")
    return self.learned["element"]


@method(ITERATOR, "reset", "on_epoch_end")
def reset(self: Tool) -> None:
    """Start anew."""
