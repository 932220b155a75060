"""Weights of samples and of steps, asked of real Keras too."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from shapecheck.catalog.losses import loss_outcome
from shapecheck.shapes.dims import Symbol
from shapecheck.shapes.requirements import text_of
from shapecheck.shapes.tensor import Tensor

B = Symbol("B", True, 1)
T = Symbol("T", True, 2)
SHAPES = [(4,), (4, 1), (4, 3), (4, 4), (4, 3, 1), (4, 1, 3), (4, 3, 5), (4, 3, 5, 1)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_as_keras_multiplies(shape: tuple[int, ...]) -> None:
    values = np.zeros(shape, "float32")
    for weight in SHAPES:
        found = loss_outcome("mean_squared_error", Tensor(shape), Tensor(shape), None, Tensor(weight))
        assert found is not None
        try:
            keras.losses.MeanSquaredError()(values, values, sample_weight=np.ones(weight, "float32"))
        except ValueError:
            assert found.kind == "refused", weight
        else:
            assert found.kind in ("fits", "broadcasts"), weight


def test_samples_and_steps() -> None:
    steps = Tensor((B, T, 5))
    fits = [((B, T), "fits"), ((B, 1), "fits"), ((B, T, 1), "fits")]
    for shape, kind in fits:
        found = loss_outcome("mean_squared_error", steps, steps, None, Tensor(shape))
        assert found is not None
        assert found.kind == kind, shape
    found = loss_outcome("mean_squared_error", steps, steps, None, Tensor((B,)))
    assert found is not None
    assert found.kind == "refused"
    assert text_of(found.unless) in ("B == T", "T == B")
    known = loss_outcome("mean_squared_error", Tensor((4, 4, 5)), Tensor((4, 4, 5)), None, Tensor((4,)))
    assert known is not None
    assert known.kind == "broadcasts"
