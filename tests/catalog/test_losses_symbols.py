"""Losses of shapes whose sizes are not all known: proven where it is so for every size, a condition where not."""

from __future__ import annotations

from typing import Any

import pytest

from shapecheck.catalog.losses import loss_named, loss_outcome, prepared
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


@pytest.mark.parametrize(
    ("metric", "target", "prediction", "kind"),
    [
        ("CategoricalAccuracy", (B, 1), (B, 10), "misread"),
        ("CategoricalAccuracy", (B, 10), (B, 10), "fits"),
        ("CategoricalAccuracy", (B, K), (B, 10), "fits"),
        ("TopKCategoricalAccuracy", (B, 1), (B, 10), "misread"),
        ("SparseTopKCategoricalAccuracy", (B, 1), (B, 10), "fits"),
        ("SparseCategoricalAccuracy", (B, 1), (B, 10), "fits"),
        ("accuracy", (B, 1), (B, 10), "fits"),
        ("accuracy", (B, 5), (B, 10), "misread"),
        ("accuracy", (B, T, 1), (B, T, 10), "fits"),
        ("accuracy", (B, 5), (B, 1), "broadcasts"),
        ("Hinge", (B,), (B, 1), "broadcasts"),
        ("BinaryAccuracy", (B,), (B, 1), "fits"),
        ("Precision", (B,), (B, 1), "fits"),
        ("AUC", (B,), (B, 2), "refused"),
    ],
)
def test_metrics(metric: str, target: Shape, prediction: Shape, kind: str) -> None:
    outcome = metric_outcome(metric, Tensor(target), Tensor(prediction))
    assert outcome is not None
    assert outcome.kind == kind


def test_categorical_accuracy_takes_every_class_number_for_the_first_class() -> None:
    import keras
    import numpy as np

    metric = keras.metrics.CategoricalAccuracy()
    # shapecheck: ignore[KSH311] -- the mistake is what is tested
    metric.update_state(np.array([[1], [1]]), np.array([[0.9, 0.1], [0.9, 0.1]]))
    assert float(metric.result()) == 1.0


@pytest.mark.parametrize("target", [(4,), (4, 1), (4, 3), (4, 3, 1), (4, 3, 5)])
@pytest.mark.parametrize("prediction", [(4,), (4, 1), (4, 3), (4, 3, 1), (4, 3, 5)])
def test_what_a_function_of_the_users_own_is_given(target: Shape, prediction: Shape) -> None:
    import keras
    import numpy as np
    from keras.src.trainers.compile_utils import CompileLoss

    seen = []

    def own(y_true: Any, y_pred: Any) -> Any:
        seen.append((tuple(y_true.shape), tuple(y_pred.shape), str(y_true.dtype)))
        return keras.ops.zeros((4,))

    CompileLoss(own)(np.zeros(target, "int64"), np.zeros(prediction, "float32"))
    found = prepared(Tensor(target, "int64"), Tensor(prediction))
    assert found is not None
    assert (found[0].shape, found[1].shape, found[0].dtype) == seen[0]


def test_what_a_function_is_given_is_not_always_known() -> None:
    assert prepared(Tensor((B, T)), Tensor((B, T, K))) is None
    assert prepared(Tensor((B, K)), Tensor((B, K))) == (Tensor((B, K)), Tensor((B, K)))
