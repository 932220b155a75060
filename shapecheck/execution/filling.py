"""Values for weights and inputs: cheap, deterministic, neither constant nor symmetric."""

from __future__ import annotations

from functools import cache
from math import prod
from zlib import crc32

import numpy as np

from shapecheck.execution.kernel import Array, NotExecutable

__all__ = ["input_values", "weight_values"]

# a prime, so that rows of usual lengths do not repeat
BLOCK = 65_521


@cache
def noise(seed: int) -> Array:
    """Return a block of normal numbers; drawing 138 million of them would take seconds."""
    return np.random.default_rng(seed).standard_normal(BLOCK, np.float32)


def repeated(block: Array, shape: tuple[int, ...], name: str) -> Array:
    """Fill a shape with a block, from a place that depends on the name."""
    return np.resize(np.roll(block, crc32(name.encode()) % BLOCK), prod(shape)).reshape(shape)


def weight_values(name: str, shape: tuple[int, ...], dtype: str = "float32", seed: int | None = 0) -> Array:
    """Make a weight of that name: scaled so that signals keep their size; variances positive, integers zero.

    Without a seed all are zero, which costs a large model no memory until it writes.
    """
    if not dtype.startswith(("float", "bfloat")):
        return np.zeros(shape, np.int32)
    if seed is None:
        return np.zeros(shape, np.float32)
    tail, block = name.rpartition("/")[2], noise(seed)
    if "variance" in tail or "stddev" in tail:
        block = np.abs(block) + np.float32(0.5)
    elif tail in ("gamma", "scale"):
        block = 1 + block / 8
    else:
        block = block / np.float32(max(prod(shape[:-1]), 1) ** 0.5)
    return repeated(block, shape, name)


def input_values(name: str, shape: tuple[int, ...], dtype: str = "float32", seed: int = 0) -> Array:
    """Make an input of that name: floats between 0 and 1 (so that they also serve as indices), integers zero.

    Raises NotExecutable for strings.
    """
    if dtype.startswith(("float", "bfloat")):
        return repeated(noise(seed) % 1, shape, name)
    if dtype == "string":
        raise NotExecutable(f"the input {name} holds strings")
    return np.zeros(shape, bool if dtype == "bool" else np.int32)
