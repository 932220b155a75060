"""Recurrent layers whose cell convolves: images, or signals, one after the other."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import (
    DataFormat,
    Padding,
    Pair,
    PairStride,
    Single,
    SingleStride,
    Triple,
    TripleStride,
    known,
)
from shapecheck.catalog.layers.recurrent import one_step, stateful_batch
from shapecheck.catalog.layers.recurrent_cells import clipped_rates
from shapecheck.catalog.layers.sliding import slid
from shapecheck.catalog.layers.words import expects
from shapecheck.catalog.tables import Applied, forbid, layer, prefixed, shape_of, text_of
from shapecheck.shapes.dims import Dim, is_none
from shapecheck.shapes.requirements import both, differs
from shapecheck.shapes.shape import Shape
from shapecheck.shapes.tensor import Tensor, Weight
from shapecheck.shapes.windows import joined, spatial

__all__: list[str] = []


def strides_or_dilation(strides: Any, dilation_rate: Any, dropout: Any, recurrent_dropout: Any) -> None:
    """Refuse strides together with a dilation."""
    clipped_rates(dropout, recurrent_dropout)
    forbid(
        all(any(isinstance(size, int) and size > 1 for size in sizes) for sizes in (strides, dilation_rate)),
        f"strides {strides} do not go with dilation {dilation_rate}",
        kind="invalid-argument",
        keras="Specifying `strides > 1` is not compatible with `dilation_rate > 1`. Please provide `strides=1` or "
        f"`dilation_rate=1`. Received: strides={strides} and dilation_rate={dilation_rate}",
    )


def known_sizes(step: Shape, sizes: Shape, channels: Dim) -> None:
    """Refuse an image of unknown size."""
    forbid(
        any(map(is_none, sizes)),
        f"a ConvLSTM wants images of a known size, got {text_of(step)}",
        kind="unknown-size",
        keras="ConvLSTM layers only support static input shapes for the spatial dimension. Received invalid input "
        f"shape: input_shape={text_of(step)}",
    )
    forbid(
        is_none(channels),
        f"a ConvLSTM wants a known number of channels, got {text_of(step)}",
        kind="unknown-size",
        keras="The channel dimension of the inputs (last axis) should be defined. Found None. Full input shape "
        f"received: input_shape={text_of(step)}",
    )


def convolved(
    sequences: Tensor,
    initial_state: Any,
    filters: Any,
    kernel: Any,
    strides: Any,
    padding: str,
    dilation: Any,
    data_format: str,
    use_bias: bool,
    all_steps: bool,
    with_states: bool,
    stateful: bool,
) -> Applied:
    """Apply a ConvLSTMCell along the steps; its states have the shape of its output."""
    step = shape_of(one_step(sequences))
    batch, sizes, channels = spatial(step, data_format)
    known_sizes(step, sizes, channels)
    forbid(
        any(isinstance(size, float) for size in kernel),
        f"`kernel_size` of a ConvLSTM wants integers, got {kernel}",
        kind="invalid-argument",
        keras=f"Cannot convert '{kernel}' to a shape. Found invalid dimension of type '<class 'float'>'.",
    )
    gates = known(filters) * 4
    weights = [Weight("kernel", (*kernel, channels, gates)), Weight("recurrent_kernel", (*kernel, filters, gates))]
    if use_bias:
        weights.append(Weight("bias", (gates,)))
    forbid(
        0 in strides,
        f"strides of a ConvLSTM are at least 1, got {strides}",
        kind="invalid-argument",
        keras="cannot convert float infinity to integer",
    )
    outputs = tuple(
        slid(size, width, stride, padding, rate)
        for size, width, stride, rate in zip(sizes, kernel, strides, dilation, strict=True)
    )
    stateful_batch(sequences, stateful)
    state = joined(batch, outputs, filters, data_format)
    check_images(initial_state, state)
    output = (batch, shape_of(sequences)[1], *state[1:]) if all_steps else state
    named = prefixed("conv_lstm_cell", weights)
    return Applied([output, state, state] if with_states else output, named)


def check_images(initial_state: Any, state: Shape) -> None:
    """Refuse initial states that are too few, or of another size; Keras notices when it runs."""
    if not isinstance(initial_state, list | tuple | Tensor):
        return
    given = [initial_state] if isinstance(initial_state, Tensor) else list(initial_state)
    words = f"a ConvLSTM has 2 states, got {len(given)}"
    forbid(len(given) < 2, words, kind="input-structure", when="run", keras="list index out of range")
    for image in given[:2]:
        if isinstance(image, Tensor) and image.shape is not None and image.rank == len(state):
            for one, other in zip(image.shape, state, strict=True):
                forbid(
                    both(differs(one, other), differs(one, 1)),
                    expects("a size of an initial state", other, one),
                    when="run",
                    keras="operands could not be broadcast together",
                )


@layer("keras.layers.ConvLSTM1D", rank=4, configure=strides_or_dilation)
def conv_lstm_1d(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    filters: Any,
    kernel_size: Single,
    strides: SingleStride = 1,
    padding: Padding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Single = 1,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
) -> Applied:
    """Convolve signals, one after the other.

    ConvLSTM1D(2, 3)                         (B, T, 7, 8) -> (B, 5, 2)     248
    ConvLSTM1D(2, 3, return_sequences=True)  (B, T, 7, 8) -> (B, T, 5, 2)  248
    ConvLSTM1D(2, 3)                         (B, 5, T, 8) -> error
    ConvLSTM1D(2, (2.5,))                    (B, 5, 7, 8) -> error
    """
    return convolved(
        sequences,
        initial_state,
        filters,
        kernel_size,
        strides,
        padding,
        dilation_rate,
        data_format,
        use_bias,
        return_sequences,
        return_state,
        stateful,
    )


@layer("keras.layers.ConvLSTM2D", rank=5, configure=strides_or_dilation)
def conv_lstm_2d(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    filters: Any,
    kernel_size: Pair,
    strides: PairStride = 1,
    padding: Padding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Pair = 1,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
) -> Applied:
    """Convolve images, one after the other.

    ConvLSTM2D(8, 3, padding="same", return_sequences=True)  (B, T, 16, 16, 3) -> (B, T, 16, 16, 8)  3200
    ConvLSTM2D(2, (3, 1), strides=2)                         (B, 5, 8, 8, 3) -> (B, 3, 4, 2)         128
    ConvLSTM2D(2, 3, data_format="channels_first")           (B, T, 3, 8, 8) -> (B, 2, 6, 6)         368
    ConvLSTM2D(2, 3, strides=2, dilation_rate=2)             (B, 5, 8, 8, 3) -> error
    ConvLSTM2D(2, 9)                                         (B, 5, 8, 8, 3) -> error
    ConvLSTM2D(2, 3)                                         (B, 8, 8, 3) -> error
    """
    return convolved(
        sequences,
        initial_state,
        filters,
        kernel_size,
        strides,
        padding,
        dilation_rate,
        data_format,
        use_bias,
        return_sequences,
        return_state,
        stateful,
    )


@layer("keras.layers.ConvLSTM3D", rank=6, configure=strides_or_dilation)
def conv_lstm_3d(
    sequences: Tensor,
    initial_state: Any = None,
    /,
    *,
    filters: Any,
    kernel_size: Triple,
    strides: TripleStride = 1,
    padding: Padding = "valid",
    data_format: DataFormat = None,
    dilation_rate: Triple = 1,
    use_bias: bool = True,
    dropout: Any = 0.0,
    recurrent_dropout: Any = 0.0,
    return_sequences: bool = False,
    return_state: bool = False,
    stateful: bool = False,
) -> Applied:
    """Convolve volumes, one after the other.

    ConvLSTM3D(2, 3)  (B, T, 5, 6, 7, 3) -> (B, 3, 4, 5, 2)  1088
    ConvLSTM3D(2, 3)  (B, 5, 6, 7, 3) -> error
    """
    return convolved(
        sequences,
        initial_state,
        filters,
        kernel_size,
        strides,
        padding,
        dilation_rate,
        data_format,
        use_bias,
        return_sequences,
        return_state,
        stateful,
    )
