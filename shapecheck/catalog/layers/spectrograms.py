"""Layers that turn a signal into its frequencies over time."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import DataFormat, NotKnown, known
from shapecheck.catalog.kinds import one_of
from shapecheck.catalog.tables import Applied, forbid, layer, shape_of, shape_view
from shapecheck.shapes.dims import Dim, floor_div, hide, is_none, plain
from shapecheck.shapes.requirements import equal, less
from shapecheck.shapes.tensor import Tensor, Weight
from shapecheck.shapes.windows import window
from shapecheck.shapes.words import when_of

__all__: list[str] = []


def frames(fft_length: Any, sequence_length: Any) -> None:
    """Refuse windows longer than the transform, and what cannot be compared with it."""
    length = sequence_length or fft_length
    forbid(
        fft_length is None or {type(fft_length), type(length)} == {int, str},
        f"`fft_length` and `sequence_length` of MelSpectrogram want integers, got {fft_length!r} and {length!r}",
        kind="invalid-argument",
        keras=f"'<' not supported between instances of '{type(fft_length).__name__}' and '{type(length).__name__}'",
    )
    if isinstance(fft_length, Dim) and isinstance(sequence_length, Dim) and sequence_length != 0:
        forbid(
            less(fft_length, sequence_length),
            f"`fft_length` {fft_length} of MelSpectrogram is below `sequence_length` {sequence_length}",
            kind="invalid-argument",
            keras="`fft_length` must be greater than or equal to   `sequence_length`. Received: `sequence_length`="
            f"{sequence_length}, `fft_length`={fft_length}.",
        )


@layer("keras.layers.MelSpectrogram", configure=frames)
def mel_spectrogram(
    inputs: Tensor,
    /,
    *,
    fft_length: Any = 2048,
    sequence_stride: Any = 512,
    sequence_length: Any = None,
    num_mel_bins: Any = 128,
) -> Applied:
    """Turn a signal into (mel bins, frames).

    Keras announces one frame more than it makes for some lengths; where it knows no length, what it makes is told.

    MelSpectrogram()                                    (B, 16000) -> (B, 128, 32)  0
    MelSpectrogram(sequence_stride=128, num_mel_bins=8) (B, 1000) -> (B, 8, 8)      0
    MelSpectrogram()                                    (16000,) -> (128, 32)       0
    MelSpectrogram(fft_length=512, sequence_length=600) (B, 1000) -> error
    MelSpectrogram(sequence_stride=0)                   (B, 1000) -> error
    MelSpectrogram(num_mel_bins=-1)                     (B, T) -> error
    """
    stride, bins, length = known(sequence_stride), known(num_mel_bins), known(fft_length)
    forbid(inputs.rank == 0, "MelSpectrogram wants a signal", kind="wrong-rank", keras="tuple index out of range")
    forbid(
        isinstance(bins, float | str) or (isinstance(bins, Dim) and less(bins, 0)),
        f"`num_mel_bins` of MelSpectrogram wants an integer that is not negative, got {bins!r}",
        kind="invalid-argument",
        keras=f"Cannot convert to a shape. Found invalid dimension '{bins}'",
    )
    samples = shape_of(inputs)[0 if inputs.rank == 1 else 1]
    forbid(
        stride is None or (isinstance(stride, Dim) and equal(stride, 0)),
        f"`sequence_stride` of MelSpectrogram wants a positive integer, got {stride}",
        when_of(samples),
        kind="invalid-argument",
        keras="integer division or modulo by zero",
    )
    stride = stride or 1
    below = isinstance(stride, int) and stride < 0
    if (
        below
        or not isinstance(stride, Dim)
        or not isinstance(bins, Dim)
        or not isinstance(length, int)
        or inputs.rank > 2
    ):
        raise NotKnown("a MelSpectrogram of this rank, or of an unknown configuration, is not modelled")
    made = floor_div(plain(samples) - length % 2, stride) + 1
    steps = hide(made) if is_none(samples) else floor_div(samples + stride + 1, stride)
    return Applied((bins, steps) if inputs.rank == 1 else (shape_of(inputs)[0], bins, steps))


MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


def transform(mode: Any, frame_length: Any, frame_step: Any, fft_length: Any, scaling: Any, padding: Any) -> None:
    """Refuse what the constructor of STFTSpectrogram refuses."""
    if isinstance(frame_length, int) and isinstance(frame_step, int):
        text = "`frame_step` should be a positive integer not greater than `frame_length`. Received frame_step="
        words = f"`frame_step` wants a number from 1 to `frame_length` {frame_length}, got {frame_step}"
        wrong = frame_step > frame_length or frame_step < 1
        forbid(wrong, words, kind="invalid-argument", keras=f"{text}{frame_step}, frame_length={frame_length}")
    if isinstance(frame_length, int) and isinstance(fft_length, int):
        text = f"`fft_length` should be not less than `frame_length`. Received fft_length={fft_length}, frame_length="
        words = f"`fft_length` {fft_length} is below `frame_length` {frame_length}"
        forbid(fft_length < frame_length, words, kind="invalid-argument", keras=f"{text}{frame_length}")
    one_of(mode, "mode", MODES, f"Output mode is invalid, it must be one of {', '.join(MODES)}. Received: mode={mode}")
    text = f"Scaling is invalid, it must be `None`, 'density' or 'spectrum'. Received scaling={scaling}"
    one_of(scaling, "scaling", (None, "density", "spectrum"), text)
    text = f"Padding is invalid, it should be 'valid', 'same'. Received: padding={padding}"
    one_of(padding, "padding", ("valid", "same"), text)


@layer("keras.layers.STFTSpectrogram", rank=3, configure=transform)
def stft_spectrogram(
    inputs: Tensor,
    /,
    *,
    mode: str = "log",
    frame_length: Any = 256,
    frame_step: Any = None,
    fft_length: Any = None,
    scaling: Any = "density",
    padding: str = "valid",
    expand_dims: bool = False,
    data_format: DataFormat = None,
) -> Applied:
    """Turn each channel of a signal into frequencies; the transform is a convolution whose kernels are weights.

    STFTSpectrogram()                               (B, 1000, 1) -> (B, 6, 129)     66048
    STFTSpectrogram(mode="stft")                    (B, 1000, 2) -> (B, 6, 516)     66048
    STFTSpectrogram(mode="real", expand_dims=True)  (B, 1000, 2) -> (B, 6, 129, 2)  33024
    STFTSpectrogram(frame_length=100, frame_step=30, padding="same")  (B, 1000, 1) -> (B, 34, 65)  13000
    STFTSpectrogram()                               (B, 100, 1) -> error
    STFTSpectrogram()                               (B, 1000) -> error
    """
    length, stride = known(frame_length), known(frame_step)
    fft = known(fft_length)
    if not isinstance(length, int) or not isinstance(stride, int | None) or not isinstance(fft, int | None):
        raise NotKnown("the configuration of an STFTSpectrogram is unknown")
    stride = stride or length // 2
    fft = fft or 1 << max(length - 1, 0).bit_length()
    forbid(
        stride < 1, "a frame of one sample has no step", kind="invalid-argument", keras="cannot convert float infinity"
    )
    last = data_format == "channels_last"
    batch, *signal = shape_of(inputs)
    samples, channels = signal if last else reversed(signal)
    forbid(
        is_none(channels),
        f"STFTSpectrogram wants a known number of channels, got {shape_view(inputs)}",
        kind="unknown-size",
        keras="unsupported operand type(s) for *: 'int' and 'NoneType'",
    )
    frequencies = fft // 2 + 1
    shape = (length, 1, frequencies)
    weights = [Weight("real_kernel", shape)] * (mode != "imag") + [Weight("imag_kernel", shape)] * (mode != "real")
    seen = frequencies * (2 if mode == "stft" else 1)
    steps = window(samples, length, stride, padding, 1)
    if expand_dims:
        return Applied((batch, steps, seen, channels) if last else (batch, channels, steps, seen), weights)
    return Applied((batch, steps, channels * seen) if last else (batch, channels * seen, steps), weights)
