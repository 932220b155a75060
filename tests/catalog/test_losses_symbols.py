"""Losses of shapes whose sizes are not all known: proven where it is so for every size, a condition where not."""

from __future__ import annotations

import pytest

from shapecheck.catalog.losses import loss_named, loss_outcome
from shapecheck.catalog.metrics import metric_outcome
from shapecheck.shapes.dims import Dim, Symbol
from shapecheck.shapes.requirements import text_of
from shapecheck.shapes.tensor import Tensor

B = Symbol("B", True, 1)
T = Symbol("T", True)
K = Symbol("k", minimum=1)
M = Symbol("m", minimum=1)

Shape = tuple[Dim, ...]


@pytest.mark.parametrize(
    ("loss", "target", "prediction"),
    [
        ("mse", (B, 1), (B, 1)),
        ("mse", (B,), (B, 1)),
        ("mse", (B, T), (B, T, 1)),
        ("mse", (B, K), (B, K)),
        ("sparse_categorical_crossentropy", (B,), (B, 10)),
        ("sparse_categorical_crossentropy", (B, 1), (B, 10)),
        ("sparse_categorical_crossentropy", (B, T), (B, T, 10)),
        ("categorical_crossentropy", (B, K), (B, K)),
        ("binary_crossentropy", (B,), (B, 1)),
        ("crossentropy", (B,), (B, 10)),
        ("crossentropy", (B, 10), (B, 10)),
        ("ctc", (B, 7), (B, T, 30)),
        ("circle", (B,), (B, 64)),
        ("categorical_generalized_cross_entropy", (B,), (B, 3)),
    ],
)
def test_fits(loss: str, target: Shape, prediction: Shape) -> None:
    outcome = loss_outcome(loss_named(loss) or loss, Tensor(target), Tensor(prediction))
    assert outcome is not None
    assert outcome.kind == "fits"


@pytest.mark.parametrize(
    ("loss", "target", "prediction", "shape"),
    [
        ("mse", (B, 10), (B, 1), (B, 10)),
        ("mse", (B, 1), (B, 10), (B, 10)),
        ("mae", (B, 1), (B, T, 10), None),
        ("mse", (B, 10), (B, 1, 10), (B, B, 10)),
        ("mse", (B,), (B, T, 1), None),
        ("categorical_focal_crossentropy", (B, 1), (B, 3), (B, 3)),
        ("categorical_generalized_cross_entropy", (B, 1), (B, 3), (B, B, 3)),
    ],
)
def test_broadcasts(loss: str, target: Shape, prediction: Shape, shape: Shape | None) -> None:
    outcome = loss_outcome(loss_named(loss) or loss, Tensor(target), Tensor(prediction))
    assert outcome is not None
    assert outcome.kind == "broadcasts" if shape else outcome.kind != "fits"
    assert shape is None or outcome.shape == shape


@pytest.mark.parametrize(
    ("loss", "target", "prediction", "text"),
    [
        ("categorical_crossentropy", (B, 1), (B, 10), "Arguments `target` and `output` must have the same shape."),
        ("categorical_crossentropy", (B,), (B, 10), "Arguments `target` and `output` must have the same shape."),
        ("sparse_categorical_crossentropy", (B, 10), (B, 10), "same shape up until the last dimension"),
        ("binary_crossentropy", (B, T), (B, 1), "must have the same shape"),
        ("mse", (B, 3), (B, 4), "sub got incompatible shapes for broadcasting: (B, 3), (B, 4)."),
        ("ctc", (B,), (B, T, 30), "Targets `y_true` are expected to be a tensor of shape"),
    ],
)
def test_refused(loss: str, target: Shape, prediction: Shape, text: str) -> None:
    outcome = loss_outcome(loss_named(loss) or loss, Tensor(target), Tensor(prediction))
    assert outcome is not None
    if loss == "binary_crossentropy":
        assert outcome.kind == "undecided"
        assert text_of(outcome.condition) == "T == 1"
        return
    assert outcome.kind == "refused"
    assert outcome.unless is False
    assert text in (outcome.keras_error or "")


def test_a_batch_that_happens_to_be_as_long_as_there_are_classes() -> None:
    outcome = loss_outcome("mean_squared_error", Tensor((B,)), Tensor((B, 10)))
    assert outcome is not None
    assert outcome.kind == "refused"
    assert text_of(outcome.unless) == "B == 10"
    known = loss_outcome("mean_squared_error", Tensor((10,)), Tensor((10, 10)))
    assert known is not None
    assert known.kind == "broadcasts"


def test_sizes_that_may_be_equal_are_a_condition() -> None:
    outcome = loss_outcome("categorical_crossentropy", Tensor((B, K)), Tensor((B, M)))
    assert outcome is not None
    assert outcome.kind == "undecided"
    assert text_of(outcome.condition) == "k == m"


def test_accuracy_is_chosen_by_shape() -> None:
    for target, prediction in [
        ((B, 1), (B, 1)),
        ((B,), (B, 1)),
        ((B, 10), (B, 10)),
        ((B,), (B, 10)),
        ((B, 1), (B, 10)),
    ]:
        outcome = metric_outcome("accuracy", Tensor(target), Tensor(prediction))
        assert outcome is not None
        assert outcome.kind == "fits"


def test_nothing_is_said_of_an_unknown_shape() -> None:
    assert loss_outcome("mean_squared_error", Tensor(None), Tensor((B, 1))) is None
    assert metric_outcome("MeanSquaredError", Tensor((B, 1)), Tensor(None)) is None
