"""Labels' numbers against what `fit` said of them on every backend."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from compare_matrix import BACKENDS, of_fits, recorded
from matrix import LABELS

from shapecheck.catalog.losses.names import CLASSES
from shapecheck.catalog.training.labels import label_outcome
from shapecheck.shapes.dims import Symbol


@dataclass(frozen=True)
class Numbers:
    low: int | float | None = None
    high: int | float | None = None
    classes: int | None = None


@pytest.mark.parametrize("index", range(len(LABELS)))
def test_labels_that_are_all_known(index: int) -> None:
    loss, config, units, labels = LABELS[index]
    said = {backend: recorded()[backend]["labels"][index] for backend in BACKENDS}
    raised = {backend for backend, answer in said.items() if answer}
    found = label_outcome(CLASSES[loss], Numbers(min(labels), max(labels), len(set(labels))), units, config)
    if found.kind == "depends":
        assert raised == set(found.refused_on)
    elif loss == "BinaryCrossentropy":
        assert not raised
        assert (found.kind == "misread") == (not set(labels) <= {0, 1} and labels != [-1, 1, -1, 1])
    for backend, text in found.errors.items():
        assert text is None or text in said[backend]
    told = full(labels) or min(labels) >= units or max(labels) < 0
    assert (found.kind == "depends") == bool(raised) or not told


def full(labels: list[int]) -> bool:
    return max(labels) - min(labels) + 1 == len(set(labels))


def test_nothing_is_said_of_bounds_that_need_not_be_met() -> None:
    sparse = "sparse_categorical_crossentropy"
    assert label_outcome(sparse, Numbers(0, 9), 3).kind == "fits"
    assert label_outcome(sparse, Numbers(0, 9, 3), 3).kind == "fits"
    assert label_outcome(sparse, Numbers(0, 9, 4), 3).kind == "depends"
    assert label_outcome(sparse, Numbers(3, None), 3).kind == "depends"
    assert label_outcome(sparse, Numbers(0, 9, 10), Symbol("units", minimum=1)).kind == "fits"
    assert label_outcome("binary_crossentropy", Numbers(0, 9), 1).kind == "fits"
    assert label_outcome("binary_crossentropy", Numbers(0.0, 1.0, 40), 1, whole=False).kind == "fits"
    assert label_outcome("mean_squared_error", Numbers(0, 9, 10), 1).kind == "fits"


def test_fit_itself_says_the_same() -> None:
    cases, wrong = of_fits()
    assert cases > 80
    assert wrong == []
