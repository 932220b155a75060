"""Trailing comments that look like shapes: never believed, and untrue only where no reading of them fits."""

from __future__ import annotations

import pytest

from shapecheck import check_source

START = """
import keras
from keras import layers
x = keras.Input((28, 28, 3))
"""

TRUE = [
    "y = layers.Conv2D(8, 3)(x)  # (26, 26, 8)",
    "y = layers.Conv2D(8, 3)(x)  # (None, 26, 26, 8)",
    "y = layers.Conv2D(8, 3)(x)  # (32, 26, 26, 8)",
    "y = layers.Conv2D(8, 3)(x)  # (batch, h, w, 8)",
    "y = layers.Conv2D(8, 3)(x)  # (?, 26, 26, 8)",
    "y = layers.Conv2D(8, 3)(x)  # (B, 8, 26, 26)",
    "y = layers.Conv2D(8, 3)(x)  # (B, 28, 28, 3)",
    "y = layers.Conv2D(8, (3, 3))(x)  # (3, 3)",
    "y = layers.Conv2D(8, 3)(x)  # (see the paper)",
    "y = layers.Conv2D(8, 3)(x)  # (optional)",
    "y = layers.Conv2D(8, 3)(x)  # (height, width)",
    "y = layers.Conv2D(8, 3)(x)  # (28 - 2, 26, 4 * 2)",
    "y = layers.Flatten()(x)  # (28 * 28 * 3,)",
    "s = keras.Input((None, 5))\ny = layers.Dense(4)(s)  # (None, 4)",
    "for n in (8, 16):\n    x = layers.Conv2D(n, 3)(x)  # (24, 24, 16)",
]

UNTRUE = [
    "y = layers.Reshape((-1, 3))(x)  # (None, 3)",
    "y = layers.Conv2D(8, 3)(x)  # (28, 28, 8)",
    "y = layers.Conv2D(8, 3)(x)  # (None, 26, 26, 16)",
    "y = layers.GlobalAveragePooling2D()(x)  # (B, 1, 1, 3)",
    "y = layers.Flatten()(x)  # (None, 28, 84)",
    "def head(z):\n    return layers.Conv2D(8, 3)(z)  # (28, 28, 8)\ny = head(x)",
    "m = keras.Sequential([keras.Input((9, 4))])\nm.add(layers.LSTM(6))  # (None, 9, 6)",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_may_be_meant_is_no_lie(text: str) -> None:
    assert not check_source(START + text).findings


@pytest.mark.parametrize("text", UNTRUE)
def test_what_fits_no_reading_is_untrue(text: str) -> None:
    findings = check_source(START + text).findings
    assert [finding.code for finding in findings] == ["KSH601"]
    line = next(number for number, each in enumerate((START + text).splitlines(), 1) if "# (" in each)
    assert findings[0].span.start.row == line
