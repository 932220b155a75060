"""Normalization, attention and losses."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.convolution import float_of
from shapecheck.catalog.operations.dtypes import UNKNOWN, promoted
from shapecheck.catalog.operations.operands import at_the_run, axes_of, axis_in, known, refuse, shape_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, floor_div, is_none, modulo
from shapecheck.shapes.requirements import differs, forbid
from shapecheck.shapes.shape import Shape, axis_of, broadcast, shape_text, view_text, when_of
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


@operation("keras.ops.batch_normalization")
def batch_normalization(x: Any, mean: Any, variance: Any, axis: Any, offset: Any = None, scale: Any = None) -> Tensor:
    """Normalize with given statistics, vectors along an axis."""
    shape = shape_of(x)
    if not -len(shape) <= axis_in(axis) < len(shape):
        refuse(
            f"axis {axis} does not exist in a tensor of rank {len(shape)}",
            "tuple index out of range",
            "axis-out-of-range",
        )
    size = shape[axis_in(axis)]
    for name, value in (("mean", mean), ("variance", variance), ("offset", offset), ("scale", scale)):
        if value is None:
            continue
        given = shape_of(value)
        text = f"Arguments `{name}` must be a vector of length `x.shape[axis]`. Expected: `{view_text((size,))}`. Received: "
        text += f"`{view_text(given)}."
        words = f"`{name}` of batch_normalization is no vector of {size}: {shape_text(given)}"
        forbid(len(given) != 1 or is_none(given[0]) != is_none(size), words, keras=text)
        forbid(differs(given[0], size), words, when_of(size), text)
    return Tensor(shape, float_of(x))


@operation("tensorflow.nn.batch_normalization")
def batch_normalization_of_tensorflow(x: Any, mean: Any, variance: Any, offset: Any, scale: Any) -> Tensor:
    """Normalize with given statistics, which stretch (`tf.nn.batch_normalization`)."""
    shape = shape_of(x)
    for value in (mean, variance, offset, scale):
        if value is not None:
            shape = broadcast(shape, shape_of(value))
    return Tensor(shape, dtype_in(x))


def _enter_normalization(name: str) -> None:
    @operation(f"keras.ops.{name}")
    def normalization(x: Any, gamma: Any = None, beta: Any = None, scale: Any = None, axis: Any = -1) -> Tensor:
        shape, axes = shape_of(x), axes_of(axis)
        places = (
            [axis_of(place, len(shape)) for place in ((axes,) if isinstance(axes, int) else axes or ())]
            if shape
            else None
        )
        if not places or len(set(places)) < len(places):
            raise NotKnown("Keras asks at the run for the axes")
        for value in (gamma, beta, scale):
            if value is not None and tuple(shape_of(value)) != tuple(shape[place] for place in sorted(places)):
                raise NotKnown("Keras asks at the run for the sizes of gamma and beta")
        return Tensor(shape, float_of(x))


_enter_normalization("layer_normalization")
_enter_normalization("rms_normalization")


def _shared(heads: Dim, groups: Dim) -> bool:
    """Tell whether each head of a query has keys: its own, or those of its group."""
    whole = isinstance(heads, int) and isinstance(groups, int) and groups > 0 and heads % groups == 0
    return whole or differs(heads, groups) is False


@operation("keras.ops.dot_product_attention")
def dot_product_attention(query: Any, key: Any, value: Any, bias: Any = None, mask: Any = None) -> Tensor:
    """Attend to values by keys; Keras reports the shape of the query, and asks for sizes at the run."""
    shapes = [shape_of(item) for item in (query, key, value)]
    if any(len(shape) != 4 for shape in shapes):
        refuse("attention wants tensors of rank 4", kind="wrong-rank", when="run")
    one, two, three = shapes
    if any(differs(one[axis], other) is not False for axis in (0, 3) for other in (two[axis], three[axis])):
        raise NotKnown("query, key and value of different sizes")
    if differs(two[1], three[1]) is not False or differs(two[2], three[2]) is not False or not _shared(one[2], two[2]):
        raise NotKnown("query, key and value of different sizes")
    if bias is not None or mask is not None:
        full = (one[0], one[2], one[1], two[1])
        for given in (bias, mask):
            if given is not None and broadcast(shape_of(given), full) != full:
                raise NotKnown("a mask of another shape")
    return Tensor(one, promoted(query, key, value) if float_of(query, key, value) else UNKNOWN)


@operation("keras.ops.glu", "keras.activations.glu")
def glu(x: Any, axis: Any = -1) -> Tensor:
    """Gate one half of an axis by the other."""
    shape = shape_of(x)
    place = axis_in(axis)
    if not -len(shape) <= place < len(shape):
        refuse(
            f"axis {place} does not exist in a tensor of rank {len(shape)}",
            "list index out of range",
            "axis-out-of-range",
        )
    place %= len(shape)
    size = shape[place]
    text = f"axis size must be divisible by 2. Received: x.shape={view_text(shape)} with axis={axis}"
    forbid(differs(modulo(size, 2), 0), f"an axis of {size} has no two halves", when_of(size), text)
    return Tensor((*shape[:place], floor_div(size, 2), *shape[place + 1 :]), float_of(x))


@operation("keras.ops.polar")
def polar(abs_: Any, angle: Any) -> Tensor:
    """Return complex numbers by length and angle."""
    shape = shape_of(abs_)
    if at_the_run(lambda: broadcast(shape, shape_of(angle))) != shape:
        raise NotKnown("Keras reports the shape of the lengths")
    return Tensor(shape, UNKNOWN)


@operation("keras.ops.psnr")
def psnr(x1: Any, x2: Any) -> Tensor:
    """Compare two images."""
    one, other = shape_of(x1), shape_of(x2)
    if len(one) != len(other):
        refuse(f"images of rank {len(one)} and {len(other)}", "Inputs must have the same rank", "wrong-rank")
    if tuple(one) != tuple(other):
        raise NotKnown("Keras asks at the run for one shape")
    return Tensor((), "float32" if float_of(x1, x2) == "float32" else UNKNOWN)


def _same_shape(target: Any, output: Any) -> Shape:
    one, other = shape_of(target), shape_of(output)
    text = "Arguments `target` and `output` must have the same shape. Received: "
    text += f"target.shape={view_text(one)}, output.shape={view_text(other)}"
    words = f"targets {shape_text(one)} and outputs {shape_text(other)} differ"
    forbid(len(one) != len(other), words, keras=text)
    for a, b in zip(one, other, strict=True):
        forbid(is_none(a) != is_none(b) or differs(a, b), words, "run" if is_none(a) and is_none(b) else "build", text)
    return other


@operation("keras.ops.binary_crossentropy")
def binary_crossentropy(target: Any, output: Any) -> Tensor:
    """Compare probabilities element by element."""
    return Tensor(_same_shape(target, output), float_of(output))


@operation("keras.ops.categorical_crossentropy")
def categorical_crossentropy(target: Any, output: Any, axis: Any = -1) -> Tensor:
    """Compare probabilities of classes."""
    shape = _same_shape(target, output)
    if not shape:
        refuse("categorical_crossentropy wants rank 1 or more", kind="wrong-rank")
    if axis_in(axis) not in (-1, len(shape) - 1):
        raise NotKnown("Keras reports the shape without the last axis")
    return Tensor(shape[:-1], float_of(output))


@operation("keras.ops.sparse_categorical_crossentropy")
def sparse_categorical_crossentropy(target: Any, output: Any, axis: Any = -1) -> Tensor:
    """Compare classes with probabilities (`keras/src/ops/nn.py`)."""
    one, other = shape_of(target), shape_of(output)
    if not other:
        refuse(
            "outputs want rank 1 or more",
            f"Argument `output` must be at least rank 1. Received: output.shape={view_text(other)}",
            "wrong-rank",
        )
    place = axis_of(axis_in(axis), len(other))
    given = one[:-1] if len(one) == len(other) and one[-1] == 1 else one
    wanted = (*other[:place], *other[place + 1 :])
    text = "Arguments `target` and `output` must have the same shape up until the last dimension: "
    text += f"target.shape={view_text(one)}, output.shape={view_text(other)}"
    words = f"targets {shape_text(one)} do not fit outputs {shape_text(other)}"
    forbid(len(given) != len(wanted), words, keras=text)
    for a, b in zip(given, wanted, strict=True):
        forbid(is_none(a) != is_none(b) or differs(a, b), words, "run" if is_none(a) and is_none(b) else "build", text)
    return Tensor(wanted, float_of(output))


@operation("keras.ops.ctc_loss")
def ctc_loss(target: Any, output: Any, target_length: Any, output_length: Any) -> Tensor:
    """Compare sequences without alignment."""
    shapes = [shape_of(item) for item in (target, output, target_length, output_length)]
    if [len(shape) for shape in shapes] != [2, 3, 1, 1]:
        raise NotKnown("targets, outputs or lengths of another rank")
    batch = shapes[0][0]
    for shape in shapes[1:]:
        text = "Arguments must have the same first dimension."
        unlike = is_none(shape[0]) != is_none(batch) or differs(shape[0], batch)
        forbid(unlike, f"batches of {batch} and {shape[0]}", when_of(shape[0]) if is_none(batch) else "build", text)
    return Tensor((batch,), UNKNOWN)


@operation("keras.ops.ctc_decode")
def ctc_decode(
    inputs: Any, sequence_lengths: Any, strategy: Any = "greedy", top_paths: Any = 1
) -> tuple[Tensor, Tensor]:
    """Return the likeliest sequences."""
    shape = shape_of(inputs)
    if len(shape) != 3 or known(strategy) not in ("greedy", "beam_search"):
        raise NotKnown("inputs of another rank")
    paths = 1 if known(strategy) == "greedy" else whole(top_paths)
    return Tensor((paths, shape[0], shape[1]), "int32"), Tensor((shape[0], paths), UNKNOWN)
