"""What transforms of sequences compute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapecheck.execution.kernel import Array

__all__ = ["FUNCTIONS"]


def of_complex(function: Callable[[Array], Array]) -> Callable[..., Any]:
    """Make a transform of a real and an imaginary part."""

    def transformed(x: Any) -> list[Array]:
        found = function(x[0] + 1j * x[1])
        return [found.real, found.imag]

    return transformed


def rfft(x: Array, fft_length: int | None = None) -> list[Array]:
    """Transform real sequences."""
    found = np.fft.rfft(x, fft_length)
    return [found.real, found.imag]


def irfft(x: Any, fft_length: int | None = None) -> Array:
    """Transform back to real sequences."""
    return np.fft.irfft(x[0] + 1j * x[1], fft_length)


def sequences(x: Array, sequence_length: int, sequence_stride: int) -> Array:
    """Lay overlapping pieces side by side."""
    return np.lib.stride_tricks.sliding_window_view(x, sequence_length, -1)[..., ::sequence_stride, :]


WINDOWS: dict[str, Callable[[int], Array]] = {"hann": np.hanning, "hamming": np.hamming}


def window_of(name: str | None, length: int, full: int) -> Array:
    """Return a periodic window, zeros around it."""
    window = np.ones(length) if name is None else WINDOWS[name](length + 1)[:-1]
    before = (full - length) // 2
    return np.pad(window, (before, full - length - before))


def stft(
    x: Array,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: str | None = "hann",
    center: bool = True,
) -> list[Array]:
    """Transform overlapping pieces."""
    if center:
        x = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(fft_length // 2,) * 2], mode="reflect")
    found = np.fft.rfft(sequences(x, fft_length, sequence_stride) * window_of(window, sequence_length, fft_length))
    return [found.real, found.imag]


def istft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: str | None = "hann",
    center: bool = True,
) -> Array:
    """Put transformed pieces together again, each weighed by its window."""
    pieces = np.fft.irfft(x[0] + 1j * x[1], fft_length)
    shape = window_of(window, sequence_length, fft_length)
    count = pieces.shape[-2]
    size = (count - 1) * sequence_stride + fft_length
    total, weight = np.zeros((*pieces.shape[:-2], size)), np.zeros(size)
    for place in range(count):
        part = slice(place * sequence_stride, place * sequence_stride + fft_length)
        total[..., part] += pieces[..., place, :] * shape
        weight[part] += shape**2
    total = np.where(weight > 1e-10, total / np.where(weight > 1e-10, weight, 1), total)
    start = fft_length // 2 if center else 0
    end = start + length if length is not None else size - start
    return total[..., start:end]


def framed(name: str) -> Callable[..., Any]:
    """Make a window."""
    return lambda x: getattr(np, name)(x)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: framed(name) for name in ("bartlett", "blackman", "hamming", "hanning")},
    "extract_sequences": sequences,
    "fft": of_complex(np.fft.fft),
    "fft2": of_complex(np.fft.fft2),
    "ifft2": of_complex(np.fft.ifft2),
    "irfft": irfft,
    "istft": istft,
    "kaiser": lambda x, beta: np.kaiser(x, beta),
    "rfft": rfft,
    "stft": stft,
}
