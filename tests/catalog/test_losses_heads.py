"""Heads and losses: what is told, and the near twins of which nothing is told."""

from __future__ import annotations

from typing import Any

import pytest

from shapecheck.catalog.training.heads import SQUASHED, UNBOUNDED, head_mismatches
from shapecheck.shapes.dims import Symbol

UNITS = Symbol("units", minimum=1)
CATEGORICAL = "categorical_crossentropy"
SPARSE = "sparse_categorical_crossentropy"
BINARY = "binary_crossentropy"
LOGITS = {"from_logits": True}


@pytest.mark.parametrize(
    ("activation", "units", "loss", "config", "name"),
    [
        ("softmax", 1, BINARY, {}, "one-unit-softmax"),
        ("softmax", 1, "mean_squared_error", {}, "one-unit-softmax"),
        ("softmax", 1, None, {}, "one-unit-softmax"),
        ("sigmoid", 1, CATEGORICAL, {}, "one-unit-categorical"),
        ("sigmoid", 1, SPARSE, {}, "one-unit-categorical"),
        ("softmax", 10, CATEGORICAL, LOGITS, "activation-and-from-logits"),
        ("softmax", UNITS, SPARSE, LOGITS, "activation-and-from-logits"),
        ("sigmoid", 1, BINARY, LOGITS, "activation-and-from-logits"),
        ("linear", 10, SPARSE, {}, "no-probabilities"),
        (None, 10, CATEGORICAL, {}, "no-probabilities"),
        ("relu", 1, BINARY, {}, "no-probabilities"),
        ("tanh", 1, BINARY, {}, "no-probabilities"),
        ("sigmoid", 10, CATEGORICAL, {}, "sigmoid-under-categorical"),
        ("sigmoid", 3, SPARSE, {}, "sigmoid-under-categorical"),
        ("softmax", 2, BINARY, {}, "softmax-under-binary"),
    ],
)
def test_told(activation: str | None, units: Any, loss: str | None, config: dict[str, Any], name: str) -> None:
    assert [mismatch.name for mismatch in head_mismatches(activation, units, loss, config)] == [name]


@pytest.mark.parametrize(
    ("activation", "units", "loss", "config"),
    [
        ("softmax", 2, CATEGORICAL, {}),
        ("softmax", UNITS, BINARY, {}),
        ("sigmoid", 1, BINARY, {}),
        ("sigmoid", 10, BINARY, {}),
        ("sigmoid", UNITS, CATEGORICAL, {}),
        ("linear", 10, SPARSE, LOGITS),
        (None, 1, BINARY, LOGITS),
        ("relu", 10, SPARSE, {"from_logits": object()}),
        ("linear", 10, "mean_squared_error", {}),
        ("sigmoid", 1, "mean_squared_error", {}),
        ("exponential", 10, CATEGORICAL, {}),
        ("the user's own", 10, CATEGORICAL, {}),
        ("linear", 1, "hinge", {}),
        ("linear", 10, None, {}),
    ],
)
def test_not_told(activation: str | None, units: Any, loss: str | None, config: dict[str, Any]) -> None:
    assert head_mismatches(activation, units, loss, config) == []


def test_ranges_of_activations_are_those_of_keras() -> None:
    import keras
    import numpy as np

    numbers = np.linspace(-6, 6, 48, dtype="float32").reshape(4, 12)
    for name in SQUASHED | UNBOUNDED:
        outputs = np.asarray(keras.activations.get(name)(numbers))
        assert bool(outputs.min() >= 0 and outputs.max() <= 1) is (name in SQUASHED)
