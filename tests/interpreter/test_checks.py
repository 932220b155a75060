"""Asserts and checks on shapes that fail whatever happens, in the ways in which they are written."""

from __future__ import annotations

import pytest

from shapecheck import check_source

START = """
import keras
import numpy as np
x = keras.Input((6, 6, 4))
y = keras.layers.Dense(5)(x)
model = keras.Model(x, y)
"""

FLATTENED = [
    "assert y.shape == (None, 5)",
    "assert y.shape[1:] == (5,)",
    "assert len(y.shape) == 2",
    "assert y.ndim == 2",
    "assert model.output_shape[1:] == (5,)",
    "if y.shape != (None, 5):\n    raise ValueError('a vector is wanted')",
    "if (None, 5) != model.output_shape: raise AssertionError",
    "if model.count_params() != 725:\n    raise RuntimeError(model.name)",
    "if len(y.shape) != 2:\n    raise ValueError",
]

OTHERWISE_UNTRUE = [
    "assert y.shape[1] == 5",
    "assert y.shape[1:] == (4,)",
    "assert y.ndim == 3",
    "if y.shape != (None, 7):\n    raise ValueError('no')",
]

LEFT_ALONE = [
    "if y.shape != (None, 6, 6, 5):\n    raise ValueError('no')",
    "try:\n    if y.shape != (None, 5):\n        raise ValueError('no')\nexcept ValueError:\n    pass",
    "if y.shape != (None, 5):\n    print('no')",
    "if y.shape != (None, 5):\n    y = keras.layers.Flatten()(y)",
    "if y.shape != (None, 5):\n    raise ValueError('no')\nelse:\n    print(y)",
    "def head(z=y):\n    if z.shape != (None, 5):\n        raise ValueError('no')",
    "import sys\nif len(sys.argv) > 1:\n    if y.shape != (None, 5):\n        raise ValueError('no')",
    "class Net:\n    output_shape = (3,)\nif Net.output_shape != (5,):\n    raise ValueError('no')",
    "import pytest\nwith pytest.raises(ValueError):\n    if y.shape != (None, 5):\n        raise ValueError('no')",
]


@pytest.mark.parametrize("text", FLATTENED)
def test_what_a_flattening_dense_would_give(text: str) -> None:
    [found] = check_source(START + text).findings
    assert (found.code, found.span.start.row) == ("KSH101", 5)


@pytest.mark.parametrize("text", OTHERWISE_UNTRUE)
def test_what_is_untrue_anyhow(text: str) -> None:
    assert [found.code for found in check_source(START + text).findings] == ["KSH601"]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_may_pass_or_is_waited_for(text: str) -> None:
    assert not check_source(START + text).findings
