"""Layers that make one tensor of a list of them."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown, known
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, text_of
from shapecheck.shapes.dims import Dim, is_none, text
from shapecheck.shapes.requirements import differs
from shapecheck.shapes.shape import Shape, concatenate, merge_broadcast
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def several(inputs: Any, keras: str) -> list[Tensor]:
    """Return the list of tensors that a merging layer is called on; `keras` is what Keras says to a lone tensor."""
    if isinstance(inputs, Tensor):
        message = "a merging layer is called on a list of tensors, got one tensor"
        forbid(
            True, message, kind="input-structure", keras=f"{keras} Received: input_shape={text_of(shape_of(inputs))}"
        )
    if not isinstance(inputs, list | tuple) or not all(isinstance(item, Tensor) for item in inputs):
        raise NotKnown("the inputs of a merging layer are unknown")
    keras = "'NoneType' object is not subscriptable"
    forbid(not inputs, "a merging layer is called on an empty list", kind="input-structure", keras=keras)
    return list(inputs)


def views(shapes: list[Shape]) -> str:
    """Write shapes as Keras does."""
    return f"[{', '.join(map(text_of, shapes))}]"


@layer(
    "keras.layers.Add",
    "keras.layers.Average",
    "keras.layers.Maximum",
    "keras.layers.Minimum",
    "keras.layers.Multiply",
)
def merge(inputs: list[Tensor], /) -> Applied:
    """Combine tensors element by element; sizes of 1 stretch, but for the batch.

    Add()       [(B, 4), (B, 4)] -> (B, 4)                    0
    Multiply()  [(B, 4, 5), (B, 1, 5)] -> (B, 4, 5)           0
    Average()   [(B, 4), (B, 3, 4)] -> (B, 3, 4)              0
    Maximum()   [(B, 4), (B, 4), (B, 1)] -> (B, 4)            0
    Minimum()   [(B, 4)] -> (B, 4)                            0
    Add()       [(B, 4), (B, 5)] -> error
    Add()       [(2, 4), (3, 4)] -> error
    Add()       (B, 4) -> error
    """
    shapes = [shape_of(item) for item in several(inputs, "A merge layer should be called on a list of inputs.")]
    return Applied(merged(shapes))


def merged(shapes: list[Shape]) -> Shape:
    """Return the shape that tensors stretch to; the batch is one that Keras knows, whatever the others are."""
    batches = [shape[0] for shape in shapes if shape and not is_none(shape[0])]
    for batch in batches[1:]:
        forbid(
            differs(batches[0], batch),
            lambda: f"batches of different size cannot be merged: {views(shapes)}",
            kind="merge-mismatch",
            keras=f"Cannot merge tensors with different batch sizes. Received tensors with shapes {views(shapes)}",
        )
    batch, *others = merge_broadcast(shapes)
    return (batches[0] if batches and not isinstance(batch, int) else batch, *others)


@layer("keras.layers.Subtract")
def subtract(inputs: list[Tensor], /) -> Applied:
    """Subtract the second of two tensors from the first.

    Subtract()  [(B, 4), (B, 4)] -> (B, 4)  0
    Subtract()  [(B, 4), (B, 4), (B, 4)] -> error
    Subtract()  [(B, 4), (B, 3)] -> error
    """
    shapes = [shape_of(item) for item in several(inputs, "A merge layer should be called on a list of inputs.")]
    forbid(
        len(shapes) != 2,
        f"Subtract is called on two tensors, got {len(shapes)}",
        kind="input-structure",
        keras=f"A `Subtract` layer should be called on exactly 2 inputs. Received: input_shape={views(shapes)}",
    )
    return Applied(merged(shapes))


@layer("keras.layers.Concatenate")
def join(inputs: list[Tensor], /, *, axis: Any = -1) -> Applied:
    """Join tensors end to end along `axis`; every other axis must agree.

    Concatenate()        [(B, 4, 3), (B, 4, 5)] -> (B, 4, 8)      0
    Concatenate(axis=1)  [(B, T, 8), (B, 2, 8)] -> (B, T + 2, 8)  0
    Concatenate()        [(B, 4), (B, T), (B, 3)] -> (B, T + 7)   0
    Concatenate(axis=0)  [(2, 4), (3, 4)] -> (5, 4)               0
    Concatenate()        [(B, 4, 3), (B, 5, 3)] -> error
    Concatenate()        [(B, 4, 3), (B, 4)] -> error
    Concatenate(axis=2)  [(B, 4), (B, 4)] -> error
    Concatenate()        (B, 4) -> error
    """
    text = "A `Concatenate` layer should be called on a list of at least 1 input."
    shapes = [shape_of(item) for item in several(inputs, text)]
    along = known(axis)
    if not isinstance(along, int):
        words = f"`axis` of Concatenate wants an integer, got {axis!r}"
        forbid(
            isinstance(along, str | list | tuple | None), words, kind="invalid-argument", keras="unsupported operand"
        )
        raise NotKnown(f"`axis` of Concatenate is {axis!r}")
    alone = len(shapes) == 1 and along >= len(shapes[0])
    forbid(
        alone,
        f"axis {along} does not exist in a tensor of rank {len(shapes[0])}",
        kind="axis-out-of-range",
        when="run",
        keras=f"axis {along} is out of bounds for array of dimension {len(shapes[0])}",
    )
    return Applied(shapes[0] if alone else concatenate(shapes, along))


def two_axes(axes: Any) -> None:
    """Refuse axes that are no int and no pair of ints."""
    words = f"`axes` of Dot wants an integer or two, got {axes!r}"
    text = f"Invalid type for argument `axes`: it should be a list or an int. Received: axes={axes}"
    forbid(isinstance(axes, float | str | dict | None), words, kind="invalid-argument", keras=text)
    if isinstance(axes, list | tuple):
        text = f"Invalid format for argument `axes`: it should contain two elements. Received: axes={axes}"
        forbid(len(axes) != 2, words, kind="invalid-argument", keras=text)
        text = f"Invalid format for argument `axes`: list elements should be integers. Received: axes={axes}"
        wrong = any(isinstance(item, float | str | list | tuple | None) for item in axes)
        forbid(wrong, words, kind="invalid-argument", keras=text)


def counted(axes: Any, first: Shape, second: Shape) -> tuple[int, int]:
    """Return the axis of each tensor that Keras takes, negative ones of a pair as they are."""
    if isinstance(axes, int):
        return (axes % len(first), axes % len(second)) if axes < 0 and first and second else (axes, axes)
    if not isinstance(axes, list | tuple) or not all(isinstance(item, int) for item in axes):
        raise NotKnown("the axes of a Dot are unknown")
    return axes[0], axes[1]


@layer("keras.layers.Dot", configure=two_axes)
def dot(inputs: list[Tensor], /, *, axes: Any) -> Applied:
    """Multiply two tensors, sample by sample, summing over an axis of each.

    Dot(axes=1)       [(B, 4), (B, 4)] -> (B, 1)              0
    Dot(axes=-1)      [(B, 5, 4), (B, 6, 4)] -> (B, 5, 6)     0
    Dot(axes=(2, 1))  [(B, 5, 4), (B, 4, 6)] -> (B, 5, 6)     0
    Dot(axes=1)       [(B, 4), (B, 5)] -> error
    Dot(axes=1)       [(B, 4), (B, 4), (B, 4)] -> error
    """
    text_of_two = "A `Dot` layer should be called on a list of 2 inputs."
    shapes = [shape_of(item) for item in several(inputs, text_of_two)]
    words = f"Dot is called on two tensors, got {len(shapes)}"
    keras = f"{text_of_two} Received: input_shape={views(shapes)}"
    forbid(len(shapes) != 2, words, kind="input-structure", keras=keras)
    first, second = shapes
    one, other = counted(known(axes), first, second)
    for axis, shape in ((one, first), (other, second)):
        words = f"axis {axis} of Dot is out of range for an input of rank {len(shape)}"
        wrong = not -len(shape) <= axis < len(shape)
        forbid(wrong, words, kind="axis-out-of-range", keras="tuple index out of range")
    words = "Dot wants a second tensor of rank at least 2"
    forbid(len(second) < 2, words, kind="wrong-rank", keras="pop from empty list")
    a, b = first[one], second[other]
    unlike = is_none(a) != is_none(b) or (not is_none(a) and differs(a, b))
    forbid(
        unlike,
        lambda: f"Dot sums over sizes that differ: {text(a)} of axis {one} and {text(b)} of axis {other}",
        kind="merge-mismatch",
        keras=f"Incompatible input shapes: axis values {a} (at axis {one}) != {b} (at axis {other}). Full input "
        f"shapes: {text_of(first)}, {text_of(second)}",
    )
    left = [size for axis, size in enumerate(first) if axis != one % len(first)]
    right = [size for axis, size in enumerate(second) if axis != other % len(second)]
    check_batches(first, second, one % len(first), other % len(second))
    output: tuple[Dim, ...] = (*left, *right[1:])
    return Applied((*output, 1) if len(output) == 1 else output)


def check_batches(first: Shape, second: Shape, one: int, other: int) -> None:
    """Refuse what `batch_dot` cannot multiply; Keras notices when it runs (`keras/src/layers/merging/dot.py`)."""
    forbid(
        min(len(first), len(second)) < 2,
        "Dot wants tensors of rank at least 2",
        kind="wrong-rank",
        when="run",
        keras=f"Cannot do batch_dot on inputs with rank < 2. Received inputs with shapes {text_of(first)} and "
        f"{text_of(second)}.",
    )
    keras = "Cannot perform batch_dot over axis 0."
    forbid(0 in (one, other), "Dot cannot sum over the batch", kind="invalid-argument", when="run", keras=keras)
    forbid(
        differs(first[one], second[other]),
        lambda: f"Dot sums over sizes that differ: {text(first[one])} and {text(second[other])}",
        kind="merge-mismatch",
        when="run",
        keras="Cannot do batch_dot on inputs with shapes",
    )
    forbid(
        differs(first[0], second[0]),
        lambda: f"the batches of Dot differ: {text(first[0])} and {text(second[0])}",
        kind="merge-mismatch",
        when="run",
        keras="Cannot do batch_dot on inputs with different batch sizes.",
    )
