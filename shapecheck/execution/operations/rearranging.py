"""What is put in another order or shape, taken out, or made anew."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array

__all__ = ["FUNCTIONS"]


def reshape(x: Array, newshape: Any) -> Array:
    """Reshape; one -1 takes what is left."""
    return x.reshape([newshape] if np.ndim(newshape) == 0 else [int(size) for size in newshape])


def expand_dims(x: Array, axis: Any) -> Array:
    """Put in axes of size 1."""
    return np.expand_dims(x, tuple(axis) if isinstance(axis, list | tuple) else axis)


def get_item(x: Array, key: Any) -> Any:
    """Index, by a tuple where several axes are meant."""
    return x[tuple(key) if isinstance(key, list) else key]


def unstack(x: Array, num: int | None = None, axis: int = 0) -> list[Array]:
    """List the parts along an axis."""
    return list(np.moveaxis(x, axis, 0))


def pad(x: Array, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Array:
    """Put a margin around."""
    if mode != "constant":
        return np.pad(x, pad_width, mode=mode)  # type: ignore[call-overload, no-any-return]
    return np.pad(x, pad_width, constant_values=0 if constant_values is None else constant_values)


def one_hot(x: Array, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False) -> Array:
    """Encode integers by position."""
    hot = np.asarray(x)[..., None] == np.arange(num_classes)
    return np.moveaxis(hot.astype(np.float32), -1, axis)


def where(condition: Array, x1: Any = None, x2: Any = None) -> Any:
    """Choose between two, or list the places where a condition holds."""
    return list(np.where(condition)) if x1 is None else np.where(condition, x1, x2)


def piece(inputs: Array, start_indices: Sequence[int], shape: Sequence[int]) -> Array:
    """Cut out a block."""
    return inputs[tuple(slice(start, start + size) for start, size in zip(start_indices, shape, strict=True))]


def arange(start: Any, stop: Any = None, step: Any = None, dtype: Any = None) -> Array:
    """Count from 0, or from the first to before the second."""
    first, last = (0, start) if stop is None else (start, stop)
    return np.asarray(np.arange(first, last, 1 if step is None else step)).astype(dtype or None)


def transpose(x: Array, axes: Any = None) -> Array:
    """Reorder the axes; turn them round unless it is said how."""
    return np.transpose(x, axes)


def changed(x: Array, key: Any, updates: Array) -> Array:
    """Return a copy in which a part is another."""
    result = np.array(x)
    result[key] = updates
    return result


def slice_update(inputs: Array, start_indices: Sequence[int], updates: Array) -> Array:
    """Put a block into a tensor."""
    key = tuple(slice(start, start + size) for start, size in zip(start_indices, updates.shape, strict=True))
    return changed(inputs, key, updates)


def scatter_update(inputs: Array, indices: Array, updates: Array, reduction: str | None = None) -> Array:
    """Put elements into a tensor, or join them with those there."""
    places = tuple(np.moveaxis(np.asarray(indices), -1, 0))
    if reduction is None:
        return changed(inputs, places, updates)
    result = np.array(inputs)
    joins = {"add": np.add, "max": np.maximum, "min": np.minimum, "mul": np.multiply}
    joins[reduction.lower()].at(result, places, updates)
    return result


def scatter(indices: Array, values: Array, shape: Sequence[int]) -> Array:
    """Add elements up in zeros of a shape."""
    result = np.zeros(shape, values.dtype)
    np.add.at(result, tuple(np.moveaxis(np.asarray(indices), -1, 0)), values)
    return result


def multi_hot(
    inputs: Array, num_classes: int | None = None, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Any:
    """Encode lists of integers by position."""
    hot = one_hot(inputs, num_classes or 0, axis)
    return hot.max(axis=1 if inputs.ndim > 1 else 0)


def rearrange(tensor: Array, pattern: str, **lengths: int) -> Array:
    """Rearrange the axes as an einops pattern says."""
    left, right = (re.findall(r"\w+|\(.*?\)", side) for side in pattern.split("->"))
    sizes = dict(lengths)
    for axis, size in zip(left, tensor.shape, strict=True):
        names = re.findall(r"\w+", axis)
        rest = [name for name in names if name not in sizes]
        if rest:
            sizes[rest[0]] = size // math.prod(sizes[name] for name in names if name not in rest)
    names = re.findall(r"\w+", " ".join(left))
    order = [names.index(name) for name in re.findall(r"\w+", " ".join(right))]
    apart = tensor.reshape([sizes[name] for name in names]).transpose(order)
    return apart.reshape([math.prod(sizes[name] for name in re.findall(r"\w+", axis)) for axis in right])


def parts(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make an operation that cuts."""
    return lambda x, indices_or_sections: list(function(x, indices_or_sections))


def segment(join: Any, start: Callable[[Any], Any]) -> Callable[..., Any]:
    """Make an operation that joins the rows which belong together; rows of their own start alike."""

    def joined(data: Array, segment_ids: Array, num_segments: int | None = None, sorted: bool = False) -> Array:
        count = int(segment_ids.max()) + 1 if num_segments is None else num_segments
        result = np.full((count, *data.shape[1:]), start(data.dtype), data.dtype)
        join.at(result, np.asarray(segment_ids), data)
        return result

    return joined


def lowest(dtype: Any) -> Any:
    """Return the smallest number of a dtype."""
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def highest(dtype: Any) -> Any:
    """Return the largest number of a dtype."""
    return np.inf if dtype.kind == "f" else np.iinfo(dtype).max


def spaced(name: str) -> Callable[..., Any]:
    """Make evenly spaced numbers."""

    def made(
        start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10, dtype: Any = None, axis: int = 0
    ) -> Any:
        more = {"base": base} if name == "logspace" else {}
        return getattr(np, name)(start, stop, num, endpoint=endpoint, dtype=dtype, axis=axis, **more)

    return made


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: parts(getattr(np, name)) for name in ("hsplit", "vsplit", "dsplit")},
    **{name: spaced(name) for name in ("linspace", "logspace", "geomspace")},
    "append": lambda x1, x2, axis=None: np.append(x1, x2, axis),
    "arange": arange,
    "array_split": lambda x, indices_or_sections, axis=0: np.array_split(x, indices_or_sections, axis),
    "broadcast_to": lambda x, shape: np.broadcast_to(x, shape),
    "concatenate": lambda xs, axis=0: np.concatenate(xs, axis=axis),
    "diag": lambda x, k=0: np.diag(x, k),
    "diagflat": lambda x, k=0: np.diagflat(x, k),
    "diagonal": lambda x, offset=0, axis1=0, axis2=1: np.diagonal(x, offset, axis1, axis2),
    "dstack": lambda xs: np.dstack(xs),
    "empty": lambda shape, dtype=None: np.zeros(shape, dtype or np.float32),
    "expand_dims": expand_dims,
    "eye": lambda N, M=None, k=0, dtype=None: np.eye(N, M, k, dtype or np.float32),
    "flip": lambda x, axis=None: np.flip(x, axis),
    "fliplr": lambda x: np.fliplr(x),
    "flipud": lambda x: np.flipud(x),
    "full": lambda shape, fill_value, dtype=None: np.full(shape, fill_value, dtype),
    "full_like": lambda x, fill_value, dtype=None: np.full_like(x, fill_value, dtype),
    "get_item": get_item,
    "hstack": lambda xs: np.hstack(xs),
    "identity": lambda n, dtype=None: np.identity(n, dtype or np.float32),
    "meshgrid": lambda *x, indexing="xy": list(np.meshgrid(*x, indexing=indexing)),
    "moveaxis": lambda x, source, destination: np.moveaxis(x, source, destination),
    "multi_hot": multi_hot,
    "one_hot": one_hot,
    "ones": lambda shape, dtype=None: np.ones(shape, dtype or np.float32),
    "pad": pad,
    "ravel": lambda x: np.ravel(x),
    "rearrange": rearrange,
    "repeat": lambda x, repeats, axis=None: np.repeat(x, repeats, axis=axis),
    "reshape": reshape,
    "roll": lambda x, shift, axis=None: np.roll(x, shift, axis=axis),
    "rot90": lambda array, k=1, axes=(0, 1): np.rot90(array, k, axes),
    "scatter": scatter,
    "scatter_update": scatter_update,
    "segment_max": segment(np.maximum, lowest),
    "segment_min": segment(np.minimum, highest),
    "segment_prod": segment(np.multiply, lambda dtype: 1),
    "segment_sum": segment(np.add, lambda dtype: 0),
    "select": lambda condlist, choicelist, default=0: np.select(condlist, choicelist, default),
    "slice": piece,
    "slice_update": slice_update,
    "split": lambda x, indices_or_sections, axis=0: list(np.split(x, indices_or_sections, axis)),
    "squeeze": lambda x, axis=None: np.squeeze(x, tuple(axis) if isinstance(axis, list) else axis),
    "stack": lambda x, axis=0: np.stack(x, axis=axis),
    "swapaxes": lambda x, axis1, axis2: np.swapaxes(x, axis1, axis2),
    "take": lambda x, indices, axis=None: np.take(x, np.asarray(indices).astype(np.int64), axis=axis),
    "take_along_axis": lambda x, indices, axis=None: np.take_along_axis(x, indices, axis=axis),
    "tile": lambda x, repeats: np.tile(x, repeats),
    "transpose": transpose,
    "tri": lambda N, M=None, k=0, dtype=None: np.tri(N, M, k, dtype or np.float32),
    "tril": lambda x, k=0: np.tril(x, k),
    "triu": lambda x, k=0: np.triu(x, k),
    "unravel_index": lambda indices, shape: list(np.unravel_index(indices, shape)),
    "unstack": unstack,
    "vander": lambda x, N=None, increasing=False: np.vander(x, N, increasing),
    "vstack": lambda xs: np.vstack(xs),
    "where": where,
    "zeros": lambda shape, dtype=None: np.zeros(shape, dtype or np.float32),
}
