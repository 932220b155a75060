"""Shapes in docstrings and annotations: never believed, and untrue only where no reading of them fits."""

from __future__ import annotations

import textwrap

import pytest

from shapecheck import check_source

FUNCTION = '''
import keras
import jaxtyping
from jaxtyping import Array, Float
from keras import layers

def encode(x, units=8):
    """Encode.

{lines}
    """
    return layers.Dense(units)(layers.LSTM(32)(x))

y = encode(keras.Input((9, 16)))
'''

TRUE = [
    "Returns: (batch, 8)",
    "Returns: (None, 8)",
    "Returns: (batch_size, units)",
    "Returns: (8,)",
    "Returns: a tensor of shape (B, 8)",
    "Returns: the input of shape (batch, 9, 16) encoded",
    "Returns: (optional)",
    "Returns: (see above)",
    "Returns:\n    (batch, 8)",
    "Returns\n-------\n(batch, 8)",
    "Args: (batch, 9, 16)",
    "Example: (batch, 7)\n\nReturns:\n    Something.\n    (batch, 7)",
    ":return: (batch, 8)",
]

UNTRUE = [
    "Returns: (batch, 16)",
    "Returns: (batch, 9, 8)",
    "Returns: a tensor of shape (B, 4).",
    "Returns:\n    (batch, 7)",
    "Returns:\n    Tensor of shape `(batch, 7)`",
    "Returns\n-------\nencoded : (batch, 7)",
    ":return: (None, 9, 8)",
]


def _with(lines: str) -> str:
    return FUNCTION.format(lines=textwrap.indent(lines, "    "))


@pytest.mark.parametrize("lines", TRUE)
def test_what_may_be_meant_is_no_lie(lines: str) -> None:
    assert not check_source(_with(lines)).findings


@pytest.mark.parametrize("lines", UNTRUE)
def test_the_line_of_an_untrue_docstring_is_found(lines: str) -> None:
    text = _with(lines)
    [found] = check_source(text).findings
    assert found.code == "KSH601"
    assert found.message.endswith("it is (None, 8)")
    start, end = found.span
    line = text.splitlines()[start.row - 1]
    assert line[start.column - 1 : end.column - 1].startswith("(")
    assert line[start.column - 1 : end.column - 1].endswith(")")


def test_a_docstring_that_is_true_once_is_no_lie() -> None:
    text = _with("Returns: (batch, 16)") + "z = encode(keras.Input((9, 16)), 16)\n"
    assert not check_source(text).findings


def test_a_docstring_that_states_the_flattened_shape() -> None:
    text = '''
import keras
def head(x):
    """Returns: (batch, 10)"""
    return keras.layers.Dense(10)(x)
y = head(keras.Input((7, 7, 64)))
'''
    [found] = check_source(text).findings
    assert (found.code, found.span.start.row) == ("KSH105", 5)
    assert "the docstring says (batch, 10)" in found.message


START = """
import keras
import jaxtyping as jt
from jaxtyping import Array, Float, Shaped
x = keras.Input((9, 16))
"""

ANNOTATIONS = [
    ('y: Float[Array, "batch 9 8"] = keras.layers.Dense(8)(x)', True),
    ('y: Float[Array, "batch steps 8"] = keras.layers.Dense(8)(x)', True),
    ('y: Float[Array, "... 8"] = keras.layers.Dense(8)(x)', True),
    ('y: Float[Array, "*batch 7"] = keras.layers.Dense(8)(x)', True),
    ('y: Float[Array, "batch steps=9 features=8"] = keras.layers.Dense(8)(x)', True),
    ('y: list["batch 7"] = keras.layers.Dense(8)(x)', True),
    ('y: Float[Array, "batch 9 7"] = keras.layers.Dense(8)(x)', False),
    ('y: jt.Float[jt.Array, "batch steps features=7"] = keras.layers.Dense(8)(x)', False),
    ('def f(z: Shaped[Array, "batch 9 16"]):\n    return z\nf(x)', True),
    ('def f(z: Shaped[Array, "batch 9 12"]):\n    return z\nf(x)', False),
    ('def f(z: Shaped[Array, "batch 9 12"]):\n    return z\nf(x)\nf(keras.Input((9, 12)))', True),
    ('def f(z) -> Float[Array, "batch 9 4"]:\n    return keras.layers.Dense(8)(z)\nf(x)', False),
    ('def f(z) -> Float[Array, "batch 9 4"]:\n    return keras.layers.Dense(8)(z)', True),
]


@pytest.mark.parametrize(("text", "holds"), ANNOTATIONS)
def test_annotations_of_jaxtyping(text: str, holds: bool) -> None:
    assert [found.code for found in check_source(START + text).findings] == ([] if holds else ["KSH601"])
