"""The layers of Keras 2 that today's Keras has not; programs written for Keras 2 have them (`keras-version = 2`).

What they take and make is recorded from it by `tests/oracle/record_old_layers.py`.
"""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat, NotKnown, Padding, Pair, Single
from shapecheck.catalog.kinds import Units
from shapecheck.catalog.layers.kernels import Kernel, known_channels, weight
from shapecheck.catalog.layers.recurrent import along_steps
from shapecheck.catalog.paths import below_keras
from shapecheck.catalog.spatial_kinds import Filters
from shapecheck.catalog.tables import Applied, layer, shape_of
from shapecheck.shapes.dims import Dim, product
from shapecheck.shapes.tensor import Tensor, Weight
from shapecheck.shapes.windows import joined

__all__ = ["old_layer"]

NAMES = ("CuDNNGRU", "CuDNNLSTM", "LocallyConnected1D", "LocallyConnected2D", "ThresholdedReLU")


def old_layer(path: str) -> str | None:
    """Return the one path of a layer of Keras 2, however it is spelled; None for any other name."""
    *folders, name = below_keras(path.split(".")) or [""]
    inside = folders[:1] == ["layers"] and all(part == part.lower() for part in folders)
    return f"keras.layers.{name}" if name in NAMES and inside else None


def unshared(
    inputs: Tensor, filters: Dim, kernel: Kernel, use_bias: bool, padding: str, implementation: Any
) -> Applied:
    """Apply a kernel of its own at each place; how the kernels are held depends on the implementation."""
    parts = kernel.parts(inputs)
    channels = known_channels(parts, inputs)
    made = kernel.slide(parts.sizes)
    last = kernel.data_format != "channels_first"
    if implementation == 1 and padding == "valid":
        shape: tuple[Dim, ...] = (product(made), product((*kernel.size, channels)), filters)
    elif implementation == 2 and last:
        shape = (*parts.sizes, channels, *made, filters)
    elif implementation == 3 and padding == "valid":
        shape = (product((*made, *kernel.size, channels, filters)),)
    else:
        raise NotKnown("how this layer holds its kernels")
    weights = [weight("kernel", shape), *([weight("bias", (*made, filters))] if use_bias else [])]
    return Applied(joined(parts.batch, made, filters, kernel.data_format), weights)


@layer("keras.layers.LocallyConnected1D", rank=3, gone=True)
def locally_connected_1d(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Single,
    strides: Single = 1,
    padding: Padding = "valid",
    data_format: DataFormat = None,
    use_bias: bool = True,
    implementation: Any = 1,
) -> Applied:
    """Slide over the steps with a kernel of its own at each place."""
    kernel = Kernel(kernel_size, strides, padding, (1,), data_format)
    return unshared(inputs, filters, kernel, use_bias, padding, implementation)


@layer("keras.layers.LocallyConnected2D", rank=4, gone=True)
def locally_connected_2d(
    inputs: Tensor,
    /,
    filters: Filters,
    kernel_size: Pair,
    strides: Pair = (1, 1),
    padding: Padding = "valid",
    data_format: DataFormat = None,
    use_bias: bool = True,
    implementation: Any = 1,
) -> Applied:
    """Slide over height and width with a kernel of its own at each place."""
    kernel = Kernel(kernel_size, strides, padding, (1, 1), data_format)
    return unshared(inputs, filters, kernel, use_bias, padding, implementation)


def on_a_gpu(gates: int, inputs: Tensor, units: Dim) -> list[Weight]:
    """Return the weights of a recurrent layer as its GPU kernel holds them: two biases in one, no cell."""
    width = product((gates, units))
    features = shape_of(inputs)[-1]
    return [
        weight("kernel", (features, width)),
        weight("recurrent_kernel", (units, width)),
        weight("bias", (product((2, width)),)),
    ]


@layer("keras.layers.CuDNNLSTM", rank=3, gone=True)
def cudnn_lstm(
    inputs: Tensor,
    initial_state: Any = None,
    /,
    *,
    units: Units,
    return_sequences: bool = False,
    return_state: bool = False,
) -> Applied:
    """Apply an LSTM along the steps."""
    weights = on_a_gpu(4, inputs, units)
    return along_steps(inputs, units, [units, units], weights, return_sequences, return_state)


@layer("keras.layers.CuDNNGRU", rank=3, gone=True)
def cudnn_gru(
    inputs: Tensor,
    initial_state: Any = None,
    /,
    *,
    units: Units,
    return_sequences: bool = False,
    return_state: bool = False,
) -> Applied:
    """Apply a GRU along the steps."""
    return along_steps(inputs, units, [units], on_a_gpu(3, inputs, units), return_sequences, return_state)


@layer("keras.layers.ThresholdedReLU", gone=True)
def thresholded_relu(inputs: Tensor, /) -> Applied:
    """Let pass what is above the threshold."""
    return Applied(shape_of(inputs))
