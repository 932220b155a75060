"""Sequences and spectra, and complex numbers as two tensors."""

from __future__ import annotations

from typing import Any

from shapecheck.catalog.checks import NotKnown
from shapecheck.catalog.operations.dtypes import UNKNOWN
from shapecheck.catalog.operations.operands import known, refuse, shape_of, whole
from shapecheck.catalog.operations.rearranging import dtype_in
from shapecheck.catalog.operations.table import operation
from shapecheck.shapes.dims import Dim, floor_div, hide_if, is_none, plain
from shapecheck.shapes.requirements import differs, forbid, less
from shapecheck.shapes.shape import Shape, view_text
from shapecheck.shapes.tensor import Tensor

__all__: list[str] = []


def _pair(x: Any, least: int, *, whole_axes: int = 0) -> Shape:
    """Return the one shape of real and imaginary part; refuse what is no pair (`keras/src/ops/math.py`)."""
    if not isinstance(x, list | tuple) or len(x) != 2:
        if not isinstance(x, list | tuple | Tensor):
            raise NotKnown("the real and imaginary parts are not known")
        refuse("real and imaginary part are wanted", "Input `x` should be a tuple of two tensors - real and imaginary.")
    real, imaginary = (shape_of(item) for item in x)
    text = "Both the real and imaginary parts should have the same shape."
    words = f"real and imaginary part differ: {view_text(real)} and {view_text(imaginary)}"
    forbid(len(real) != len(imaginary), words, keras=text)
    for one, other in zip(real, imaginary, strict=True):
        unlike = is_none(one) != is_none(other) or differs(one, other)
        forbid(unlike, words, "run" if is_none(one) and is_none(other) else "build", text)
    if len(real) < least:
        refuse(f"rank {least} or more is wanted, got {len(real)}", f"Input should have rank >= {least}.", "wrong-rank")
    if whole_axes and any(is_none(size) for size in real[-whole_axes:]):
        refuse("an axis is None here", "Input should have its last dimension fully-defined.", "unknown-size")
    return real


def _enter_transform(name: str, axes: int) -> None:
    @operation(f"keras.ops.{name}")
    def transform(x: Any) -> tuple[Tensor, Tensor]:
        shape = _pair(x, axes, whole_axes=axes)
        dtype = dtype_in(x[0]) if dtype_in(x[0]) == dtype_in(x[1]) == "float32" else UNKNOWN
        return Tensor(shape, dtype), Tensor(shape, dtype)


_enter_transform("fft", 1)
_enter_transform("fft2", 2)
_enter_transform("ifft2", 2)


def _enter_complex(name: str, axes: int) -> None:
    @operation(f"tensorflow.signal.{name}")
    def of_complex(input: Any) -> Tensor:
        shape = shape_of(input)
        if len(shape) < axes:
            raise NotKnown("too few axes")
        return Tensor(shape, dtype_in(input))


for _name, _axes in (("fft", 1), ("ifft", 1), ("fft2d", 2), ("ifft2d", 2), ("fft3d", 3), ("ifft3d", 3)):
    _enter_complex(_name, _axes)


def _float(x: Any) -> str:
    return "float32" if dtype_in(x) == "float32" else UNKNOWN


def _positive(value: Any) -> Dim:
    size = whole(value)
    if less(0, size) is not True:
        raise NotKnown(f"a length of {size}")
    return size


@operation("keras.ops.rfft")
def rfft(x: Any, fft_length: Any = None) -> tuple[Tensor, Tensor]:
    """Transform real sequences."""
    shape = shape_of(x)
    if not shape:
        refuse("a sequence wants rank 1 or more, got a scalar", "Input should have rank >= 1.", "wrong-rank")
    length = shape[-1] if fft_length is None else _positive(fft_length)
    found = Tensor((*shape[:-1], hide_if(is_none(length), floor_div(plain(length), 2) + 1)), _float(x))
    return found, found


@operation("keras.ops.irfft")
def irfft(x: Any, fft_length: Any = None) -> Tensor:
    """Transform back to real sequences."""
    shape = _pair(x, 1)
    size = shape[-1]
    length = hide_if(is_none(size), 2 * (plain(size) - 1)) if fft_length is None else _positive(fft_length)
    if less(0, length) is False:
        raise NotKnown("a sequence without elements")
    return Tensor((*shape[:-1], length), _float(x[0]))


@operation("keras.ops.extract_sequences")
def extract_sequences(x: Any, sequence_length: Any, sequence_stride: Any) -> Tensor:
    """Lay overlapping pieces side by side."""
    shape = shape_of(x)
    if not shape:
        refuse("a sequence wants rank 1 or more, got a scalar", "Input should have rank >= 1.", "wrong-rank")
    length, stride = _positive(sequence_length), _positive(sequence_stride)
    return Tensor((*shape[:-1], _pieces(shape[-1], length, stride), length), dtype_in(x))


def _pieces(size: Dim, length: Dim, stride: Dim) -> Dim:
    count = 1 + floor_div(plain(size) - length, stride)
    if less(0, count) is False:
        raise NotKnown("the sequence is shorter than a piece")
    return hide_if(is_none(size), count)


def _stride(value: Any) -> Dim:
    stride = known(value)
    if not isinstance(stride, Dim) or isinstance(stride, bool) or less(stride, 1) is True:
        text = f"`sequence_stride` must be a positive integer. Received: sequence_stride={stride}"
        refuse(f"`sequence_stride` wants a positive integer, got {stride}", text)
    return stride


@operation("keras.ops.stft")
def stft(
    x: Any, sequence_length: Any, sequence_stride: Any, fft_length: Any, center: Any = True, window: Any = "hann"
) -> tuple[Tensor, Tensor]:
    """Transform overlapping pieces."""
    stride, shape = _stride(sequence_stride), shape_of(x)
    length, full = _positive(sequence_length), _positive(fft_length)
    if not shape or less(full, length) is not False or not isinstance(window, str | None):
        raise NotKnown("Keras asks at the run for the lengths")
    size = shape[-1] + floor_div(full, 2) * 2 if known(center) else shape[-1]
    count = _pieces(hide_if(is_none(shape[-1]), plain(size)), full, stride)
    found = Tensor((*shape[:-1], count, floor_div(full, 2) + 1), _float(x))
    return found, found


@operation("keras.ops.istft")
def istft(
    x: Any, sequence_length: Any, sequence_stride: Any, fft_length: Any, length: Any = None, center: Any = True
) -> Tensor:
    """Put transformed pieces together again."""
    stride, shape, full = _stride(sequence_stride), _pair(x, 2), _positive(fft_length)
    if length is not None:
        return Tensor((*shape[:-2], _positive(length)), _float(x[0]))
    size = (plain(shape[-2]) - 1) * stride + full
    size = size - floor_div(full, 2) * 2 if known(center) else size
    if less(0, size) is False:
        raise NotKnown("a sequence without elements")
    return Tensor((*shape[:-2], hide_if(is_none(shape[-2]), size)), _float(x[0]))


@operation("keras.ops.view_as_complex")
def view_as_complex(x: Any) -> Tensor:
    """Read pairs on the last axis as complex numbers; Keras asks at the run for pairs."""
    shape = shape_of(x)
    forbid(not shape or differs(shape[-1], 2), "the last axis holds no pairs", "run")
    return Tensor(shape[:-1], "complex64")


@operation("keras.ops.view_as_real")
def view_as_real(x: Any) -> Tensor:
    """Lay real and imaginary parts side by side."""
    return Tensor((*shape_of(x), 2), "float32" if dtype_in(x) in ("complex64", "float32") else UNKNOWN)


@operation("tensorflow.complex")
def complex_(real: Any, imag: Any) -> Tensor:
    """Make complex numbers of two tensors."""
    from shapecheck.shapes.shape import broadcast

    return Tensor(broadcast(shape_of(real), shape_of(imag)), "complex64" if _float(real) else UNKNOWN)


@operation("tensorflow.signal.stft")
def stft_of_tensorflow(
    signals: Any, frame_length: Any, frame_step: Any, fft_length: Any = None, pad_end: Any = False
) -> Tensor:
    """Transform overlapping pieces (`tf.signal.stft`)."""
    shape, length, step = shape_of(signals), whole(frame_length), whole(frame_step)
    full = fft_length if fft_length is None else whole(fft_length)
    if full is None:
        if not isinstance(length, int) or length < 1:
            raise NotKnown("the length of the transform is not known")
        full = 1 << (length - 1).bit_length()
    return Tensor((*shape[:-1], _frames(shape, length, step, pad_end), floor_div(full, 2) + 1), UNKNOWN)


@operation("tensorflow.signal.frame")
def frame(signal: Any, frame_length: Any, frame_step: Any, pad_end: Any = False, axis: Any = -1) -> Tensor:
    """Lay overlapping pieces side by side (`tf.signal.frame`)."""
    shape, length, step = shape_of(signal), whole(frame_length), whole(frame_step)
    if known(axis) not in (-1, len(shape) - 1):
        raise NotKnown("pieces of another axis")
    return Tensor((*shape[:-1], _frames(shape, length, step, pad_end), length), dtype_in(signal))


def _frames(shape: Shape, length: Dim, step: Dim, pad_end: Any) -> Dim:
    if not shape or known(pad_end) or less(0, step) is not True:
        raise NotKnown("how many pieces there are is not known")
    return _pieces(shape[-1], length, step)
