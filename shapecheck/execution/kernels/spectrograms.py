"""Signals to frequencies (keras/src/layers/preprocessing: stft_spectrogram.py, mel_spectrogram.py)."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapecheck.execution.axes import channels_first
from shapecheck.execution.kernel import Array, Config, NotExecutable, Weights, kernel
from shapecheck.execution.windows import convolved

EPSILON = 1e-7


@kernel("keras.layers.STFTSpectrogram")
def stft_spectrogram(x: Array, weights: Weights, config: Config) -> Array:
    """Correlate each channel with waves, and combine the real and the imaginary part as `mode` says."""
    mode = config["mode"]
    signals = x if channels_first(config) else x.swapaxes(1, 2)
    real = None if mode == "imag" else framed(signals, weights["real_kernel"], config)
    imaginary = None if mode == "real" else framed(signals, weights["imag_kernel"], config)
    spectrum = combined(mode, real, imaginary)
    batch, channels, steps, frequencies = spectrum.shape
    if config["expand_dims"]:
        return spectrum if channels_first(config) else spectrum.transpose(0, 2, 3, 1)
    flat = spectrum.transpose(0, 1, 3, 2).reshape(batch, channels * frequencies, steps)
    return flat if channels_first(config) else flat.swapaxes(1, 2)


def framed(signals: Array, waves: Array, config: Config) -> Array:
    """Correlate signals (batch, channels, samples) with waves: (batch, channels, steps, frequencies)."""
    batch, channels, samples = signals.shape
    stride = config["frame_step"] or config["frame_length"] // 2
    found = convolved(signals.reshape(batch * channels, samples, 1), waves, (stride,), config["padding"], (1,))
    return found.reshape(batch, channels, *found.shape[1:])


def combined(mode: str, real: Any, imaginary: Any) -> Array:
    """Bring the two parts of a spectrum together."""
    if mode in ("real", "imag"):
        part: Array = real if mode == "real" else imaginary
        return part
    if mode == "angle":
        angle: Array = np.arctan2(imaginary, real)
        return angle
    if mode == "stft":
        return np.concatenate([real, imaginary], axis=-1)
    power: Array = real**2 + imaginary**2
    if mode == "psd":
        power[..., 1:-1] *= 2
        return power
    magnitude = np.sqrt(np.maximum(power, EPSILON))
    return np.log(np.maximum(magnitude, EPSILON)) if mode == "log" else magnitude


WINDOWS: dict[str | None, tuple[float, float]] = {"hann": (0.5, 0.5), "hamming": (0.54, 0.46), None: (1.0, 0.0)}
"""The constant and the cosine of each window, whose period is its length."""


@kernel("keras.layers.MelSpectrogram")
def mel_spectrogram(x: Array, weights: Weights, config: Config) -> Array:
    """Transform windows of a signal, and gather the frequencies in bands of the mel scale, in decibels.

    Raises NotExecutable for a window that is no name.
    """
    length, stride = config["fft_length"], config["sequence_stride"]
    power = np.abs(transformed(x, length, stride, config)) ** config["mag_exp"]
    nyquist = config["max_freq"] or int(config["sampling_rate"] / 2)
    bands = mel_bands(config["num_mel_bins"], length // 2 + 1, config["sampling_rate"], config["min_freq"], nyquist)
    found: Array = power @ bands
    if config["power_to_db"]:
        least = config["min_power"]
        found = 10 * (np.log10(np.maximum(found, least)) - np.log10(max(abs(config["ref_power"]), least)))
        found = np.maximum(found, found.max() - config["top_db"])
    return found.swapaxes(-1, -2)


def transformed(x: Array, length: int, stride: int, config: Config) -> Array:
    """Transform every window of a signal that is mirrored at its ends: (..., steps, frequencies)."""
    if config["window"] not in WINDOWS:
        raise NotExecutable(f"the window {config['window']!r} is not known")
    inside = config["sequence_length"] or length
    before = (length - inside) // 2
    constant, cosine = WINDOWS[config["window"]]
    window = np.zeros(length)
    window[before : before + inside] = constant - cosine * np.cos(2 * np.pi * np.arange(inside) / inside)
    margins = [(0, 0)] * (x.ndim - 1) + [(length // 2, length // 2)]
    padded = np.pad(x.astype(np.float64), margins, mode="reflect")
    steps = np.lib.stride_tricks.sliding_window_view(padded, length, axis=-1)[..., ::stride, :]
    return np.fft.rfft(steps * window, axis=-1)


def mel(hertz: Any) -> Any:
    """Turn hertz into mel."""
    return 1127.0 * np.log(1.0 + np.asarray(hertz, np.float64) / 700.0)


def mel_bands(bands: int, bins: int, sampling_rate: float, lowest: float, highest: float) -> Array:
    """Make the triangles that gather `bins` frequencies in `bands` bands; the first frequency enters none."""
    places = mel(np.linspace(0, sampling_rate / 2, bins))[1:, None]
    edges = np.linspace(mel(lowest), mel(highest), bands + 2)
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    slopes = np.minimum((places - left) / (centre - left), (right - places) / (right - centre))
    return np.pad(np.maximum(slopes, 0), [(1, 0), (0, 0)])
