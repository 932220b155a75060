"""What `keras.backend` has in ways of its own (`keras/src/legacy/backend.py`)."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.convolution import convolved, format_of, pooled
from shapecheck.catalog.operations.dtypes import UNKNOWN, promoted
from shapecheck.catalog.operations.operands import axis_in, known, pair_of, refuse, shape_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import hide_if, is_none, plain, product
from shapecheck.shapes.shape import axis_of, broadcast
from shapecheck.shapes.tensor import Tensor
from shapecheck.shapes.windows import joined, padded, spatial, upsampled

__all__: list[str] = []


@operation("keras.backend.repeat")
def repeat(x: Any, n: Any) -> Tensor:
    """Repeat rows along a new axis of steps."""
    shape = shape_of(x)
    if len(shape) != 2:
        refuse(f"repeat wants rank 2, got {len(shape)}", kind="wrong-rank")
    return Tensor((shape[0], whole(n), shape[1]), dtype_in(x))


@operation("keras.backend.batch_flatten")
def batch_flatten(x: Any) -> Tensor:
    """Lay all axes but the first out in one."""
    shape = shape_of(x)
    if not shape:
        raise NotKnown("a scalar has no batch")
    rest = shape[1:]
    size = hide_if(any(map(is_none, rest)), product(rest))
    return Tensor((shape[0], size), dtype_in(x))


@operation("keras.backend.switch")
def switch(condition: Any, then_expression: Any, else_expression: Any) -> Tensor:
    """Choose between two tensors of one shape."""
    one, other = shape_of(then_expression), shape_of(else_expression)
    if tuple(one) != tuple(other):
        raise NotKnown("the two choices differ in shape")
    if shape_of(condition) and len(shape_of(condition)) > len(one):
        raise NotKnown("a condition of a higher rank than the choices")
    return Tensor(one, promoted(then_expression, else_expression))


@operation("keras.backend.bias_add")
def bias_add(x: Any, bias: Any, data_format: Any = None) -> Tensor:
    """Add a bias along the channels."""
    shape = shape_of(x)
    if format_of(data_format) != "channels_last" or len(shape_of(bias)) != 1:
        raise NotKnown("a bias of another layout")
    return Tensor(broadcast(shape, shape_of(bias)), dtype_in(x))


@operation("keras.backend.resize_images")
def resize_images(x: Any, height_factor: Any, width_factor: Any, data_format: Any) -> Tensor:
    """Repeat rows and columns."""
    shape, order = shape_of(x), format_of(data_format)
    if len(shape) != 4:
        raise NotKnown("images of another rank")
    parts = spatial(shape, order)
    factors = whole(height_factor), whole(width_factor)
    sizes = [upsampled(size, factor) for size, factor in zip(parts.sizes, factors, strict=True)]
    return Tensor(joined(parts.batch, sizes, parts.channels, order), dtype_in(x))


@operation("keras.backend.resize_volumes")
def resize_volumes(x: Any, depth_factor: Any, height_factor: Any, width_factor: Any, data_format: Any) -> Tensor:
    """Repeat layers, rows and columns."""
    shape, order = shape_of(x), format_of(data_format)
    if len(shape) != 5:
        raise NotKnown("volumes of another rank")
    parts = spatial(shape, order)
    factors = whole(depth_factor), whole(height_factor), whole(width_factor)
    sizes = [upsampled(size, factor) for size, factor in zip(parts.sizes, factors, strict=True)]
    return Tensor(joined(parts.batch, sizes, parts.channels, order), dtype_in(x))


@operation("keras.backend.temporal_padding")
def temporal_padding(x: Any, padding: Any = (1, 1)) -> Tensor:
    """Add steps before and behind."""
    shape = shape_of(x)
    if len(shape) != 3:
        raise NotKnown("sequences of another rank")
    return Tensor((shape[0], padded(shape[1], pair_of(padding)), shape[2]), dtype_in(x))


def _enter_padding(name: str, axes: int) -> None:
    @operation(f"keras.backend.{name}")
    def padding_of(x: Any, padding: Any = ((1, 1),) * axes, data_format: Any = None) -> Tensor:
        shape, around, order = shape_of(x), known(padding), format_of(data_format)
        if len(shape) != axes + 2 or not isinstance(around, tuple) or len(around) != axes:
            raise NotKnown("images of another rank")
        parts = spatial(shape, order)
        sizes = [padded(size, pair_of(pair)) for size, pair in zip(parts.sizes, around, strict=True)]
        return Tensor(joined(parts.batch, sizes, parts.channels, order), dtype_in(x))


_enter_padding("spatial_2d_padding", 2)
_enter_padding("spatial_3d_padding", 3)


def _enter_convolution(name: str, axes: int) -> None:
    @operation(f"keras.backend.{name}")
    def convolution(
        x: Any, kernel: Any = None, strides: Any = 1, padding: Any = "valid", data_format: Any = None, dilation_rate: Any = 1,
        depthwise_kernel: Any = None,
    ) -> Tensor:  # fmt: skip
        filters = shape_of(kernel if depthwise_kernel is None else depthwise_kernel)
        if len(filters) != axes + 2 or known(padding) not in ("valid", "same", "causal"):
            raise NotKnown("this convolution is not modelled")
        made = filters[-1] if depthwise_kernel is None else product(filters[-2:])
        order = format_of(data_format)
        return Tensor(convolved(shape_of(x), filters, made, strides, known(padding), order, dilation_rate), dtype_in(x))


_enter_convolution("conv1d", 1)
_enter_convolution("conv2d", 2)
_enter_convolution("conv3d", 3)
_enter_convolution("depthwise_conv2d", 2)


def _enter_pool(name: str, axes: int) -> None:
    @operation(f"keras.backend.{name}")
    def pool(x: Any, pool_size: Any, strides: Any = None, padding: Any = "valid", data_format: Any = None) -> Tensor:
        return Tensor(
            pooled(shape_of(x), pool_size, 1 if strides is None else strides, padding, data_format, rank=axes),
            dtype_in(x),
        )


_enter_pool("pool2d", 2)
_enter_pool("pool3d", 3)


def _enter_loss(name: str, last: bool) -> None:
    @operation(f"keras.backend.{name}")
    def loss(target: Any, output: Any, axis: Any = -1) -> Tensor:
        shape = shape_of(output)
        if not last:
            return Tensor(broadcast(shape_of(target), shape), dtype_in(output))
        place = axis_of(axis_in(axis), len(shape))
        return Tensor((*shape[:place], *shape[place + 1 :]), dtype_in(output))


_enter_loss("binary_crossentropy", False)
_enter_loss("categorical_crossentropy", True)
_enter_loss("sparse_categorical_crossentropy", True)


def _enter_drawn(name: str) -> None:
    @operation(f"keras.backend.{name}")
    def drawn(shape: Any, dtype: Any = None) -> Tensor:
        from shapecheck.catalog.operations.operands import sizes_of

        return Tensor(sizes_of(shape), UNKNOWN)


for _name in ("random_bernoulli", "random_normal_variable", "random_uniform_variable"):
    _enter_drawn(_name)


@operation("keras.backend.hard_sigmoid", "keras.backend.softsign")
def hard_sigmoid(x: Any) -> Tensor:
    """Compute a piecewise linear sigmoid."""
    return Tensor(shape_of(x), dtype_in(x))


@operation("keras.backend.relu")
def relu(x: Any) -> Tensor:
    """Cut off below zero."""
    return Tensor(shape_of(x), dtype_in(x))


@operation("keras.backend.cast_to_floatx")
def cast_to_floatx(x: Any) -> Tensor:
    """Change the dtype to that of the configuration."""
    return Tensor(shape_of(x), UNKNOWN)


@operation("keras.backend.count_params")
def count_params(x: Any) -> Any:
    """Count the elements."""
    from shapecheck.catalog.operations.table import Plain

    return Plain(product(plain(size) for size in shape_of(x)))
